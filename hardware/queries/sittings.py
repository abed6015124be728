"""Reads of jobs and sittings: what waits to be claimed, what a sitting came to with its corrections, who used what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.db import as_instant, fast

CLAIM_HOURS = timedelta(hours=24)


@dataclass(frozen=True)
class UnclaimedJob:
    """Work of a machine that nobody had a card for, and that somebody may still remember."""

    key: str
    machine_code: str
    machine: str
    began_at: datetime
    ended_at: datetime
    busy_ms: int


@dataclass(frozen=True)
class SittingLine:
    """A sitting as it counts: with the last accepted correction in the place of what was seen."""

    id: int
    machine_code: str
    machine: str
    person_id: int | None
    supervisor_id: int | None
    began_at: datetime
    ended_at: datetime | None
    busy_ms: int
    used_for: str
    piece_code: str
    end_cause: str
    is_estimated: bool
    is_to_review: bool
    is_corrected: bool


def jobs_to_claim(site_id: int, at: datetime) -> list[UnclaimedJob]:
    """The claim list of a site: counted jobs of the last day without a person, the latest first."""
    rows = fast().rows(
        "SELECT j.key, m.code, m.name, j.began_at, j.ended_at, j.busy_ms FROM machine_job j "
        "JOIN machine m ON m.id = j.machine_id WHERE j.site_id = ? AND j.session_id IS NULL AND j.is_counted "
        "AND j.ended_at IS NOT NULL AND j.ended_at >= ? ORDER BY j.ended_at DESC, j.id",
        (site_id, at - CLAIM_HOURS),
    )
    return [
        UnclaimedJob(row[0], row[1], row[2], as_instant(row[3]), as_instant(row[4]), row[5]) for row in rows
    ]


ACCEPTED = "SELECT session_id FROM session_correction WHERE verdict = 'accepted'"
"""Sittings that count as somebody corrected them: few among many."""
_LAST = (
    "session_correction c ON c.session_id = s.id AND c.verdict = 'accepted' AND NOT EXISTS "
    "(SELECT 1 FROM session_correction l WHERE l.session_id = s.id AND l.verdict = 'accepted' AND l.id > c.id)"
)
_AS_IT_COUNTS = (
    "SELECT s.id, s.machine_id, s.site_id, COALESCE(c.person_id, s.person_id) AS person_id, s.supervisor_id, "
    "COALESCE(c.began_at, s.began_at) AS began_at, COALESCE(c.ended_at, s.ended_at) AS ended_at, "
    "COALESCE(c.busy_ms, s.busy_ms) AS busy_ms, COALESCE(c.used_for, s.used_for) AS used_for, "
    "COALESCE(c.piece_code, s.piece_code) AS piece_code, s.end_cause, s.is_estimated, s.is_to_review, "
    "c.id AS correction_id FROM machine_session s"
)
EFFECTIVE = f"{_AS_IT_COUNTS} LEFT JOIN {_LAST} WHERE NOT s.is_void"
"""Every sitting as it counts; the original stays in `machine_session`."""
CORRECTED = f"{_AS_IT_COUNTS} JOIN {_LAST} WHERE NOT s.is_void"
"""Of these, those that somebody corrected."""


def sittings_between(
    site_ids: Sequence[int], first: datetime, last: datetime, *, machine_id: int = 0, person_id: int = 0
) -> list[SittingLine]:
    """Sittings that began between two instants, the latest first."""
    marks = ", ".join("?" for _ in site_ids) or "NULL"
    rows = fast().rows(
        "SELECT e.id, m.code, m.name, e.person_id, e.supervisor_id, e.began_at, e.ended_at, e.busy_ms, e.used_for, "
        "e.piece_code, e.end_cause, e.is_estimated, e.is_to_review, e.correction_id "
        f"FROM ({EFFECTIVE}) e JOIN machine m ON m.id = e.machine_id WHERE e.site_id IN ({marks}) "
        "AND e.began_at >= ? AND e.began_at < ? AND (? = 0 OR e.machine_id = ?) AND (? = 0 OR e.person_id = ?) "
        "ORDER BY e.began_at DESC, e.id DESC",
        (*site_ids, first, last, machine_id, machine_id, person_id, person_id),
    )
    return [_line(row) for row in rows]


def _line(row: Sequence[object]) -> SittingLine:
    began, ended = row[5], row[6]
    return SittingLine(
        id=row[0],  # type: ignore[arg-type]
        machine_code=str(row[1]),
        machine=str(row[2]),
        person_id=row[3],  # type: ignore[arg-type]
        supervisor_id=row[4],  # type: ignore[arg-type]
        began_at=as_instant(began),  # type: ignore[arg-type]
        ended_at=as_instant(ended) if ended else None,  # type: ignore[arg-type]
        busy_ms=row[7],  # type: ignore[arg-type]
        used_for=str(row[8]),
        piece_code=str(row[9]),
        end_cause=str(row[10] or ""),
        is_estimated=bool(row[11]),
        is_to_review=bool(row[12]),
        is_corrected=row[13] is not None,
    )
