"""Seats kept for a partner, who may book whom, taking somebody off, and the trail that nobody changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from core.db import db, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from core.outbox import OutboxMessage
from core.people import Person
from tests.cast import Cast
from tests.training.scene import book, booking_of, fill, noon, states
from training.models.bookings import Booking
from training.models.delivery import Run
from training.services.bookings import (
    book_seat,
    leave_run,
    take_off,
)
from training.services.queue import (
    change_capacity,
    hold_seats,
    turn_the_list,
)

HOUR = timedelta(hours=1)


def test_seats_kept_for_a_partner_are_nobody_elses_until_the_day_is_over(
    cast: Cast, run: Run, learners: list[Person]
) -> None:
    with transaction():
        hold_seats(
            by=cast.actor("mary"),
            run_number=run.number,
            kind="partner",
            seats=2,
            until=noon(3),
            partner="Right Track",
            at=noon(),
            token=new_client_id(),
        )
    fill(cast, run, learners[:1])
    assert states(run, learners[:1]) == ["waitlisted"]
    with transaction():
        book_seat(
            by=cast.actor("mary"),
            run_number=run.number,
            person_number=learners[1].number,
            source="desk",
            partner="Right Track",
            at=noon(),
            token=new_client_id(),
        )
    assert states(run, learners[1:2]) == ["booked"]
    with transaction():
        turn_the_list(noon(3), new_client_id())
    assert states(run, learners[:1]) == ["offered"]


@pytest.mark.parametrize(("capacity", "came"), [(2, ["booked", "booked"]), (1, ["booked", "waitlisted"])])
def test_kept_seats_give_way_where_the_run_gets_fewer_and_the_rest_go_to_the_list(
    cast: Cast, run: Run, learners: list[Person], capacity: int, came: list[str]
) -> None:
    with transaction():
        change_capacity(
            by=cast.actor("mary"), run_number=run.number, capacity=3, at=noon(), token=new_client_id()
        )
        hold_seats(
            by=cast.actor("mary"),
            run_number=run.number,
            kind="partner",
            seats=3,
            partner="Right Track",
            until=noon(5),
            at=noon(),
            token=new_client_id(),
        )
    with transaction():
        change_capacity(
            by=cast.actor("mary"), run_number=run.number, capacity=capacity, at=noon(), token=new_client_id()
        )
    for turn, person in enumerate(learners[:2]):
        with transaction():
            book_seat(
                by=cast.actor("mary"),
                run_number=run.number,
                person_number=person.number,
                source="phone",
                partner="Right Track" if turn < capacity else "",
                at=noon(),
                token=new_client_id(),
            )
    assert states(run, learners[:2]) == came


def test_a_learner_books_themselves_anywhere_and_staff_only_at_their_site(
    cast: Cast, run: Run, learners: list[Person]
) -> None:
    with transaction():
        book_seat(
            by=cast.actor("grace"),
            run_number=run.number,
            person_number=cast.numbers["grace"],
            source="card",
            at=noon(),
            token=new_client_id(),
        )
    with pytest.raises(NotFound), transaction():
        book(cast.actor("oluwaseun"), run, learners[0])
    with pytest.raises(NotAllowed), transaction():
        book(cast.actor("amina"), run, learners[0])
    mine = db.session.scalars(select(Booking)).one()
    with pytest.raises(NotFound), transaction():
        leave_run(by=cast.actor("amina"), booking_id=mine.id, at=noon(), token=new_client_id(), source="web")


def test_taking_somebody_off_wants_a_reason_and_tells_them(
    cast: Cast, run: Run, learners: list[Person]
) -> None:
    fill(cast, run, learners[:1])
    mine = booking_of(run, learners[0])
    with pytest.raises(RuleBroken), transaction():
        take_off(by=cast.actor("mary"), booking_id=mine.id, at=noon(), token=new_client_id(), reason=" ")
    with transaction():
        take_off(
            by=cast.actor("mary"), booking_id=mine.id, at=noon(), token=new_client_id(), reason="ill trainer"
        )
    assert states(run, learners[:1]) == ["cancelled_by_centre"]
    kinds = set(db.session.scalars(select(OutboxMessage.kind)))
    assert kinds == {"booked", "cancelled_by_centre"}


def test_a_booking_event_is_never_changed(cast: Cast, run: Run, learners: list[Person]) -> None:
    fill(cast, run, learners[:1])
    for sql in ("UPDATE booking_event SET reason = 'x'", "DELETE FROM booking_event"):
        with pytest.raises(DBAPIError, match="append-only"), transaction():
            db.session.execute(text(sql))
