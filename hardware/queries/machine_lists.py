"""Reads of machines for the desk: kinds, one machine with what hangs on it, and the states it was in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.db import as_instant, as_json, fast
from core.errors import NotFound
from core.ids import read_code
from hardware.queries.names import called


@dataclass(frozen=True)
class TypeLine:
    """A kind of machine, and how many there are of it everywhere."""

    slug: str
    name: str
    permit_kind: str
    wants_material: bool
    is_active: bool
    count: int
    piece_step: str
    checklist: tuple[str, ...]
    checklist_due: str


@dataclass(frozen=True)
class StateLine:
    """A stretch of time that a machine was in a state."""

    state: str
    cause: str
    starts_at: datetime
    ends_at: datetime | None
    by: str
    note: str
    has_test_run: bool


@dataclass(frozen=True)
class MaterialLine:
    """A material and whether the machine may be fed it."""

    name: str
    rule: str
    why: str


@dataclass(frozen=True)
class ProfileLine:
    """A version of how a machine is listened to."""

    number: int
    profile: dict[str, Any]
    made_at: datetime
    by: str


@dataclass(frozen=True)
class MachineCard:
    """A machine of the site with everything that its own page shows of it."""

    id: int
    code: str
    name: str
    type_slug: str
    kind: str
    permit_kind: str
    wants_material: bool
    place_code: str
    serial_identity: str
    ppe: tuple[str, ...]
    method: tuple[str, ...]
    instructions: str
    wants_second_person: bool
    opening: dict[str, list[list[str]]]
    idle_minutes: int
    longest_minutes: int
    horizon_days: int
    most_bookings: int
    retired_at: datetime | None
    kiosk: str
    kiosk_id: str


def type_lines() -> list[TypeLine]:
    """Every kind of machine, those in use first."""
    rows = fast().rows(
        "SELECT t.slug, t.name, t.permit_kind, t.wants_material, t.is_active, (SELECT COUNT(*) FROM machine m "
        "WHERE m.type_id = t.id AND m.retired_at IS NULL), COALESCE(t.piece_step, ''), t.checklist, "
        "COALESCE(t.checklist_due, 'day') FROM machine_type t ORDER BY t.is_active DESC, t.name"
    )
    return [
        TypeLine(
            *(*row[:3], bool(row[3]), bool(row[4]), int(row[5]), row[6], tuple(as_json(row[7]) or ()), row[8])
        )
        for row in rows
    ]


def type_line(slug: str) -> TypeLine:
    """One kind of machine. Raises NotFound."""
    found = next((one for one in type_lines() if one.slug == slug), None)
    if found is None:
        raise NotFound
    return found


def machine_names(site_id: int) -> list[tuple[str, str]]:
    """(code, name) of the machines of a site that are not retired."""
    rows = fast().rows(
        "SELECT code, name FROM machine WHERE site_id = ? AND retired_at IS NULL ORDER BY name, id",
        (site_id,),
    )
    return [(row[0], row[1]) for row in rows]


def place_names(site_id: int) -> list[tuple[str, str]]:
    """(code, words) of the places of a site."""
    rows = fast().rows("SELECT code, name FROM place WHERE site_id = ? ORDER BY code", (site_id,))
    return [(row[0], f"{row[0]} {row[1]}".strip()) for row in rows]


_CARD = (
    "SELECT m.id, m.code, m.name, t.slug, t.name, t.permit_kind, t.wants_material, l.code, m.serial_identity, m.ppe, "
    "m.method, m.instructions, m.wants_second_person, m.opening, m.idle_minutes, m.longest_minutes, m.horizon_days, "
    "m.most_bookings, m.retired_at, d.name, d.public_id FROM machine m JOIN machine_type t ON t.id = m.type_id "
    "LEFT JOIN place l ON l.id = m.place_id "
    "LEFT JOIN kiosk_machine k ON k.machine_id = m.id AND k.ends_at IS NULL "
    "LEFT JOIN device d ON d.id = k.kiosk_id WHERE m.code = ? AND m.site_id = ?"
)


def machine_card(code: str, site_id: int) -> MachineCard:
    """A machine of a site by its code. Raises NotFound."""
    row = fast().row(_CARD, (read_code(code) or "", site_id))
    if row is None:
        raise NotFound
    return MachineCard(
        *(
            *row[:6],
            bool(row[6]),
            row[7] or "",
            row[8],
            tuple(as_json(row[9]) or ()),
            tuple(as_json(row[10]) or ()),
            row[11],
            bool(row[12]),
            as_json(row[13]) or {},
            *row[14:18],
            as_instant(row[18]) if row[18] else None,
            row[19] or "",
            row[20] or "",
        )
    )


def states_of(machine_id: int, most: int = 50) -> list[StateLine]:
    """The states a machine was in, the newest first."""
    rows = fast().rows(
        f"SELECT s.state, s.cause, s.starts_at, s.ends_at, {called('s.by_id')}, s.note, s.has_test_run "
        "FROM machine_state s WHERE s.machine_id = ? ORDER BY s.starts_at DESC, s.id DESC LIMIT ?",
        (machine_id, most),
    )
    return [
        StateLine(
            row[0],
            row[1],
            as_instant(row[2]),
            as_instant(row[3]) if row[3] else None,
            row[4] or "",
            row[5],
            bool(row[6]),
        )
        for row in rows
    ]


def materials_of(machine_id: int) -> list[MaterialLine]:
    """What a machine may be fed, and what never."""
    rows = fast().rows(
        "SELECT name, rule, why FROM machine_material WHERE machine_id = ? ORDER BY name", (machine_id,)
    )
    return [MaterialLine(row[0], row[1], row[2]) for row in rows]


def profiles_of(machine_id: int) -> list[ProfileLine]:
    """Every version of how a machine is listened to, the newest first."""
    rows = fast().rows(
        f"SELECT v.number, v.profile, v.made_at, {called('v.made_by_id')} FROM machine_profile v "
        "WHERE v.machine_id = ? ORDER BY v.number DESC",
        (machine_id,),
    )
    return [ProfileLine(row[0], as_json(row[1]), as_instant(row[2]), row[3] or "") for row in rows]
