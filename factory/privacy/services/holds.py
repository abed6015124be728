"""Until when a funder may ask for a site's evidence, as a coordinator says it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from core.access import Actor, require
from core.audit import write_audit_line
from core.bounds import tidy
from core.clock import local_day
from core.db import db
from core.errors import N_, NotFound, RuleBroken
from factory.privacy.models import EvidenceHold


def hold_evidence(*, by: Actor, programme: str, until_on: date, at: datetime, token: str) -> EvidenceHold:
    """Hold a site's evidence until a day has passed; the same token again changes nothing.

    Raises NotAllowed, and RuleBroken for no programme or a day that is over.
    """
    require(by, "hold_evidence")
    known = db.session.scalar(select(EvidenceHold).where(EvidenceHold.token == token))
    if known is not None:
        return known
    named = tidy("programme", programme, 80, is_needed=True)
    if until_on < local_day(at):
        raise RuleBroken("until_on", N_("This day is over."), N_("Choose today or a later day."))
    row = EvidenceHold(
        token=token,
        site_id=by.site_id,
        programme=named,
        until_on=until_on,
        made_at=at,
        made_by_id=by.person_id,
    )
    db.session.add(row)
    db.session.flush()
    _note("hold_evidence", row, by, at)
    return row


def end_hold(*, by: Actor, hold_id: int, at: datetime) -> None:
    """Take a hold back that was a mistake: it then holds nothing and lets nothing go. Raises NotFound."""
    require(by, "hold_evidence")
    row = db.session.scalar(
        select(EvidenceHold).where(EvidenceHold.id == hold_id, EvidenceHold.site_id == by.site_id)
    )
    if row is None:
        raise NotFound
    if row.ended_at is None:
        row.ended_at, row.ended_by_id = at, by.person_id
        db.session.flush()
        _note("end_hold", row, by, at)


def _note(verb: str, row: EvidenceHold, by: Actor, at: datetime) -> None:
    write_audit_line(
        verb,
        f"hold:{row.id}",
        site_id=by.site_id,
        by_id=by.person_id,
        at=at,
        fields=["programme", "until_on"],
    )
