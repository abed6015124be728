"""A tablet sends again what was never answered: the same event is the same event, also twice at the same moment."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core.clock import now
from core.db import db, fast, transaction
from core.ids import new_client_id
from tests.cast import Cast
from tests.pages import Client
from tests.training.register_client import Event, RegisterClient
from tests.training.scene import book, make_course, make_learners, make_run, noon
from training.models.delivery import CourseClass
from training.models.off_grid import RegisterEvent


@pytest.fixture
def tablet(app: Flask, app_context: Flask, client: Client, cast: Cast) -> RegisterClient:
    """Coventry's tablet."""
    return RegisterClient(app, client, cast.tablets["coventry"])


@pytest.fixture
def mark(tablet: RegisterClient, cast: Cast) -> Event:
    """Mary's card marks a learner in a class that began an hour ago."""
    began = now() - timedelta(hours=1)
    with transaction():
        run = make_run(make_course(), cast.sites["coventry"], starts_at=began)
        person = make_learners(cast.sites["coventry"], 1)[0]
    with transaction():
        book(cast.actor("mary"), run, person, at=noon(-9))
    first = select(CourseClass.token).where(CourseClass.run_id == run.id).order_by(CourseClass.starts_at)
    return tablet.event(
        cast.cards["mary"],
        "mark",
        began + timedelta(minutes=1),
        learner={"number": person.number},
        mark="present",
        **{"class": db.session.scalars(first.limit(1)).one()},
    )


def kept() -> tuple[int, int]:
    """How many events and how many marks there are."""
    db.session.rollback()
    row = fast().row("SELECT (SELECT COUNT(*) FROM register_event), (SELECT COUNT(*) FROM attendance_mark)")
    assert row is not None
    return int(row[0]), int(row[1])


class Forgetful:
    """The session of the database, which knows no event of a register by its id."""

    def __getattr__(self, name: str) -> Any:
        return getattr(db.session, name)

    def get(self, model: type, key: object) -> Any:
        """None for an event."""
        return None if model is RegisterEvent else db.session.get(model, key)


def test_the_same_event_is_known_again_however_often_it_comes(tablet: RegisterClient, mark: Event) -> None:
    assert tablet.results(mark) == ["stored"]
    for _ in range(3):
        assert tablet.results(mark, mark) == ["repeated", "repeated"]
    assert kept() == (1, 1)


def test_control_what_does_not_look_is_stopped_by_the_key_and_the_tablet_would_never_hear_the_end(
    tablet: RegisterClient, mark: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tablet.results(mark) == ["stored"]
    with monkeypatch.context() as patch:
        patch.setattr("training.services.register_events.db", SimpleNamespace(session=Forgetful()))
        assert tablet.results(mark) == ["failed"]
    assert kept() == (1, 1)
    assert tablet.results(mark) == ["repeated"]


def test_control_without_the_clients_id_the_same_event_counts_twice(
    tablet: RegisterClient, mark: Event
) -> None:
    assert tablet.results(mark) == ["stored"]
    with transaction():  # as if event and mark had got ids of our own
        for table in ("attendance_mark", "register_event"):
            fast().run(f"UPDATE {table} SET id = ?", (new_client_id(),))
    assert tablet.results(mark) == ["stored"]
    assert kept() == (2, 2)


def test_two_sendings_at_the_same_moment_keep_one_event(
    app: Flask, cast: Cast, tablet: RegisterClient, mark: Event
) -> None:
    gate, told = threading.Barrier(2), Counter[str]()

    def send() -> None:
        one = RegisterClient(app, app.test_client(), cast.tablets["coventry"])
        gate.wait()
        told.update(one.results(mark))

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told["stored"] == 1 and told["repeated"] + told["failed"] == 1
    assert kept() == (1, 1)
    assert tablet.results(mark) == ["repeated"]
