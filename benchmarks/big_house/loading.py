"""Putting rows in by the thousand: safety, triggers and side indexes off for the load, all of them back after it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

LOADED: Final = (
    "piece", "label", "piece_event", "photo", "check_answer", "release", "count_entry", "person", "person_name",
    "role", "visit", "run", "course_class", "booking", "booking_event", "attendance_mark", "completion",
)  # fmt: skip


@contextmanager
def loading(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection in one large transaction; what was taken off the tables stands on them again when it ends.

    No row may point at nothing: that is looked at whole before the end.
    """
    marks = ", ".join("?" * len(LOADED))
    with closing(sqlite3.connect(file, isolation_level=None)) as scratch:
        for pragma in (
            "foreign_keys=OFF",
            "synchronous=OFF",
            "journal_mode=OFF",
            "cache_size=-800000",
            "temp_store=2",
        ):
            scratch.execute(f"PRAGMA {pragma}")
        scratch.execute("PRAGMA locking_mode=EXCLUSIVE")
        taken_off = scratch.execute(
            f"SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('trigger', 'index') "
            f"AND tbl_name IN ({marks}) ORDER BY type, name",
            LOADED,
        ).fetchall()
        scratch.execute("BEGIN")
        for kind, name, _ in taken_off:
            scratch.execute(f"DROP {kind} {name}")
        yield scratch
        for _, _, text in taken_off:
            scratch.execute(text)
        scratch.execute("COMMIT")
        lost = scratch.execute("PRAGMA foreign_key_check").fetchmany(5)
        if lost:
            raise SystemExit(f"rows that point at nothing: {lost}")
        scratch.execute("ANALYZE")
        scratch.execute("PRAGMA journal_mode=WAL")


def put(scratch: sqlite3.Connection, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    """Rows of these columns into a table."""
    marks = ", ".join("?" * len(columns.split(", ")))
    scratch.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


def next_id(scratch: sqlite3.Connection, table: str) -> int:
    """The first number that no row has."""
    return int(scratch.execute(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}").fetchone()[0])
