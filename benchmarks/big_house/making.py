"""Making the big house: the demo's year through the product, then its lives again and again over three years.

It is kept in the instance folder under the database's version and the builder's, so that a second run begins at once.
Run: python -m benchmarks.big_house.making
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final
from unittest import mock

from flask import Flask

from benchmarks.big_house.loading import loading, next_id
from benchmarks.big_house.machines import put_sittings
from benchmarks.big_house.moulds import TABLES, Mould, casts, columns_of, moulds
from benchmarks.big_house.people import Crews, put_learning, put_people, put_visits
from core.clock import local_day, now
from core.config import demo_settings
from core.db import as_instant, db, fast, transaction
from factory.app import create_app
from factory.demo import making as demo
from factory.demo.closing import close_months
from factory.demo.planning import SEED
from factory.demo.world import Tokens
from factory.late_rooms import load_late_rooms
from factory.schema import newest_version, upgrade_schema
from factory.tally.settling import tally_anew
from inventory.services.search_index import reindex_all

VERSION: Final = 1
"""Of what is built: a change of it builds the house anew."""
YEARS: Final = 3
FOLDER: Final = Path("instance") / "benchmarks"


@dataclass(frozen=True)
class Size:
    """How much there is of everything."""

    events: int = 1_000_000
    pieces: int = 100_000
    people: int = 10_000
    runs: int = 500
    sittings: int = 12_000

    def by(self, share: float) -> Size:
        """A smaller one."""
        parts = (self.events, self.pieces, self.people, self.runs, self.sittings)
        return Size(*(round(one * share) for one in parts))


EVENTS: Final = (
    "piece_event",
    "release",
    "visit",
    "attendance_mark",
    "completion",
    "machine_session",
)
"""What counts as an event here."""


def open_house(size: Size = Size(), folder: Path = FOLDER) -> Flask:
    """The app on the big house, which is built where it is not there yet."""
    home = folder / f"house-{newest_version()}-{VERSION}-{size.events}"
    if not (home / "whole").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        _build(home, size)
        (home / "whole").touch()
    return load_late_rooms(create_app(demo_settings(home)))


def _build(home: Path, size: Size) -> None:
    app = load_late_rooms(create_app(demo_settings(home)))
    file = home / "demo.sqlite3"
    at, chance = now(), Random(SEED)
    last_on = local_day(at) - timedelta(days=1)
    first_on = last_on - timedelta(days=365 * YEARS)
    upgrade_schema(app)
    with app.app_context():
        with _told("the demo's year"), mock.patch.object(demo, "close_months", lambda *_: None), _hasty():
            world, _ = demo.fill_demo(app, at, progress=lambda *_: None, share=0.3)
        with _told(f"{size.people:,} people"), loading(file) as scratch:
            crews = put_people(scratch, size.people, first_on, chance)
        with _told(f"{size.sittings:,} sittings at machines"), _hasty():
            put_sittings(size.sittings, crews, at - timedelta(days=365 * YEARS), at, chance)
        with closing(sqlite3.connect(file)) as plain:
            kinds = [one for one in moulds(plain) if one.site_id in crews]
        _let_go()
        with loading(file) as scratch:
            _load(scratch, size, kinds, crews, first_on, last_on, chance)
        with _told("search, board and people counted"), _hasty():
            _settle()
        _let_go()
        with _told("months closed, and what was found late"), _hasty():
            close_months(world, at, Tokens(SEED + 1))
        _let_go()
    with sqlite3.connect(file) as last:
        last.execute("ANALYZE")


def _let_go() -> None:
    db.session.remove()
    db.engine.dispose()


@contextmanager
def _hasty() -> Iterator[None]:
    """What is built may be lost: nobody waits for the disk meanwhile."""
    from sqlalchemy import event

    def hurry(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-400000")

    _let_go()
    event.listen(db.engine, "connect", hurry)
    try:
        yield
    finally:
        event.remove(db.engine, "connect", hurry)
        _let_go()


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Say what is being made, and how long it took."""
    began = time.perf_counter()
    print(f"  {what} …", end=" ", flush=True, file=sys.stderr)
    yield
    print(f"{time.perf_counter() - began:.0f} s", file=sys.stderr)


def _load(
    scratch: sqlite3.Connection,
    size: Size,
    kinds: list[Mould],
    crews: Crews,
    first_on: date,
    last_on: date,
    chance: Random,
) -> None:
    with _told(f"{size.runs:,} runs of courses"):
        put_learning(scratch, size.runs, crews, first_on, last_on, chance)
    with _told(f"{size.pieces:,} pieces"):
        piece = next_id(scratch, "piece")
        wanted = casts(kinds, size.pieces - piece + 1, crews, first_on, last_on, chance)
        _put_pieces(scratch, piece, wanted)
    with _told("visits up to the whole number of events"):
        put_visits(scratch, size.events - events_in(scratch), crews, first_on, last_on, chance)
    print("  indexes, triggers, and a look at every reference …", file=sys.stderr)


def events_in(scratch: sqlite3.Connection) -> int:
    """How many events stand in a database."""
    return sum(int(scratch.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]) for table in EVENTS)


def _put_pieces(
    scratch: sqlite3.Connection, first: int, wanted: Iterator[tuple[Mould, timedelta, list[int]]]
) -> None:
    answer, lines = next_id(scratch, "check_answer"), _Lines(scratch)
    for number, (mould, shift, people) in enumerate(wanted):
        lines.take(mould.cast(number, first + number, answer, shift, people))
        answer += mould.answers
    lines.put()


class _Lines:
    """Rows on their way into their tables, by the thousand."""

    def __init__(self, scratch: sqlite3.Connection) -> None:
        self.scratch = scratch
        self.inserts = {
            table: f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns_of(scratch, table)))})"
            for table in TABLES
        }
        self.rows: dict[str, list[list[Any]]] = {table: [] for table in TABLES}

    def take(self, rows: dict[str, list[list[Any]]]) -> None:
        for table, lines in rows.items():
            self.rows[table] += lines
        if len(self.rows["piece"]) >= 2_000:
            self.put()

    def put(self) -> None:
        for table, lines in self.rows.items():
            self.scratch.executemany(self.inserts[table], lines)
            lines.clear()


def _settle() -> None:
    """The running sums, counted from their rows as services and triggers would have, and the index of the search."""
    with transaction():
        fast().run("DELETE FROM count_month")
        fast().run(
            "INSERT INTO count_month (indicator, month, site_id, category, split, amount) SELECT indicator, "
            "substr(day, 1, 7), site_id, category, split, SUM(amount) FROM count_entry GROUP BY 1, 2, 3, 4, 5"
        )
        standing = Counter(
            (site, stage, local_day(as_instant(since)), kind)
            for site, stage, since, kind in fast().rows("SELECT site_id, stage, since, category FROM piece")
        )
        fast().run("DELETE FROM board_count")
        fast().run_many(
            "INSERT INTO board_count (site_id, stage, since_day, category, amount) VALUES (?, ?, ?, ?, ?)",
            [(*key, amount) for key, amount in standing.items()],
        )
        reindex_all()
    tally_anew()


if __name__ == "__main__":
    began = time.perf_counter()
    open_house(Size().by(float(sys.argv[1])) if len(sys.argv) > 1 else Size())
    print(f"the house stands ({time.perf_counter() - began:.0f} s)")
