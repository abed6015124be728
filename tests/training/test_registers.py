"""The register: one current mark, any order, corrections, late joining, walk-ins, the trainer's signature."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from core.db import db, fast, transaction
from core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from core.people import Person
from factory.programme.queries.open_rooms import ROOMS, count_of
from tests.cast import Cast
from tests.training.scene import book, make_course, make_learners, make_run, noon
from training.attendance import TooEarly
from training.models.bookings import Booking, Offer
from training.models.delivery import CourseClass, Run
from training.models.registers import AttendanceMark
from training.queries.registers import unsigned_before
from training.services.queue import change_capacity, turn_the_list
from training.services.registers import (
    NewMark,
    record_mark,
    sign_register,
    take_back_mark,
)
from training.services.walk_ins import free_no_show, seat_walk_in

MINUTE = timedelta(minutes=1)


@pytest.fixture
def run(app_context: Flask, cast: Cast) -> Run:
    """A run of two seats whose first class begins today at noon; its bookings were made before."""
    with transaction():
        return make_run(make_course(), cast.sites["coventry"], starts_at=noon())


@pytest.fixture
def learners(run: Run, cast: Cast) -> list[Person]:
    """Four learners, two of them seated, two waiting."""
    with transaction():
        people = make_learners(cast.sites["coventry"], 4)
    for turn, person in enumerate(people):
        with transaction():
            book(cast.actor("mary"), run, person, at=noon(-9) + turn * MINUTE)
    return people


def first_class(run: Run) -> CourseClass:
    """The first class of a run."""
    query = select(CourseClass).where(CourseClass.run_id == run.id).order_by(CourseClass.starts_at)
    found = db.session.scalars(query.limit(1)).first()
    assert found is not None
    return found


def mark_of(run: Run, person: Person, mark: str, minute: int = 5, **more: object) -> NewMark:
    """A mark in the first class, some minutes after it began."""
    at = noon() + minute * MINUTE
    given: dict[str, object] = {
        "id": new_client_id(),
        "class_token": first_class(run).token,
        "person_number": person.number,
        "mark": mark,
        "method": "tap",
        "at": at,
        "device_at": at,
        **more,
    }
    return NewMark(**given)  # type: ignore[arg-type]


def keep(cast: Cast, new: NewMark, name: str = "mary") -> None:
    """Store a mark in its transaction."""
    with transaction():
        record_mark(by=cast.actor(name), new=new, received_at=noon() + 10 * MINUTE)


def current(run: Run, person: Person) -> tuple[str, int]:
    """The mark that counts, and its minutes."""
    row = fast().row(
        "SELECT mark, minutes FROM attendance_mark WHERE class_id = ? AND person_id = ? AND superseded_by IS NULL",
        (first_class(run).id, person.id),
    )
    assert row is not None
    return row[0], row[1]


def state_of(run: Run, person: Person) -> str:
    """The state of somebody's newest booking."""
    row = fast().row(
        "SELECT state FROM booking WHERE run_id = ? AND person_id = ? ORDER BY id DESC LIMIT 1",
        (run.id, person.id),
    )
    assert row is not None
    return str(row[0])


def test_marks_come_to_one_state_in_any_order(cast: Cast, run: Run, learners: list[Person]) -> None:
    marks = [
        mark_of(run, learners[0], "absent", 1, device="a", sequence=1),
        mark_of(run, learners[0], "late", 20, minutes=90, device="a", sequence=2),
        mark_of(run, learners[0], "present", 20, device="b", sequence=1),
        mark_of(run, learners[0], "told_us", 3, device="b", sequence=0),
    ]
    for order in itertools.permutations(marks):
        with transaction():
            db.session.query(AttendanceMark).delete()
        for new in order:
            keep(cast, replace(new, id=new_client_id()))
        assert current(run, learners[0]) == ("present", 120)
        assert state_of(run, learners[0]) == "attending"


