"""Who comes without a place, and who does not come: seats of the first class, given and freed at the register."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from core.people import Person
from core.young import check_permission
from training.models.bookings import Booking
from training.models.delivery import CourseClass, Run
from training.services.booking_rules import live_booking
from training.services.seats import change_booking, claim_seat, lock_seats, new_booking, tablet_hold


def seat_walk_in(
    *, by: Actor, class_token: str, person_number: str, at: datetime, token: str, is_off_grid: bool = False
) -> Booking:
    """Seat somebody who came: next on the list, or new, until the first class ends and while a seat is free.

    Those who were before them on the list stay there and are named in the trail. A trainer does it, by card. Raises
    NotFound for a class or person that is not there, RuleBroken where every place is taken.
    """
    require(by, "take_register")
    found = db.session.execute(
        select(CourseClass, Run)
        .join(Run, Run.id == CourseClass.run_id)
        .where(CourseClass.token == class_token, Run.site_id == by.site_id)
    ).one_or_none()
    person = db.session.scalar(select(Person).where(Person.number == person_number))
    if found is None or person is None:
        raise NotFound
    meeting, run = found
    lock_seats(run.id)
    live = live_booking(run.id, person.id)
    if live is not None and live.state in ("booked", "attending"):
        return live
    _check_late(run, meeting, at)
    check_permission(person.id)
    source = "off_grid" if is_off_grid else "walk_in"
    before = fast().row(
        "SELECT COUNT(*) FROM booking WHERE run_id = ? AND state = 'waitlisted' AND person_id <> ?",
        (run.id, person.id),
    )
    reason = f"came to the class; {before[0] if before else 0} on the list did not"
    if live is not None:
        return change_booking(
            live, "booked", verb="seat_walk_in", by=by, at=at, token=token, source=source, reason=reason
        )
    lease = tablet_hold(run.id, by.device_id, at) if by.device_id is not None else None
    if not ((lease is not None and claim_seat(run.id, hold=lease)) or claim_seat(run.id)):
        raise RuleBroken(
            "person", N_("Every place is taken."), N_("Press “not here” for whoever did not come.")
        )
    return new_booking(
        run=run,
        person_id=person.id,
        state="booked",
        verb="seat_walk_in",
        by=by,
        source=source,
        at=at,
        token=token,
        reason=reason,
    )


def _check_late(run: Run, meeting: CourseClass, at: datetime) -> None:
    first = db.session.scalars(
        select(CourseClass)
        .where(CourseClass.run_id == run.id, CourseClass.cancelled_at.is_(None))
        .order_by(CourseClass.starts_at)
        .limit(1)
    ).first()
    if not run.allows_late_joining or run.state in ("draft", "cancelled", "archived"):
        raise RuleBroken("person", N_("Nobody joins this run late."), N_("Book them on the next one."))
    if first is None or meeting.id != first.id or at >= first.ends_at:
        raise RuleBroken(
            "person", N_("Late joining ends with the first class."), N_("Book them on the next run.")
        )


def free_no_show(*, by: Actor, booking_id: int, at: datetime, token: str) -> Booking:
    """“Not here” in the first class frees the seat for somebody who came; nobody is offered it any more.

    Raises NotFound for a learner without a seat.
    """
    require(by, "take_register")
    booking = db.session.get(Booking, booking_id)
    run = db.session.get(Run, booking.run_id) if booking else None
    if booking is None or run is None or run.site_id != by.site_id:
        raise NotFound
    lock_seats(run.id)
    db.session.refresh(booking)
    if booking.state == "no_show":
        return booking
    return change_booking(booking, "no_show", verb="free_no_show", by=by, at=at, token=token)
