"""Runs frozen SQL: files of statements parted by a marker line, made by `tools/freeze_schema.py` and never by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.engine import Connection

VERSIONS = Path(__file__).resolve().parent.parent / "migrations" / "versions"
MARKER = "\n--;\n"
_CREATED = re.compile(
    r"\s*CREATE (?:OR REPLACE )?(VIRTUAL TABLE|TABLE|FUNCTION) (?:IF NOT EXISTS )?([a-z_0-9]+)"
)


_TRIGGER = re.compile(r"CREATE (?:TRIGGER ([a-z_0-9]+)|OR REPLACE FUNCTION ([a-z_0-9]+)\(\) RETURNS trigger)")


def statements(name: str, dialect: str) -> list[str]:
    """The statements of a frozen file for a database, in order."""
    text = (VERSIONS / f"{name}.{dialect}.sql").read_text(encoding="utf-8")
    return [part.strip() for part in text.split(MARKER) if part.strip()]


def put_up(connection: Connection, name: str) -> None:
    """Run every statement of a frozen file."""
    for statement in statements(name, connection.dialect.name):
        connection.execution_options(no_parameters=True).exec_driver_sql(statement)


def take_down(connection: Connection, name: str) -> None:
    """Drop every table and function that a frozen file made, the last one first."""
    is_sqlite = connection.dialect.name == "sqlite"
    made = [found for text in statements(name, connection.dialect.name) if (found := _CREATED.match(text))]
    for kind in ("TABLE", "FUNCTION"):
        for found in reversed(made):
            if found.group(1).endswith(kind):
                cascade = "" if is_sqlite else " CASCADE"
                connection.exec_driver_sql(f"DROP {kind} IF EXISTS {found.group(2)}{cascade}")


def trigger_of(statement: str) -> str:
    """The trigger that a statement puts up, or, on PostgreSQL, whose function it makes; "" for another statement."""
    found = _TRIGGER.match(statement)
    return found.group(1) or found.group(2) if found else ""


def take_off_triggers(connection: Connection, names: Iterable[str]) -> None:
    """Drop triggers by name; on PostgreSQL each goes with the function of its name."""
    is_sqlite = connection.dialect.name == "sqlite"
    for name in names:
        connection.exec_driver_sql(
            f"DROP TRIGGER IF EXISTS {name}" if is_sqlite else f"DROP FUNCTION IF EXISTS {name}() CASCADE"
        )


def put_up_triggers(connection: Connection, name: str, triggers: Iterable[str]) -> None:
    """Put these triggers up as a frozen file has them, in place of those of the same names."""
    wanted = set(triggers)
    take_off_triggers(connection, wanted)
    for statement in statements(name, connection.dialect.name):
        if trigger_of(statement) in wanted:
            connection.execution_options(no_parameters=True).exec_driver_sql(statement)
