"""Writes what machines do at this moment, as they are heard: what the live board shows."""

from __future__ import annotations

from collections.abc import Mapping

from core.clock import from_milliseconds
from core.db import as_instant, fast
from hardware.vocabulary import KioskEvent, StateClass


def note_doing(*, kiosk_id: int, told: Mapping[int, KioskEvent]) -> bool:
    """Note the last state told of each machine, by its id; True if one of them does something else than before.

    What is older than what is known changes nothing: a spool that is emptied tells of days gone by.
    """
    is_other = False
    for machine_id, event in sorted(told.items()):
        row = fast().row(
            "SELECT b.offset_ms, f.state_class, f.seen_at, f.state_since FROM machine_fold f LEFT JOIN kiosk_boot b "
            "ON b.kiosk_id = f.kiosk_id AND b.boot = ? WHERE f.kiosk_id = ? AND f.machine_id = ?",
            (event.boot, kiosk_id, machine_id),
        )
        doing = str(event.body.get("class", ""))
        if row is None or row[0] is None or doing not in tuple(StateClass):
            is_other = True
            continue
        seen_at = from_milliseconds(row[0] + event.mono_ms)
        is_change = doing != row[1]
        is_other = is_other or is_change
        if row[2] is not None and as_instant(row[2]) > seen_at:
            continue
        since = event.body.get("since_ms")
        begun = since if isinstance(since, int) and 0 <= since <= event.mono_ms else event.mono_ms
        state_since = from_milliseconds(row[0] + begun) if is_change or row[3] is None else as_instant(row[3])
        fast().run(
            "UPDATE machine_fold SET state_class = ?, word = ?, state_since = ?, seen_at = ? "
            "WHERE kiosk_id = ? AND machine_id = ?",
            (doing, str(event.body.get("word", ""))[:40], state_since, seen_at, kiosk_id, machine_id),
        )
    return is_other
