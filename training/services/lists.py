"""The end of a waiting list: once a run has begun nobody waits in vain; each leaves the list with a kind word."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Final

from core.access import system_actor
from core.db import db, fast
from training.models.bookings import Booking
from training.models.delivery import Run
from training.services.booking_rules import tell
from training.services.seats import change_booking, lock_seats

MOST_AT_ONCE: Final = 200
"""People in one go, so that a tablet never waits long for the write lock; the next minute goes on."""
CLOSING: Final = uuid.UUID("5c1f5a50-3a6d-4c52-8f0e-31f2f1bd0b7e")
"""Namespace of the ids of these events: the same place in the same list is left once."""
_BEGAN: Final = (
    "(SELECT MIN(CASE WHEN r.allows_late_joining THEN k.ends_at ELSE k.starts_at END) FROM course_class k "
    "WHERE k.run_id = r.id AND k.cancelled_at IS NULL AND k.starts_at = (SELECT MIN(f.starts_at) FROM course_class f "
    "WHERE f.run_id = r.id AND f.cancelled_at IS NULL))"
)
_AWAY: Final = (
    "EXISTS (SELECT 1 FROM taken_run t WHERE t.run_id = r.id AND t.ended_at IS NULL AND t.until > ?)"
)


def close_lists(at: datetime) -> int:
    """Take whoever still waits off the list of a run that has begun, and tell them; how many there were.

    A run has begun with its first class; where late joining is open, once that class is over. A run that a tablet
    took along waits until it is back: what happened at its door may not have arrived yet. Safe to repeat.
    """
    rows = fast().rows(
        "SELECT b.id, r.id FROM booking b JOIN run r ON r.id = b.run_id WHERE b.state = 'waitlisted' "
        f"AND r.state IN ('open', 'closed', 'running', 'finished') AND {_BEGAN} <= ? AND NOT {_AWAY} "
        f"ORDER BY r.id, b.id LIMIT {MOST_AT_ONCE}",
        (at, at),
    )
    return sum(_leaves(booking_id, run_id, at) for booking_id, run_id in rows)


def _leaves(booking_id: int, run_id: int, at: datetime) -> bool:
    lock_seats(run_id)
    booking, run = db.session.get_one(Booking, booking_id), db.session.get_one(Run, run_id)
    db.session.refresh(booking)
    if booking.state != "waitlisted":
        return False
    token = str(uuid.uuid5(CLOSING, f"booking {booking.id} {booking.joined_at.isoformat()}"))
    change_booking(
        booking,
        "cancelled_by_centre",
        verb="close_list",
        by=system_actor(run.site_id),
        at=at,
        token=token,
        source="promotion",
        reason="the run has begun",
    )
    tell(booking, run, "list_closed", at=at, token=token)
    return True
