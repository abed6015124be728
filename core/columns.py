"""What columns hold: types that are STRICT-clean on SQLite and native on PostgreSQL, CHECKs, partial indexes.

`core.db` hands all of it on; models ask there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Date, DateTime, Index, Integer, text
from sqlalchemy import Text as SqlText
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateIndex
from sqlalchemy.sql.compiler import DDLCompiler
from sqlalchemy.types import TypeDecorator, TypeEngine

from core.clock import from_iso, iso

Text = SqlText
ByteText = SqlText().with_variant(SqlText(collation="C"), "postgresql")
"""Text that sorts by its letters' numbers on both databases, as Python sorts it."""
Whole = BigInteger().with_variant(Integer(), "sqlite")


class Flag(TypeDecorator[bool]):
    """True or false: INTEGER on SQLite, BOOLEAN on PostgreSQL."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """INTEGER where STRICT tables know no BOOLEAN."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:
        """A bool, or None."""
        if value is None:
            return None
        return int(value) if dialect.name == "sqlite" else bool(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        """A bool, or None."""
        return None if value is None else bool(value)


class UtcInstant(TypeDecorator[datetime]):
    """An instant in UTC with milliseconds: sortable TEXT on SQLite, TIMESTAMPTZ on PostgreSQL."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """TEXT on SQLite."""
        return dialect.type_descriptor(SqlText() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuses a naive datetime: nobody could tell what it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        return iso(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """An aware datetime in UTC."""
        return None if value is None else as_instant(value)


class Day(TypeDecorator[date]):
    """A day of the site's calendar: TEXT on SQLite, DATE on PostgreSQL."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """TEXT on SQLite."""
        return dialect.type_descriptor(SqlText() if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        """ISO text on SQLite."""
        if value is None:
            return None
        return value.isoformat() if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        """A date, or None."""
        return None if value is None else as_day(value)


class Json(TypeDecorator[Any]):
    """A small JSON value: TEXT on SQLite, JSONB on PostgreSQL."""

    impl = SqlText
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """TEXT on SQLite."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(SqlText())
        from sqlalchemy.dialects.postgresql import JSONB

        return dialect.type_descriptor(JSONB())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Compact JSON text on SQLite."""
        if value is None:
            return None
        return as_json_text(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """The Python value."""
        return None if value is None else as_json(value)


def one_of(column: str, values: Sequence[str]) -> CheckConstraint:
    """A CHECK that `column` holds one of `values` (or NULL where the column allows it)."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def within(column: str, low: int, high: int) -> CheckConstraint:
    """A CHECK that `column` lies between `low` and `high`, both included."""
    return CheckConstraint(f"{column} BETWEEN {low} AND {high}", name=f"{column}_bounded")


def near(*columns: str) -> list[CheckConstraint]:
    """CHECKs that days or instants lie in this century: beyond it they are slips of the keyboard, and sums of days
    come to an end there."""
    return [
        CheckConstraint(f"{column} BETWEEN '2000-01-01' AND '2100-01-01'", name=f"{column}_near")
        for column in columns
    ]


def at_least(column: str, low: int) -> CheckConstraint:
    """A CHECK that `column` is `low` or more, for what counts up without an end."""
    return CheckConstraint(f"{column} >= {low}", name=f"{column}_counts")


def no_longer(column: str, length: int) -> CheckConstraint:
    """A CHECK that the text in `column` has at most `length` characters."""
    return CheckConstraint(f"length({column}) <= {length}", name=f"{column}_short")


def true_or_false(column: str) -> CheckConstraint:
    """A CHECK that `column` is true or false (SQLite would keep any whole number)."""
    return CheckConstraint(f"{column} IN (FALSE, TRUE)", name=f"{column}_flag")


def partial_index(name: str, *columns: str, where: str, is_unique: bool = False) -> Index:
    """An index over the rows for which `where` holds, on both databases.

    A `postgresql_where` would load that whole dialect in each process on SQLite (30 ms, 2 MB): see `_say_where`.
    """
    return Index(name, *columns, unique=is_unique, sqlite_where=text(where), info={"where": where})


@compiles(CreateIndex, "postgresql")
def _say_where(create: CreateIndex, compiler: DDLCompiler, **options: Any) -> str:
    """CREATE INDEX on PostgreSQL, with the WHERE of a partial index."""
    where = create.element.info.get("where")
    if where:
        create.element.dialect_options["postgresql"]["where"] = text(where)
    statement: str = compiler.visit_create_index(create, **options)
    return statement


def as_instant(value: datetime | str) -> datetime:
    """What `fast()` reads from an instant column, as an aware datetime."""
    return from_iso(value) if isinstance(value, str) else value


def as_day(value: date | str) -> date:
    """What `fast()` reads from a day column, as a date."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def as_json(value: Any) -> Any:
    """What `fast()` reads from a JSON column, as a Python value."""
    return json.loads(value) if isinstance(value, str) else value


def as_json_text(value: Any) -> str:
    """A Python value as the compact text that JSON columns keep."""
    return "[]" if value == [] else _encode(value)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
