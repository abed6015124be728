"""Booking a learner: seats, the waiting list, offers that hold, expire and promote; what is refused and why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from core.access import actor_for
from core.db import db, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from core.outbox import OutboxMessage
from core.people import Person
from tests.cast import Cast
from tests.training.scene import (
    book,
    booking_of,
    fill,
    make_course,
    make_run,
    need,
    noon,
    states,
)
from training.models.bookings import Booking, BookingEvent, Offer
from training.models.delivery import Run
from training.queries.seats import seats_of
from training.services.bookings import (
    cancel_bookings_of,
    leave_run,
    transfer_booking,
)
from training.services.offers import accept_offer, decline_offer, due_offers, live_offer, offer_by_link
from training.services.queue import (
    agree_to_jump,
    ask_to_jump,
    change_capacity,
    turn_the_list,
)

HOUR = timedelta(hours=1)


def test_seats_are_given_in_order_and_the_rest_wait(cast: Cast, run: Run, learners: list[Person]) -> None:
    fill(cast, run, learners[:4])
    assert states(run, learners[:4]) == ["booked", "booked", "waitlisted", "waitlisted"]


def test_a_learner_without_surname_mail_phone_or_birth_date_is_booked(
    cast: Cast, run: Run, learners: list[Person]
) -> None:
    assert learners[0].name is None or learners[0].name.full_name == ""
    fill(cast, run, learners[:1])
    assert states(run, learners[:1]) == ["booked"]


def test_the_same_learner_again_changes_nothing(cast: Cast, run: Run, learners: list[Person]) -> None:
    fill(cast, run, [learners[0], learners[0], learners[0]])
    seats = seats_of(run.id)
    assert seats is not None and (seats.taken, seats.waiting) == (1, 0)


def test_pressing_twice_is_one_booking(cast: Cast, run: Run, learners: list[Person]) -> None:
    token = new_client_id()
    for _ in range(2):
        with transaction():
            book(cast.actor("mary"), run, learners[0], token=token)
    assert db.session.scalars(select(BookingEvent.id)).all() == [token]


def test_the_database_refuses_a_second_live_booking(cast: Cast, run: Run, learners: list[Person]) -> None:
    fill(cast, run, learners[:1])
    row = booking_of(run, learners[0])
    with pytest.raises(DBAPIError), transaction():
        db.session.add(
            Booking(
                token=new_client_id(),
                run_id=row.run_id,
                person_id=row.person_id,
                state="waitlisted",
                joined_at=noon(),
                state_at=noon(),
                source="desk",
                made_at=noon(),
            )
        )


@pytest.mark.parametrize("state", ["offered", "booked", "attending"])
def test_the_database_refuses_a_seat_too_many(
    cast: Cast, run: Run, learners: list[Person], state: str
) -> None:
    fill(cast, run, learners[:3])
    waiting = booking_of(run, learners[2])
    with pytest.raises(DBAPIError, match="the run is full"), transaction():
        db.session.execute(update(Booking).where(Booking.id == waiting.id).values(state=state))
    with transaction():
        db.session.execute(text("UPDATE run SET capacity = 3"))
        db.session.execute(update(Booking).where(Booking.id == waiting.id).values(state=state))


def test_who_leaves_frees_the_seat_for_the_next_in_the_same_transaction(
    cast: Cast, run: Run, learners: list[Person]
) -> None:
    fill(cast, run, learners[:4])
    with transaction():
        leave_run(
            by=cast.actor("mary"),
            booking_id=booking_of(run, learners[0]).id,
            at=noon() + HOUR,
            token=new_client_id(),
            source="phone",
        )
    assert states(run, learners[:4]) == ["cancelled_by_learner", "booked", "offered", "waitlisted"]
    offer = live_offer(booking_of(run, learners[2]).id)
    assert offer is not None and offer.expires_at > noon() + HOUR
    told = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "offer")).all()
    assert [row.person_id for row in told] == [learners[2].id]


def test_an_offer_is_accepted_by_its_link_and_the_same_press_twice_is_one(
    cast: Cast, run: Run, learners: list[Person]
) -> None:
    fill(cast, run, learners[:3])
    with transaction():
        change_capacity(
            by=cast.actor("mary"), run_number=run.number, capacity=3, at=noon() + HOUR, token=new_client_id()
        )
    message = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "offer")).one()
    offer, booking = offer_by_link(message.facts["link"])
    token = new_client_id()
    for _ in range(2):
        with transaction():
            accept_offer(
                by=cast.actor("mary"), booking_id=booking.id, source="web", at=noon() + 2 * HOUR, token=token
            )
    assert states(run, learners[:3]) == ["booked", "booked", "booked"]
    assert db.session.get_one(Offer, offer.id).outcome == "accepted"
    with pytest.raises(NotFound):
        offer_by_link("not-one-of-ours")


def test_an_offer_that_is_declined_goes_to_the_next(cast: Cast, run: Run, learners: list[Person]) -> None:
    fill(cast, run, learners[:4])
    with transaction():
        change_capacity(
            by=cast.actor("mary"), run_number=run.number, capacity=3, at=noon() + HOUR, token=new_client_id()
        )
    with transaction():
        decline_offer(
            by=cast.actor("mary"),
            booking_id=booking_of(run, learners[2]).id,
            source="phone",
            at=noon() + 2 * HOUR,
            token=new_client_id(),
        )
    assert states(run, learners[:4]) == ["booked", "booked", "declined", "offered"]


def test_at_the_instant_of_expiry_it_is_too_late_and_the_next_is_asked(
    cast: Cast, run: Run, learners: list[Person]
) -> None:
    fill(cast, run, learners[:4])
    with transaction():
        change_capacity(
            by=cast.actor("mary"), run_number=run.number, capacity=3, at=noon() + HOUR, token=new_client_id()
        )
    offer = live_offer(booking_of(run, learners[2]).id)
    assert offer is not None
    ends = offer.expires_at
    assert due_offers(ends - timedelta(milliseconds=1)) == []
    for _ in range(3):
        with transaction():
            turn_the_list(ends, new_client_id())
    assert states(run, learners[:4]) == ["booked", "booked", "offer_expired", "offered"]
    with pytest.raises(RuleBroken), transaction():
        accept_offer(
            by=cast.actor("mary"),
            booking_id=booking_of(run, learners[2]).id,
            source="web",
            at=ends,
            token=new_client_id(),
        )


def test_who_leaves_the_list_and_comes_back_goes_last(cast: Cast, run: Run, learners: list[Person]) -> None:
    fill(cast, run, learners[:4])
    third = booking_of(run, learners[2])
    with transaction():
        leave_run(
            by=cast.actor("mary"), booking_id=third.id, at=noon() + HOUR, token=new_client_id(), source="desk"
        )
    with transaction():
        book(cast.actor("mary"), run, learners[2], at=noon() + 2 * HOUR)
    with transaction():
        change_capacity(
            by=cast.actor("mary"),
            run_number=run.number,
            capacity=3,
            at=noon() + 3 * HOUR,
            token=new_client_id(),
        )
    assert states(run, learners[2:4]) == ["waitlisted", "offered"]


def test_fewer_seats_unseat_nobody_and_promote_nobody(cast: Cast, run: Run, learners: list[Person]) -> None:
    fill(cast, run, learners[:3])
    with transaction():
        change_capacity(
            by=cast.actor("mary"), run_number=run.number, capacity=1, at=noon(), token=new_client_id()
        )
    seats = seats_of(run.id)
    assert seats is not None and (seats.over, seats.free) == (1, 0)
    with transaction():
        leave_run(
            by=cast.actor("mary"),
            booking_id=booking_of(run, learners[0]).id,
            at=noon(),
            token=new_client_id(),
            source="desk",
        )
    assert states(run, learners[:3]) == ["cancelled_by_learner", "booked", "waitlisted"]


def test_nothing_is_offered_in_the_night_and_the_clockwork_does_it_in_the_morning(
    cast: Cast, run: Run, learners: list[Person]
) -> None:
    fill(cast, run, learners[:3])
    night = noon(1).replace(hour=23)
    with transaction():
        leave_run(
            by=cast.actor("mary"),
            booking_id=booking_of(run, learners[0]).id,
            at=night,
            token=new_client_id(),
            source="web",
        )
    assert states(run, learners[2:3]) == ["waitlisted"]
    with transaction():
        book(cast.actor("mary"), run, learners[4], at=night)
    assert states(run, learners[4:5]) == ["waitlisted"], "a newcomer may not take the seat of those who wait"
    with transaction():
        turn_the_list(noon(2), new_client_id())
    assert states(run, learners[2:3]) == ["offered"]


def test_who_has_another_class_at_that_time_is_passed_over_and_the_trail_says_so(
    cast: Cast, run: Run, learners: list[Person]
) -> None:
    fill(cast, run, learners[:4])
    with transaction():
        other = make_run(make_course("wood", title="Wood"), cast.sites["coventry"], capacity=9)
        other_booking = book(cast.actor("mary"), other, learners[2])
    assert other_booking == "booked"
    with transaction():
        change_capacity(
            by=cast.actor("mary"), run_number=run.number, capacity=3, at=noon() + HOUR, token=new_client_id()
        )
    assert states(run, learners[2:4]) == ["waitlisted", "offered"]
    event = db.session.scalars(select(BookingEvent).where(BookingEvent.verb == "offer_seat")).one()
    assert event.reason == f"next in order; passed over: booking {booking_of(run, learners[2]).id}: clash"


def test_a_refusal_says_what_is_missing_and_where_to_get_it(
    cast: Cast, run: Run, learners: list[Person]
) -> None:
    with transaction():
        advanced = make_course("laser-2", title="More laser")
        need(advanced, "course", "laser")
        second = make_run(advanced, cast.sites["coventry"], starts_at=noon(60))
    with pytest.raises(RuleBroken) as refused, transaction():
        book(cast.actor("mary"), second, learners[0])
    assert refused.value.params == {"title": "First steps on the laser cutter", "run": run.number}


def test_two_people_put_somebody_first_and_one_alone_cannot(
    cast: Cast, run: Run, learners: list[Person]
) -> None:
    fill(cast, run, learners[:5])
    last = booking_of(run, learners[4])
    with transaction():
        ask_to_jump(
            by=cast.actor("ruth"),
            booking_id=last.id,
            reason="her interpreter comes only then",
            at=noon(),
            token=new_client_id(),
        )
    with pytest.raises(NotAllowed), transaction():
        agree_to_jump(by=cast.actor("ruth"), booking_id=last.id, at=noon(), token=new_client_id())
    with pytest.raises(NotAllowed), transaction():
        agree_to_jump(by=cast.actor("mary"), booking_id=last.id, at=noon(), token=new_client_id())
    with transaction():
        ann = actor_for(cast.people["ann"], site_id=cast.sites["coventry"], strength="password", at=noon())
        assert ann is not None
        agree_to_jump(by=ann, booking_id=last.id, at=noon(), token=new_client_id())
        change_capacity(by=ann, run_number=run.number, capacity=3, at=noon() + HOUR, token=new_client_id())
    assert states(run, learners[2:5]) == ["waitlisted", "waitlisted", "offered"]


def test_a_cancelled_run_ends_every_booking_and_promotes_nobody(
    cast: Cast, run: Run, learners: list[Person]
) -> None:
    fill(cast, run, learners[:4])
    with transaction():
        run_row = db.session.get_one(Run, run.id)
        run_row.state = "cancelled"
        db.session.flush()
        ended = cancel_bookings_of(by=cast.actor("mary"), run_id=run.id, at=noon(), token=new_client_id())
    assert ended == 4
    assert set(states(run, learners[:4])) == {"cancelled_by_centre"}
    assert db.session.scalars(select(Offer)).all() == []


def test_a_transfer_frees_the_old_seat_and_takes_a_new_one(
    cast: Cast, run: Run, learners: list[Person]
) -> None:
    fill(cast, run, learners[:3])
    with transaction():
        other = make_run(make_course("wood", title="Wood"), cast.sites["coventry"], starts_at=noon(40))
    token = new_client_id()
    for _ in range(2):
        with transaction():
            transfer_booking(
                by=cast.actor("mary"),
                booking_id=booking_of(run, learners[0]).id,
                to_run=other.number,
                at=noon() + HOUR,
                token=token,
            )
    assert states(run, learners[:3]) == ["cancelled_by_learner", "booked", "offered"]
    assert states(other, learners[:1]) == ["booked"]
