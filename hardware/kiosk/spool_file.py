"""The kiosk's own SQLite file: opened so that a power cut loses nothing, put aside when it is no database any more."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

TROUBLE = (sqlite3.DatabaseError, OSError)
"""What a disk that is full, worn to read-only or gone raises."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS event (
  seq INTEGER NOT NULL, boot TEXT NOT NULL, mono_ms INTEGER NOT NULL, wall_utc TEXT, is_wall_ok INTEGER NOT NULL,
  machine TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, is_sample INTEGER NOT NULL,
  PRIMARY KEY (boot, seq)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ix_event_sample ON event (boot, seq) WHERE is_sample;
CREATE TABLE IF NOT EXISTS rejected (
  seq INTEGER NOT NULL, boot TEXT NOT NULL, why TEXT NOT NULL, event TEXT NOT NULL, PRIMARY KEY (boot, seq)) STRICT;
CREATE TABLE IF NOT EXISTS journal (machine TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
"""


THIN = """
DELETE FROM event WHERE (boot, seq) IN (
  SELECT boot, seq FROM event AS one WHERE is_sample AND (kind <> 'machine_state' OR (
    SELECT next.kind FROM event AS next WHERE next.boot = one.boot AND next.seq > one.seq
    AND next.machine = one.machine AND next.kind IN ('machine_state', 'alarm', 'port_lost', 'agent_started')
    ORDER BY next.seq LIMIT 1) IN ('machine_state', 'alarm', 'port_lost'))
  ORDER BY boot, seq LIMIT ?)
"""
"""The oldest repeats go, but for the last one before the agent ended: nothing after it says how far it was seen."""


class InUse(Exception):
    """Another agent has the spool."""


def hold_alone(folder: Path) -> int:
    """Keep a folder to this process until the number that is handed out is closed. Raises InUse or OSError.

    The folder is locked and not the file: to close a second handle of the file would end SQLite's own locks on it.
    """
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        os.close(held)
        if isinstance(problem, BlockingIOError):
            raise InUse(f"Another agent of this computer works on {folder}.") from problem
        raise
    return held


class SpoolFile:
    """The open file. Every method raises one of TROUBLE when the disk refuses."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            self._db = self._connected()
        except sqlite3.DatabaseError as problem:
            if "malformed" not in str(problem) and "not a database" not in str(problem):
                raise
            self._put_aside()
            self._db = self._connected()

    def _connected(self) -> sqlite3.Connection:
        os.close(
            os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        )  # what SQLite puts beside it gets its rights
        with suppress(OSError):
            os.chmod(self._path, 0o600)
        db = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=1.0)
        try:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=FULL")
            db.execute("PRAGMA journal_size_limit=4194304")
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'journal'").fetchone():
                db.executescript(_SCHEMA)
            db.execute("SELECT count(*) FROM event").fetchone()
        except sqlite3.DatabaseError:
            db.close()
            raise
        return db

    def _put_aside(self) -> None:
        """Keep a broken file under another name, for somebody to look at."""
        for suffix in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                os.replace(f"{self._path}{suffix}", f"{self._path}.broken{suffix}")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is on the disk when the block has ended, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield self._db
            self._db.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.DatabaseError):
                self._db.execute("ROLLBACK")
            raise

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """What a question answers."""
        return self._db.execute(sql, values).fetchall()

    def number(self, sql: str) -> int:
        """The one whole number that a question answers."""
        return int(self._db.execute(sql).fetchone()[0])

    def get(self, key: str) -> str:
        """The text that is remembered under a name; empty for none."""
        found = self.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(found[0][0]) if found else ""

    def bytes_used(self) -> int:
        """The size of what is kept, free pages not counted."""
        pages, free, size = (
            self.number(f"PRAGMA {name}") for name in ("page_count", "freelist_count", "page_size")
        )
        return (pages - free) * size

    def close(self) -> None:
        """Let go of the file."""
        with suppress(sqlite3.DatabaseError):
            self._db.close()


def put(db: sqlite3.Connection, key: str, value: str) -> None:
    """Remember a text under a name, inside a transaction."""
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def look_into(path: Path) -> dict[str, Any]:
    """What lies in a spool that no agent has open, without changing it: how much waits, how much was put aside.

    Whoever looks may be root: the files that SQLite makes on the way are then its owner's all the same.
    """
    me = os.geteuid()
    try:
        if me == 0:
            os.seteuid(path.stat().st_uid)
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            waiting, rejected = (
                int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
                for table in ("event", "rejected")
            )
        return {"waiting": waiting, "rejected": rejected, "trouble": ""}
    except TROUBLE as problem:
        return {"trouble": str(problem)}
    finally:
        os.seteuid(me)
