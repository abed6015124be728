"""Correcting a record: what differs is set, what it said before is kept, and one audit line names the fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.access import Actor
from core.audit import write_audit_line
from core.db import db
from core.errors import N_, NotAllowed, RuleBroken
from core.recipients import Organisation
from factory.occasions.models import RecordEdit


def note(verb: str, subject: str, by: Actor, at: datetime, fields: Sequence[str] = ()) -> None:
    """Append the audit line of a write."""
    write_audit_line(
        verb, subject, site_id=by.site_id, at=at, by_id=by.person_id, device_id=by.device_id, fields=fields
    )


def keep_change(row: Any, subject: str, by: Actor, at: datetime, values: Mapping[str, object]) -> list[str]:
    """Set what differs and keep what it said before; the names of the fields that changed."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        was, became = getattr(row, name), values[name]
        db.session.add(
            RecordEdit(
                subject=subject, field=name, was=_told(was), became=_told(became), at=at, by_id=by.person_id
            )
        )
        setattr(row, name, became)
    db.session.flush()
    return changed


def _told(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return str(value)[:200]


def require_pin(by: Actor) -> None:
    """Raise NotAllowed for a card alone: what is counted here is somebody's word, so it takes a PIN or password."""
    if by.strength == "card" and not by.is_system:
        raise NotAllowed(
            N_("Counting here needs your PIN."), N_("Give your PIN on the tablet, or sign in at a desk.")
        )


def known_organisation(organisation_id: int | None, field: str) -> int | None:
    """The id of an organisation that is there (those are of all sites), or None. Raises RuleBroken on `field`."""
    if organisation_id is None:
        return None
    if db.session.get(Organisation, organisation_id) is None:
        raise RuleBroken(field, N_("This organisation is not on the list."), N_("Choose one from the list."))
    return organisation_id
