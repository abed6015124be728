"""Reads of kiosks: what stands beside which machine, when each was heard, and what of theirs was put aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.db import as_instant, fast


@dataclass(frozen=True)
class KioskLine:
    """A live kiosk of a site: its machines' names, when it was heard, how much waits on it and was put aside."""

    public_id: str
    name: str
    machines: tuple[str, ...]
    last_seen_at: datetime | None
    waiting: int
    rejected: int


@dataclass(frozen=True)
class RejectedLine:
    """Something that a kiosk told and that could not be taken, as text."""

    id: int
    kiosk: str
    reason: str
    detail: str
    body: str
    received_at: datetime


def kiosks_at(site_id: int) -> list[KioskLine]:
    """The live kiosks of a site by name."""
    rows = fast().rows(
        "SELECT d.id, d.public_id, d.name, d.last_seen_at, d.waiting, (SELECT COUNT(*) FROM kiosk_rejected r "
        "WHERE r.kiosk_id = d.id AND r.settled_at IS NULL) FROM device d JOIN kiosk k ON k.device_id = d.id "
        "WHERE d.site_id = ? AND d.revoked_at IS NULL ORDER BY d.name, d.id",
        (site_id,),
    )
    beside: dict[int, list[str]] = {}
    for kiosk_id, name in fast().rows(
        "SELECT k.kiosk_id, m.name FROM kiosk_machine k JOIN machine m ON m.id = k.machine_id "
        "WHERE m.site_id = ? AND k.ends_at IS NULL ORDER BY m.name",
        (site_id,),
    ):
        beside.setdefault(kiosk_id, []).append(name)
    return [
        KioskLine(
            row[1],
            row[2],
            tuple(beside.get(row[0], ())),
            as_instant(row[3]) if row[3] else None,
            int(row[4]),
            int(row[5]),
        )
        for row in rows
    ]


def rejected_at(site_id: int, *, most: int = 200) -> list[RejectedLine]:
    """What kiosks of a site told and nobody has looked at yet, the latest first."""
    rows = fast().rows(
        "SELECT r.id, d.name, r.reason, r.detail, r.body, r.received_at FROM kiosk_rejected r "
        "JOIN device d ON d.id = r.kiosk_id WHERE d.site_id = ? AND r.settled_at IS NULL "
        "ORDER BY r.id DESC LIMIT ?",
        (site_id, most),
    )
    return [RejectedLine(row[0], row[1], row[2], row[3], row[4], as_instant(row[5])) for row in rows]
