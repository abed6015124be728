"""The dashboard, the funder's paper and the workbook over a million events, as somebody asks for them.

Beside 1,000,000 events of 125,000 pieces stand 10,000 people with 100,000 visits, 400 occasions and 1,200 batches of
artefacts, as many as ten published years have, over two. Whole requests: sign-in, policy and layout included.
Run: python -m benchmarks dashboard
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask

from benchmarks.count import PIECES, WHOLE, build
from benchmarks.table import Line, as_text
from benchmarks.utilisation import Hall, asked_barely, page_of
from benchmarks.works_count import people_and_visits
from core.clock import now
from core.db import db, fast, transaction
from core.scopes import Fast
from core.sign_ins import start_sign_in
from factory.late_rooms import load_late_rooms
from factory.tally.settling import tally_anew

MOST_SQL_MS = 20.0
ASKED = f"site=all&from={WHOLE.starts_on}&to={WHOLE.ends_on}"
BARE = "SELECT indicator, month, site_id, split, SUM(amount) FROM {} GROUP BY 1, 2, 3, 4"
BARE_LEDGER = BARE.format(
    "(SELECT indicator, substr(day, 1, 7) AS month, site_id, split, amount FROM count_entry)"
)


class Clock:
    """Adds up the milliseconds that statements take, their rows fetched."""

    def __init__(self) -> None:
        self.spent, self.statements = 0.0, 0

    def note(self, began: float) -> None:
        self.spent += (time.process_time() - began) * 1000
        self.statements += 1


@contextmanager
def clocked() -> Iterator[Clock]:
    """Measure every plain statement meanwhile."""
    clock, rows, row = Clock(), Fast.rows, Fast.row

    def timed(way: Callable[..., Any]) -> Callable[..., Any]:
        def asked(self: Fast, sql: str, values: Sequence[object] = ()) -> Any:
            began = time.process_time()
            found = way(self, sql, values)
            clock.note(began)
            return found

        return asked

    Fast.rows, Fast.row = timed(rows), timed(row)  # type: ignore[method-assign]
    try:
        yield clock
    finally:
        Fast.rows, Fast.row = rows, row  # type: ignore[method-assign]


def house(folder: Path, pieces: int) -> Hall:
    """The app with all that, and the cookie of a coordinator of the first site."""
    app = load_late_rooms(build(folder, pieces))
    people_and_visits(folder)
    with app.app_context():
        with transaction():
            fast().run(
                "INSERT INTO role (person_id, site_id, role, starts_on) VALUES (1, 1, 'coordinator', '2024-03-01')"
            )
            sign_in = start_sign_in(person_id=1, site_id=1, device_id=None, method="password", at=now())
        tally_anew()
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return Hall(app, f"eco={serializer.dumps({'_user_id': sign_in, '_fresh': True})}")


def measure(*, pieces: int = PIECES, rounds: int = 5) -> list[Line]:
    """SQL and whole requests, in one run."""
    with tempfile.TemporaryDirectory(prefix="eco-dashboard-") as folder:
        hall = house(Path(folder), pieces)
        lines = _measured(hall, rounds, f"{pieces * 8:,} events, 10,000 people")
        with hall.app.app_context():
            db.session.remove()
            db.engine.dispose()
    return lines


def _measured(hall: Hall, rounds: int, of: str) -> list[Line]:
    page = page_of(hall, "/count", ASKED)
    sql, whole, number = _page(page, rounds)
    with hall.app.app_context(), transaction():  # somebody showed a card a moment ago
        fast().run("INSERT INTO tally_mark (person_id) VALUES (7), (7), (8)")
    marked, marked_whole, _ = _page(page, rounds)
    with hall.app.app_context():
        tally_anew()
    counters, ledger = (_floor(hall.app, one, rounds) for one in (BARE.format("count_month"), BARE_LEDGER))
    bar = f"≤ {MOST_SQL_MS:g} ms"
    lines = [
        Line(
            f"{of}: dashboard, its {number} statements",
            sql,
            "ms",
            counters,
            bar=bar,
            is_held=sql <= MOST_SQL_MS,
        ),
        Line(
            "  where two people have just come",
            marked,
            "ms",
            counters,
            bar=bar,
            is_held=marked <= MOST_SQL_MS,
        ),
        Line("  whole request", whole, "ms", counters),
        Line("  whole request where two people have just come", marked_whole, "ms", counters),
    ]
    for name, path in (
        ("the tables", "/count/tables"),
        ("the workbook (XLSX)", "/count/tables.xlsx"),
        ("the funder's report (PDF)", "/count/report.pdf"),
    ):
        spent = _asked(_taken_away(hall, path), min(rounds, 3)) / 1000
        lines.append(Line(f"{of}: {name}, whole request", spent, "s", ledger / 1000))
    return lines


def _taken_away(hall: Hall, path: str) -> Callable[[], object]:
    from benchmarks.scan import Caller

    caller = Caller(hall.app, path, {"cookie": hall.cookie})
    caller.environ.update(REQUEST_METHOD="GET", QUERY_STRING=ASKED)
    del caller.environ["CONTENT_TYPE"]

    def ask() -> object:
        status, body = caller.post(b"")
        if not status.startswith("200"):
            raise SystemExit(f"{path} answered {status}: {body[:300]!r}")
        return body

    return ask


def _page(page: Callable[[], object], rounds: int) -> tuple[float, float, int]:
    """Milliseconds of SQL, of the whole request, and how many statements: the medians of the rounds."""
    page()
    sql, whole, number = [], [], 0
    for _ in range(rounds):
        with clocked() as clock:
            began = time.process_time()
            page()
            whole.append((time.process_time() - began) * 1000)
        sql.append(clock.spent)
        number = clock.statements
    return median(sql), median(whole), number


def _asked(way: Callable[[], object], rounds: int) -> float:
    way()
    spent = []
    for _ in range(rounds):
        began = time.process_time()
        way()
        spent.append((time.process_time() - began) * 1000)
    return median(spent)


def _floor(app: Flask, statement: str, rounds: int) -> float:
    return _asked(asked_barely(app, statement), rounds)


if __name__ == "__main__":
    print(as_text(measure()))
