"""The rows that a work brings, in the words of the database in use, of everybody or of some people."""

from __future__ import annotations

import re
from typing import Final

from core.db import is_sqlite
from core.dialects import spoken
from factory.programme.indicators import Work

_ONLY: Final = re.compile(r"ONLY\[([^]]+)\]")


def facts_of(work: Work, people: str = "") -> str:
    """The work's SELECT; `people`: an SQL list of the ids to which it is narrowed (a work of people only)."""
    said = _ONLY.sub(rf"\1 IN ({people})" if people else "1 = 1", work.facts)
    return spoken(said)


def month_of_day(day: str) -> str:
    """The SQL of a day's month."""
    return f"substr({day}, 1, 7)" if is_sqlite() else f"to_char({day}, 'YYYY-MM')"
