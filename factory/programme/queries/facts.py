"""The rows that a work brings, in the words of the database in use, of everybody or of some people."""

from __future__ import annotations

from core.db import is_sqlite
from core.dialects import narrowed, spoken
from factory.programme.indicators import Work


def facts_of(work: Work, people: str = "") -> str:
    """The work's SELECT; `people`: an SQL list of the ids to which it is narrowed (a work of people only)."""
    return spoken(narrowed(work.facts, people))


def month_of_day(day: str) -> str:
    """The SQL of a day's month."""
    return f"substr({day}, 1, 7)" if is_sqlite() else f"to_char({day}, 'YYYY-MM')"
