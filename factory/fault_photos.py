"""Photos of faults: a year after the fault ended they go, each picture too that nothing else names."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.db import fast

KEPT: Final = timedelta(days=365)
_DUE: Final = (
    "SELECT p.id, p.sha256 FROM fault_photo p LEFT JOIN machine_fault f ON f.id = p.fault_id "
    "WHERE f.ended_at < ? OR (p.fault_id IS NULL AND p.at < ?) ORDER BY p.at, p.id LIMIT 200"
)
"""Of faults that ended long ago, and those whose fault never came."""


def purge_fault_photos(at: datetime) -> list[str]:
    """Take old photos away, in the caller's transaction; the pictures that they named, to delete once it holds."""
    due = fast().rows(_DUE, (at - KEPT, at - KEPT))
    for photo_id, _ in due:
        fast().run("DELETE FROM fault_photo WHERE id = ?", (photo_id,))
    return [sha256 for _, sha256 in due]
