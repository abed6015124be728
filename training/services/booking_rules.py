"""What the ways of booking share: whose run and booking it is, whether it is open, what hinders the learner."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select

from core.access import Actor, refuse_guest, require
from core.clock import local_day
from core.db import db
from core.errors import N_, NotFound, RuleBroken
from core.outbox import put_in_outbox
from core.people import Person
from core.people_queries import person_here
from training.models.bookings import Booking
from training.models.delivery import Run, SeatHold
from training.queries.seats import Missing, clashing_run, missing_for
from training.words import LIVE_BOOKING


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
    """The run that somebody may book: any for oneself, those of the site for others; a guest books none.

    Raises NotFound or NotAllowed.
    """
    refuse_guest(by)
    if by.number and person_number == by.number:
        run = db.session.scalar(select(Run).where(Run.number == number.upper(), Run.state != "draft"))
        if run is None:
            raise NotFound
        return run
    require(by, "book_learners")
    return own_run(by, number)


def learner_to_book(by: Actor, person_number: str) -> Person:
    """Oneself, or a person of the site. Raises NotFound."""
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


def partner_hold(run_id: int, partner: str, at: datetime) -> SeatHold | None:
    """The seats kept for a partner of which some are left, or None."""
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
