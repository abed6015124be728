"""A clean, migrated database for each test, fast: the schema is made once, through the migrations, and put back."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Protocol

from flask import Flask
from sqlalchemy import Engine, QueuePool, create_engine, text

from core.config import Settings
from core.db import db
from factory.schema import upgrade_schema

MEMORY_DISK = Path("/dev/shm")
MIGRATED = "migrated"
"""The state after the migrations, with the rows that they put in; others are kept under names of their own."""


class FreshDatabase(Protocol):
    """Makes the schema once and puts the database back to it before each test."""

    url: str

    def prepare(self, app: Flask) -> None:
        """Migrate, and remember what it looks like."""

    def keep(self, app: Flask, state: str) -> None:
        """Keep the database as it is now, to be put back under this name."""

    def reset(self, app: Flask, state: str = MIGRATED) -> None:
        """Put everything back as it was kept; no request may be running."""

    def is_write_open(self) -> bool:
        """True if somebody left a write transaction open (known on SQLite only)."""

    def written(self) -> int:
        """A number that is another one once somebody has committed something; begun anew by `reset`."""

    def close(self) -> None:
        """Leave nothing behind."""


class FreshSqlite:
    """A file in memory where the machine has such a disk; put back by copying a twin over it."""

    def __init__(self) -> None:
        parent = MEMORY_DISK if MEMORY_DISK.is_dir() else None
        try:
            self.folder = Path(tempfile.mkdtemp(prefix="eco-test-", dir=parent))
        except OSError:
            self.folder = Path(tempfile.mkdtemp(prefix="eco-test-"))
        self.file = self.folder / "test.sqlite3"
        self.url = f"sqlite:///{self.file}"
        self._probe: sqlite3.Connection | None = None

    def prepare(self, app: Flask) -> None:
        """Migrate, and keep a copy."""
        upgrade_schema(app)
        self.keep(app, MIGRATED)

    def keep(self, app: Flask, state: str) -> None:
        """Copy the file, all of it written out."""
        self._close(app)
        with sqlite3.connect(self.file) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        shutil.copyfile(self.file, self._twin(state))

    def _twin(self, state: str) -> Path:
        return self.folder / f"{state}.twin"

    def _close(self, app: Flask) -> None:
        self._close_probe()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()

    def reset(self, app: Flask, state: str = MIGRATED) -> None:
        """Copy the twin over the file; page by page where another app's connection still holds the file open."""
        self._close(app)
        if not self._is_held():
            shutil.copyfile(self._twin(state), self.file)
            return
        with (
            closing(sqlite3.connect(self._twin(state))) as twin,
            closing(sqlite3.connect(self.file)) as target,
        ):
            twin.backup(target)
            target.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _is_held(self) -> bool:
        """Whether a connection is open, of this process or another: the last to close takes the log away."""
        return Path(f"{self.file}-wal").exists()

    def is_write_open(self) -> bool:
        """Ask for the write lock without waiting."""
        probe = self._probing()
        try:
            probe.execute("BEGIN IMMEDIATE")
            probe.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return True
        return False

    def written(self) -> int:
        """What a connection that only looks on knows of the others."""
        version: int = self._probing().execute("PRAGMA data_version").fetchone()[0]
        return version

    def _probing(self) -> sqlite3.Connection:
        if self._probe is None:
            self._probe = sqlite3.connect(self.file, timeout=0, isolation_level=None, check_same_thread=False)
        return self._probe

    def _close_probe(self) -> None:
        if self._probe is not None:
            self._probe.close()
            self._probe = None

    def close(self) -> None:
        """Remove the folder."""
        self._close_probe()
        shutil.rmtree(self.folder, ignore_errors=True)


_KEEP = """
DO $$ DECLARE t record; filled boolean; BEGIN
  DROP SCHEMA IF EXISTS {kept} CASCADE;
  CREATE SCHEMA {kept};
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', t.tablename) INTO filled;
    IF filled THEN EXECUTE format('CREATE TABLE {kept}.%I AS TABLE public.%I', t.tablename, t.tablename); END IF;
  END LOOP;
  CREATE TABLE {kept}.zz_sequences AS SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public';
END $$
"""

_PUT_BACK = """
CREATE OR REPLACE FUNCTION {kept}.put_back() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  {emptied}
  {filled}
  {counted}
END $$
"""
"""Every table by its name, so that the server plans each statement once and not at every test."""
SWEPT_EVERY = 100
"""Resets between two sweepings of deleted rows: after 1,600 without any, the next test takes twice as long."""
TRIGGERS_ASLEEP = "-c session_replication_role=replica"
"""From the connection's beginning: whoever sets it later makes the server forget its plans."""

_GUARDS = """
SELECT pg_get_triggerdef(t.oid), format('DROP TRIGGER IF EXISTS %I ON %s', t.tgname, t.tgrelid::regclass)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal AND t.tgenabled <> 'D'
UNION ALL SELECT indexdef, format('DROP INDEX IF EXISTS public.%I', indexname) FROM pg_indexes
WHERE schemaname = 'public'
"""
"""What makes each trigger that is awake and each index, and what takes it away."""
_GUARDS_COUNTED = """
SELECT (SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal AND t.tgenabled <> 'D')
     + (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'i')
"""


