"""Who is under 18 is on no course before somebody saw a guardian's permission, by whatever way they come to it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from core.access import actor_for, system_actor
from core.cards import make_card_for
from core.clock import local_day, now
from core.db import db, fast, transaction
from core.errors import RuleBroken
from core.ids import new_client_id
from core.people import Person
from core.young import set_young
from tests.cast import Cast
from tests.pages import Client
from tests.training.register_client import RegisterClient
from tests.training.scene import make_course, make_learners, make_run, states
from training.models.delivery import CourseClass, Run
from training.services.bookings import book_seat, request_seat
from training.services.register_seating import seat_by_events
from training.services.walk_ins import seat_walk_in

MINUTE = timedelta(minutes=1)


@pytest.fixture
def began(app_context: Flask) -> datetime:
    """When the class began: an hour ago."""
    return now() - timedelta(hours=1)


@pytest.fixture
def run(began: datetime, cast: Cast) -> Run:
    """A run of two seats whose first class of two hours is on."""
    with transaction():
        return make_run(make_course(), cast.sites["coventry"], starts_at=began)


@pytest.fixture
def learner(run: Run, cast: Cast) -> Person:
    """A learner under 18 whose guardian's permission nobody has seen."""
    with transaction():
        person = make_learners(cast.sites["coventry"], 1)[0]
    permit(cast, person, is_seen=False)
    return person


def permit(cast: Cast, person: Person, *, is_seen: bool) -> None:
    """Note them as under 18, with or without the permission."""
    by, at = system_actor(cast.sites["coventry"]), now()
    with transaction():
        set_young(
            by=cast.actor("ruth") if is_seen else by,
            person_id=person.id,
            is_young=True,
            permitted_on=local_day(at) if is_seen else None,
            at=at,
        )


def test_no_way_onto_a_course_leads_past_the_permission(
    cast: Cast, run: Run, learner: Person, began: datetime
) -> None:
    query = select(CourseClass.token).where(CourseClass.run_id == run.id).order_by(CourseClass.starts_at)
    meeting = db.session.scalars(query).first() or ""
    db.session.rollback()
    own = actor_for(learner.id, site_id=cast.sites["coventry"], strength="password", at=now())
    assert own is not None
    before, token = began - timedelta(days=1), new_client_id()
    ways = (
        lambda: book_seat(
            by=cast.actor("mary"),
            run_number=run.number,
            person_number=learner.number,
            source="desk",
            at=before,
            token=token,
        ),
        lambda: request_seat(by=own, run_number=run.number, at=before, token=token),
        lambda: seat_walk_in(
            by=cast.actor("mary"),
            class_token=meeting,
            person_number=learner.number,
            at=began + MINUTE,
            token=token,
        ),
    )
    for way in ways:
        with pytest.raises(RuleBroken, match="guardian"), transaction():
            way()
    permit(cast, learner, is_seen=True)
    with transaction():
        ways[2]()
    assert states(run, [learner]) == ["booked"]


def test_who_came_off_the_grid_waits_for_a_coordinator_and_sits_once_the_permission_is_seen(
    app: Flask, client: Client, cast: Cast, run: Run, learner: Person, began: datetime
) -> None:
    with transaction():
        card = "ECO:" + make_card_for(by=cast.actor("ruth"), person_id=learner.id, at=now()).token
    query = select(CourseClass.token).where(CourseClass.run_id == run.id).order_by(CourseClass.starts_at)
    meeting = db.session.scalars(query).first() or ""
    db.session.rollback()
    tablet = RegisterClient(app, client, cast.tablets["coventry"])
    join = tablet.event(cast.cards["mary"], "join", began + MINUTE, own=card, **{"class": meeting})
    tablet.results(join)
    row = fast().rows("SELECT state, message FROM register_event")[0]
    assert row[0] == "waiting" and "guardian" in row[1]
    assert fast().rows("SELECT COUNT(*) FROM booking")[0][0] == 0
    db.session.rollback()
    permit(cast, learner, is_seen=True)
    with transaction():
        seat_by_events(run.id, at=now())
    assert states(run, [learner]) == ["booked"]
