"""Imports of a site, and the batches whose blank labels rows without a code may take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.db import as_instant, fast


@dataclass(frozen=True)
class ImportLine:
    """An import with what became of its rows."""

    id: int
    made_at: datetime
    by: str
    state: str
    row_count: int
    taken: int
    refused: int


def imports_at(site_id: int, size: int = 50) -> list[ImportLine]:
    """The newest imports of a site."""
    rows = fast().rows(
        "SELECT i.id, i.made_at, COALESCE(n.called, ''), i.state, i.row_count, i.taken, i.refused FROM piece_import i "
        "LEFT JOIN person_name n ON n.person_id = i.made_by_id WHERE i.site_id = ? ORDER BY i.id DESC LIMIT ?",
        (site_id, size),
    )
    return [ImportLine(row[0], as_instant(row[1]), *row[2:]) for row in rows]


def batches_with_blanks(site_id: int) -> list[tuple[int, int, int]]:
    """(batch id, number, blank labels) of the batches that have any."""
    rows = fast().rows(
        "SELECT b.id, b.number, COUNT(*) FROM label_batch b JOIN label l ON l.batch_id = b.id "
        "WHERE b.site_id = ? AND l.state = 'printed' GROUP BY b.id, b.number ORDER BY b.number DESC LIMIT 30",
        (site_id,),
    )
    return [(row[0], row[1], row[2]) for row in rows]
