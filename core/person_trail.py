"""The audit line of a write about a person: who it is about by number, the names of fields, never values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.access import Actor
from core.audit import write_audit_line


def write_person_line(verb: str, *, number: str, by: Actor, at: datetime, fields: Sequence[str] = ()) -> None:
    """Append the line to the chain of the site at which `by` works. `verb` is the service's name."""
    write_audit_line(
        verb,
        f"person:{number}",
        site_id=by.site_id,
        by_id=by.person_id,
        device_id=by.device_id,
        at=at,
        fields=fields,
    )
