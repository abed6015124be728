"""A coordinator or trainer settles by hand what a tablet's register brought and the house could not do."""

from __future__ import annotations

from datetime import datetime

from core.access import Actor, require
from core.db import db
from core.errors import NotFound
from training.models.off_grid import RegisterEvent
from training.services.noting import note, tidy


def settle_register_event(*, by: Actor, event_id: str, note_of_it: str, at: datetime) -> None:
    """Settle an event that waits, with a note of how; once settled it stays so. Raises NotFound or RuleBroken."""
    require(by, "take_register")
    row = db.session.get(RegisterEvent, event_id)
    if row is None or row.site_id != by.site_id or row.state not in ("waiting", "unproven", "settled"):
        raise NotFound
    words = tidy("note", note_of_it, 200, is_needed=True)
    if row.state == "settled":
        return
    row.state, row.settled_at, row.settled_by_id, row.note = "settled", at, by.person_id, words
    db.session.flush()
    note("settle_register_event", f"event:{row.id}", by, at, ("note",))
