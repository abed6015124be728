"""Stores jobs and sittings that were counted: rows keep their ids, and what no longer holds goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from core.clock import SITE_ZONE, from_milliseconds, local_day, month_of
from core.db import as_instant, as_json_text, fast
from hardware.counting import Counted
from hardware.queries.events import MachineOfKiosk
from hardware.sittings import Busy, Sitting
from hardware.vocabulary import Outcome

SUMS = ("busy", "paused", "setup", "idle", "spindle", "gap")
JOB_COLUMNS = (
    *("key", "kiosk_id", "boot", "machine_id", "site_id", "session_id", "opened_mono_ms", "closed_boot"),
    *("closed_mono_ms", "began_at", "ended_at", *(f"{name}_ms" for name in SUMS), "samples", "bad_lines"),
    *("outcome", "outcome_code", "is_long_pause", "is_spindle_left_on", "is_to_review", "is_counted"),
    *("is_estimated", "first_place", "last_place", "rule_version"),
)
SITTING_COLUMNS = (
    *("key", "machine_id", "site_id", "person_id", "supervisor_id", "used_for", "piece_code", "material"),
    *(
        "source",
        "began_at",
        "ended_at",
        "end_cause",
        *(f"{name}_ms" for name in SUMS),
        "job_count",
        "told_by",
    ),
    *("is_estimated", "is_to_review", "is_void", "first_place", "last_place", "kiosk_id", "rule_version"),
)
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
    return months | {_month(from_milliseconds(one.opened)) for one in counted.jobs}


def _span(pair: MachineOfKiosk, first: str, until: str) -> tuple[str, Row]:
    if until:
        return (
            "kiosk_id = ? AND machine_id = ? AND first_place >= ? AND first_place < ?",
            (pair.kiosk_id, pair.machine_id, first, until),
        )
    return "kiosk_id = ? AND machine_id = ? AND first_place >= ?", (pair.kiosk_id, pair.machine_id, first)


def _month(at: Any) -> str:
    return month_of(local_day(at, SITE_ZONE))


def job_row(pair: MachineOfKiosk, one: Busy, session_id: int | None, rules: int) -> Row:
    """A job as it is stored."""
    job = one.job
    outcome, _, code = str(job.outcome).partition(":")
    return (
        job.key,
        pair.kiosk_id,
        job.boot,
        pair.machine_id,
        pair.site_id,
        session_id,
        job.opened_mono_ms,
        job.closed_boot if job.closed_mono_ms is not None else "",
        job.closed_mono_ms,
        from_milliseconds(one.opened),
        None if one.closed is None else from_milliseconds(one.closed),
        *sums_of([one]),
        job.samples,
        job.bad_lines,
        outcome,
        code[:40],
        job.is_long_pause,
        job.is_spindle_left_on,
        job.needs_review,
        job.is_counted,
        one.is_estimated,
        one.first_place,
        one.last_place,
        rules,
    )


def sums_of(jobs: Iterable[Busy]) -> Row:
    """Milliseconds by class, in the order of `SUMS`."""
    total = [0] * len(SUMS)
    for one in jobs:
        job = one.job
        parts = (job.busy_s, job.paused_s, job.setup_s, job.idle_s, job.spindle_on_s, job.gaps_s)
        for index, seconds in enumerate(parts):
            total[index] += round(seconds * 1000)
    return tuple(total)


def sitting_row(pair: MachineOfKiosk, one: Sitting, rules: int) -> Row:
    """A sitting as it is stored; what it comes to is what its counted jobs do, and the rest of its time is idle."""
    jobs = [job for job in one.jobs if job.job.is_counted]
    busy, paused, setup, _, spindle, gap = sums_of(jobs)
    length = 0 if one.ended is None else one.ended - one.began
    idle = max(0, length - busy - paused - setup - gap)
    return (
        one.key,
        pair.machine_id,
        pair.site_id,
        one.person_id,
        one.supervisor_id,
        one.used_for,
        one.piece_code,
        one.material,
        one.source,
        from_milliseconds(one.began),
        None if one.ended is None else from_milliseconds(one.ended),
        one.cause or None,
        *(busy, paused, setup, idle, spindle, gap),
        len(jobs),
        as_json_text(_told_by(one, jobs)),
        one.is_estimated or any(job.is_estimated for job in jobs),
        one.is_to_review or any(job.job.needs_review for job in jobs),
        False,
        one.first_place,
        one.last_place,
        pair.kiosk_id,
        rules,
    )


def _told_by(one: Sitting, jobs: Sequence[Busy]) -> dict[str, list[str]]:
    """Where each class comes from and how sure it is."""
    has_gaps = any(job.job.gaps_s for job in jobs)
    is_lost = any(job.job.outcome in (Outcome.LOST, Outcome.UNPLUGGED, Outcome.AGENT_DOWN) for job in jobs)
    sure = "partly" if has_gaps or is_lost else "measured"
    told = {name: ["machine", sure] for name in ("busy", "paused", "setup")}
    told["spindle"] = ["machine", "commanded"]
    told["idle"] = [one.source, "told" if one.source == "kiosk" else "estimated"]
    return told


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
        (*row[1:], there[key][0]) for key, row in wanted.items() if key in there and _differs(there[key], row)
    ]
    assigned = ", ".join(f"{name} = ?" for name in SITTING_COLUMNS[1:])
    ended = SITTING_COLUMNS.index("ended_at") - 1
    for row in sorted(changed, key=lambda row: row[ended] is None):
        fast().run(f"UPDATE machine_session SET {assigned} WHERE id = ?", row)
    fresh = [row for key, row in wanted.items() if key not in there]
    _insert("machine_session", (*SITTING_COLUMNS, "noted_minutes"), [(*row, 0) for row in fresh])
    ids = dict(fast().rows(f"SELECT key, id FROM machine_session WHERE {span}", values))
    _save_helpers(sittings, ids)
    return ids


def _differs(there: Row, wanted: Row) -> bool:
    """Whether a stored row (its id first) is not what it should be."""
    plain = (*there[1:],)
    return any(_plain(old) != _plain(new) for old, new in zip(plain, wanted, strict=True))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return as_json_text(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and len(value) == 24 and value.endswith("Z") and value[10] == "T":
        return as_instant(value)
    return value


def _drop(rows: Sequence[Row]) -> None:
    """Sittings that the events bear out no more go; one that somebody asked to correct stays, and is void."""
    for row in rows:
        asked = fast().row("SELECT 1 FROM session_correction WHERE session_id = ?", (row[0],))
        fast().run("DELETE FROM session_helper WHERE session_id = ?", (row[0],))
        if asked is None:
            fast().run("DELETE FROM machine_session WHERE id = ?", (row[0],))
        else:
            fast().run("UPDATE machine_session SET is_void = ? WHERE id = ?", (True, row[0]))


def _save_helpers(sittings: Sequence[Sitting], ids: dict[str, int]) -> None:
    rows = []
    for one in sittings:
        for person_id, (part, came) in sorted(one.helpers.items()):
            beside = [
                job for job in one.jobs if job.job.is_counted and (job.closed is None or job.closed > came)
            ]
            rows.append((ids[one.key], person_id, part, from_milliseconds(came), sums_of(beside)[0]))
    for session_id in sorted(ids.values()):
        fast().run("DELETE FROM session_helper WHERE session_id = ?", (session_id,))
    _insert("session_helper", ("session_id", "person_id", "part", "came_at", "busy_ms"), rows)


def _insert(table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    if rows:
        marks = ", ".join("?" * len(columns))
        fast().run_many(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
