"""The database session of a request: holds one pooled connection, plain for hot paths, wrapped when the ORM asks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, Engine
from sqlalchemy.pool import PoolProxiedConnection


class Fast:
    """Plain SQL on the DBAPI connection of the current transaction, for the few hot paths.

    Placeholders are `?` on both databases. Instants, days and JSON come back raw: read them with `as_instant`,
    `as_day` and `as_json`; write JSON with `as_json_text`.
    """

    __slots__ = ("connection", "is_sqlite")

    def __init__(self, connection: Any, sqlite: bool) -> None:
        self.connection = connection
        self.is_sqlite = sqlite

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows, as tuples."""
        cursor = self._run(sql, values)
        found: list[Any] = cursor.fetchall()
        cursor.close()
        return found

    def row(self, sql: str, values: Sequence[object] = ()) -> Any | None:
        """The first row as a tuple, or None."""
        cursor = self._run(sql, values)
        found = cursor.fetchone()
        cursor.close()
        return found

    def run(self, sql: str, values: Sequence[object] = ()) -> int:
        """Run a statement; the number of rows that it touched."""
        cursor = self._run(sql, values)
        count: int = cursor.rowcount
        cursor.close()
        return count

    def run_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """Run one statement for many rows."""
        cursor = self.connection.cursor()
        cursor.executemany(sql if self.is_sqlite else _dollarless(sql), rows)
        cursor.close()

    def _run(self, sql: str, values: Sequence[object]) -> Any:
        if self.is_sqlite:
            return self.connection.execute(sql, values)
        return self.connection.execute(_dollarless(sql), values)


@lru_cache(maxsize=512)
def _dollarless(sql: str) -> str:
    """`sql` with psycopg's placeholders."""
    return sql.replace("%", "%%").replace("?", "%s")


class Scope(Session):
    """A session whose reads and writes, plain and by the ORM, share one connection and one transaction.

    The ORM's own objects (a Connection and its Transaction) are made only when the ORM is used: a hot path that
    speaks plain SQL pays for a checkout from the pool, BEGIN and COMMIT, and nothing else.
    """

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.is_writing = False
        self._held: PoolProxiedConnection | None = None
        self._wrapped: Connection | None = None
        self._plain: Fast | None = None

    def plain(self, begin: str = "BEGIN") -> Fast:
        """The held connection with a transaction open: the present one, else one begun by `begin`."""
        ready = self._plain
        if ready is None:
            engine: Engine = self._db.engine
            self._held = engine.raw_connection()
            ready = self._plain = Fast(self._held.dbapi_connection, engine.dialect.name == "sqlite")
        if ready.is_sqlite and not ready.connection.in_transaction:
            ready.connection.execute(begin)
        return ready

    def get_bind(self, *given: Any, bind: Any = None, **options: Any) -> Any:
        """The held connection, wrapped for the ORM."""
        if bind is not None:
            return bind
        if self._wrapped is None:
            self.plain()
            self._wrapped = Connection(self._db.engine, connection=self._held)
        return self._wrapped

    def forget_reads(self) -> None:
        """End the read that went before and forget what it loaded; the connection is kept for what follows."""
        if self.in_transaction() or self.identity_map:
            super().close()
        if self._plain is not None:
            self._plain.connection.rollback()

    def is_clean(self) -> bool:
        """True if no change of an object waits to be flushed."""
        return not self.in_transaction() or not (self.new or self.dirty or self.deleted)

    def rollback(self) -> None:
        """Undo everything, by the ORM and by plain SQL, and give the connection back."""
        super().rollback()
        self.release()

    def close(self) -> None:
        """End what is open, forget what was loaded, and give the connection back."""
        super().close()
        self.release()

    def release(self) -> None:
        """Give the connection back to the pool."""
        held, wrapped = self._held, self._wrapped
        self._held = self._wrapped = self._plain = None
        if wrapped is not None:
            wrapped.close()
        elif held is not None:
            held.close()
