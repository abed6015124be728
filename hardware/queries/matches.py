"""Reads of sittings of people whom only a supervisor knew: who is still to be named, and what went on from each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.db import as_instant, fast
from hardware.queries.cards import Cardholders
from hardware.queries.names import called
from hardware.vocabulary.guests import guest_of

KEPT_ON_LIST = timedelta(days=14)
"""So long a sitting that was named stays on the list, to be undone; one without a name stays until it has one."""


@dataclass(frozen=True)
class Link:
    """One sitting of a chain: the same unknown card at the same machine, without a break."""

    id: int
    key: str
    first_place: str
    is_over: bool


@dataclass(frozen=True)
class UnknownLine:
    """A sitting of somebody unknown beside a supervisor. `hint` is the number of whoever has that card by now."""

    id: int
    machine_code: str
    machine: str
    guest: str
    supervisor: str
    began_at: datetime
    ended_at: datetime | None
    busy_ms: int
    person: str
    number: str
    matched_by: str
    hint: str
    hint_name: str


_CHAIN = (
    "SELECT id, key, first_place, began_at, ended_at FROM machine_session "
    "WHERE machine_id = ? AND unknown_card = ? "
)


def chain_of(session_id: int) -> list[Link]:
    """The sittings that are one visit with this one, the earliest first."""
    row = fast().row(
        "SELECT machine_id, unknown_card, began_at, ended_at FROM machine_session WHERE id = ?", (session_id,)
    )
    if row is None or row[1] is None:
        return []
    rows = fast().rows(_CHAIN + "AND NOT is_void ORDER BY began_at, id", (row[0], row[1]))
    found: list[Link] = []
    end = None
    for one in rows:
        if end is None or one[3] != end:
            if any(link.id == session_id for link in found):
                break
            found = []
        found.append(Link(one[0], one[1], one[2], one[4] is not None))
        end = one[4]
    return found


_LINES = (
    f"SELECT s.id, m.code, m.name, s.unknown_card, {called('s.supervisor_id')}, s.began_at, s.ended_at, s.busy_ms, "
    f"{called('s.person_id')}, p.number, {called('c.by_id')}, s.kiosk_id, k.pepper FROM machine_session s "
    "JOIN machine m ON m.id = s.machine_id JOIN kiosk k ON k.device_id = s.kiosk_id "
    "LEFT JOIN person p ON p.id = s.person_id "
    "LEFT JOIN session_match c ON c.session_key = s.key AND c.undone_at IS NULL "
    "WHERE s.site_id = ? AND s.unknown_card IS NOT NULL AND NOT s.is_void AND (s.person_id IS NULL OR c.at >= ?) "
    "AND NOT EXISTS (SELECT 1 FROM machine_session b WHERE b.machine_id = s.machine_id AND b.ended_at = s.began_at "
    "AND b.unknown_card = s.unknown_card AND b.id <> s.id) "
    "ORDER BY s.person_id IS NOT NULL, s.began_at DESC, s.id LIMIT 100"
)


def unknown_lines(site_id: int, at: datetime) -> list[UnknownLine]:
    """Who is to be named, the latest first; then who was named lately."""
    holders: dict[int, Cardholders] = {}
    found = []
    for row in fast().rows(_LINES, (site_id, at - KEPT_ON_LIST)):
        holder = holders.setdefault(row[11], Cardholders(row[11], row[12]))
        hint, name = ("", "") if row[9] else _hint(holder(row[3]))
        found.append(
            UnknownLine(
                id=row[0],
                machine_code=row[1],
                machine=row[2],
                guest=guest_of(row[3]),
                supervisor=row[4] or "",
                began_at=as_instant(row[5]),
                ended_at=as_instant(row[6]) if row[6] else None,
                busy_ms=row[7],
                person=row[8] or "",
                number=row[9] or "",
                matched_by=row[10] or "",
                hint=hint,
                hint_name=name,
            )
        )
    return found


def holder_of(session_id: int) -> str:
    """The number of whoever has the card that was shown, of whatever site; empty for nobody's."""
    row = fast().row(
        "SELECT k.device_id, k.pepper, s.unknown_card FROM machine_session s JOIN kiosk k "
        "ON k.device_id = s.kiosk_id WHERE s.id = ? AND s.unknown_card IS NOT NULL",
        (session_id,),
    )
    return _hint(Cardholders(row[0], row[1])(row[2]))[0] if row else ""


def _hint(person_id: int | None) -> tuple[str, str]:
    if person_id is None:
        return "", ""
    row = fast().row(
        f"SELECT number, {called('person.id')} FROM person WHERE id = ? AND is_active", (person_id,)
    )
    return (row[0], row[1]) if row else ("", "")
