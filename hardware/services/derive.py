"""Writes what events come to: jobs, sittings and totals by month, counted anew from the first place that is not yet.

The same code counts one new event and a whole year. It begins where nothing was going on: what lies before such a
place is not touched by what comes after it. Counting again gives the same rows, whatever order the events came in.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from core.db import fast
from hardware.counting import RULES, MachineOfKiosk
from hardware.queries.basis import basis_of
from hardware.queries.events import machine_of_kiosk
from hardware.queries.stretches import stretches
from hardware.services.derived_rows import save_counted
from hardware.services.kiosks import AFTER_ALL, hold_kiosk
from hardware.services.months import add_up_months

SILENT = timedelta(hours=1)


def derive_stale(*, at: datetime, kiosk_id: int | None = None) -> int:
    """Count what is not counted yet (of one kiosk); returns of how many machines."""
    only, values = (" AND kiosk_id = ?", (kiosk_id,)) if kiosk_id is not None else ("", ())
    rows = fast().rows(
        f"SELECT kiosk_id, machine_id FROM machine_fold WHERE stale_from IS NOT NULL{only} ORDER BY 1, 2",
        values,
    )
    for found_kiosk, machine_id in rows:
        derive_machine(kiosk_id=found_kiosk, machine_id=machine_id, at=at)
    return len(rows)


def note_silence(*, at: datetime) -> int:
    """Have machines counted to the end where somebody is signed on and the kiosk has not been heard for an hour."""
    return fast().run(
        "UPDATE machine_fold SET stale_from = ? WHERE stale_from IS NULL AND folded_at <= ? "
        "AND EXISTS (SELECT 1 FROM device d WHERE d.id = machine_fold.kiosk_id AND d.last_seen_at <= ?) "
        "AND EXISTS (SELECT 1 FROM machine_session s WHERE s.kiosk_id = machine_fold.kiosk_id "
        "AND s.machine_id = machine_fold.machine_id AND s.ended_at IS NULL AND NOT s.is_void)",
        (AFTER_ALL, at - SILENT, at - SILENT),
    )


def derive_machine(*, kiosk_id: int, machine_id: int, at: datetime) -> None:
    """Count a machine's events of one kiosk from the first place that is not counted."""
    hold_kiosk(kiosk_id)
    connection = fast()
    lock = "" if connection.is_sqlite else " FOR UPDATE"
    connection.row(f"SELECT id FROM machine WHERE id = ?{lock}", (machine_id,))
    row = connection.row(
        f"SELECT stale_from FROM machine_fold WHERE kiosk_id = ? AND machine_id = ?{lock}",
        (kiosk_id, machine_id),
    )
    pair = machine_of_kiosk(kiosk_id, machine_id)
    if row is None or row[0] is None or pair is None:
        return
    months: set[str] = set()
    basis = basis_of(pair, at)
    for stretch in stretches(pair, basis, beginning(pair, row[0])):
        months |= save_counted(pair, stretch.counted, stretch.first, stretch.next, RULES)
    add_up_months(machine_id=machine_id, months=sorted(months))
    connection.run(
        "UPDATE machine_fold SET stale_from = NULL, folded_at = ?, rule_version = ? "
        "WHERE kiosk_id = ? AND machine_id = ?",
        (at, RULES, kiosk_id, machine_id),
    )


_COVERING = (
    "SELECT MIN(first_place) FROM {0} WHERE kiosk_id = ? AND machine_id = ? AND first_place < ? "
    "AND (last_place = '' OR last_place >= ?)"
)


def beginning(pair: MachineOfKiosk, stale_from: str) -> str:
    """The latest place, at or before the first one that is not counted, at which nothing was going on."""
    place = _covering("machine_job", pair, stale_from)
    while True:
        earlier = _covering("machine_session", pair, place)
        if earlier == place:
            return place
        place = _covering("machine_job", pair, earlier)


def _covering(table: str, pair: MachineOfKiosk, place: str) -> str:
    row = fast().row(_COVERING.format(table), (pair.kiosk_id, pair.machine_id, place, place))
    return row[0] if row is not None and row[0] is not None else place
