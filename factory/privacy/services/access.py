"""That somebody was given what is kept of them."""

from __future__ import annotations

from datetime import datetime

from core.access import Actor
from core.audit import saw, write_audit_line
from core.people_queries import person_by_id


def note_access(*, by: Actor, person_id: int, at: datetime) -> None:
    """Note in the trail, and among the looks, that everything of a person was drawn up. Raises NotFound."""
    person = person_by_id(person_id)
    write_audit_line(
        "give_everything",
        f"person:{person.number}",
        site_id=by.site_id,
        by_id=by.person_id,
        device_id=by.device_id,
        at=at,
    )
    if by.person_id:
        saw(by.person_id, f"person:{person.number}", "everything", at)
