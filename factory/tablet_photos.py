"""Photos of evidence that tablets brought: after a year their names go, and the picture of one that nothing names."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from core.db import as_json, fast
from core.files import delete_photo

NAMES_KEPT: Final = timedelta(days=365)
"""By which id and digest a tablet brought a photo; long after every decision about it was signed."""
MOST_AT_ONCE: Final = 200
KEEPERS: Final = (
    ("criterion_decision", "photo"),
    ("fault_photo", "sha256"),
    ("makeover_photo", "sha256"),
    ("paper_scan", "sha256"),
    ("photo", "sha256"),
    ("prior_claim", "photo"),
)
"""Every column of the house that names a picture of the store for as long as its row."""


def purge_tablet_photos(at: datetime, folder: Path) -> int:
    """Take the names away, each picture first that nothing else names; how many went. In the caller's transaction.

    What still waits for its signature keeps its photo. Cut short, it finds the same names again.
    """
    waiting = _waited_for()
    due = fast().rows(
        "SELECT id, sha256 FROM tablet_photo WHERE received_at < ? ORDER BY received_at, id",
        (at - NAMES_KEPT,),
    )
    gone = [(photo_id, sha256) for photo_id, sha256 in due if photo_id not in waiting][:MOST_AT_ONCE]
    for photo_id, sha256 in gone:
        if not _is_named(sha256, but=photo_id):
            delete_photo(folder, sha256)
        fast().run("DELETE FROM tablet_photo WHERE id = ?", (photo_id,))
    return len(gone)


def _waited_for() -> set[str]:
    """The photos that events name which have not had their effect."""
    rows = fast().rows(
        "SELECT body FROM register_event WHERE state IN ('waiting', 'to_sign') AND kind = 'decide'"
    )
    told = (as_json(row[0]).get("photo") for row in rows)
    return {str(photo.get("id")) for photo in told if isinstance(photo, dict)}


def _is_named(sha256: str, *, but: str) -> bool:
    if fast().row("SELECT 1 FROM tablet_photo WHERE sha256 = ? AND id <> ? LIMIT 1", (sha256, but)):
        return True
    return any(
        fast().row(f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1", (sha256,))
        for table, column in KEEPERS
    )
