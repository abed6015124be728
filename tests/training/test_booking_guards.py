"""Each guard of a seat by itself: the database's count, the instant of expiry, who follows, why somebody is first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from core.db import db, transaction
from core.errors import NotAllowed, RuleBroken
from core.ids import new_client_id
from core.people import Person
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from tests.training.scene import booking_of, fill, noon, states
from training.models.bookings import Booking, BookingEvent, Offer
from training.models.delivery import Run
from training.services.bookings import book_seat
from training.services.offers import accept_offer, expire_offer, live_offer
from training.services.queue import ask_to_jump, change_capacity, hold_seats


def seat(run: Run, person: Person, state: str) -> None:
    """A booking written past the services."""
    with transaction():
        db.session.add(
            Booking(
                token=new_client_id(), run_id=run.id, person_id=person.id, state=state, joined_at=noon(),
                state_at=noon(), source="desk", made_at=noon(),
            )
        )  # fmt: skip


@pytest.mark.parametrize("state", ["offered", "booked", "attending"])
def test_the_database_seats_nobody_new_in_a_full_run(
    cast: Cast, run: Run, learners: list[Person], state: str
) -> None:
    fill(cast, run, learners[:2])
    with pytest.raises(DBAPIError, match="the run is full"):
        seat(run, learners[2], state)
    seat(run, learners[2], "waitlisted")
    assert states(run, learners[:3]) == ["booked", "booked", "waitlisted"]


@pytest.mark.parametrize("who", ["farah", "marek"])
def test_a_guest_who_only_looks_on_takes_no_seat(cast: Cast, run: Run, who: str) -> None:
    guest = cast.actor(who)
    with pytest.raises(NotAllowed), transaction():
        book_seat(
            by=guest, run_number=run.number, person_number=guest.number, source="web", at=noon(),
            token=new_client_id(),
        )  # fmt: skip


def test_the_database_gives_no_kept_seat_away(cast: Cast, run: Run, learners: list[Person]) -> None:
    with transaction():
        hold_seats(
            by=cast.actor("mary"),
            run_number=run.number,
            kind="partner",
            seats=1,
            until=noon(3),
            partner="Right Track",
            at=noon(),
            token=new_client_id(),
        )
    seat(run, learners[0], "booked")
    with pytest.raises(DBAPIError, match="the run is full"):
        seat(run, learners[1], "booked")
    seat(run, learners[1], "waitlisted")
    with pytest.raises(DBAPIError, match="the run is full"), transaction():
        db.session.execute(update(Booking).values(state="booked"))


def test_an_offer_is_too_late_at_its_instant_before_the_clockwork_has_looked(
    cast: Cast, run: Run, learners: list[Person]
) -> None:
    fill(cast, run, learners[:3])
    with transaction():
        change_capacity(
            by=cast.actor("mary"), run_number=run.number, capacity=3, at=noon(), token=new_client_id()
        )
    booking = booking_of(run, learners[2])
    offer = live_offer(booking.id)
    assert offer is not None
    ends = offer.expires_at

    def accept(at: object) -> None:
        with transaction():
            accept_offer(
                by=cast.actor("mary"), booking_id=booking.id, source="web", at=at, token=new_client_id()  # type: ignore[arg-type]
            )  # fmt: skip

    with pytest.raises(RuleBroken, match="This offer has ended"):
        accept(ends)
    accept(ends - timedelta(milliseconds=1))
    assert states(run, learners[2:3]) == ["booked"]


def test_an_offer_that_expires_goes_to_the_next_in_the_same_transaction(
    cast: Cast, run: Run, learners: list[Person]
) -> None:
    fill(cast, run, learners[:4])
    with transaction():
        change_capacity(
            by=cast.actor("mary"), run_number=run.number, capacity=3, at=noon(), token=new_client_id()
        )
    offer = live_offer(booking_of(run, learners[2]).id)
    assert offer is not None
    with transaction():
        expire_offer(db.session.get_one(Offer, offer.id), at=offer.expires_at)
    assert states(run, learners[2:4]) == ["offer_expired", "offered"]


@pytest.mark.parametrize("reason", ["", "   ", "nah"])
def test_nobody_is_put_first_without_a_reason(
    cast: Cast, run: Run, learners: list[Person], reason: str
) -> None:
    fill(cast, run, learners[:3])
    waiting = booking_of(run, learners[2])
    with pytest.raises(RuleBroken) as refused, transaction():
        ask_to_jump(
            by=cast.actor("ruth"), booking_id=waiting.id, reason=reason, at=noon(), token=new_client_id()
        )
    assert refused.value.field == "reason"
    assert not [one for one in db.session.query(BookingEvent) if one.verb == "ask_to_jump"]


def test_an_ending_without_its_reason_is_refused_in_its_row_and_what_was_typed_stays(
    cast: Cast, run: Run, learners: list[Person], page_client: PageClient
) -> None:
    fill(cast, run, learners[:2])
    first, second = (booking_of(run, learners[place]).id for place in (0, 1))
    sign_in(page_client, "Ruth")
    page = page_client.get(f"/runs/{run.number}/completion")
    given = {f"word-{first}": "withdrawn", f"reason-{first}": "Moved away", f"word-{second}": "completed"}
    again = page_client.submit(page, given, action="/completion", status=422)
    cell = again.tree.one("input", name=f"reason-{second}")
    assert cell.get("aria-invalid") == "true" and cell.get("aria-describedby") == f"wrong-{second}"
    kept = again.tree.one("input", name=f"reason-{first}")
    assert kept.get("value") == "Moved away" and not kept.has("aria-invalid")
