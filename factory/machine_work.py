"""What machines, pieces and classes have to do with one another: minutes, bookings, and who waits for a machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from flask import current_app

from core.crossings import TakenMachine
from core.db import as_instant, fast

MINUTE_MS: Final = 60_000
STEP_OF_KIND: Final = {
    "laser_cutter": "make",
    "cnc_router": "make",
    "printer_3d": "make",
    "hand_power_tools": "strip",
    "spray_booth": "finish",
}
"""The step of a piece's work that each kind of machine is for."""


def has_machines() -> bool:
    """Whether the room of machines is open in this app."""
    return "hardware.take_kiosk_events" in current_app.view_functions


def minutes_at_machines(piece_code: str) -> list[tuple[str, int]]:
    """(type of machine, minutes at work) that went into a piece under any of its labels, by the corrected record."""
    if not has_machines():
        return []
    from hardware.queries.sittings import EFFECTIVE

    rows = fast().rows(
        f"SELECT t.name, SUM(e.busy_ms) FROM ({EFFECTIVE}) e JOIN machine m ON m.id = e.machine_id "
        "JOIN machine_type t ON t.id = m.type_id WHERE e.piece_code = ? OR e.piece_code IN (SELECT o.code FROM label l "
        "JOIN label o ON o.piece_id = l.piece_id WHERE l.code = ?) GROUP BY t.id, t.name ORDER BY t.name, t.id",
        (piece_code, piece_code),
    )
    counted = [(str(name), (int(busy or 0) + MINUTE_MS // 2) // MINUTE_MS) for name, busy in rows]
    return [(name, minutes) for name, minutes in counted if minutes]


def machines_taken(
    site_id: int, names: Sequence[str], starts_at: datetime, ends_at: datetime
) -> list[TakenMachine]:
    """Live bookings of a site's machines of these names. The machines are held until the transaction ends."""
    wanted = {_folded(name) for name in names}
    if not wanted or not has_machines():
        return []
    connection = fast()
    lock = "" if connection.is_sqlite else " FOR UPDATE"
    found = []
    for machine_id, name in connection.rows(
        "SELECT id, name FROM machine WHERE site_id = ? AND retired_at IS NULL ORDER BY id", (site_id,)
    ):
        if _folded(name) not in wanted:
            continue
        connection.row(f"SELECT id FROM machine WHERE id = ?{lock}", (machine_id,))
        for first, last in connection.rows(
            "SELECT starts_at, ends_at FROM machine_booking WHERE machine_id = ? AND state = 'booked' "
            "AND starts_at < ? AND ends_at > ? ORDER BY starts_at",
            (machine_id, ends_at, starts_at),
        ):
            found.append(TakenMachine(name, as_instant(first), as_instant(last)))
    return found


def class_at_machine(machine: str, site_id: int, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether a class of the site needs a machine of this name between two instants."""
    rows = fast().rows(
        "SELECT n.machine FROM class_machine n JOIN course_class c ON c.id = n.class_id JOIN run r ON r.id = c.run_id "
        "WHERE r.site_id = ? AND c.cancelled_at IS NULL AND r.state <> 'cancelled' AND c.starts_at < ? "
        "AND c.ends_at > ?",
        (site_id, ends_at, starts_at),
    )
    return any(_folded(name) == _folded(machine) for (name,) in rows)


def pieces_waiting_for(kind: str, site_id: int) -> list[str]:
    """Codes of a site's pieces that are at the step for which a kind of machine is, the longest waiting first."""
    step = STEP_OF_KIND.get(kind.partition(":")[2])
    if step is None:
        return []
    rows = fast().rows(
        "SELECT code FROM piece WHERE site_id = ? AND stage = 'in_work' AND step = ? AND NOT is_practice "
        "ORDER BY since, code LIMIT 50",
        (site_id, step),
    )
    return [row[0] for row in rows]


def _folded(name: str) -> str:
    return " ".join(str(name).split()).casefold()
