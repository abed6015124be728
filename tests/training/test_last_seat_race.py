"""Two hundred learners book the last seat of a run at the same moment, twenty times, at a served process."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

import flask
import pytest
from flask import Flask
from flask_wtf.csrf import generate_csrf

import training.routes.bookings
import training.services.bookings
from core.clock import now
from core.config import Settings
from core.db import db, fast, is_sqlite, transaction
from core.ids import new_client_id
from core.sign_ins import start_sign_in
from tests.cast import Cast
from tests.live import ProcessServer, ThreadServer
from tests.training.scene import make_course, make_learners, make_run, noon
from training.models.delivery import Run
from training.queries.seats import Seats, seats_of

LEARNERS, ROUNDS, FEW = 200, 20, 12


@dataclass(frozen=True)
class Browser:
    """A learner's browser: its cookie and the mark of its forms."""

    cookie: str
    mark: str

    def book(self, url: str, number: str) -> int:
        """Press “book”; the status of the answer."""
        body = urlencode({"token": new_client_id(), "csrf_token": self.mark})
        headers = {"Cookie": f"eco={self.cookie}", "Content-Type": "application/x-www-form-urlencoded"}
        with closing(HTTPConnection(urlsplit(url).netloc, timeout=120)) as line:
            line.request("POST", f"/runs/{number}/bookings", body, headers)
            return line.getresponse().status


def browsers(app: Flask, cast: Cast, count: int) -> list[Browser]:
    """So many learners, each signed in on a browser of their own; nobody has a password to hash."""
    site = cast.sites["coventry"]
    with transaction():
        signed = [
            start_sign_in(person_id=one.id, site_id=site, device_id=None, method="password", at=now())
            for one in make_learners(site, count)
        ]
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    made = []
    for sign_in in signed:
        with app.app_context(), app.test_request_context():
            flask.session.update(_user_id=sign_in, _fresh=True)
            mark = generate_csrf()
            made.append(Browser(serializer.dumps(dict(flask.session)), mark))
    return made


def runs_with_one_seat(cast: Cast, count: int) -> list[Run]:
    """Open runs with one seat each, on days of their own."""
    with transaction():
        version = make_course()
        return [
            make_run(
                version,
                cast.sites["coventry"],
                capacity=1,
                classes=1,
                number=f"R-LAST-{turn}",
                starts_at=noon(10 + turn),
            )
            for turn in range(count)
        ]


def rush(url: str, people: list[Browser], number: str) -> Counter[int]:
    """Everybody books the run at the same moment; how often each status came."""
    db.session.rollback()
    gate, statuses = threading.Barrier(len(people)), Counter[int]()

    def press(one: Browser) -> None:
        gate.wait()
        statuses[one.book(url, number)] += 1

    threads = [threading.Thread(target=press, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def states_in(run_id: int) -> Counter[str]:
    """How many bookings of a run are in each state."""
    db.session.rollback()
    return Counter(
        dict(fast().rows("SELECT state, COUNT(*) FROM booking WHERE run_id = ? GROUP BY state", (run_id,)))
    )


@pytest.mark.slow
def test_two_hundred_at_once_get_the_last_seat_once_twenty_times(
    app_context: Flask, cast: Cast, settings: Settings
) -> None:
    runs = [(run.id, run.number) for run in runs_with_one_seat(cast, ROUNDS)]
    people = browsers(app_context, cast, LEARNERS)
    db.session.rollback()
    server = ProcessServer(replace(settings, unfinished_rooms="training"))
    server.start()
    try:
        for run_id, number in runs:
            assert rush(server.url, people, number) == Counter({303: LEARNERS})
            assert states_in(run_id) == Counter(booked=1, waitlisted=LEARNERS - 1)
    finally:
        server.stop()


@contextmanager
def counted_too_early(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each request counts the seats before it holds the lock, and decides by that."""
    seen = threading.local()

    @contextmanager
    def look_first() -> Iterator[Any]:
        row = fast().row("SELECT MAX(id) FROM run")
        seen.seats = seats_of(row[0]) if row else None
        db.session.rollback()
        time.sleep(0.3)
        with transaction() as scope:
            yield scope

    def stale(run_id: int) -> Seats:
        return seen.seats  # type: ignore[no-any-return]

    with monkeypatch.context() as patch:
        patch.setattr(training.routes.bookings, "transaction", look_first)
        patch.setattr(training.services.bookings, "lock_seats", stale)
        patch.setattr(
            training.services.bookings, "claim_seat", lambda run_id, hold=None: stale(run_id).free > 0
        )
        yield


@contextmanager
def without_the_trigger() -> Iterator[None]:
    """The database does not count either."""
    if is_sqlite():
        _run("DROP TRIGGER booking_has_a_seat")  # the file is put back before the next test
        yield
        return
    _run("ALTER TABLE booking DISABLE TRIGGER booking_has_a_seat")
    try:
        yield
    finally:
        _run("ALTER TABLE booking ENABLE TRIGGER booking_has_a_seat")


def _run(sql: str) -> None:
    with transaction():
        db.session.connection().exec_driver_sql(sql)


def test_who_counts_before_the_lock_oversells(
    app_context: Flask, cast: Cast, live_server: ThreadServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ((run_id, number),) = [(run.id, run.number) for run in runs_with_one_seat(cast, 1)]
    people = browsers(app_context, cast, FEW)
    with without_the_trigger(), counted_too_early(monkeypatch):
        rush(live_server.url, people, number)
        assert states_in(run_id)["booked"] > 1


def test_where_the_lock_fails_the_database_still_refuses_a_second_learner(
    app_context: Flask, cast: Cast, live_server: ThreadServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ((run_id, number),) = [(run.id, run.number) for run in runs_with_one_seat(cast, 1)]
    people = browsers(app_context, cast, FEW)
    with counted_too_early(monkeypatch):
        statuses = rush(live_server.url, people, number)
    assert states_in(run_id)["booked"] == 1
    assert statuses[409] > 0 and set(statuses) == {303, 409}, statuses
