"""SQL of ours that both databases read alike: what differs is written as a word in capitals and filled in here."""

from __future__ import annotations

import re

from core.clock import SITE_ZONE
from core.db import is_sqlite

_BETWEEN = re.compile(r"MS_BETWEEN\{([^{};]+);([^{};]+)\}")
_ONLY = re.compile(r"ONLY\[([^]]+)\]")
_ON_SQLITE = r"CAST(ROUND((julianday(\2) - julianday(\1)) * 86400000) AS INTEGER)"
_ON_POSTGRESQL = r"CAST(ROUND(EXTRACT(EPOCH FROM ((\2) - (\1))) * 1000) AS BIGINT)"


def spoken(statement: str) -> str:
    """The statement in the words of the database in use.

    `LOCAL_DAY[instant]` is the day at the sites; `MS_BETWEEN{earlier; later}` is the milliseconds between instants.
    """
    return spoken_by(statement, on_sqlite=is_sqlite())


def narrowed(statement: str, ids: str = "") -> str:
    """The statement with each `ONLY[column]` filled in: narrowed to an SQL list of ids, or to none of them."""
    return _ONLY.sub(rf"\1 IN ({ids})" if ids else "1 = 1", statement)


def spoken_by(statement: str, *, on_sqlite: bool) -> str:
    """The statement in the words of SQLite, or of PostgreSQL."""
    start, end = ("local_day(", ")") if on_sqlite else (f"date(timezone('{SITE_ZONE}', ", "))")
    told = _BETWEEN.sub(_ON_SQLITE if on_sqlite else _ON_POSTGRESQL, statement)
    return told.replace("LOCAL_DAY[", start).replace("]", end)
