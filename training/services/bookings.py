"""Booking a learner on a run, by whatever way, and leaving it again."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require
from core.audit import write_audit_line
from core.clock import local_day
from core.db import db
from core.errors import N_, NotFound, RuleBroken
from core.forbidden import refuse_forbidden
from core.outbox import put_in_outbox
from core.people import Person
from core.people_queries import person_here
from training.models.bookings import Booking
from training.models.delivery import Run, SeatHold
from training.queries.seats import Missing, clashing_run, missing_for
from training.services.offers import promote, withdraw_offer
from training.services.seats import change_booking, claim_seat, known_event, lock_seats, new_booking
from training.words import LIVE_BOOKING

TELLING = {"booked": "booked", "waitlisted": "waitlisted"}


class SomethingMissing(RuleBroken):
    """A learner needs something else first; `missing` says what, and where the next chance is."""

    def __init__(self, missing: list[Missing]) -> None:
        first = missing[0]
        if first.next_run:
            super().__init__(
                "person",
                N_("You need “%(title)s” first."),
                N_("It is taught again: %(run)s."),
                title=first.title,
                run=first.next_run,
            )
        else:
            super().__init__(
                "person",
                N_("You need “%(title)s” first."),
                N_("Ask at the desk when it is taught again."),
                title=first.title or first.wanted,
            )
        self.missing = missing


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
    person = _learner(by, person_number)
    seats = lock_seats(run.id)
    live = live_booking(run.id, person.id)
    if live is not None and live.state != "requested":
        return live
    check_open(run, at)
    check_learner(run, person.id, at)
    hold = _partner_hold(run.id, partner, at) if partner else None
    if partner and hold is None:
        raise RuleBroken("partner", N_("No place is kept for this partner."), N_("Book without the partner."))
    may_sit = (seats.waiting == 0 or hold is not None) and claim_seat(run.id, hold=hold)
    state, verb = ("booked", "book_seat") if may_sit else ("waitlisted", "join_waiting_list")
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
    lock_seats(run.id)
    live = live_booking(run.id, by.person_id)
    if live is not None:
        return live
    check_open(run, at)
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
    """The centre takes a learner off a run, with a reason; the learner is told."""
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
    """A run is cancelled: every live booking ends and everybody is told; nobody is promoted. Returns how many."""
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
    """Move a learner to another run: a seat there if one is free, else its waiting list; the old seat is freed."""
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


def change_capacity(*, by: Actor, run_number: str, capacity: int, at: datetime, token: str) -> Run:
    """Change how many seats a run has. Fewer unseat nobody; more go to the waiting list at once."""
    require(by, "edit_runs")
    run = own_run(by, run_number)
    if not 0 <= capacity <= 200:
        raise RuleBroken("capacity", N_("A run has between 0 and 200 places."))
    lock_seats(run.id)
    if run.capacity != capacity:
        run.capacity = capacity
        db.session.flush()
        write_audit_line(
            "change_capacity",
            f"run:{run.number}",
            site_id=run.site_id,
            by_id=by.person_id,
            at=at,
            fields=["capacity"],
        )
    promote(run.id, at=at, token=token)
    return run


# What the ways share


def derived(token: str, word: str) -> str:
    """A client id that follows from another: the same press has the same effects once."""
    return str(uuid.uuid5(uuid.UUID(token), word))


def own_run(by: Actor, number: str) -> Run:
    """The run of that number at the person's site. Raises NotFound."""
    run = db.session.scalar(select(Run).where(Run.number == number.upper(), Run.site_id == by.site_id))
    if run is None:
        raise NotFound
    return run


def run_to_book(by: Actor, number: str, person_number: str) -> Run:
    """The run that somebody may book: any for oneself, those of the site for others. Raises NotFound or NotAllowed."""
    if by.number and person_number == by.number:
        run = db.session.scalar(select(Run).where(Run.number == number.upper(), Run.state != "draft"))
        if run is None:
            raise NotFound
        return run
    require(by, "book_learners")
    return own_run(by, number)


def _learner(by: Actor, person_number: str) -> Person:
    if by.number and person_number == by.number and by.person_id is not None:
        person = db.session.get(Person, by.person_id)
        if person is not None:
            return person
    return person_here(person_number, site_id=by.site_id)


def own_booking(by: Actor, booking_id: int) -> tuple[Booking, Run]:
    """A booking of the person themselves, or at their site where they may book others. Raises NotFound."""
    booking = db.session.get(Booking, booking_id)
    run = db.session.get(Run, booking.run_id) if booking else None
    if booking is None or run is None:
        raise NotFound
    if by.person_id is not None and by.person_id == booking.person_id:
        return booking, run
    if run.site_id != by.site_id or not by.may("book_learners"):
        raise NotFound
    return booking, run


def live_booking(run_id: int, person_id: int) -> Booking | None:
    """The live booking of a learner in a run."""
    return db.session.scalar(
        select(Booking).where(
            Booking.run_id == run_id, Booking.person_id == person_id, Booking.state.in_(LIVE_BOOKING)
        )
    )


def check_open(run: Run, at: datetime) -> None:
    """RuleBroken unless the run takes bookings at `at`."""
    if run.state != "open":
        raise RuleBroken(
            "", N_("This run takes no bookings now."), N_("Look at the other runs of the course.")
        )
    if run.opens_at is not None and at < run.opens_at:
        raise RuleBroken("", N_("Booking has not begun yet."), N_("Come back on the day it opens."))
    if run.closes_at is not None and at >= run.closes_at:
        raise RuleBroken(
            "", N_("Booking is over."), N_("Ask the trainer, who may seat you on the first day.")
        )


def check_learner(run: Run, person_id: int, at: datetime) -> None:
    """RuleBroken where the learner is in another class at that time, or needs something else first."""
    other = clashing_run(person_id, run.id)
    if other:
        raise RuleBroken(
            "person",
            N_("The learner has another class at that time: %(run)s."),
            N_("Leave that run first, or choose other days."),
            run=other,
        )
    missing = missing_for(person_id, run.id, at)
    if missing:
        raise SomethingMissing(missing)


def _partner_hold(run_id: int, partner: str, at: datetime) -> SeatHold | None:
    query = select(SeatHold).where(
        SeatHold.run_id == run_id,
        SeatHold.kind == "partner",
        SeatHold.partner == partner,
        SeatHold.ended_at.is_(None),
        SeatHold.until > at,
        SeatHold.used < SeatHold.seats,
    )
    return db.session.scalars(query.order_by(SeatHold.id).limit(1)).first()


def tell(booking: Booking, run: Run, kind: str, *, at: datetime, token: str) -> None:
    """Put what happened into the outbox for the learner."""
    put_in_outbox(
        kind=kind,
        person_id=booking.person_id,
        site_id=run.site_id,
        facts={"booking": booking.id, "run": run.number, "day": local_day(at).isoformat()},
        at=at,
        token=derived(token, f"tell {kind}"),
    )