def test_the_same_id_is_the_same_mark_and_another_mark_under_it_is_refused(
    cast: Cast, run: Run, learners: list[Person]
) -> None:
    new = mark_of(run, learners[0], "present")
    keep(cast, new)
    keep(cast, new)
    assert len(db.session.scalars(select(AttendanceMark)).all()) == 1
    with pytest.raises(Conflict):
        keep(cast, mark_of(run, learners[0], "absent", id=new.id))


def test_the_database_refuses_a_second_current_mark(cast: Cast, run: Run, learners: list[Person]) -> None:
    keep(cast, mark_of(run, learners[0], "present"))
    kept = db.session.scalars(select(AttendanceMark)).one()
    with pytest.raises(DBAPIError), transaction():
        db.session.add(
            AttendanceMark(
                **{
                    column.name: getattr(kept, column.name)
                    for column in AttendanceMark.__table__.columns
                    if column.name != "id"
                },
                id=new_client_id(),
            )
        )


def test_who_is_only_marked_absent_does_not_attend_and_a_correction_takes_it_back(
    cast: Cast, run: Run, learners: list[Person]
) -> None:
    keep(cast, mark_of(run, learners[0], "absent", 1))
    assert state_of(run, learners[0]) == "booked"
    keep(cast, mark_of(run, learners[0], "present", 2))
    assert state_of(run, learners[0]) == "attending"
    keep(cast, mark_of(run, learners[0], "absent", 3, method="correction"))
    assert state_of(run, learners[0]) == "booked"


def test_a_card_half_an_hour_early_counts_and_an_earlier_one_may_be_shown_again(
    cast: Cast, run: Run, learners: list[Person]
) -> None:
    early = mark_of(run, learners[0], "present", -31)
    with pytest.raises(TooEarly):
        keep(cast, early)
    keep(cast, mark_of(run, learners[0], "present", -30, id=early.id))
    assert current(run, learners[0]) == ("present", 120)


@pytest.mark.parametrize(
    ("mark", "more", "minutes"),
    [
        ("present", {}, 120),
        ("late", {}, 90),
        ("late", {"minutes": 100}, 100),
        ("left_early", {"minutes": 30}, 30),
        ("told_us", {}, 0),
        ("absent", {}, 0),
    ],
)
def test_minutes_follow_the_mark(
    cast: Cast, run: Run, learners: list[Person], mark: str, more: dict[str, object], minutes: int
) -> None:
    keep(cast, mark_of(run, learners[0], mark, **more))
    assert current(run, learners[0]) == (mark, minutes)


def test_more_minutes_than_the_class_has_are_refused(cast: Cast, run: Run, learners: list[Person]) -> None:
    with pytest.raises(RuleBroken):
        keep(cast, mark_of(run, learners[0], "late", minutes=121))


def test_a_learner_marks_themselves_there_and_nobody_else(cast: Cast, run: Run) -> None:
    with transaction():
        amina = db.session.get_one(Person, cast.people["amina"])
        book(cast.actor("mary"), run, amina, at=noon(-9))
    keep(cast, mark_of(run, amina, "late", 30, method="card"), "amina")
    assert current(run, amina) == ("late", 90)
    for mark, method in (("absent", "card"), ("present", "tap")):
        with pytest.raises(NotAllowed):
            keep(cast, mark_of(run, amina, mark, 40, method=method), "amina")
    with pytest.raises(NotFound):
        keep(cast, mark_of(run, amina, "present", 41), "oluwaseun")


def test_not_here_frees_the_seat_and_the_trainer_seats_who_came(
    cast: Cast, run: Run, learners: list[Person]
) -> None:
    meeting, mary = first_class(run), cast.actor("mary")
    with pytest.raises(RuleBroken), transaction():
        seat_walk_in(
            by=mary,
            class_token=meeting.token,
            person_number=learners[3].number,
            at=noon() + MINUTE,
            token=new_client_id(),
        )
    booking_id = fast().row("SELECT id FROM booking WHERE person_id = ?", (learners[0].id,))
    assert booking_id is not None
    with transaction():
        free_no_show(by=mary, booking_id=booking_id[0], at=noon() + 9 * MINUTE, token=new_client_id())
    with transaction():
        seat_walk_in(
            by=mary,
            class_token=meeting.token,
            person_number=learners[3].number,
            at=noon() + 10 * MINUTE,
            token=new_client_id(),
        )
    states = [state_of(run, person) for person in learners]
    assert states == ["no_show", "booked", "waitlisted", "booked"]
    with pytest.raises(RuleBroken), transaction():
        seat_walk_in(
            by=mary,
            class_token=meeting.token,
            person_number=learners[2].number,
            at=meeting.ends_at,
            token=new_client_id(),
        )


