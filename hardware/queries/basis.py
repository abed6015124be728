"""Reads of what the count of a machine's events stands on: its profile, its kiosk's clocks, cards and claims."""

from __future__ import annotations

from datetime import datetime

from core.clock import milliseconds
from core.db import as_json, fast
from hardware.clocks import BootClock
from hardware.counting import Basis, MachineOfKiosk
from hardware.queries.cards import Cardholders
from hardware.sittings import Claim
from hardware.vocabulary import Profile


def basis_of(pair: MachineOfKiosk, at: datetime) -> Basis:
    """What the count of a machine stands on. A kiosk that has gone is heard no more since then."""
    ended = fast().row(
        "SELECT MAX(ends_at) FROM kiosk_machine k WHERE kiosk_id = ? AND machine_id = ? AND NOT EXISTS "
        "(SELECT 1 FROM kiosk_machine o WHERE o.kiosk_id = k.kiosk_id AND o.machine_id = k.machine_id "
        "AND o.ends_at IS NULL)",
        (pair.kiosk_id, pair.machine_id),
    )
    has_gone = ended is not None and ended[0] is not None
    return Basis(
        kiosk=pair.kiosk,
        machine=pair.machine,
        profile=latest_profile(pair.machine_id),
        clocks={one.boot: one for one in clocks_of(pair.kiosk_id)},
        person_of=Cardholders(pair.kiosk_id, pair.pepper),
        idle_ms=pair.idle_minutes * 60_000,
        until=milliseconds(at) + (10**12 if has_gone else 0),
        claims=claims_of(pair.machine_id),
    )


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
