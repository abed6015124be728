"""The machine that books at random: two runs, six learners, and the invariants that hold after each step."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import func, select

from core.access import Actor, actor_for
from core.db import db, transaction
from core.errors import EcoError
from core.ids import new_client_id
from tests.cast import Cast
from tests.training.scene import make_course, make_learners, make_run, noon
from training.models.bookings import Booking, BookingEvent, Offer
from training.queries.seats import RunSeats, seats_of, waiting_for
from training.services.bookings import book_seat, leave_run, take_off, transfer_booking
from training.services.offers import accept_offer, decline_offer
from training.services.queue import agree_to_jump, ask_to_jump, change_capacity, hold_seats, turn_the_list
from training.waiting import Waiting, in_order, is_quiet
from training.words import LIVE_BOOKING, SEATED

LEARNERS = 6
who = st.integers(0, LEARNERS - 1)


class Bookings(RuleBasedStateMachine):
    """Two runs of one site, six learners, a trainer, two coordinators, and a clock that only goes on."""

    app: Flask
    cast: Cast
    put_back: Callable[[], None]

    @initialize()
    def begin(self) -> None:
        """A clean database."""
        type(self).put_back()
        self.context = self.app.app_context()
        self.context.push()
        self.clock = noon()
        self.sat: list[set[int]] = [set(), set()]
        self.asked: set[int] = set()
        with transaction():
            site = self.cast.sites["coventry"]
            runs = [
                make_run(make_course("laser"), site, capacity=2, number="R-A"),
                make_run(make_course("wood"), site, capacity=1, number="R-B", starts_at=noon(11)),
            ]
            people = make_learners(site, LEARNERS)
            self.runs = [(run.id, run.number) for run in runs]
            self.people = [(person.id, person.number) for person in people]
        self.mary, self.ruth = self.cast.actor("mary"), self.cast.actor("ruth")
        ann = actor_for(
            self.cast.people["ann"], site_id=self.cast.sites["coventry"], strength="pin", at=self.clock
        )
        assert ann is not None
        self.ann: Actor = ann

    def teardown(self) -> None:
        """Give the context back."""
        if hasattr(self, "context"):
            db.session.remove()
            self.context.pop()

    def do(self, act: Callable[..., Any], **given: Any) -> None:
        """One use case in its transaction; what the rules refuse changes nothing."""
        self.attempt(lambda: act(at=self.clock, token=new_client_id(), **given))

    def attempt(self, act: Callable[[], Any]) -> None:
        """The same for what carries its own time."""
        with suppress(EcoError), transaction():
            act()

    def booking(self, turn: int, learner: int) -> int | None:
        """The newest booking of a learner in a run."""
        query = select(func.max(Booking.id)).where(
            Booking.run_id == self.runs[turn][0], Booking.person_id == self.people[learner][0]
        )
        return db.session.scalar(query)

    @rule(turn=st.integers(0, 1), learner=who)
    def book(self, turn: int, learner: int) -> None:
        """Somebody is booked at the desk."""
        self.do(
            book_seat,
            by=self.mary,
            run_number=self.runs[turn][1],
            person_number=self.people[learner][1],
            source="desk",
        )

    @rule(turn=st.integers(0, 1), learner=who)
    def leave(self, turn: int, learner: int) -> None:
        """Somebody leaves."""
        if found := self.booking(turn, learner):
            self.do(leave_run, by=self.mary, booking_id=found, source="phone")

    @rule(turn=st.integers(0, 1), learner=who)
    def take_off(self, turn: int, learner: int) -> None:
        """The centre takes somebody off."""
        if found := self.booking(turn, learner):
            self.do(take_off, by=self.mary, booking_id=found, reason="the trainer is ill")

    @rule(turn=st.integers(0, 1), learner=who)
    def accept(self, turn: int, learner: int) -> None:
        """Somebody says yes, also when nothing is offered."""
        if found := self.booking(turn, learner):
            self.do(accept_offer, by=self.mary, booking_id=found, source="phone")

    @rule(turn=st.integers(0, 1), learner=who)
    def decline(self, turn: int, learner: int) -> None:
        """Somebody says no."""
        if found := self.booking(turn, learner):
            self.do(decline_offer, by=self.mary, booking_id=found, source="phone")

    @rule(turn=st.integers(0, 1), learner=who)
    def transfer(self, turn: int, learner: int) -> None:
        """Somebody goes over to the other run."""
        if found := self.booking(turn, learner):
            self.do(transfer_booking, by=self.mary, booking_id=found, to_run=self.runs[1 - turn][1])

    @rule(turn=st.integers(0, 1), learner=who)
    def jump(self, turn: int, learner: int) -> None:
        """Two people put somebody first."""
        if found := self.booking(turn, learner):
            self.do(ask_to_jump, by=self.ruth, booking_id=found, reason="the interpreter")
            self.do(agree_to_jump, by=self.ann, booking_id=found)

    @rule(turn=st.integers(0, 1), capacity=st.integers(0, 4))
    def resize(self, turn: int, capacity: int) -> None:
        """The run gets more seats or fewer; nobody loses theirs."""
        before = self.seated(turn)
        self.do(change_capacity, by=self.mary, run_number=self.runs[turn][1], capacity=capacity)
        assert before <= self.seated(turn), "lowering capacity unseats nobody"

    @rule(turn=st.integers(0, 1), seats=st.integers(1, 2), hours=st.integers(1, 100))
    def keep_back(self, turn: int, seats: int, hours: int) -> None:
        """RunSeats are kept for a partner."""
        until = self.clock + timedelta(hours=hours)
        self.do(
            hold_seats,
            by=self.mary,
            run_number=self.runs[turn][1],
            kind="partner",
            seats=seats,
            until=until,
            partner="Right Track",
        )

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        """The clock goes on, and the clockwork runs."""
        self.clock += timedelta(hours=hours)
        with transaction():
            turn_the_list(self.clock, new_client_id())

    @precondition(lambda self: hasattr(self, "clock"))
    @rule()
    def the_clockwork_again(self) -> None:
        """Running it twice changes nothing more."""
        with transaction():
            turn_the_list(self.clock, new_client_id())
        before = db.session.scalar(select(func.count(BookingEvent.id)))
        with transaction():
            turn_the_list(self.clock, new_client_id())
        assert db.session.scalar(select(func.count(BookingEvent.id))) == before

    def seated(self, turn: int) -> set[int]:
        """Who sits in a run."""
        query = select(Booking.person_id).where(
            Booking.run_id == self.runs[turn][0], Booking.state.in_(SEATED)
        )
        return set(db.session.scalars(query))

    @invariant()
    def nothing_is_broken(self) -> None:
        """Every invariant of the waiting list, in every state."""
        if not hasattr(self, "runs"):
            return
        for turn, (run_id, _) in enumerate(self.runs):
            seats = seats_of(run_id)
            assert seats is not None
            self.seats_hold(turn, seats)
        self.one_live_booking_each()
        self.offers_are_fair()

    def seats_hold(self, turn: int, seats: RunSeats) -> None:
        """2: whoever is newly seated found a seat free beside those kept back."""
        seated = self.seated(turn)
        assert len(seated) == seats.taken
        if seated - self.sat[turn]:
            assert seats.taken + seats.held <= seats.capacity
        self.sat[turn] = seated

    def one_live_booking_each(self) -> None:
        """1: one live booking of a learner in a run."""
        query = (
            select(Booking.run_id, Booking.person_id)
            .where(Booking.state.in_(LIVE_BOOKING))
            .group_by(Booking.run_id, Booking.person_id)
            .having(func.count() > 1)
        )
        assert db.session.execute(query).all() == []

    def offers_are_fair(self) -> None:
        """3, 4: offered ⇔ one live offer; none made in the night or after the start; none ends after it."""
        offered = set(db.session.scalars(select(Booking.id).where(Booking.state == "offered")))
        live = list(db.session.scalars(select(Offer).where(Offer.outcome.is_(None))))
        assert offered == {offer.booking_id for offer in live}
        starts: dict[int, datetime] = {}
        for offer in db.session.scalars(select(Offer)):
            booking = db.session.get_one(Booking, offer.booking_id)
            if booking.run_id not in starts:
                seats = seats_of(booking.run_id)
                assert seats is not None and seats.times.first_starts_at is not None
                starts[booking.run_id] = seats.times.first_starts_at
            assert not is_quiet(offer.made_at)
            assert offer.made_at < offer.expires_at <= starts[booking.run_id]
            if offer.id not in self.asked and booking.state == "offered":
                self.was_next(booking)
            self.asked.add(offer.id)

    def was_next(self, booking: Booking) -> None:
        """3: nobody who still waits was before them; nothing hinders anybody here."""
        one = Waiting(booking.id, booking.person_id, booking.joined_at, booking.jumped_at)
        assert in_order([one, *waiting_for(booking.run_id)])[0] is one
