"""Photos of faults: a year after the fault ended they go, each picture too that nothing else names."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from core.db import fast
from core.files import delete_photo
from factory.tablet_photos import KEEPERS

KEPT: Final = timedelta(days=365)
_DUE: Final = (
    "SELECT p.id, p.sha256 FROM fault_photo p LEFT JOIN machine_fault f ON f.id = p.fault_id "
    "WHERE f.ended_at < ? OR (p.fault_id IS NULL AND p.at < ?) ORDER BY p.at, p.id LIMIT 200"
)
"""Of faults that ended long ago, and those whose fault never came."""


def purge_fault_photos(at: datetime, folder: Path) -> int:
    """Take old photos away, the picture first; how many went. Cut short, it finds the same ones again."""
    due = fast().rows(_DUE, (at - KEPT, at - KEPT))
    for photo_id, sha256 in due:
        if sha256 and not _is_named(sha256, but=photo_id):
            delete_photo(folder, sha256)
        fast().run("DELETE FROM fault_photo WHERE id = ?", (photo_id,))
    return len(due)


def _is_named(sha256: str, *, but: str) -> bool:
    for table, column in (*KEEPERS, ("tablet_photo", "sha256")):
        other = " AND id <> ?" if table == "fault_photo" else ""
        values = (sha256, but) if other else (sha256,)
        if fast().row(f"SELECT 1 FROM {table} WHERE {column} = ?{other} LIMIT 1", values):
            return True
    return False