class FreshPostgres:
    """A database on a throw-away server; put back by deleting rows with the triggers asleep (append-only tables).

    Triggers and indexes that a test took off to see what happens without them are put up again too.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine: Engine = create_engine(
            url, isolation_level="AUTOCOMMIT", pool_size=1, connect_args={"options": TRIGGERS_ASLEEP}
        )
        self.guards: dict[str, str] = {}
        self.resets = 0

    def prepare(self, app: Flask) -> None:
        """Empty the database, migrate, and remember the rows that the migrations put in."""
        self._run("DROP SCHEMA IF EXISTS public CASCADE")
        self._run("CREATE SCHEMA public")
        upgrade_schema(app)
        self.guards = self._standing()
        self.keep(app, MIGRATED)

    def keep(self, app: Flask, state: str) -> None:
        """Copy every row into a schema of its own, with a function that puts them back."""
        kept = f"kept_{state}"
        self._run(_KEEP.format(kept=kept))
        tables = self._names("SELECT tablename FROM pg_tables WHERE schemaname = :schema", "public")
        filled = self._names("SELECT tablename FROM pg_tables WHERE schemaname = :schema", kept)
        counted = self._names(
            f"SELECT format('%L, %s', 'public.' || quote_ident(sequencename), "
            f"CASE WHEN last_value IS NULL THEN '1, false' ELSE last_value::text END) FROM {kept}.zz_sequences"
        )
        self._run(
            _PUT_BACK.format(
                kept=kept,
                emptied="\n".join(
                    f'IF EXISTS (SELECT 1 FROM public."{one}") THEN DELETE FROM public."{one}"; END IF;'
                    for one in tables
                ),
                filled="\n".join(
                    f'INSERT INTO public."{one}" OVERRIDING SYSTEM VALUE SELECT * FROM {kept}."{one}";'
                    for one in filled
                    if one != "zz_sequences"
                ),
                counted="PERFORM " + ", ".join(f"setval({one})" for one in counted) + ";",
            )
        )

    def reset(self, app: Flask, state: str = MIGRATED) -> None:
        """Delete what the test wrote; connections that a test left in use, or made itself, are closed first."""
        with app.app_context():
            db.session.remove()
            at_rest = ", ".join(map(str, self._at_rest(db.engine)))
        self._run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            f"AND NOT pid = ANY (ARRAY[pg_backend_pid(), {at_rest or 0}]) AND backend_type = 'client backend'"
        )
        self._run(f"SELECT kept_{state}.put_back()")
        self._put_guards_up()
        self.resets += 1
        if self.resets % SWEPT_EVERY == 0:
            self._run("VACUUM")

    def _at_rest(self, engine: Engine) -> list[int]:
        """The processes behind the app's connections, which it keeps: a new one plans and compiles all over again.

        None where one is still in use, which closes them all.
        """
        pool = engine.pool
        assert isinstance(pool, QueuePool)
        if pool.checkedout():
            engine.dispose()
            return []
        held = [engine.raw_connection() for _ in range(pool.checkedin())]
        processes = [one.driver_connection.info.backend_pid for one in held if one.driver_connection]
        for one in held:
            one.close()
        return processes

    def _standing(self) -> dict[str, str]:
        with self.engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(text(_GUARDS))}

    def _put_guards_up(self) -> None:
        with self.engine.connect() as connection:
            if connection.execute(text(_GUARDS_COUNTED)).scalar_one() == len(self.guards):
                return
        standing = self._standing()
        for made, taken_away in self.guards.items():
            if made not in standing:
                self._run(taken_away)
                self._run(made)

    def is_write_open(self) -> bool:
        """True if a transaction of the app has written and not ended."""
        with self.engine.connect() as connection:
            count = connection.execute(
                text(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                    "AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL"
                )
            )
            return bool(count.scalar_one())

    def written(self) -> int:
        """The number that the next transaction to write will have."""
        with self.engine.connect() as connection:
            return int(
                connection.execute(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")).scalar_one()
            )

    def _names(self, sql: str, schema: str = "") -> list[str]:
        with self.engine.connect() as connection:
            return [row[0] for row in connection.execute(text(sql), {"schema": schema} if schema else {})]

    def _run(self, sql: str) -> None:
        with self.engine.connect() as connection:
            connection.execution_options(no_parameters=True).exec_driver_sql(sql)

    def close(self) -> None:
        """Close the connection; the server goes with its owner."""
        self.engine.dispose()


SECRET = "only-for-tests-" + "0123456789abcdef" * 3
"""The secret key of the tests' apps: what their tablets' keys follow from."""


def fresh_database(url: str) -> FreshSqlite | FreshPostgres:
    """The database to test on: PostgreSQL at `url`, else an SQLite file of our own."""
    return FreshPostgres(url) if url else FreshSqlite()


def test_settings(folder: Path, database_url: str) -> Settings:
    """Settings of a test: everything in `folder`, a secret of its own, hashing made cheap."""
    return Settings(
        database_url=database_url,
        instance_folder=folder,
        secret_key=SECRET,
        public_url="https://eco.example",
        trusted_hosts="localhost,127.0.0.1",
        argon2_memory_kib=8,
        argon2_passes=1,
    )


test_settings.__test__ = False  # type: ignore[attr-defined]  # the name is no test's
