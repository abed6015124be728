"""Writing over what a deletion freed: no byte of it stays in the database's file or in its journal.

SQLite: `secure_delete` zeroes what is freed, an index of words is made anew (it notes each word that it strikes out),
VACUUM writes every page anew (a page that was split may keep an old copy in its gap), and the journal is cut to
nothing. PostgreSQL: VACUUM FULL writes the tables anew, and the statistics are
taken again; its write-ahead log holds old bytes until the server reuses those files, an archive of it until its owner
deletes it (docs/privacy.md).
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from typing import Final

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from core.config import Settings
from core.db import BUSY_TIMEOUT_MS, fast, transaction
from factory.backups.databases import kind_of, sqlite_file
from factory.privacy.walking import every_table

_WORD_INDEXES: Final = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%USING fts5(%'"


def is_due() -> bool:
    """True if somebody was erased whose freed bytes were not written over yet."""
    return fast().row("SELECT 1 FROM erasure WHERE scrubbed_at IS NULL LIMIT 1") is not None


def scrub(settings: Settings, *, at: datetime) -> bool:
    """Write over what is free, if anything is due; False where others kept the file busy: the next minute tries again.

    Needs no transaction to be open.
    """
    from core.db import db

    if not is_due():
        db.session.rollback()
        return True
    db.session.rollback()
    if kind_of(settings.database) == "sqlite":
        if not _scrub_sqlite(settings):
            return False
    else:
        _scrub_postgres(settings.database)
    with transaction():
        fast().run("UPDATE erasure SET scrubbed_at = ? WHERE scrubbed_at IS NULL", (at,))
    return True


def _scrub_sqlite(settings: Settings) -> bool:
    path = sqlite_file(settings.database)
    try:
        with closing(
            sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1000)
        ) as connection:
            connection.execute("PRAGMA secure_delete=ON")
            for (index,) in connection.execute(_WORD_INDEXES).fetchall():
                connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
            connection.execute("VACUUM")
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError:
        return False
    return not busy


def _scrub_postgres(url: str) -> None:
    """Every table of the house, each under a lock of its own for the time that it takes."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    try:
        with engine.connect() as connection:
            quote = connection.dialect.identifier_preparer.quote
            for name in every_table().tables:
                connection.execute(text(f"VACUUM (FULL, ANALYZE) {quote(name)}"))
    finally:
        engine.dispose()
