"""Reads of what the count of a machine's events stands on: its profile, its kiosk's clocks, cards and claims."""

from __future__ import annotations

from datetime import datetime

from core.clock import milliseconds
from core.db import as_instant, as_json, fast
from hardware.clocks import BootClock
from hardware.counting import Basis, MachineOfKiosk
from hardware.queries.cards import Cardholders
from hardware.sitting_parts import Claim
from hardware.vocabulary import Profile


def basis_of(pair: MachineOfKiosk, at: datetime) -> Basis:
    """What the count of a machine stands on. A kiosk that has gone is heard no more since then."""
    turns = turns_of(pair)
    return Basis(
        kiosk=pair.kiosk,
        machine=pair.machine,
        profile=latest_profile(pair.machine_id),
        clocks={one.boot: one for one in clocks_of(pair.kiosk_id)},
        person_of=Cardholders(pair.kiosk_id, pair.pepper),
        idle_ms=pair.idle_minutes * 60_000,
        until=milliseconds(at),
        claims=claims_of(pair.machine_id),
        turns=[one for one in turns if one is not None][1:],
        is_gone=bool(turns) and turns[-1] is not None,
        matches=matches_of(pair.machine_id),
        opening=_opening_of(pair.machine_id),
    )


def turns_of(pair: MachineOfKiosk) -> list[int | None]:
    """When the kiosk began and ceased to stand beside the machine, in turn; None last where it still does."""
    rows = fast().rows(
        "SELECT starts_at, ends_at FROM kiosk_machine WHERE kiosk_id = ? AND machine_id = ? ORDER BY starts_at, id",
        (pair.kiosk_id, pair.machine_id),
    )
    return [milliseconds(as_instant(one)) if one else None for row in rows for one in row]


def matches_of(machine_id: int) -> dict[str, int]:
    """Whose supervised sittings of unknown cards were, as staff say by now."""
    rows = fast().rows(
        "SELECT session_key, person_id FROM session_match WHERE machine_id = ? AND undone_at IS NULL ORDER BY id",
        (machine_id,),
    )
    return dict(rows)


def _opening_of(machine_id: int) -> dict[str, list[list[str]]]:
    row = fast().row("SELECT opening FROM machine WHERE id = ?", (machine_id,))
    return (as_json(row[0]) or {}) if row else {}


def claims_of(machine_id: int) -> dict[str, Claim]:
    """What people said of jobs of a machine that nobody had."""
    rows = fast().rows(
        "SELECT job_key, person_id, used_for, piece_code FROM job_claim WHERE machine_id = ? ORDER BY id",
        (machine_id,),
    )
    return {row[0]: Claim(row[1], row[2], row[3]) for row in rows}


def clocks_of(kiosk_id: int) -> list[BootClock]:
    """The clocks of a kiosk's boots, the oldest first: their names sort by age."""
    rows = fast().rows(
        "SELECT boot, last_mono_ms, upload_offset_ms, wall_offset_ms, offset_ms, is_estimated FROM kiosk_boot "
        "WHERE kiosk_id = ? ORDER BY boot",
        (kiosk_id,),
    )
    return [BootClock(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in sorted(rows)]


def latest_profile(machine_id: int) -> Profile:
    """How a machine is listened to now; the defaults where nobody said."""
    row = fast().row(
        "SELECT profile FROM machine_profile WHERE machine_id = ? ORDER BY number DESC LIMIT 1", (machine_id,)
    )
    return Profile.from_json(as_json(row[0])) if row else Profile()
