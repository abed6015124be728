"""Coming and going by card: the first card opens the visit, the door ends it, offline and in any order."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy.exc import DBAPIError

from core.db import db, fast, transaction
from core.visits import Visit
from factory.clockwork import tick
from tests.cast import Cast, make_cast
from tests.front_desk.doors import give_pin, pair, show_card
from tests.pages import Client
from tests.visits.door import door_event, send

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def cast(app: Flask) -> Cast:
    with app.app_context():
        return make_cast(MORNING - timedelta(days=30))


def visits(app: Flask, cast: Cast, name: str) -> list[Visit]:
    with app.app_context():
        query = db.select(Visit).where(Visit.person_id == cast.people[name], ~Visit.is_void)
        return list(db.session.scalars(query.order_by(Visit.came_at)))


def test_the_first_card_of_the_day_opens_the_visit_and_the_second_changes_nothing(
    app: Flask, tablet: Client, cast: Cast
) -> None:
    with time_machine.travel(MORNING, tick=False):
        show_card(tablet, cast, "amina")
    with time_machine.travel(MORNING + timedelta(hours=1), tick=False):
        show_card(tablet, cast, "amina")
    (visit,) = visits(app, cast, "amina")
    assert (visit.came_at, visit.came_how, visit.left_at, visit.role) == (MORNING, "card", None, "volunteer")


def test_a_pin_opens_it_too(app: Flask, tablet: Client, cast: Cast) -> None:
    with time_machine.travel(MORNING, tick=False):
        give_pin(tablet, cast, "mary")
    (visit,) = visits(app, cast, "mary")
    assert (visit.came_how, visit.role) == ("pin", "trainer")


def test_going_home_ends_it_and_the_work_said_after_counts(app: Flask, tablet: Client, cast: Cast) -> None:
    with time_machine.travel(MORNING, tick=False):
        show_card(tablet, cast, "amina")
    home = MORNING + timedelta(hours=3)
    with time_machine.travel(home, tick=False):
        (answer,) = send(tablet, [door_event(cast, "amina", "went", home)], home)
        assert answer["result"] == "stored"
        send(tablet, [door_event(cast, "amina", "worked", home, "makeover")], home)
        assert tablet.get("/api/v1/visits").json["inside"] == []
    (visit,) = visits(app, cast, "amina")
    assert (visit.left_at, visit.left_how, visit.work, visit.length_ms) == (
        home,
        "card",
        "makeover",
        3 * 3_600_000,
    )


def test_a_day_without_a_line_gives_the_same_visits_in_any_order_and_however_often(
    app: Flask, tablet: Client, cast: Cast
) -> None:
    day = [
        door_event(cast, "amina", "came", MORNING),
        door_event(cast, "amina", "went", MORNING + timedelta(hours=3)),
        door_event(cast, "amina", "worked", MORNING + timedelta(hours=3), "bench"),
        door_event(cast, "amina", "came", MORNING + timedelta(hours=4)),
        door_event(cast, "amina", "went", MORNING + timedelta(hours=7)),
    ]
    evening = MORNING + timedelta(hours=9)
    chance = random.Random(5)
    with time_machine.travel(evening, tick=False):
        for _ in range(3):
            chance.shuffle(day)
            for event in day:
                assert send(tablet, [event], evening)[0]["result"] in ("stored", "repeated")
    found = [(one.came_at, one.left_at, one.work) for one in visits(app, cast, "amina")]
    assert found == [
        (MORNING, MORNING + timedelta(hours=3), "bench"),
        (MORNING + timedelta(hours=4), MORNING + timedelta(hours=7), ""),
    ]


@pytest.mark.parametrize("years", [-10, 10])
def test_a_tablets_clock_may_be_ten_years_off(app: Flask, tablet: Client, cast: Cast, years: int) -> None:
    off = timedelta(days=365 * years)
    home = MORNING + timedelta(hours=3)
    with time_machine.travel(home, tick=False):
        events = [
            door_event(cast, "amina", "went", home + off),
            door_event(cast, "amina", "came", MORNING + off),
        ]
        assert [one["result"] for one in send(tablet, events, home + off)] == ["stored", "stored"]
    (visit,) = visits(app, cast, "amina")
    assert (visit.came_at, visit.left_at) == (MORNING, home)


def test_a_proof_of_another_card_is_refused(app: Flask, tablet: Client, cast: Cast) -> None:
    with time_machine.travel(MORNING, tick=False):
        event = door_event(cast, "amina", "came", MORNING)
        event["by"]["card"] = door_event(cast, "tomasz", "came", MORNING)["by"]["card"]
        assert send(tablet, [event], MORNING)[0]["result"] == "refused"
        changed = {**door_event(cast, "amina", "went", MORNING), "work": "bench"}
        assert send(tablet, [changed], MORNING)[0]["result"] == "refused"
    assert visits(app, cast, "tomasz") == []


def test_a_card_at_another_site_ends_the_visit_before_as_estimated(
    app: Flask, tablet: Client, cast: Cast
) -> None:
    with time_machine.travel(MORNING, tick=False):
        send(tablet, [door_event(cast, "ann", "came", MORNING)], MORNING)
    other = Client(app, use_cookies=True)
    pair(other, cast, "wolverhampton")
    noon = MORNING + timedelta(hours=3)
    with time_machine.travel(noon, tick=False):
        send(other, [door_event(cast, "ann", "came", noon)], noon)
    first, second = visits(app, cast, "ann")
    assert first.left_how == "estimated" and first.left_at is not None and first.left_at <= noon
    assert second.left_at is None and second.site_id == cast.sites["wolverhampton"]


def test_who_forgot_to_say_so_is_sent_home_by_the_night_as_estimated(
    app: Flask, tablet: Client, cast: Cast
) -> None:
    with time_machine.travel(MORNING, tick=False):
        show_card(tablet, cast, "amina")
    evening, night = MORNING + timedelta(hours=13), MORNING + timedelta(hours=16)
    with time_machine.travel(evening, tick=False), app.app_context():
        tick(evening)
    assert visits(app, cast, "amina")[0].left_at is None, "the building is not over while its day lasts"
    with time_machine.travel(night, tick=False), app.app_context():
        assert any("forgotten visits" in line for line in tick(night))
        assert not any("forgotten visits" in line for line in tick(night))
    (visit,) = visits(app, cast, "amina")
    assert (visit.left_at, visit.left_how) == (MORNING + timedelta(hours=3), "estimated")


def test_a_card_out_that_comes_late_replaces_the_estimate(app: Flask, tablet: Client, cast: Cast) -> None:
    with time_machine.travel(MORNING, tick=False):
        show_card(tablet, cast, "amina")
    night = MORNING + timedelta(hours=16)
    with time_machine.travel(night, tick=False):
        with app.app_context():
            tick(night)
        home = MORNING + timedelta(hours=6)
        send(tablet, [door_event(cast, "amina", "went", home)], night)
    (visit,) = visits(app, cast, "amina")
    assert (visit.left_at, visit.left_how) == (home, "card")


INSERT = (
    "INSERT INTO visit (person_id, site_id, day, role, came_at, came_how, left_at, left_how, length_ms, work, "
    "is_guessed, is_void) VALUES (?, ?, ?, 'volunteer', ?, 'card', ?, ?, ?, '', ?, ?)"
)


def put(cast: Cast, came: datetime, left: datetime | None) -> None:
    length = None if left is None else int((left - came) / timedelta(milliseconds=1))
    how = None if left is None else "card"
    values = (
        cast.people["amina"],
        cast.sites["coventry"],
        came.date(),
        came,
        left,
        how,
        length,
        False,
        False,
    )
    with transaction():
        fast().run(INSERT, values)


def test_the_database_itself_refuses_a_second_open_visit_an_overlap_and_a_deletion(
    app: Flask, cast: Cast
) -> None:
    problems = (DBAPIError, *_raw_problems())
    with app.app_context():
        put(cast, MORNING, MORNING + timedelta(hours=2))
        with pytest.raises(problems):
            put(cast, MORNING + timedelta(hours=1), None)
        put(cast, MORNING + timedelta(hours=2), None)
        with pytest.raises(problems):
            put(cast, MORNING + timedelta(hours=5), None)
        with pytest.raises(problems):
            put(cast, MORNING + timedelta(hours=8), MORNING + timedelta(hours=7))
        with pytest.raises(problems), transaction():
            fast().run("UPDATE visit SET came_at = ? WHERE left_at IS NULL", (MORNING + timedelta(hours=1),))
        with pytest.raises(problems), transaction():
            fast().run("DELETE FROM visit")


def _raw_problems() -> tuple[type[Exception], ...]:
    import sqlite3

    import psycopg

    return (sqlite3.DatabaseError, psycopg.Error)
