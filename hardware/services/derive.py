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
_STANDS = (
    "EXISTS (SELECT 1 FROM kiosk_machine k WHERE k.kiosk_id = f.kiosk_id AND k.machine_id = f.machine_id "
    "AND k.ends_at IS NULL)"
)
_ASKED = (
    f"(CAST(? AS INTEGER) IS NULL OR f.kiosk_id = ? OR (NOT {_STANDS} AND f.machine_id IN "
    "(SELECT o.machine_id FROM kiosk_machine o WHERE o.kiosk_id = ? AND o.ends_at IS NULL)))"
)


def derive_stale(*, at: datetime, kiosk_id: int | None = None) -> int:
    """Count what is not counted yet (of one kiosk); returns of how many machines.

    A kiosk that stands beside a machine no more is counted before the one that does: whoever it left there is to be
    gone when somebody else comes. What was counted by older rules is counted again only of every kiosk together, and
    by the clockwork: an upload does not wait for that.
    """
    if kiosk_id is None:
        note_older_rules()
    rows = fast().rows(
        f"SELECT f.kiosk_id, f.machine_id FROM machine_fold f WHERE f.stale_from IS NOT NULL AND {_ASKED} "
        f"ORDER BY CASE WHEN {_STANDS} THEN 1 ELSE 0 END, f.kiosk_id, f.machine_id",
        (kiosk_id, kiosk_id, kiosk_id),
    )
    for found_kiosk, machine_id in rows:
        derive_machine(kiosk_id=found_kiosk, machine_id=machine_id, at=at)
    return len(rows)


def note_older_rules() -> int:
    """Have machines counted from their first event that were counted by older rules; how many these are."""
    return fast().run(
        "UPDATE machine_fold SET stale_from = '' WHERE rule_version <> ? AND folded_at IS NOT NULL "
        "AND (stale_from IS NULL OR stale_from <> '')",
        (RULES,),
    )


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
    place = stale_from
    while True:
        earlier = _covering("machine_session", pair, _covering("machine_job", pair, place))
        if earlier == place:
            return place
        place = earlier


def _covering(table: str, pair: MachineOfKiosk, place: str) -> str:
    row = fast().row(_COVERING.format(table), (pair.kiosk_id, pair.machine_id, place, place))
    return row[0] if row is not None and row[0] is not None else place
