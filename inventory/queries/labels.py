"""Label batches, their labels, printers and what a sheet still holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.db import as_instant, fast
from inventory.queries.filters import marks

STATES = ("printed", "claimed", "replaced", "void", "missing")


@dataclass
class BatchLine:
    """A batch with what became of its labels."""

    id: int
    number: int
    site_id: int
    site: str
    is_practice: bool
    stationery: str
    printer: str
    count: int
    start: int
    made_at: datetime
    by: str
    states: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class LabelLine:
    """One label of a batch."""

    code: str
    position: int
    state: str
    piece: str


@dataclass(frozen=True)
class PrinterLine:
    """How far a printer prints beside the mark, in tenths of a millimetre, and where its sheet goes on."""

    printer: str
    stationery: str
    x_tenths: int
    y_tenths: int
    next_start: int


_BATCH = (
    "SELECT b.id, b.number, b.site_id, s.name, s.is_practice, b.stationery, b.printer, b.count, b.start, b.made_at, "
    "COALESCE(n.called, '') FROM label_batch b JOIN site s ON s.id = b.site_id "
    "LEFT JOIN person_name n ON n.person_id = b.made_by_id WHERE (b.site_id = ? OR s.is_practice)"
)


def batches_at(site_id: int, size: int = 100) -> list[BatchLine]:
    """The newest batches of a site, and those for practice."""
    rows = fast().rows(f"{_BATCH} ORDER BY b.id DESC LIMIT ?", (site_id, size))
    return _with_states([_line(row) for row in rows])


def batch_by_id(batch_id: int, site_id: int) -> BatchLine | None:
    """A batch of this site or for practice."""
    row = fast().row(f"{_BATCH} AND b.id = ?", (site_id, batch_id))
    return _with_states([_line(row)])[0] if row else None


def batch_id_of_label(code: str) -> int:
    """The batch that a label was printed in; 0 for a code that is no label's."""
    row = fast().row("SELECT batch_id FROM label WHERE code = ?", (code,)) if code else None
    return int(row[0]) if row else 0


def _line(row: tuple[Any, ...]) -> BatchLine:
    values = list(row)
    values[4], values[9] = bool(row[4]), as_instant(row[9])
    return BatchLine(*values)


def _with_states(lines: list[BatchLine]) -> list[BatchLine]:
    by_id = {line.id: line for line in lines}
    ids = tuple(by_id) or (0,)
    rows = fast().rows(
        f"SELECT batch_id, state, is_missing, COUNT(*) FROM label WHERE batch_id IN ({marks(ids)}) GROUP BY 1, 2, 3",
        ids,
    )
    for batch_id, state, is_missing, count in rows:
        by_id[batch_id].states["missing" if is_missing else state] += count
    return lines


def labels_of(batch_id: int) -> list[LabelLine]:
    """The labels of a batch in the order of the sheet."""
    rows = fast().rows(
        "SELECT l.code, l.position, l.state, l.is_missing, COALESCE(p.code, '') FROM label l "
        "LEFT JOIN piece p ON p.id = l.piece_id WHERE l.batch_id = ? ORDER BY l.position",
        (batch_id,),
    )
    return [LabelLine(row[0], row[1], "missing" if row[3] else row[2], row[4]) for row in rows]


def printers_at(site_id: int) -> list[PrinterLine]:
    """The printers of a site as they were measured."""
    rows = fast().rows(
        "SELECT printer, stationery, x_tenths, y_tenths, next_start FROM printer_offset WHERE site_id = ? "
        "ORDER BY printer, stationery",
        (site_id,),
    )
    return [PrinterLine(*row) for row in rows]


def offset_mm(site_id: int, printer: str, stationery: str) -> tuple[float, float]:
    """How far to move the labels for a printer, in millimetres."""
    row = fast().row(
        "SELECT x_tenths, y_tenths FROM printer_offset WHERE site_id = ? AND printer = ? AND stationery = ?",
        (site_id, printer, stationery),
    )
    return (row[0] / 10, row[1] / 10) if row else (0.0, 0.0)


def next_start(site_id: int, printer: str, stationery: str) -> int:
    """The first free label of the sheet that was last used in a printer."""
    row = fast().row(
        "SELECT next_start FROM printer_offset WHERE site_id = ? AND printer = ? AND stationery = ?",
        (site_id, printer, stationery),
    )
    return row[0] if row else 1


def practice_site_id() -> int | None:
    """The practice site, if there is one."""
    row = fast().row("SELECT id FROM site WHERE is_practice AND is_active ORDER BY id LIMIT 1")
    return row[0] if row else None
