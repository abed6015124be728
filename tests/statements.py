"""Counts the SQL that reaches a database, through the ORM and through `fast()` alike."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from core.scopes import Fast


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The list that fills with each statement while the block runs; SQLite's own trace where that is the database."""
    seen: list[str] = []
    if engine.dialect.name == "sqlite":
        with _traced_sqlite(engine, seen):
            yield seen
        return

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    keep = Fast._run

    def run(self: Fast, sql: str, values: Sequence[object]) -> Any:
        seen.append(sql)
        return keep(self, sql, values)

    event.listen(engine, "before_cursor_execute", note)
    Fast._run = run  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        Fast._run = keep  # type: ignore[method-assign]
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def _traced_sqlite(engine: Engine, seen: list[str]) -> Iterator[None]:
    traced: list[sqlite3.Connection] = []

    def note(statement: str) -> None:
        if (
            not statement.lstrip()
            .upper()
            .startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "--", "SAVEPOINT"))
        ):
            seen.append(statement)

    def trace(connection: Any, *_rest: Any) -> None:
        if connection not in traced:
            connection.set_trace_callback(note)
            traced.append(connection)

    event.listen(engine, "checkout", trace)
    try:
        yield
    finally:
        event.remove(engine, "checkout", trace)
        for connection in traced:
            connection.set_trace_callback(None)
