"""What jobs and sittings are stored as: rows of plain values, and whether a stored one is what it should be. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from core.clock import from_milliseconds
from core.db import as_instant, as_json_text
from hardware.counting import MachineOfKiosk
from hardware.sitting_parts import Busy, Sitting
from hardware.vocabulary import Job, Outcome

UNSEEN = (Outcome.LOST, Outcome.UNPLUGGED, Outcome.AGENT_DOWN)
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
    *("unknown_card", "refused_count"),
)
MOST_KEPT = 10**12
"""What a kiosk tells is kept up to this, so that no sum of it is beyond what a database can add."""
Row = tuple[Any, ...]


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
        min(job.samples, MOST_KEPT),
        min(job.bad_lines, MOST_KEPT),
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
    each = [_sums_of(one.job) for one in jobs]
    if len(each) == 1:
        return each[0]
    return tuple(map(sum, zip(*each, strict=True))) if each else (0,) * len(SUMS)


def _sums_of(job: Job) -> Row:
    return (
        round(job.busy_s * 1000),
        round(job.paused_s * 1000),
        round(job.setup_s * 1000),
        round(job.idle_s * 1000),
        min(round(job.spindle_on_s * 1000), MOST_KEPT),
        round(job.gaps_s * 1000),
    )


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
        _told_by(one.source, is_sure=not _has_doubts(jobs)),
        one.is_estimated or any(job.is_estimated for job in jobs),
        one.is_to_review or any(job.job.needs_review for job in jobs),
        False,
        one.first_place,
        one.last_place,
        pair.kiosk_id,
        rules,
        one.unknown_card or None,
        one.refused,
    )


def _has_doubts(jobs: Sequence[Busy]) -> bool:
    """Whether part of what these jobs come to was not seen."""
    return any(one.job.gaps_s or one.job.outcome in UNSEEN for one in jobs)


@lru_cache(maxsize=16)
def _told_by(source: str, *, is_sure: bool) -> str:
    """Where each class comes from and how sure it is, as the JSON that is stored."""
    sure = "measured" if is_sure else "partly"
    told = {name: ["machine", sure] for name in ("busy", "paused", "setup")}
    told["spindle"] = ["machine", "commanded"]
    told["idle"] = [source, "told" if source == "kiosk" else "estimated"]
    return as_json_text(told)


def differs(there: Row, wanted: Row) -> bool:
    """Whether a stored row (its id first) is not what it should be."""
    return any(plain_value(old) != plain_value(new) for old, new in zip(there[1:], wanted, strict=True))


def plain_value(value: Any) -> Any:
    """A value as both databases would hand it out."""
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True)
    if isinstance(value, str) and value.startswith('{"'):
        return json.dumps(json.loads(value), sort_keys=True)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and len(value) == 24 and value.endswith("Z") and value[10] == "T":
        return as_instant(value)
    return value
