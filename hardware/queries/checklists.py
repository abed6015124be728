"""Reads of checklists: when a machine was last looked at before use, by whom, as its kiosk told it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.clock import from_milliseconds, local_day, milliseconds
from core.db import as_instant, as_json, fast
from hardware.queries.cards import Cardholders

LOOKED_BACK = timedelta(days=31)


@dataclass(frozen=True)
class LookedAt:
    """A checklist that was gone through: when, by whom ("" where the card is nobody's now), and what was looked at."""

    at: datetime
    called: str
    steps: tuple[str, ...]


def checked_on(machine_id: int, at: datetime) -> str:
    """The day of a machine's last checklist, ISO; "" where there was none lately."""
    found = checklists_of(machine_id, at, most=1)
    return local_day(found[0].at).isoformat() if found else ""


def checklists_of(machine_id: int, at: datetime, *, most: int = 10) -> list[LookedAt]:
    """The checklists of a machine in the last month, the newest first."""
    rows = fast().rows(
        "SELECT e.body, e.mono_ms, b.offset_ms, e.received_at, e.kiosk_id, k.pepper FROM kiosk_event e "
        "JOIN kiosk k ON k.device_id = e.kiosk_id LEFT JOIN kiosk_boot b ON b.kiosk_id = e.kiosk_id "
        "AND b.boot = e.boot WHERE e.machine_id = ? AND e.kind = 'checklist_done' AND e.received_at >= ? "
        "ORDER BY e.id DESC LIMIT ?",
        (machine_id, from_milliseconds(milliseconds(at - LOOKED_BACK)), most),
    )
    found = []
    for raw, mono_ms, offset, received, kiosk_id, pepper in rows:
        body = as_json(raw)
        when = as_instant(received) if offset is None else from_milliseconds(offset + mono_ms)
        person_id = Cardholders(kiosk_id, pepper)(str(body.get("card") or ""))
        name = (
            fast().row("SELECT called FROM person_name WHERE person_id = ?", (person_id,))
            if person_id
            else None
        )
        found.append(LookedAt(when, name[0] if name else "", tuple(str(body.get("steps", "")).split())))
    return sorted(found, key=lambda one: one.at, reverse=True)
