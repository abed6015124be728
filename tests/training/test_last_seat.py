"""Two hundred people press "book" for the last seat at the same moment, over HTTP: one has it, the others wait.

`ECO_TEST_ROUNDS=20` presses twenty times instead of twice. Two things guard a seat: the count is made behind the lock,
and the database counts once more. Each alone keeps the run from being oversold; without both it is.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace

import pytest
from flask import Flask

import core.db
import training.services.seats
from core.clock import now
from core.db import fast, transaction
from core.ids import new_client_id
from tests.cast import Cast
from tests.live import ThreadServer
from tests.training import scene
from tests.training.racing import Browser, all_press, browsers, look_first, without_triggers
from training.models.delivery import Run
from training.queries.seats import RunSeats, seats_of

pytestmark = pytest.mark.slow
BOOKERS = 200
FEW = 4
ROUNDS = int(os.environ.get("ECO_TEST_ROUNDS", "2"))


def bookers(app: Flask, site_id: int, count: int) -> list[Browser]:
    """So many learners, each signed in at a browser of their own."""
    with app.app_context(), transaction():
        people = [one.id for one in scene.make_learners(site_id, count)]
    return browsers(app, site_id, people)


def states(run_id: int) -> dict[str, int]:
    """How many bookings of the run are in which state."""
    core.db.db.session.rollback()
    return dict(fast().rows("SELECT state, COUNT(*) FROM booking WHERE run_id = ? GROUP BY state", (run_id,)))


def new_run(cast: Cast) -> Run:
    """An open run with one seat."""
    with transaction():
        return scene.make_run(
            scene.make_course(f"c{new_client_id()[:8]}"), cast.sites["coventry"], capacity=1
        )


def test_the_last_seat_goes_to_exactly_one_of_two_hundred(
    app: Flask, cast: Cast, live_server: ThreadServer
) -> None:
    everybody = bookers(app, cast.sites["coventry"], BOOKERS)
    with app.app_context():
        for _ in range(ROUNDS):
            run = new_run(cast)
            number, run_id = run.number, run.id
            assert all_press(live_server, everybody, f"/runs/{number}/bookings") == Counter({303: BOOKERS})
            assert states(run_id) == {"booked": 1, "waitlisted": BOOKERS - 1}
            with transaction():  # nobody stands in the way of the next round
                fast().run("UPDATE course_class SET cancelled_at = ? WHERE run_id = ?", (now(), run_id))


@contextmanager
def counted_too_early(run_id: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everybody counts the seats before anybody has the lock, and books by that count."""

    def count() -> int:
        with core.db.db.engine.connect() as connection:
            sql = f"SELECT COUNT(*) FROM booking WHERE run_id = {run_id} AND state = 'booked'"
            return int(connection.exec_driver_sql(sql).scalar_one())

    with monkeypatch.context() as patch:
        lock = look_first(patch, FEW, count)

        def look(run_id: int, *, locked: bool = False) -> RunSeats | None:
            found = seats_of(run_id, locked=locked)
            return found if found is None or lock.what is None else replace(found, taken=lock.what)

        patch.setattr(training.services.seats, "seats_of", look)
        yield


@pytest.mark.parametrize(
    ("has_lock", "has_trigger", "seated"),
    [(False, False, FEW), (True, False, 1), (False, True, 1)],
    ids=["neither: it is oversold", "the lock alone", "the database alone"],
)
def test_control_each_guard_alone_keeps_the_seat_and_without_both_it_is_oversold(
    app: Flask,
    cast: Cast,
    live_server: ThreadServer,
    monkeypatch: pytest.MonkeyPatch,
    has_lock: bool,
    has_trigger: bool,
    seated: int,
) -> None:
    everybody = bookers(app, cast.sites["coventry"], FEW)
    with app.app_context():
        run = new_run(cast)
        number, run_id = run.number, run.id
        triggers = nullcontext() if has_trigger else without_triggers("booking")
        with triggers, nullcontext() if has_lock else counted_too_early(run_id, monkeypatch):
            answers = all_press(live_server, everybody, f"/runs/{number}/bookings")
        assert states(run_id)["booked"] == seated
        assert (answers == Counter({303: FEW})) is not has_trigger
