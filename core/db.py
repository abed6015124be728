"""The one database: naming, column types, engine settings, `transaction()` (which alone commits) and `fast()`."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    Engine,
    Index,
    Integer,
    MetaData,
    Table,
    event,
    text,
)
from sqlalchemy import Text as SqlText
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, scoped_session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.schema import CreateIndex
from sqlalchemy.sql.compiler import DDLCompiler
from sqlalchemy.types import TypeDecorator, TypeEngine

from core.clock import from_iso, iso
from core.scopes import Fast as Fast
from core.scopes import Scope
from core.searching import small

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_TIMEOUT_MS = 10_000


class Base(DeclarativeBase):
    """The base of every model."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(
    model_class=Base, session_options={"class_": Scope, "expire_on_commit": False, "autoflush": True}
)

if TYPE_CHECKING:
    Model = Base
else:  # the base that Flask-SQLAlchemy makes of ours; a type checker cannot follow an attribute of `db` there
    Model = db.Model


@event.listens_for(Table, "after_parent_attach")
def _make_strict(table: Table, parent: object) -> None:
    """Every SQLite table is STRICT, so that a wrong type is an error and not a surprise."""
    table.dialect_options["sqlite"]["strict"] = True


# Column types: STRICT-clean on SQLite, native on PostgreSQL.

Text = SqlText
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


# Engines

sqlite3.register_adapter(datetime, iso)
sqlite3.register_adapter(date, date.isoformat)
_write_lock = threading.Lock()
IMMEDIATE = "eco_write"
WRITE_BEGIN = "BEGIN IMMEDIATE"


def engine_options(url: str) -> dict[str, Any]:
    """Engine options for `url`; imports nothing that is not used."""
    if make_url(url).get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000, "isolation_level": None}}
    return {
        "connect_args": {"options": f"-c timezone=UTC -c lock_timeout={BUSY_TIMEOUT_MS}"},
        "pool_pre_ping": True,
    }


def prepare_engine(engine: Engine) -> None:
    """Attach the SQLite settings and transaction modes to `engine`; nothing to do on PostgreSQL."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        connection.create_function("lower", 1, _lower, deterministic=True)
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "cache_size=-16000",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        held: Any = connection.connection.dbapi_connection
        if not held.in_transaction:  # else the ORM joins what plain SQL began
            held.execute(WRITE_BEGIN if connection.get_execution_options().get(IMMEDIATE) else "BEGIN")


def _lower(value: Any) -> Any:
    """LOWER as PostgreSQL has it: SQLite's own makes only the letters of English small. No index stands on it."""
    return small(value) if isinstance(value, str) else value


def is_sqlite() -> bool:
    """True on SQLite, False on PostgreSQL."""
    return db.engine.dialect.name == "sqlite"


@contextmanager
def transaction() -> Iterator[scoped_session[Session]]:
    """Run a write as one transaction; commits at the end, rolls back on any exception.

    It first ends the read that went before and forgets what it had loaded: on SQLite a BEGIN IMMEDIATE after a read
    fails, and an object loaded before another's write would come back stale. On SQLite one process-wide lock keeps
    writers in a queue, because the busy handler's sleeping makes them starve one another.
    """
    scope = _scope()
    if scope.is_writing:
        raise RuntimeError("a transaction is already open: services flush, they do not commit")
    scope.forget_reads()
    with _write_lock if is_sqlite() else _NO_LOCK:
        scope.is_writing = True
        try:
            plain = scope.plain(WRITE_BEGIN)
            yield db.session
            if scope.in_transaction():
                scope.commit()
            plain.connection.commit()
            scope.release()
        except BaseException:
            scope.rollback()
            raise
        finally:
            scope.is_writing = False


def _scope() -> Scope:
    return db.session.registry()  # type: ignore[return-value]  # what `db.session()` asks after a look at its options


class _NoLock:
    """Stands in for the write lock on PostgreSQL, which has row locks."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, *problem: object) -> None:
        return None


_NO_LOCK = _NoLock()


def fast() -> Fast:
    """The DBAPI connection of the current transaction (pending ORM changes are flushed first)."""
    scope = _scope()
    if not scope.is_clean():
        scope.flush()
    return scope.plain()
