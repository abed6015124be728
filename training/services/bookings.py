"""Booking a learner on a run, by whatever way, and leaving it again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require
from core.db import db
from core.errors import N_, NotFound, RuleBroken
from core.forbidden import refuse_forbidden
from core.people import Person
from core.people_queries import hold_living
from core.young import check_permission
from training.models.bookings import Booking
from training.models.delivery import Run
from training.services.booking_rules import (
    check_learner,
    check_open,
    derived,
    learner_to_book,
    live_booking,
    own_booking,
    partner_hold,
    run_to_book,
    tell,
)
from training.services.offers import promote, withdraw_offer
from training.services.seats import change_booking, claim_seat, known_event, lock_seats, new_booking
from training.words import LIVE_BOOKING

TELLING = {"booked": "booked", "waitlisted": "waitlisted"}


def book_seat(
    *,
    by: Actor,
    run_number: str,
    person_number: str,
    source: str,
    at: datetime,
    token: str,
    partner: str = "",
) -> Booking:
    """Book a learner on a run: a seat if one is free and nobody waits for it, else the waiting list.

    A learner books themselves on any open run; staff book people of their site on runs of their site. The same
    learner again changes nothing. Raises NotFound, RuleBroken (not open, a clash) or SomethingMissing.
    """
    known = known_event(token)
    if known is not None:
        return known
    run = run_to_book(by, run_number, person_number)
    person = learner_to_book(by, person_number)
    hold_living(person.id)
    seats = lock_seats(run.id)
    live = live_booking(run.id, person.id)
    if live is not None and live.state != "requested":
        return live
    check_open(run, at)
    check_learner(run, person.id, at)
    check_permission(person.id)
    hold = partner_hold(run.id, partner, at) if partner else None
    if partner and hold is None:
        raise RuleBroken("partner", N_("No place is kept for this partner."), N_("Book without the partner."))
    may_sit = (seats.waiting == 0 or hold is not None) and claim_seat(run.id, hold=hold)
    state = "booked" if may_sit else "waitlisted"
    verb = "book_seat" if may_sit else "join_waiting_list"
    if live is not None:
        change_booking(live, state, verb=verb, by=by, at=at, token=token, source=source)
        made = live
    else:
        made = new_booking(
            run=run,
            person_id=person.id,
            state=state,
            verb=verb,
            by=by,
            source=source,
            at=at,
            token=token,
            partner=partner if hold is not None else "",
        )
    tell(made, run, TELLING[state], at=at, token=token)
    if state == "waitlisted":
        promote(run.id, at=at, token=derived(token, "promote"))
    return made


def request_seat(*, by: Actor, run_number: str, at: datetime, token: str) -> Booking:
    """Ask for a place that somebody at the desk gives or refuses; it holds no seat, but keeps its time of asking."""
    known = known_event(token)
    if known is not None:
        return known
    run = run_to_book(by, run_number, by.number)
    if by.person_id is None:
        raise NotFound
    hold_living(by.person_id)
    lock_seats(run.id)
    live = live_booking(run.id, by.person_id)
    if live is not None:
        return live
    check_open(run, at)
    check_permission(by.person_id)
    return new_booking(
        run=run,
        person_id=by.person_id,
        state="requested",
        verb="request_seat",
        by=by,
        source="web",
        at=at,
        token=token,
    )


def leave_run(
    *, by: Actor, booking_id: int, at: datetime, token: str, source: str, reason: str = ""
) -> Booking:
    """A learner leaves; the seat goes to the next on the list in the same transaction."""
    known = known_event(token)
    if known is not None:
        return known
    booking, run = own_booking(by, booking_id)
    refuse_forbidden("reason", reason)
    lock_seats(run.id)
    db.session.refresh(booking)
    new = "withdrawn" if booking.state == "attending" else "cancelled_by_learner"
    withdraw_offer(booking, at=at)
    change_booking(booking, new, verb="leave_run", by=by, at=at, token=token, source=source, reason=reason)
    promote(run.id, at=at, token=derived(token, "promote"))
    return booking


def take_off(*, by: Actor, booking_id: int, at: datetime, token: str, reason: str) -> Booking:
    """The centre takes a learner off a run, with a reason; the learner is told. Raises RuleBroken without a reason."""
    known = known_event(token)
    if known is not None:
        return known
    require(by, "book_learners")
    if not reason.strip():
        raise RuleBroken("reason", N_("Please give the reason."), N_("The learner may ask for it."))
    refuse_forbidden("reason", reason)
    booking, run = own_booking(by, booking_id)
    lock_seats(run.id)
    db.session.refresh(booking)
    withdraw_offer(booking, at=at)
    change_booking(
        booking, "cancelled_by_centre", verb="take_off", by=by, at=at, token=token, reason=reason.strip()
    )
    tell(booking, run, "cancelled_by_centre", at=at, token=token)
    promote(run.id, at=at, token=derived(token, "promote"))
    return booking


def cancel_bookings_of(*, by: Actor, run_id: int, at: datetime, token: str) -> int:
    """A run is cancelled: every live booking ends and everybody is told; nobody is promoted. Returns how many.

    Raises NotFound for no run.
    """
    run = db.session.get(Run, run_id)
    if run is None:
        raise NotFound
    lock_seats(run_id)
    query = (
        select(Booking).where(Booking.run_id == run_id, Booking.state.in_(LIVE_BOOKING)).order_by(Booking.id)
    )
    ended = list(db.session.scalars(query))
    for booking in ended:
        withdraw_offer(booking, at=at)
        own = derived(token, f"cancel {booking.id}")
        change_booking(booking, "cancelled_by_centre", verb="cancel_run", by=by, at=at, token=own)
        tell(booking, run, "run_cancelled", at=at, token=own)
    return len(ended)


def transfer_booking(*, by: Actor, booking_id: int, to_run: str, at: datetime, token: str) -> Booking:
    """Move a learner to another run: a seat there if one is free, else its waiting list; the old seat is freed.

    Raises RuleBroken for the same run or one of another site.
    """
    known = known_event(derived(token, "arrive"))
    if known is not None:
        return known
    require(by, "book_learners")
    booking, run = own_booking(by, booking_id)
    person = db.session.get(Person, booking.person_id)
    if person is None or to_run == run.number:
        raise RuleBroken("run", N_("Choose another run."), N_("The learner is in this one."))
    other = db.session.scalar(select(Run).where(Run.number == to_run, Run.site_id == by.site_id))
    if other is None:
        raise RuleBroken("run", N_("There is no such run here."), N_("Choose one from the list."))
    for run_id in sorted(
        (run.id, other.id)
    ):  # always in one order, so that two transfers never wait for each other
        lock_seats(run_id)
    leave_run(by=by, booking_id=booking_id, at=at, token=token, source="desk", reason=f"to {to_run}")
    return book_seat(
        by=by,
        run_number=to_run,
        person_number=person.number,
        source="desk",
        at=at,
        token=derived(token, "arrive"),
    )
