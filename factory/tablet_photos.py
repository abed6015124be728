"""Photos of evidence that tablets brought: after a year their names go, and the picture of one that nothing names."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.db import as_json, fast

NAMES_KEPT: Final = timedelta(days=365)
"""By which id and digest a tablet brought a photo; long after every decision about it was signed."""
MOST_AT_ONCE: Final = 200


def purge_tablet_photos(at: datetime) -> list[str]:
    """Take the names away, in the caller's transaction; the pictures that they named, to delete once it holds.

    What still waits for its signature keeps its photo.
    """
    waiting = _waited_for()
    due = fast().rows(
        "SELECT id, sha256 FROM tablet_photo WHERE received_at < ? ORDER BY received_at, id",
        (at - NAMES_KEPT,),
    )
    gone = [(photo_id, sha256) for photo_id, sha256 in due if photo_id not in waiting][:MOST_AT_ONCE]
    for photo_id, _ in gone:
        fast().run("DELETE FROM tablet_photo WHERE id = ?", (photo_id,))
    return [sha256 for _, sha256 in gone]


def _waited_for() -> set[str]:
    """The photos that events name which have not had their effect."""
    rows = fast().rows(
        "SELECT body FROM register_event WHERE state IN ('waiting', 'to_sign') AND kind = 'decide'"
    )
    told = (as_json(row[0]).get("photo") for row in rows)
    return {str(photo.get("id")) for photo in told if isinstance(photo, dict)}
