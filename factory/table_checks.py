"""Gives tables that are there already more CHECKs, and takes them off again: for migrations, on both databases.

SQLite's ALTER TABLE knows no CHECK, and a table made once more would have to carry its triggers, its indexes and every
row that points to it. A CHECK is in no page of the table, only in the text by which SQLite remembers it; so that text
is what changes here (https://sqlite.org/lang_altertable.html#otheralter), once every row is known to fit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from sqlalchemy.engine import Connection

Check = tuple[str, str, str]
"""The table, what its rule is called, the rule in words of SQL that both databases know."""


class RowsDoNotFit(Exception):
    """Rows of a table break the rule that is to hold from now on; the database is as it was."""


def add_checks(connection: Connection, checks: Sequence[Check]) -> None:
    """Add the CHECKs. Raises RowsDoNotFit where a row that is there breaks one."""
    for table, _, rule in checks:
        count = connection.exec_driver_sql(f"SELECT COUNT(*) FROM {table} WHERE NOT ({rule})").scalar_one()
        if count:
            raise RowsDoNotFit(f"{count} rows of {table} do not fit: {rule}")
    if connection.dialect.name == "sqlite":
        _rewrite(connection, checks, _with)
        return
    for table, name, rule in checks:
        connection.exec_driver_sql(
            f"ALTER TABLE {table} ADD CONSTRAINT {_called(table, name)} CHECK ({rule})"
        )


def drop_checks(connection: Connection, checks: Sequence[Check]) -> None:
    """Take the CHECKs off again."""
    if connection.dialect.name == "sqlite":
        _rewrite(connection, checks, _without)
        return
    for table, name, _ in checks:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {_called(table, name)}")


def let_be_empty(connection: Connection, table: str, column: str) -> None:
    """Let a column hold NULL from now on; on SQLite that too is in the text of the table alone."""
    if connection.dialect.name == "sqlite":
        _rewrite(connection, [(table, column, "")], _without_not_null)
        return
    connection.exec_driver_sql(f"ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL")


def want_filled(connection: Connection, table: str, column: str) -> None:
    """Let a column hold NULL no more. Raises RowsDoNotFit where one does."""
    count = connection.exec_driver_sql(f"SELECT COUNT(*) FROM {table} WHERE {column} IS NULL").scalar_one()
    if count:
        raise RowsDoNotFit(f"{count} rows of {table} have no {column}")
    if connection.dialect.name == "sqlite":
        _rewrite(connection, [(table, column, "")], _with_not_null)
        return
    connection.exec_driver_sql(f"ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL")


def _without_not_null(text: str, check: Check) -> str:
    return _column_changed(text, check, rf"(\n\t{check[1]} [A-Z]+) NOT NULL", r"\1")


def _with_not_null(text: str, check: Check) -> str:
    return _column_changed(text, check, rf"(\n\t{check[1]} [A-Z]+)(?=, *\n)", r"\1 NOT NULL")


def _column_changed(text: str, check: Check, pattern: str, wanted: str) -> str:
    changed, count = re.subn(pattern, wanted, text)
    if count != 1:
        raise LookupError(f"{check[0]} has no column {check[1]} that can be changed so")
    return changed


def _called(table: str, name: str) -> str:
    return f"ck_{table}_{name}"


def _line(check: Check) -> str:
    table, name, rule = check
    return f",\n\tCONSTRAINT {_called(table, name)} CHECK ({rule})"


def _with(text: str, check: Check) -> str:
    body, _, end = text.rpartition(")")
    return f"{body.rstrip()}{_line(check)}\n){end}"


def _without(text: str, check: Check) -> str:
    before, line, after = text.partition(_line(check))
    if not line:
        raise LookupError(f"{check[0]} has no CHECK {check[1]}")
    return before + after


def _rewrite(connection: Connection, checks: Sequence[Check], change: Callable[[str, Check], str]) -> None:
    """Change the text of each table, in the transaction that is open; SQLite then reads its schema anew.

    The number of the schema goes up, so that every other connection reads it anew as well.
    """
    run = connection.exec_driver_sql
    number = run("PRAGMA schema_version").scalar_one()
    run("PRAGMA writable_schema = ON")
    try:
        for check in checks:
            where = "WHERE type = 'table' AND name = ?"
            text = run(f"SELECT sql FROM sqlite_master {where}", (check[0],)).scalar_one()
            run(f"UPDATE sqlite_master SET sql = ? {where}", (change(text, check), check[0]))
        run(f"PRAGMA schema_version = {number + 1}")
    finally:
        run("PRAGMA writable_schema = RESET")
    for table in dict.fromkeys(table for table, _, _ in checks):
        told = run(f"PRAGMA quick_check({table})").scalar_one()
        if told != "ok":
            raise RowsDoNotFit(f"{table}: {told}")