def test_who_is_seated_at_the_door_has_answered_their_offer_and_keeps_the_seat(
    cast: Cast, run: Run, learners: list[Person]
) -> None:
    mary, before = cast.actor("mary"), noon(-1)
    with transaction():
        change_capacity(by=mary, run_number=run.number, capacity=3, at=before, token=new_client_id())
    assert state_of(run, learners[2]) == "offered"
    with transaction():
        seat_walk_in(
            by=mary,
            class_token=first_class(run).token,
            person_number=learners[2].number,
            at=before + MINUTE,
            token=new_client_id(),
        )
    assert db.session.scalars(select(Offer.outcome)).all() == ["accepted"]
    with transaction():
        turn_the_list(noon(), new_client_id())
    assert state_of(run, learners[2]) == "booked"


def test_who_never_came_is_never_called_withdrawn(cast: Cast, run: Run, learners: list[Person]) -> None:
    booking = db.session.scalars(select(Booking).where(Booking.person_id == learners[0].id)).one()
    from training.booking_states import may_become

    assert not may_become(booking.state, "withdrawn")
    assert may_become("attending", "withdrawn")


def test_a_register_is_signed_when_everybody_has_a_mark_and_with_a_pin(
    cast: Cast, run: Run, learners: list[Person]
) -> None:
    meeting, at = first_class(run), noon() + 121 * MINUTE
    with pytest.raises(RuleBroken), transaction():
        sign_register(by=cast.actor("mary"), class_token=meeting.token, at=at)
    for person in learners[:2]:
        keep(cast, mark_of(run, person, "present"))
    with pytest.raises(NotAllowed), transaction():
        sign_register(by=cast.actor("mary", strength="card"), class_token=meeting.token, at=at)
    with transaction():
        signed = sign_register(by=cast.actor("mary"), class_token=meeting.token, at=at)
    assert (signed.signed_at, signed.signed_by_id) == (at, cast.people["mary"])


def test_a_mark_that_was_taken_back_is_no_mark_and_the_register_is_not_signed_without_another(
    cast: Cast, run: Run, learners: list[Person]
) -> None:
    meeting, at = first_class(run), noon() + 121 * MINUTE
    wrong = mark_of(run, learners[1], "present")
    for new in (mark_of(run, learners[0], "present"), wrong):
        keep(cast, new)
    with transaction():
        take_back_mark(by=cast.actor("mary"), mark_id=wrong.id, undo_id=new_client_id(), at=at)
    with pytest.raises(RuleBroken) as refused, transaction():
        sign_register(by=cast.actor("mary"), class_token=meeting.token, at=at)
    assert refused.value.params == {"count": 1}
    keep(cast, mark_of(run, learners[1], "absent", minute=7))
    with transaction():
        assert sign_register(by=cast.actor("mary"), class_token=meeting.token, at=at).signed_at == at


def test_a_register_that_nobody_signed_waits_however_old_and_a_course_that_a_list_told_of_has_none(
    app_context: Flask, cast: Cast
) -> None:
    site, day = cast.sites["coventry"], timedelta(days=1)
    with transaction():
        course = make_course()
        old, told = (make_run(course, site, starts_at=noon() - 60 * day) for _ in range(2))
        told.number, told.state = "P-00007", "archived"
        db.session.flush()
    waiting = unsigned_before(site, noon())
    assert {one.run for one in waiting} == {old.number}
    room = next(one for one in ROOMS if one.slug == "unsigned_registers")
    assert count_of(room, (site,), noon())[0] == len(waiting)
