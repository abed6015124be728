"""Stores jobs and sittings that were counted: rows keep their ids, and what no longer holds goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.clock import SITE_ZONE, from_milliseconds, local_day, month_of
from core.db import as_instant, fast
from hardware.counting import Counted, MachineOfKiosk
from hardware.derived import JOB_COLUMNS, SITTING_COLUMNS, differs, job_row, sitting_row, sums_of
from hardware.sitting_parts import Sitting

Row = tuple[Any, ...]


def save_counted(pair: MachineOfKiosk, counted: Counted, first: str, until: str, rules: int) -> set[str]:
    """Put these jobs and sittings in the place of all that begin from `first` on and before `until` ("": the end).

    Returns the months that they or their forerunners are in.
    """
    span, values = _span(pair, first, until)
    months = {
        _month(as_instant(row[0]))
        for row in fast().rows(f"SELECT began_at FROM machine_job WHERE {span}", values)
    }
    fast().run(f"DELETE FROM machine_job WHERE {span}", values)
    sitting_ids = _save_sittings(pair, counted.sittings, span, values, rules)
    owner = {job.job.key: sitting_ids[one.key] for one in counted.sittings for job in one.jobs}
    rows = [job_row(pair, one, owner.get(one.job.key), rules) for one in counted.jobs]
    _insert("machine_job", JOB_COLUMNS, rows)
    return months | _months_of([one.opened for one in counted.jobs])


def _span(pair: MachineOfKiosk, first: str, until: str) -> tuple[str, Row]:
    if until:
        return (
            "kiosk_id = ? AND machine_id = ? AND first_place >= ? AND first_place < ?",
            (pair.kiosk_id, pair.machine_id, first, until),
        )
    return "kiosk_id = ? AND machine_id = ? AND first_place >= ?", (pair.kiosk_id, pair.machine_id, first)


def _months_of(instants: Sequence[int]) -> set[str]:
    """The months that these instants, in milliseconds, are in."""
    if not instants:
        return set()
    ends = {_month(from_milliseconds(one)) for one in (min(instants), max(instants))}
    return ends if len(ends) == 1 else {_month(from_milliseconds(one)) for one in instants}


def _month(at: Any) -> str:
    return month_of(local_day(at, SITE_ZONE))


def _save_sittings(
    pair: MachineOfKiosk, sittings: Sequence[Sitting], span: str, values: Row, rules: int
) -> dict[str, int]:
    """Bring the sittings of a span up to date; key → id. Rows that end come before rows that are open."""
    columns = ", ".join(SITTING_COLUMNS)
    rows = fast().rows(f"SELECT id, {columns} FROM machine_session WHERE {span} ORDER BY id", values)
    there = {row[1]: row for row in rows}
    wanted = {one.key: sitting_row(pair, one, rules) for one in sittings}
    _drop([row for key, row in there.items() if key not in wanted])
    changed = [
        (*row[1:], there[key][0]) for key, row in wanted.items() if key in there and differs(there[key], row)
    ]
    assigned = ", ".join(f"{name} = ?" for name in SITTING_COLUMNS[1:])
    ended = SITTING_COLUMNS.index("ended_at") - 1
    for row in sorted(changed, key=lambda row: row[ended] is None):
        fast().run(f"UPDATE machine_session SET {assigned} WHERE id = ?", row)
    fresh = [row for key, row in wanted.items() if key not in there]
    _insert("machine_session", (*SITTING_COLUMNS, "noted_minutes"), [(*row, 0) for row in fresh])
    ids = dict(fast().rows(f"SELECT key, id FROM machine_session WHERE {span}", values))
    _save_helpers(sittings, ids, span, values)
    return ids


def _drop(rows: Sequence[Row]) -> None:
    """Sittings that the events bear out no more go; one that somebody asked to correct stays, and is void."""
    for row in rows:
        asked = fast().row("SELECT 1 FROM session_correction WHERE session_id = ?", (row[0],))
        fast().run("DELETE FROM session_helper WHERE session_id = ?", (row[0],))
        if asked is None:
            fast().run("DELETE FROM machine_session WHERE id = ?", (row[0],))
        else:
            fast().run("UPDATE machine_session SET is_void = ? WHERE id = ?", (True, row[0]))


def _save_helpers(sittings: Sequence[Sitting], ids: dict[str, int], span: str, values: Row) -> None:
    rows = []
    for one in sittings:
        for person_id, (part, came) in sorted(one.helpers.items()):
            beside = [
                job for job in one.jobs if job.job.is_counted and (job.closed is None or job.closed > came)
            ]
            rows.append((ids[one.key], person_id, part, from_milliseconds(came), sums_of(beside)[0]))
    fast().run(
        f"DELETE FROM session_helper WHERE session_id IN (SELECT id FROM machine_session WHERE {span})",
        values,
    )
    _insert("session_helper", ("session_id", "person_id", "part", "came_at", "busy_ms"), rows)


def _insert(table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    if rows:
        marks = ", ".join("?" * len(columns))
        fast().run_many(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
