"""The live board of a site: each machine as it is now, who is at it, and when it is next booked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.db import as_instant, as_json, fast
from hardware.queries.names import called
from hardware.vocabulary import Profile
from hardware.vocabulary.guests import guest_of

UNHEARD_AFTER = timedelta(minutes=3)
"""A kiosk that has not told anything of a machine for so long is not believed any more."""
SIGNS = ("out", "check", "alarm", "running", "paused", "setup", "held", "free", "silent", "unwatched")
"""How a machine stands, what wants somebody first."""
_BY_CLASS = {"busy": "running", "paused": "paused", "setup": "setup", "fault": "alarm", "silent": "silent"}


@dataclass(frozen=True)
class Tile:
    """One machine of the board: its sign, since when, who is there, and the next booking.

    `long_run_ms` is how long the job that goes on has been at work, where that is longer than its profile wants.
    """

    code: str
    name: str
    kind: str
    permit_kind: str
    sign: str
    since: datetime | None
    who: str = ""
    avatar: str = ""
    used_for: str = ""
    who_since: datetime | None = None
    booked_at: datetime | None = None
    booked_by: str = ""
    fault_count: int = 0
    seen_at: datetime | None = None
    long_run_ms: int = 0
    job: str = ""


_TILES = (
    "SELECT m.code, m.name, t.name, t.permit_kind, s.state, s.starts_at, f.state_class, f.state_since, f.seen_at, "
    f"{called('e.person_id')}, p.avatar, e.used_for, e.began_at, b.starts_at, {called('b.person_id')}, km.kiosk_id, "
    "(SELECT COUNT(*) FROM machine_fault x WHERE x.machine_id = m.id AND x.site_id = m.site_id AND x.ended_at IS NULL) "
    ", e.id, e.unknown_card, j.busy_ms, j.key, "
    "(SELECT r.profile FROM machine_profile r WHERE r.machine_id = m.id ORDER BY r.number DESC LIMIT 1) "
    "FROM machine m JOIN machine_type t ON t.id = m.type_id "
    "LEFT JOIN machine_state s ON s.machine_id = m.id AND s.ends_at IS NULL "
    "LEFT JOIN kiosk_machine km ON km.machine_id = m.id AND km.ends_at IS NULL "
    "LEFT JOIN machine_fold f ON f.machine_id = m.id AND f.kiosk_id = km.kiosk_id "
    "LEFT JOIN machine_job j ON j.ended_at IS NULL AND j.id = (SELECT i.id FROM machine_job i "
    "WHERE i.machine_id = m.id AND i.kiosk_id = km.kiosk_id ORDER BY i.began_at DESC, i.id DESC LIMIT 1) "
    "LEFT JOIN machine_session e ON e.machine_id = m.id AND e.ended_at IS NULL AND NOT e.is_void "
    "LEFT JOIN person p ON p.id = e.person_id "
    "LEFT JOIN machine_booking b ON b.id = (SELECT n.id FROM machine_booking n WHERE n.machine_id = m.id "
    "AND n.state = 'booked' AND n.ends_at > ? ORDER BY n.starts_at, n.id LIMIT 1) "
    "WHERE m.site_id = ? AND m.retired_at IS NULL ORDER BY m.name, m.id"
)


def tiles_of(site_id: int, at: datetime) -> list[Tile]:
    """Every machine of a site that is not retired, in one statement."""
    return [_tile(row, at) for row in fast().rows(_TILES, (at, site_id))]


def _tile(row: Sequence[Any], at: datetime) -> Tile:
    seen_at = _instant(row[8])
    sign = _sign(row[4] or "in_service", row[15] is not None, row[6] or "", seen_at, row[17] is not None, at)
    since = {
        "out": row[5],
        "check": row[5],
        "held": row[12],
        "silent": row[8],
        "unwatched": None,
    }.get(sign, row[7])
    return Tile(
        code=row[0],
        name=row[1],
        kind=row[2],
        permit_kind=row[3],
        sign=sign,
        since=_instant(since),
        who=row[9] or "",
        avatar=row[10] or (guest_of(row[18]) if row[18] else ""),
        used_for=row[11] or "",
        who_since=_instant(row[12]),
        booked_at=_instant(row[13]),
        booked_by=row[14] or "",
        fault_count=int(row[16]),
        seen_at=seen_at,
        long_run_ms=_long_run(row[19], row[21]) if _is_heard(seen_at, at) else 0,
        job=row[20] or "",
    )


def _is_heard(seen_at: datetime | None, at: datetime) -> bool:
    return seen_at is not None and at - seen_at <= UNHEARD_AFTER


def _long_run(busy_ms: int | None, profile: Any) -> int:
    """How long the job that goes on has been at work, if that is too long for the machine; else 0."""
    if not busy_ms:
        return 0
    known = Profile.from_json(as_json(profile)) if profile else Profile()
    return int(busy_ms) if busy_ms > known.long_run * 1000 else 0


def _sign(
    state: str, has_kiosk: bool, doing: str, seen_at: datetime | None, is_used: bool, at: datetime
) -> str:
    if state != "in_service":
        return "check" if state == "needs_check" else "out"
    if not has_kiosk:
        return "held" if is_used else "unwatched"
    if not _is_heard(seen_at, at):
        return "silent"
    return _BY_CLASS.get(doing) or ("held" if is_used else "free")


def _instant(value: Any) -> datetime | None:
    return as_instant(value) if value else None


def counts_of(tiles: Sequence[Tile]) -> dict[str, int]:
    """How many machines stand under each sign that occurs, in the order of the signs."""
    found = [tile.sign for tile in tiles]
    return {sign: found.count(sign) for sign in SIGNS if sign in found}
