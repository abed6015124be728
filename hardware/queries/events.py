"""Reads of raw events: what a kiosk told of a machine, in its own order, from a place on."""

from __future__ import annotations

from core.db import as_json, fast
from hardware.counting import MachineOfKiosk
from hardware.vocabulary import EventKind, KioskEvent

_EVENT = "SELECT boot, seq, mono_ms, kind, body FROM kiosk_event WHERE kiosk_id = ? AND "
_FROM = "(boot > ? OR (boot = ? AND seq >= ?)) ORDER BY boot, seq"


def machine_of_kiosk(kiosk_id: int, machine_id: int) -> MachineOfKiosk | None:
    """The pair, or None."""
    row = fast().row(
        "SELECT k.device_id, d.public_id, k.pepper, m.id, m.code, m.site_id, m.idle_minutes FROM kiosk k "
        "JOIN device d ON d.id = k.device_id JOIN machine m ON m.id = ? WHERE k.device_id = ?",
        (machine_id, kiosk_id),
    )
    return MachineOfKiosk(*row) if row else None


def read_place(place: str) -> tuple[str, int]:
    """Boot and number of a place; the very first where it is empty."""
    boot, _, number = place.partition(" ")
    return boot, int(number or 0)


def events_from(pair: MachineOfKiosk, place: str, most: int) -> list[KioskEvent]:
    """Up to about `most` events of a machine and of its kiosk itself, from a place on, in order.

    Of the kiosk's own only its starts matter. Fewer than `most` means that there are no more.
    """
    boot, seq = read_place(place)
    start = (boot, boot, seq)
    rows = fast().rows(
        f"{_EVENT} machine_id = ? AND {_FROM} LIMIT {int(most)}", (pair.kiosk_id, pair.machine_id, *start)
    )
    own = fast().rows(
        f"{_EVENT} machine_id IS NULL AND kind = ? AND {_FROM}",
        (pair.kiosk_id, str(EventKind.AGENT_STARTED), *start),
    )
    if len(rows) >= most:
        last = (rows[-1][0], rows[-1][1])
        own = [row for row in own if (row[0], row[1]) <= last]
    found = [_event(row, pair.kiosk, pair.machine) for row in rows]
    found += [_event(row, pair.kiosk, "") for row in own]
    return sorted(found, key=lambda one: (one.boot, one.seq)) if own else found


def _event(row: tuple[str, int, int, str, object], kiosk: str, machine: str) -> KioskEvent:
    return KioskEvent(kiosk, row[0], row[1], row[2], machine, EventKind(row[3]), as_json(row[4]))
