"""Imports of works and pieces that somebody left open: their rows go after two weeks, as those of training do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.db import as_json_text, fast

ROWS_KEPT: Final = timedelta(days=14)
_DUE: Final = "state = 'open' AND made_at < ?"
_TABLES: Final = ("works_import", "piece_import")


def are_forgotten(at: datetime) -> bool:
    """True if something has been open for two weeks."""
    due = at - ROWS_KEPT
    return any(fast().row(f"SELECT 1 FROM {table} WHERE {_DUE} LIMIT 1", (due,)) for table in _TABLES)


def close_forgotten_imports(at: datetime) -> int:
    """Close what has been open for two weeks: nothing of a file is kept but its numbers. How many were."""
    cast = "" if fast().is_sqlite else "::jsonb"
    empty = as_json_text([])
    return sum(
        fast().run(
            f"UPDATE {table} SET state = 'closed', closed_at = ?, header = ?{cast}, rows = ?{cast}, "
            f"dropped = ?{cast}, mapping = ?{cast}, settings = ?{cast} WHERE {_DUE}",
            (at, empty, empty, empty, "{}", "{}", at - ROWS_KEPT),
        )
        for table in _TABLES
    )
