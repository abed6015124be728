"""What queues brought that had no effect, and what named no piece or person of ours: open and settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.db import as_instant, as_json, fast
from core.searching import held_by

PAGE = 50
MOST_EXPORTED = 10_000


@dataclass(frozen=True)
class RefusedLine:
    """One refused or stray scan: what, who, when, why and what to do."""

    event_id: str
    code: str
    kind: str
    to: str
    at: datetime
    by: str
    device: str
    category: str
    title: str
    stage: str
    reason: str
    message: str
    remedy: str
    is_stray: bool
    settled_at: datetime | None
    note: str


@dataclass(frozen=True)
class RefusedFilter:
    """Which refused scans of a site: open or settled, holding which words in code, name, person, tablet or note."""

    site_id: int
    is_settled: bool = False
    words: str = ""


def refused_at(wanted: RefusedFilter, *, size: int = PAGE) -> list[RefusedLine]:
    """The newest refused and stray scans that fit, at most `size`."""
    lines = [_refused(row) for row in _rows(_REFUSED, _REFUSED_SAYS, wanted, size)]
    lines += [_stray(row) for row in _rows(_STRAY, _STRAY_SAYS, wanted, size)]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:size]


def count_of_refused(wanted: RefusedFilter) -> int:
    """How many refused and stray scans fit."""
    return sum(
        _rows(f"SELECT COUNT(*) {sql[sql.index('FROM') : sql.index('ORDER')]}LIMIT ?", says, wanted, 1)[0][0]
        for sql, says in ((_REFUSED, _REFUSED_SAYS), (_STRAY, _STRAY_SAYS))
    )


def _rows(sql: str, says: tuple[str, ...], wanted: RefusedFilter, size: int) -> list[Any]:
    held, values = held_by(wanted.words, says)
    condition = f"{'IS NOT NULL' if wanted.is_settled else 'IS NULL'} AND {held}"
    return fast().rows(sql.format(condition), (wanted.site_id, *values, size))


_REFUSED_SAYS = ("p.code", "p.title", "n.called", "d.name", "t.note")
_REFUSED = (
    "SELECT v.event_id, p.code, e.kind, e.data, v.at, COALESCE(n.called, ''), COALESCE(d.name, ''), p.category, "
    "p.title, p.stage, v.reason, v.message, v.remedy, v.settled_at, COALESCE(t.note, '') FROM event_verdict v "
    "JOIN piece_event e ON e.id = v.event_id JOIN piece p ON p.id = v.piece_id "
    "LEFT JOIN person_name n ON n.person_id = e.by_id LEFT JOIN device d ON d.id = e.device_id "
    "LEFT JOIN settlement t ON t.event_id = v.event_id "
    "WHERE v.site_id = ? AND v.verdict = 'refused' AND v.settled_at {} ORDER BY v.at DESC, v.event_id LIMIT ?"
)
_STRAY_SAYS = ("CAST(s.body AS TEXT)", "d.name", "t.note")
_STRAY = (
    "SELECT s.event_id, s.body, s.received_at, COALESCE(d.name, ''), s.reason, s.settled_at, COALESCE(t.note, '') "
    "FROM stray_scan s LEFT JOIN device d ON d.id = s.device_id LEFT JOIN settlement t ON t.event_id = s.event_id "
    "WHERE s.site_id = ? AND s.settled_at {} ORDER BY s.received_at DESC, s.event_id LIMIT ?"
)


def _refused(row: Any) -> RefusedLine:
    data = as_json(row[3])
    return RefusedLine(
        event_id=row[0],
        code=row[1],
        kind=row[2],
        to=str(data.get("to") or ""),
        at=as_instant(row[4]),
        by=row[5],
        device=row[6],
        category=row[7],
        title=row[8],
        stage=row[9],
        reason=row[10],
        message=row[11],
        remedy=row[12],
        is_stray=False,
        settled_at=None if row[13] is None else as_instant(row[13]),
        note=row[14],
    )


def _stray(row: Any) -> RefusedLine:
    body = as_json(row[1])
    body = body if isinstance(body, dict) else {}
    data = body.get("data")
    return RefusedLine(
        event_id=row[0],
        code=str(body.get("code") or "")[:20],
        kind=str(body.get("kind") or "")[:20],
        to=str(data.get("to") or "")[:20] if isinstance(data, dict) else "",
        at=as_instant(row[2]),
        by="",
        device=row[3],
        category="",
        title="",
        stage="",
        reason=row[4],
        message="",
        remedy="",
        is_stray=True,
        settled_at=None if row[5] is None else as_instant(row[5]),
        note=row[6],
    )
