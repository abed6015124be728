"""Machines counted again from their raw events, against every job, sitting and month that stands there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from core.clock import from_milliseconds, local_day, month_of
from core.db import as_instant, fast
from hardware.counting import RULES, Counted, MachineOfKiosk, count
from hardware.derived import JOB_COLUMNS, SITTING_COLUMNS, Row, differs, job_row, sitting_row
from hardware.queries.basis import basis_of
from hardware.queries.events import events_from, machine_of_kiosk

ALL = 10**9
NOT_COMPARED = ("session_id",)


def machine_differences() -> Iterator[str]:
    """A line for each job, sitting or month that the raw events do not bear out; nothing when all is well."""
    rows = fast().rows(
        "SELECT kiosk_id, machine_id, folded_at, stale_from FROM machine_fold ORDER BY kiosk_id, machine_id"
    )
    months: Counter[tuple[int, str]] = Counter()
    for kiosk_id, machine_id, folded_at, stale_from in rows:
        pair = machine_of_kiosk(kiosk_id, machine_id)
        if pair is None:
            continue
        if stale_from is not None or folded_at is None:
            yield f"machine {pair.machine}: events wait to be counted"
            continue
        counted = count(events_from(pair, "", ALL), basis_of(pair, as_instant(folded_at)))
        yield from _of_jobs(pair, counted)
        yield from _of_sittings(pair, counted)
        _add_months(months, machine_id, counted)
    yield from _of_months(months)


def _of_jobs(pair: MachineOfKiosk, counted: Counted) -> Iterator[str]:
    there = _stored("machine_job", JOB_COLUMNS, pair)
    owner = {job.job.key: one.key for one in counted.sittings for job in one.jobs}
    owned = dict(
        fast().rows(
            "SELECT j.key, s.key FROM machine_job j JOIN machine_session s ON s.id = j.session_id "
            "WHERE j.kiosk_id = ? AND j.machine_id = ?",
            (pair.kiosk_id, pair.machine_id),
        )
    )
    wanted = {one.job.key: job_row(pair, one, None, RULES) for one in counted.jobs}
    yield from _compare("job", pair, there, wanted)
    for key in sorted(wanted):
        if owner.get(key) != owned.get(key):
            yield f"machine {pair.machine}: job {key} is another's than the events say"


def _of_sittings(pair: MachineOfKiosk, counted: Counted) -> Iterator[str]:
    there = _stored("machine_session", SITTING_COLUMNS, pair)
    void = SITTING_COLUMNS.index("is_void")
    wanted = {one.key: sitting_row(pair, one, RULES) for one in counted.sittings}
    yield from _compare(
        "sitting", pair, {key: row for key, row in there.items() if not row[void + 1]}, wanted
    )


def _stored(table: str, columns: tuple[str, ...], pair: MachineOfKiosk) -> dict[str, Row]:
    """Rows by key, each with its id first."""
    asked = ", ".join("NULL" if name in NOT_COMPARED else name for name in columns)
    rows = fast().rows(
        f"SELECT id, {asked} FROM {table} WHERE kiosk_id = ? AND machine_id = ?",
        (pair.kiosk_id, pair.machine_id),
    )
    return {row[1]: tuple(row) for row in rows}


def _compare(what: str, pair: MachineOfKiosk, there: dict[str, Row], wanted: dict[str, Row]) -> Iterator[str]:
    for key in sorted(there.keys() | wanted.keys()):
        if key not in wanted:
            yield f"machine {pair.machine}: {what} {key} stands there, its events say nothing of it"
        elif key not in there:
            yield f"machine {pair.machine}: {what} {key} is missing"
        elif differs(there[key], wanted[key]):
            yield f"machine {pair.machine}: {what} {key} is not what its events say"


def _add_months(months: Counter[tuple[int, str]], machine_id: int, counted: Counted) -> None:
    for one in counted.jobs:
        if one.job.is_counted:
            month = month_of(local_day(from_milliseconds(one.opened)))
            months[machine_id, month] += round(one.job.busy_s * 1000)


def _of_months(months: Counter[tuple[int, str]]) -> Iterator[str]:
    stored = Counter(
        {
            (row[0], row[1]): row[2]
            for row in fast().rows("SELECT machine_id, month, busy_ms FROM machine_month ORDER BY 1, 2")
        }
    )
    for key in sorted(months.keys() | stored.keys()):
        if months[key] != stored[key]:
            yield (
                f"machine {key[0]} {key[1]}: {months[key]} ms at work by the events, {stored[key]} ms in the month"
            )
