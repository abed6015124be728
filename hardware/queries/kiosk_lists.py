"""Reads of kiosks for the desk: which there are, beside which machines, when last heard, and what was put aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.db import as_instant, fast
from hardware.queries.names import called


@dataclass(frozen=True)
class KioskLine:
    """A kiosk of the site."""

    public_id: str
    name: str
    machines: tuple[tuple[str, str], ...]
    paired_at: datetime
    last_seen_at: datetime | None
    waiting: int
    turned_at: datetime
    revoked_at: datetime | None
    rejected_count: int


@dataclass(frozen=True)
class RejectedLine:
    """Something that a kiosk told and that could not be taken."""

    id: int
    kiosk: str
    reason: str
    detail: str
    body: str
    received_at: datetime
    settled_at: datetime | None
    settled_by: str


def kiosk_lines(site_id: int) -> list[KioskLine]:
    """The kiosks of a site, live ones first."""
    rows = fast().rows(
        "SELECT d.id, d.public_id, d.name, d.paired_at, d.last_seen_at, d.waiting, k.turned_at, d.revoked_at, "
        "(SELECT COUNT(*) FROM kiosk_rejected r WHERE r.kiosk_id = d.id AND r.settled_at IS NULL) FROM device d "
        "JOIN kiosk k ON k.device_id = d.id WHERE d.site_id = ? ORDER BY d.revoked_at IS NOT NULL, d.name, d.id",
        (site_id,),
    )
    beside: dict[int, tuple[tuple[str, str], ...]] = {}
    for kiosk_id, code, name in fast().rows(
        "SELECT b.kiosk_id, m.code, m.name FROM kiosk_machine b JOIN machine m ON m.id = b.machine_id "
        "WHERE m.site_id = ? AND b.ends_at IS NULL ORDER BY m.name, m.id",
        (site_id,),
    ):
        beside[kiosk_id] = (*beside.get(kiosk_id, ()), (code, name))
    return [
        KioskLine(
            row[1],
            row[2],
            beside.get(row[0], ()),
            as_instant(row[3]),
            as_instant(row[4]) if row[4] else None,
            int(row[5]),
            as_instant(row[6]),
            as_instant(row[7]) if row[7] else None,
            int(row[8]),
        )
        for row in rows
    ]


def rejected_lines(
    site_id: int, *, is_settled: bool = False, start: int = 0, size: int = 51
) -> list[RejectedLine]:
    """What kiosks of a site told and could not be taken, the newest first."""
    ended = "IS NOT NULL" if is_settled else "IS NULL"
    rows = fast().rows(
        "SELECT r.id, d.name, r.reason, r.detail, r.body, r.received_at, r.settled_at, "
        f"{called('r.settled_by_id')} FROM kiosk_rejected r JOIN device d ON d.id = r.kiosk_id "
        f"WHERE d.site_id = ? AND r.settled_at {ended} ORDER BY r.received_at DESC, r.id DESC LIMIT ? OFFSET ?",
        (site_id, size, start),
    )
    return [
        RejectedLine(
            *(
                *row[:5],
                as_instant(row[5]),
                as_instant(row[6]) if row[6] else None,
                row[7] or "",
            )
        )
        for row in rows
    ]
