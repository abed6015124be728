"""The one database: naming, column types, engine settings, `transaction()` (which alone commits) and `fast()`."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import (
    Engine,
    MetaData,
    Table,
    event,
)
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, scoped_session
from sqlalchemy.pool import ConnectionPoolEntry

from core.clock import from_iso, iso, local_day
from core.columns import ByteText as ByteText
from core.columns import Day as Day
from core.columns import Flag as Flag
from core.columns import Json as Json
from core.columns import Text as Text
from core.columns import UtcInstant as UtcInstant
from core.columns import Whole as Whole
from core.columns import as_day as as_day
from core.columns import as_instant as as_instant
from core.columns import as_json as as_json
from core.columns import as_json_text as as_json_text
from core.columns import at_least as at_least
from core.columns import near as near
from core.columns import no_longer as no_longer
from core.columns import one_of as one_of
from core.columns import partial_index as partial_index
from core.columns import true_or_false as true_or_false
from core.columns import within as within
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


# Engines

sqlite3.register_adapter(datetime, iso)
sqlite3.register_adapter(date, date.isoformat)
_write_lock = threading.Lock()
IMMEDIATE = "eco_write"
WRITE_BEGIN = "BEGIN IMMEDIATE"


def engine_options(url: str) -> dict[str, Any]:
    """Engine options for `url`; imports nothing that is not used. No error ever tells the values of a statement."""
    if make_url(url).get_backend_name() == "sqlite":
        timed = {"timeout": BUSY_TIMEOUT_MS / 1000, "isolation_level": None}
        return {"hide_parameters": True, "connect_args": timed}
    return {  # compiling a statement takes longer than any of ours runs
        "hide_parameters": True,
        "connect_args": {"options": f"-c timezone=UTC -c lock_timeout={BUSY_TIMEOUT_MS} -c jit=off"},
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
        connection.create_function("local_day", 1, _local_day, deterministic=True)
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


def _local_day(value: str | None) -> str | None:
    """The day at the site of an instant as the database keeps it; PostgreSQL asks its own zones. No index on it."""
    return None if value is None else local_day(from_iso(value)).isoformat()


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


def hold_table(name: str) -> None:
    """Whoever wants the same waits until the transaction ends; readers and row locks do not. SQLite has one writer."""
    if not fast().is_sqlite:
        fast().run(f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE")


def fast() -> Fast:
    """The DBAPI connection of the current transaction (pending ORM changes are flushed first)."""
    scope = _scope()
    if not scope.is_clean():
        scope.flush()
    return scope.plain()
