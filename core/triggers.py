"""Triggers by which the database itself refuses or notes a row, whoever writes, in the words of both databases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import DDL, Connection, MetaData, Table, event


def refuse_unless(table: Table, name: str, when: str, condition: str, words: str, *, first: str = "") -> None:
    """Attach a BEFORE trigger `name` to both databases that refuses a row with `words` unless `condition` holds.

    `when` is what follows BEFORE, such as `INSERT ON booking`. `first` is a statement that PostgreSQL runs before it
    looks (a row lock; SQLite has one writer). A condition that comes to NULL lets the row pass: it never may, so what
    compares a column that may be NULL says what is to happen then (see `unchanged`).
    """
    texts = _beforehand(name, when, condition, words, first)
    for dialect, found in texts.items():
        for text in found:
            event.listen(table, "after_create", DDL(text.replace("%", "%%")).execute_if(dialect=dialect))


def refuse_there(
    metadata: MetaData, table: str, name: str, when: str, condition: str, words: str, *, first: str = ""
) -> None:
    """As `refuse_unless`, on a table that is named: its room may be loaded late, and the rule be another room's."""
    _put_on(metadata, table, _beforehand(name, when, condition, words, first))


def _beforehand(name: str, when: str, condition: str, words: str, first: str) -> dict[str, tuple[str, ...]]:
    """The texts of a BEFORE trigger that refuses, by database."""
    begin = f"BEGIN {first}" if first else "BEGIN"
    row = "OLD" if when.startswith("DELETE") else "NEW"
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ {begin} IF NOT ({condition}) THEN "
        f"RAISE EXCEPTION '{words}' USING ERRCODE = 'check_violation'; END IF; RETURN {row}; END $$ LANGUAGE plpgsql"
    )
    return {
        "sqlite": (
            f"CREATE TRIGGER {name} BEFORE {when} WHEN NOT ({condition}) BEGIN SELECT RAISE(ABORT, '{words}'); END",
        ),
        "postgresql": (
            function,
            f"CREATE TRIGGER {name} BEFORE {when} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ),
    }


ERASED: Final = "erased-"
"""How the token of an erased person begins."""


def refuse_the_erased(table: Table, *, is_given_later: bool = False) -> None:
    """Attach triggers that refuse a row of `table` about somebody who was erased: their number stays bare.

    `is_given_later`: its `person_id` may also be set when the row is there already.
    """
    name = table.name
    living = (
        "NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id "
        f"AND substr(p.token, 1, {len(ERASED)}) = '{ERASED}')"
    )
    words = "this person was erased"
    refuse_unless(table, f"{name}_of_the_living", f"INSERT ON {name}", living, words)
    if is_given_later:
        refuse_unless(table, f"{name}_to_the_living", f"UPDATE OF person_id ON {name}", living, words)


def _afterwards(name: str, when: str, condition: str, statement: str) -> dict[str, tuple[str, ...]]:
    """The texts of an AFTER trigger, by database."""
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ BEGIN IF {condition} THEN "
        f"{statement}; END IF; RETURN NULL; END $$ LANGUAGE plpgsql"
    )
    return {
        "sqlite": (f"CREATE TRIGGER {name} AFTER {when} WHEN {condition} BEGIN {statement}; END",),
        "postgresql": (
            function,
            f"CREATE TRIGGER {name} AFTER {when} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ),
    }


def then_do(metadata: MetaData, table: str, name: str, when: str, condition: str, statement: str) -> None:
    """An AFTER trigger `name` on both databases that runs `statement` for each row for which `condition` holds.

    `when` is what follows AFTER, such as `INSERT ON visit`. The table is named, since its room may be loaded late; the
    trigger is made when all tables are.
    """
    _put_on(metadata, table, _afterwards(name, when, condition, statement))


def _put_on(metadata: MetaData, table: str, texts: dict[str, tuple[str, ...]]) -> None:
    """Run these texts once the named table is made."""

    def follow(_: MetaData, connection: Connection, tables: Iterable[Table] = (), **__: Any) -> None:
        if any(one.name == table for one in tables):
            for text in texts[connection.dialect.name]:
                connection.execute(DDL(text.replace("%", "%%")))

    event.listen(metadata, "after_create", follow)


def unchanged(*columns: str) -> str:
    """An SQL condition that an update leaves these columns alone, never NULL itself.

    NULL in place of a value is a change, and a value in place of NULL; NULL that stays NULL is none.
    """
    alike = (
        f"(NEW.{column} = OLD.{column} OR (NEW.{column} IS NULL AND OLD.{column} IS NULL))"
        for column in columns
    )
    return f"COALESCE({' AND '.join(alike)}, 1 = 0)"
