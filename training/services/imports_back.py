"""What an import of the room made is taken back: a booking, or that somebody was on a course of earlier years."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Final

from sqlalchemy import select

from core.access import Actor, require
from core.db import db, fast
from training.models.bookings import BookingEvent
from training.models.delivery import CourseClass
from training.models.outcomes import Completion, NextStep
from training.models.registers import AttendanceMark
from training.services.booking_rules import own_booking
from training.services.bookings import take_off
from training.services.completions import STATE_OF
from training.services.seats import end_told_booking
from training.words import LIVE_BOOKING

REASON: Final = "Its import was taken back."
_BACK: Final = uuid.UUID("2c1f7a3e-90b1-5c55-8a3d-6e1f0b7d4a21")


def take_back_booking(*, by: Actor, booking_id: int, at: datetime) -> str:
    """Take a learner off again who was booked by an import; "" or why the booking stays."""
    require(by, "import_learners")
    booking, _ = own_booking(by, booking_id)
    if booking.state in ("attending", "completed", "not_completed", "no_show", "withdrawn"):
        return "used"
    if booking.state in LIVE_BOOKING:
        token = str(uuid.uuid5(_BACK, f"booking {booking_id}"))
        take_off(by=by, booking_id=booking_id, at=at, token=token, reason=REASON)
    return ""


def take_back_past(*, by: Actor, booking_id: int, at: datetime) -> str:
    """Take back that somebody was on a course of earlier years; "" or why it stays.

    Its ending goes, its marks never count again, and the booking is one that we took off.
    """
    require(by, "import_learners")
    booking, run = own_booking(by, booking_id)
    ending = db.session.get(Completion, booking_id)
    if booking.state == "cancelled_by_centre":
        return ""
    events = db.session.scalars(select(BookingEvent.id).where(BookingEvent.booking_id == booking_id)).all()
    if ending is None or len(events) > 1 or booking.state != STATE_OF[ending.proposed]:
        return "changed"
    steps = db.session.scalars(select(NextStep).where(NextStep.booking_id == booking_id)).first()
    papers = fast().row(
        "SELECT 1 FROM certificate WHERE run_id = ? AND person_id = ? LIMIT 1", (run.id, booking.person_id)
    )
    if steps is not None or papers is not None:
        return "used"
    token = str(uuid.uuid5(_BACK, f"past {booking_id}"))
    query = (
        select(AttendanceMark)
        .join(CourseClass, CourseClass.id == AttendanceMark.class_id)
        .where(CourseClass.run_id == run.id, AttendanceMark.person_id == booking.person_id)
        .where(AttendanceMark.superseded_by.is_(None))
    )
    marks = db.session.scalars(query).all()
    if any(mark.method != "import" for mark in marks):
        return "changed"
    for mark in marks:
        mark.taken_back_by = mark.superseded_by = token
    db.session.delete(ending)
    end_told_booking(booking, run, by=by, at=at, token=token, reason=REASON)
    return ""
