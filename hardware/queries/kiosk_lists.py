"""Reads of kiosks for the desk: which there are, beside which machines, when last heard, and what was put aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.db import as_instant, as_json, fast
from hardware.queries.names import called


@dataclass(frozen=True)
class Trouble:
    """What a kiosk last told of itself that somebody must see to: `kind` is shared (by a program) or disk (lost)."""

    kind: str
    machine: str = ""
    by: str = ""
    lost: int = 0


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
    troubles: tuple[Trouble, ...] = ()
    turn_asked_at: datetime | None = None


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
        "(SELECT COUNT(*) FROM kiosk_rejected r WHERE r.kiosk_id = d.id AND r.settled_at IS NULL), "
        "k.turn_asked_at FROM device d "
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
            () if row[7] else troubles_of(row[0]),
            as_instant(row[9]) if row[9] else None,
        )
        for row in rows
    ]


LOOKS_BACK = 400
"""So many of the last events are looked through for trouble; while it lasts it is told every ten minutes."""
_LAST = (
    "SELECT kind, body, boot, seq FROM (SELECT kind, body, boot, seq FROM kiosk_event "
    "WHERE kiosk_id = ? AND machine_id {0} "
    f"ORDER BY boot DESC, seq DESC LIMIT {LOOKS_BACK}) last WHERE kind = ? ORDER BY boot DESC, seq DESC"
)


def troubles_of(kiosk_id: int) -> tuple[Trouble, ...]:
    """What a kiosk last told of another program at a machine's port, and of its own disk."""
    found = []
    beside = "SELECT m.id, m.name FROM kiosk_machine b JOIN machine m ON m.id = b.machine_id "
    for machine_id, name in fast().rows(
        f"{beside} WHERE b.kiosk_id = ? AND b.ends_at IS NULL ORDER BY m.name, m.id", (kiosk_id,)
    ):
        told = fast().rows(_LAST.format("= ?"), (kiosk_id, machine_id, "noise"))
        last: dict[str, Any] = next(
            (one for one in (as_json(row[1]) for row in told) if "is_shared" in one), {}
        )
        if last.get("is_shared") is True:
            found.append(Trouble("shared", machine=name, by=str(last.get("by", ""))))
    disk = fast().row(_LAST.format("IS NULL"), (kiosk_id, "disk"))
    said = as_json(disk[1]) if disk else {}
    is_trouble = said.get("state") == "full" or said.get("lost")
    if disk and is_trouble and not _began_after(kiosk_id, disk[2], disk[3]):
        found.append(Trouble("disk", lost=int(said.get("lost") or 0)))
    return tuple(found)


def _began_after(kiosk_id: int, boot: str, seq: int) -> bool:
    """Whether the agent was started anew after a place: what it told before of its disk is over, or is told again."""
    row = fast().row(
        "SELECT 1 FROM kiosk_event WHERE kiosk_id = ? AND kind = 'agent_started' "
        "AND (boot > ? OR (boot = ? AND seq > ?)) LIMIT 1",
        (kiosk_id, boot, boot, seq),
    )
    return row is not None


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
