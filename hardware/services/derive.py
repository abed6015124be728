"""Writes what events come to: jobs, sittings and totals by month, counted anew from the first place that is not yet.

The same code counts one new event and a whole year. It begins where nothing was going on: what lies before such a
place is not touched by what comes after it. Counting again gives the same rows, whatever order the events came in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from core.db import fast
from hardware.counting import RULES, Basis, Counted, MachineOfKiosk, count
from hardware.queries.basis import basis_of
from hardware.queries.events import events_from, machine_of_kiosk
from hardware.services.derived_rows import save_counted
from hardware.services.months import add_up_months
from hardware.sittings import place_text
from hardware.vocabulary import KioskEvent

MOST_EVENTS = 50_000
"""Read at once; a stretch without a pause that is longer is read whole."""


@dataclass(frozen=True)
class Stretch:
    """Part of a machine's events that was counted: where it begins, what came of it, and where the next begins."""

    first: str
    counted: Counted
    next: str


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


def derive_machine(*, kiosk_id: int, machine_id: int, at: datetime) -> None:
    """Count a machine's events of one kiosk from the first place that is not counted."""
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
    place: str | None = beginning(pair, row[0])
    months: set[str] = set()
    basis = basis_of(pair, at)
    while place is not None:
        stretch = _next_stretch(pair, basis, place)
        months |= save_counted(pair, stretch.counted, stretch.first, stretch.next, RULES)
        place = stretch.next or None
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


def _next_stretch(pair: MachineOfKiosk, basis: Basis, place: str) -> Stretch:
    """Count from a place up to the next at which nothing goes on, or to the end."""
    most = MOST_EVENTS
    while True:
        events = events_from(pair, place, most)
        is_last = sum(1 for one in events if one.machine) < most
        if is_last:
            return Stretch(place, count(events, basis), "")
        counted = count(events, replace(basis, until=0))
        cut = _cut(counted, events)
        if cut > place:
            return Stretch(place, _before(counted, cut), cut)
        most *= 2


def _cut(counted: Counted, events: list[KioskEvent]) -> str:
    """The first place of whatever may still go on after these events; else the last event's own."""
    last = place_text(events[-1].boot, events[-1].seq)
    running = [one.first_place for one in counted.jobs if not one.last_place or one.last_place >= last]
    cut = min([last, *running])
    while True:
        spans = [
            one.first_place
            for one in counted.sittings
            if one.first_place < cut and _lasts(one.last_place, cut)
        ]
        earlier = min([cut, *spans])
        jobs = [
            one.first_place
            for one in counted.jobs
            if one.first_place < earlier and _lasts(one.last_place, earlier)
        ]
        earlier = min([earlier, *jobs])
        if earlier == cut:
            return cut
        cut = earlier


def _lasts(last_place: str, cut: str) -> bool:
    return not last_place or last_place >= cut


def _before(counted: Counted, cut: str) -> Counted:
    return Counted(
        [one for one in counted.jobs if one.first_place < cut],
        [one for one in counted.sittings if one.first_place < cut],
    )
