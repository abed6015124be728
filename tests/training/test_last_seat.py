"""Two hundred people press "book" for the last seat at the same moment, over HTTP: one has it, the others wait.

`ECO_TEST_ROUNDS=20` presses twenty times instead of twice.
"""

from __future__ import annotations

import http.client
import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask

import core.db
import training.queries.seats
import training.services.seats
from core.clock import now
from core.db import fast, transaction
from core.ids import new_client_id
from core.sign_ins import start_sign_in
from tests.cast import Cast
from tests.live import ThreadServer
from tests.pages import PageClient
from tests.training import scene
from training.models.delivery import Run
from training.queries.seats import RunSeats, seats_of

pytestmark = pytest.mark.slow
BOOKERS = 200
ROUNDS = int(os.environ.get("ECO_TEST_ROUNDS", "2"))


@dataclass(frozen=True)
class Booker:
    """Somebody with a browser: what it sends."""

    headers: dict[str, str]
    csrf: str

    def press(self, port: int, number: str) -> int:
        """Book oneself on a run; the status of the answer."""
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        try:
            form = urlencode({"csrf_token": self.csrf, "token": new_client_id()})
            line.request("POST", f"/runs/{number}/bookings", form, self.headers)
            return line.getresponse().status
        finally:
            line.close()


def bookers(app: Flask, site_id: int, count: int) -> list[Booker]:
    """So many learners, each signed in at a browser of their own."""
    with app.app_context(), transaction():
        people = scene.make_learners(site_id, count)
        secrets = [
            start_sign_in(person_id=one.id, site_id=site_id, device_id=None, method="password", at=now())
            for one in people
        ]
    found = []
    for secret in secrets:
        pages = PageClient(app)
        with pages.client.session_transaction() as state:
            state["_user_id"] = secret
        csrf = pages.get("/me").tree.all("input", name="csrf_token")[0].get("value")
        assert pages.client._cookies is not None
        cookies = "; ".join(f"{one.key}={one.value}" for one in pages.client._cookies.values())
        headers = {
            "Cookie": cookies,
            "Content-Type": "application/x-www-form-urlencoded",
            "Host": "localhost",
        }
        found.append(Booker(headers, csrf))
    return found


def all_press(server: ThreadServer, everybody: list[Booker], number: str) -> Counter[int | str]:
    """Everybody presses at the same moment; how often which status came."""
    port, gate, answers = (
        int(server.url.rpartition(":")[2]),
        threading.Barrier(len(everybody)),
        Counter[int | str](),
    )

    def act(one: Booker) -> None:
        gate.wait()
        try:
            answers[one.press(port, number)] += 1
        except Exception as problem:
            answers[type(problem).__name__] += 1

    threads = [threading.Thread(target=act, args=(one,)) for one in everybody]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


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
            assert all_press(live_server, everybody, number) == Counter({303: BOOKERS})
            assert states(run_id) == {"booked": 1, "waitlisted": BOOKERS - 1}
            with transaction():  # nobody stands in the way of the next round
                fast().run("UPDATE course_class SET cancelled_at = ? WHERE run_id = ?", (now(), run_id))


@contextmanager
def unprotected(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No write lock, plain BEGIN, no row lock, no trigger of the database; and everybody waits after having looked."""
    gate = threading.Barrier(4)

    def look(run_id: int, *, locked: bool = False) -> RunSeats | None:
        found = seats_of(run_id)
        if locked:
            with suppress(threading.BrokenBarrierError):
                gate.wait(timeout=2)
        return found

    with monkeypatch.context() as patch, app.app_context():
        patch.setattr(core.db, "WRITE_BEGIN", "BEGIN")
        patch.setattr(core.db, "_write_lock", core.db._NO_LOCK)
        patch.setattr(training.services.seats, "seats_of", look)
        with _without_triggers():
            yield


@contextmanager
def _without_triggers() -> Iterator[None]:
    """On SQLite they are dropped (the next test has a fresh file), on PostgreSQL asleep."""
    connection = fast()
    if connection.is_sqlite:
        names = [
            row[0]
            for row in connection.rows(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'booking'"
            )
        ]
        with transaction():
            for name in names:
                fast().run(f"DROP TRIGGER {name}")
        yield
        return
    with transaction():
        fast().run("ALTER TABLE booking DISABLE TRIGGER USER")
    yield
    with transaction():
        fast().run("ALTER TABLE booking ENABLE TRIGGER USER")


def test_control_without_the_protection_it_is_sold_twice_or_fails(
    app: Flask, cast: Cast, live_server: ThreadServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = bookers(app, cast.sites["coventry"], 4)
    with app.app_context():
        run = new_run(cast)
        number, run_id = run.number, run.id
        with unprotected(app, monkeypatch):
            answers: Any = all_press(live_server, everybody, number)
        assert states(run_id).get("booked", 0) > 1 or answers != Counter({303: 4})
