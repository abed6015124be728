"""Imports that somebody left open: their rows go after two weeks, as those of learners do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.db import as_json_text, fast

ROWS_KEPT: Final = timedelta(days=14)


_DUE: Final = "state = 'open' AND made_at < ?"


def are_forgotten(at: datetime) -> bool:
    """True if something has been open for two weeks."""
    return fast().row(f"SELECT 1 FROM works_import WHERE {_DUE} LIMIT 1", (at - ROWS_KEPT,)) is not None


def close_forgotten_imports(at: datetime) -> int:
    """Close what has been open for two weeks; how many were."""
    cast = "" if fast().is_sqlite else "::jsonb"
    empty = as_json_text([])
    return fast().run(
        f"UPDATE works_import SET state = 'closed', closed_at = ?, header = ?{cast}, rows = ?{cast}, "
        f"dropped = ?{cast}, mapping = ?{cast}, settings = ?{cast} WHERE {_DUE}",
        (at, empty, empty, empty, "{}", "{}", at - ROWS_KEPT),
    )
