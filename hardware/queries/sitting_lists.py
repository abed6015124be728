"""Sittings as the desk lists them: filtered, paged and exported, each as it counts, with what was asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.db import as_instant, fast
from hardware.queries.names import called
from hardware.queries.sittings import EFFECTIVE
from hardware.vocabulary.guests import guest_of

MOST_EXPORTED = 20_000
PAGE = 50


@dataclass(frozen=True)
class SittingFilter:
    """What a list of sittings shows; an empty word means all."""

    site_id: int
    machine: str = ""
    used_for: str = ""
    person: str = ""
    what: str = ""
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True)
class SittingRow:
    """A sitting with its names, what the kiosk saw beside what it counts as, and an open correction."""

    id: int
    code: str
    machine: str
    person: str
    number: str
    supervisor: str
    began_at: datetime
    ended_at: datetime | None
    busy_ms: int
    paused_ms: int
    setup_ms: int
    idle_ms: int
    spindle_ms: int
    used_for: str
    piece_code: str
    material: str
    end_cause: str
    source: str
    job_count: int
    is_estimated: bool
    is_to_review: bool
    is_corrected: bool
    seen_busy_ms: int
    asked_for: str
    asked_token: str
    guest: str
    refused_count: int


_ROWS = (
    f"SELECT e.id, m.code, m.name, {called('e.person_id')}, p.number, {called('e.supervisor_id')}, "
    "e.began_at, e.ended_at, e.busy_ms, o.paused_ms, "
    "o.setup_ms, o.idle_ms, o.spindle_ms, e.used_for, e.piece_code, o.material, e.end_cause, o.source, o.job_count, "
    "e.is_estimated, e.is_to_review, e.correction_id, o.busy_ms, c.asked_for, c.token, o.unknown_card, "
    "o.refused_count "
    f"FROM ({EFFECTIVE}) e JOIN machine m ON m.id = e.machine_id JOIN machine_session o ON o.id = e.id "
    "LEFT JOIN person p ON p.id = e.person_id "
    "LEFT JOIN session_correction c ON c.session_id = e.id AND c.verdict IS NULL WHERE e.site_id = ?"
)
WHATS = {
    "open": " AND e.ended_at IS NULL",
    "asked": " AND c.id IS NOT NULL",
    "review": " AND (e.is_to_review OR e.is_estimated)",
    "corrected": " AND e.correction_id IS NOT NULL",
    "unknown": " AND e.person_id IS NULL",
    "material": " AND o.refused_count > 0",
}
"""What a sitting may be looked for by, and how."""


def sitting_rows(wanted: SittingFilter, *, start: int = 0, size: int = PAGE + 1) -> list[SittingRow]:
    """Sittings as filtered, the latest first."""
    where, values = _where(wanted)
    rows = fast().rows(
        f"{_ROWS}{where} ORDER BY e.began_at DESC, e.id DESC LIMIT ? OFFSET ?",
        (wanted.site_id, *values, size, start),
    )
    return [_row(row) for row in rows]


def _where(wanted: SittingFilter) -> tuple[str, list[Any]]:
    parts, values = [WHATS.get(wanted.what, "")], []
    for text, value in (
        (" AND m.code = ?", wanted.machine),
        (" AND e.used_for = ?", wanted.used_for),
        (" AND p.number = ?", wanted.person),
        (" AND e.began_at >= ?", wanted.first),
        (" AND e.began_at < ?", wanted.last),
    ):
        if value:
            parts.append(text)
            values.append(value)
    return "".join(parts), values


def sitting_row(session_id: int, site_id: int) -> SittingRow | None:
    """One sitting of a site."""
    row = fast().row(f"{_ROWS} AND e.id = ?", (site_id, session_id))
    return _row(row) if row else None


def _row(row: Sequence[Any]) -> SittingRow:
    return SittingRow(
        *(
            *row[:3],
            *(one or "" for one in row[3:6]),
            as_instant(row[6]),
            as_instant(row[7]) if row[7] else None,
            *row[8:16],
            row[16] or "",
            row[17],
            row[18],
            bool(row[19]),
            bool(row[20]),
            row[21] is not None,
            row[22],
            row[23] or "",
            row[24] or "",
            guest_of(row[25]) if row[25] and row[4] is None else "",
            int(row[26]),
        )
    )


@dataclass(frozen=True)
class AskedLine:
    """A correction that somebody asked for, beside what was seen; `not_by`: they decide on their own hours."""

    token: str
    session_id: int
    asked_for: str
    note: str
    by: str
    at: datetime
    person: str
    began_at: datetime | None
    ended_at: datetime | None
    busy_ms: int | None
    used_for: str
    piece_code: str
    verdict: str
    verdict_note: str
    decided_by: str
    not_by: tuple[int | None, ...]


def corrections_of(session_id: int) -> list[AskedLine]:
    """What was asked for of a sitting, the newest first."""
    rows = fast().rows(
        f"SELECT c.token, c.session_id, c.asked_for, c.note, {called('c.asked_by_id')}, c.asked_at, "
        f"{called('c.person_id')}, c.began_at, c.ended_at, c.busy_ms, c.used_for, c.piece_code, c.verdict, "
        f"c.verdict_note, {called('c.decided_by_id')}, c.asked_by_id, c.person_id, s.person_id "
        "FROM session_correction c JOIN machine_session s ON s.id = c.session_id "
        "WHERE c.session_id = ? ORDER BY c.id DESC",
        (session_id,),
    )
    return [
        AskedLine(
            *(
                *row[:4],
                row[4] or "",
                as_instant(row[5]),
                row[6] or "",
                as_instant(row[7]) if row[7] else None,
                as_instant(row[8]) if row[8] else None,
                row[9],
                *(one or "" for one in row[10:15]),
                tuple(row[15:18]),
            )
        )
        for row in rows
    ]
