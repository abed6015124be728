"""Reads of imports: those of a site, batches with blank labels, and what the rows of a file are looked up in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.db import as_instant, fast
from inventory.queries.filters import marks


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


ASKED_AT_ONCE = 500


def is_blank_label(code: str) -> bool:
    """True if the code was printed on a label that nobody has claimed."""
    row = fast().row("SELECT state FROM label WHERE code = ?", (code,))
    return row is not None and row[0] == "printed"


def recorded_events(tokens: list[str]) -> set[str]:
    """Those of the ids that are events already."""
    found: set[str] = set()
    for start in range(0, len(tokens), ASKED_AT_ONCE):
        part = tuple(tokens[start : start + ASKED_AT_ONCE])
        found |= {
            row[0] for row in fast().rows(f"SELECT id FROM piece_event WHERE id IN ({marks(part)})", part)
        }
    return found


def labels_by_code(codes: list[str]) -> dict[str, tuple[str, int]]:
    """(state, site id) of those of the codes that are labels."""
    found: dict[str, tuple[str, int]] = {}
    for start in range(0, len(codes), ASKED_AT_ONCE):
        part = tuple(codes[start : start + ASKED_AT_ONCE])
        rows = fast().rows(f"SELECT code, state, site_id FROM label WHERE code IN ({marks(part)})", part)
        found |= {row[0]: (row[1], row[2]) for row in rows}
    return found


def blank_codes(batch_id: int, site_id: int) -> list[str]:
    """The blank labels of a batch, in the order of its sheets."""
    rows = fast().rows(
        "SELECT code FROM label WHERE batch_id = ? AND site_id = ? AND state = 'printed' ORDER BY position",
        (batch_id, site_id),
    )
    return [row[0] for row in rows]


def places_by_word(site_id: int) -> dict[str, str]:
    """The codes of a site's active places, by code and by name, in small letters."""
    rows = fast().rows("SELECT code, name FROM place WHERE site_id = ? AND is_active", (site_id,))
    return {row[0].lower(): row[0] for row in rows} | {row[1].lower(): row[0] for row in rows}


def donations_by_number(site_id: int) -> dict[str, int]:
    """The ids of a site's donations by their numbers."""
    return {
        row[0]: row[1] for row in fast().rows("SELECT number, id FROM donation WHERE site_id = ?", (site_id,))
    }
