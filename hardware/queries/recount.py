"""Machines counted again from their raw events, against every job, sitting and month that stands there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from core.clock import from_milliseconds, local_day, month_of
from core.db import as_instant, fast
from hardware.counting import RULES, Counted, MachineOfKiosk
from hardware.derived import JOB_COLUMNS, SITTING_COLUMNS, Row, differs, job_row, sitting_row
from hardware.queries.basis import basis_of
from hardware.queries.events import machine_of_kiosk
from hardware.queries.stretches import stretches


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
        jobs, sittings = _stored_jobs(pair), _stored_sittings(pair)
        for stretch in stretches(pair, basis_of(pair, as_instant(folded_at)), ""):
            yield from _of_jobs(pair, stretch.counted, jobs)
            yield from _of_sittings(pair, stretch.counted, sittings)
            _add_months(months, machine_id, stretch.counted)
        for key in sorted([*jobs, *sittings]):
            yield f"machine {pair.machine}: {key} stands there, its events say nothing of it"
    yield from _of_months(months)


def _of_jobs(pair: MachineOfKiosk, counted: Counted, there: dict[str, Row]) -> Iterator[str]:
    owner = {job.job.key: one.key for one in counted.sittings for job in one.jobs}
    for one in counted.jobs:
        key = one.job.key
        row = there.pop(key, None)
        if row is None:
            yield f"machine {pair.machine}: job {key} is missing"
        elif differs(row[:-1], job_row(pair, one, None, RULES)):
            yield f"machine {pair.machine}: job {key} is not what its events say"
        elif row[-1] != owner.get(key):
            yield f"machine {pair.machine}: job {key} is another's than its events say"


def _of_sittings(pair: MachineOfKiosk, counted: Counted, there: dict[str, Row]) -> Iterator[str]:
    for one in counted.sittings:
        row = there.pop(one.key, None)
        if row is None:
            yield f"machine {pair.machine}: sitting {one.key} is missing"
        elif differs(row, sitting_row(pair, one, RULES)):
            yield f"machine {pair.machine}: sitting {one.key} is not what its events say"


def _stored_jobs(pair: MachineOfKiosk) -> dict[str, Row]:
    """Jobs by key, each with its id first and the key of its sitting last."""
    asked = ", ".join("NULL" if name == "session_id" else f"j.{name}" for name in JOB_COLUMNS)
    rows = fast().rows(
        f"SELECT j.id, {asked}, s.key FROM machine_job j LEFT JOIN machine_session s ON s.id = j.session_id "
        "WHERE j.kiosk_id = ? AND j.machine_id = ?",
        (pair.kiosk_id, pair.machine_id),
    )
    return {row[1]: tuple(row) for row in rows}


def _stored_sittings(pair: MachineOfKiosk) -> dict[str, Row]:
    """Sittings by key, each with its id first; those that are void are nobody's business here."""
    rows = fast().rows(
        f"SELECT id, {', '.join(SITTING_COLUMNS)} FROM machine_session WHERE kiosk_id = ? AND machine_id = ? "
        "AND NOT is_void",
        (pair.kiosk_id, pair.machine_id),
    )
    return {row[1]: tuple(row) for row in rows}


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
