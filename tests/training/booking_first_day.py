"""The random machine goes on: asking for a place, kept seats, a tablet's lease, the first class and who comes late."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlalchemy import func, select

from core.access import Actor
from core.db import db, transaction
from core.ids import new_client_id
from tests.training.booking_machine import Bookings, who
from training.models.delivery import CourseClass, SeatHold
from training.services.bookings import book_seat, request_seat
from training.services.queue import end_hold, hold_seats, turn_the_list
from training.services.registers import NewMark, record_mark
from training.services.walk_ins import free_no_show, seat_walk_in

turns = st.integers(0, 1)


class FirstDay(Bookings):
    """The same runs, with seats kept for a partner and a tablet, and a trainer in the first class."""

    def meeting(self, turn: int) -> tuple[str, datetime]:
        """The token of the first class of a run, and when it begins."""
        query = select(CourseClass.token, CourseClass.starts_at).where(
            CourseClass.run_id == self.runs[turn][0], CourseClass.number == 1
        )
        token, starts_at = db.session.execute(query).one()
        return token, starts_at

    @rule(turn=turns, learner=who)
    def ask_for_a_place(self, turn: int, learner: int) -> None:
        """A learner asks; the desk gives a place or the list."""
        person_id, number = self.people[learner]
        own = Actor(person_id=person_id, site_id=self.cast.sites["coventry"], number=number)
        self.do(request_seat, by=own, run_number=self.runs[turn][1])

    @rule(turn=turns, learner=who)
    def book_with_partner(self, turn: int, learner: int) -> None:
        """A partner sends somebody to the seats kept for them."""
        number, person = self.runs[turn][1], self.people[learner][1]
        self.do(
            book_seat,
            by=self.mary,
            run_number=number,
            person_number=person,
            source="phone",
            partner="Right Track",
        )

    @rule(turn=turns, hours=st.integers(1, 190))
    def lease_to_the_tablet(self, turn: int, hours: int) -> None:
        """The van takes the free seats along."""
        self.do(
            hold_seats,
            by=self.mary,
            run_number=self.runs[turn][1],
            kind="tablet",
            seats=9,
            device_id=self.cast.tablet_ids["coventry"],
            until=self.clock + timedelta(hours=hours),
        )

    @rule(turn=turns)
    def end_the_newest_hold(self, turn: int) -> None:
        """Kept seats are given free."""
        query = select(func.max(SeatHold.id)).where(SeatHold.run_id == self.runs[turn][0])
        if found := db.session.scalar(query):
            self.do(end_hold, by=self.mary, run_number=self.runs[turn][1], hold_id=found)

    @rule(turn=turns, minutes=st.integers(-20, 130))
    def the_first_class_comes(self, turn: int, minutes: int) -> None:
        """The clock goes on to the first class, if that is still to come."""
        self.clock = max(self.clock, self.meeting(turn)[1] + timedelta(minutes=minutes))
        with transaction():
            turn_the_list(self.clock, new_client_id())

    @rule(turn=turns, learner=who, mark=st.sampled_from(["present", "absent", "late"]))
    def mark(self, turn: int, learner: int, mark: str) -> None:
        """The trainer marks somebody."""
        new = NewMark(
            id=new_client_id(),
            class_token=self.meeting(turn)[0],
            person_number=self.people[learner][1],
            mark=mark,
            method="tap",
            at=self.clock,
            device_at=self.clock,
        )
        self.attempt(lambda: record_mark(by=self.mary, new=new, received_at=self.clock))

    @rule(turn=turns, learner=who)
    def not_here(self, turn: int, learner: int) -> None:
        """Whoever did not come gives the seat free."""
        if found := self.booking(turn, learner):
            self.do(free_no_show, by=self.mary, booking_id=found)

    @rule(turn=turns, learner=who)
    def walk_in(self, turn: int, learner: int) -> None:
        """Somebody stands in the door of the first class."""
        self.do(
            seat_walk_in,
            by=self.mary,
            class_token=self.meeting(turn)[0],
            person_number=self.people[learner][1],
        )
