"""Reads of faults for the desk: what is open at a site or was wrong with a machine, with its photos."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.db import as_instant, fast
from hardware.queries.names import called


@dataclass(frozen=True)
class FaultLine:
    """A fault as the desk lists it; nobody is blamed, so who reported it is told only to thank them."""

    id: int
    token: str
    machine_id: int
    code: str
    machine: str
    sign: str
    is_unsafe: bool
    note: str
    reported_at: datetime
    by: str
    taken_by: str
    ended_at: datetime | None
    ended_by: str
    cause: str
    mended_note: str
    has_test_run: bool
    photos: tuple[str, ...]


_FAULTS = (
    "SELECT f.id, f.token, f.machine_id, m.code, m.name, f.sign, f.is_unsafe, f.note, f.reported_at, "
    f"{called('f.reported_by_id')}, {called('f.taken_by_id')}, f.ended_at, {called('f.ended_by_id')}, "
    "f.fault_cause, f.mended_note, f.has_test_run FROM machine_fault f "
    "JOIN machine m ON m.id = f.machine_id WHERE f.site_id = ? "
)


def faults_at(
    site_id: int, *, is_open: bool = True, machine_id: int = 0, start: int = 0, size: int = 50
) -> list[FaultLine]:
    """Faults of a site, unsafe ones first where they are open; of one machine where it is named."""
    ended = "f.ended_at IS NULL" if is_open else "f.ended_at IS NOT NULL"
    order = "f.is_unsafe DESC, f.reported_at" if is_open else "f.ended_at DESC"
    rows = fast().rows(
        f"{_FAULTS} AND {ended} AND (? = 0 OR f.machine_id = ?) ORDER BY {order}, f.id LIMIT ? OFFSET ?",
        (site_id, machine_id, machine_id, size, start),
    )
    photos = _photos([row[0] for row in rows])
    return [
        FaultLine(
            *(
                *row[:6],
                bool(row[6]),
                row[7],
                as_instant(row[8]),
                row[9] or "",
                row[10] or "",
                as_instant(row[11]) if row[11] else None,
                row[12] or "",
                row[13] or "",
                row[14],
                bool(row[15]),
                photos.get(row[0], ()),
            )
        )
        for row in rows
    ]


def _photos(fault_ids: list[int]) -> dict[int, tuple[str, ...]]:
    if not fault_ids:
        return {}
    found: dict[int, tuple[str, ...]] = {}
    rows = fast().rows(
        f"SELECT fault_id, id FROM fault_photo WHERE fault_id IN ({', '.join('?' * len(fault_ids))}) "
        "AND sha256 <> '' ORDER BY at, id",
        tuple(fault_ids),
    )
    for fault_id, photo_id in rows:
        found[fault_id] = (*found.get(fault_id, ()), photo_id)
    return found


def photo_sha(photo_id: str, site_id: int) -> str:
    """What a fault's photo is kept under; "" where the site has none of that name."""
    row = fast().row("SELECT sha256 FROM fault_photo WHERE id = ? AND site_id = ?", (photo_id, site_id))
    return row[0] if row else ""


def unclaimed_photos(device_id: int) -> int:
    """How many photos of a kiosk no fault names."""
    row = fast().row(
        "SELECT COUNT(*) FROM fault_photo WHERE device_id = ? AND fault_id IS NULL", (device_id,)
    )
    return int(row[0]) if row else 0
