"""What queues brought that had no effect, and what named no piece or person of ours: open and settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.db import as_instant, as_json, fast

PAGE = 200


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


def refused_at(site_id: int, *, is_settled: bool = False, size: int = PAGE) -> list[RefusedLine]:
    """The refused and stray scans of a site, the newest first."""
    condition = "IS NOT NULL" if is_settled else "IS NULL"
    lines = [_refused(row) for row in fast().rows(_REFUSED.format(condition), (site_id, size))]
    lines += [_stray(row) for row in fast().rows(_STRAY.format(condition), (site_id, size))]
    return sorted(lines, key=lambda line: line.at, reverse=True)


_REFUSED = (
    "SELECT v.event_id, p.code, e.kind, e.data, v.at, COALESCE(n.called, ''), COALESCE(d.name, ''), p.category, "
    "p.title, p.stage, v.reason, v.message, v.remedy, v.settled_at, COALESCE(t.note, '') FROM event_verdict v "
    "JOIN piece_event e ON e.id = v.event_id JOIN piece p ON p.id = v.piece_id "
    "LEFT JOIN person_name n ON n.person_id = e.by_id LEFT JOIN device d ON d.id = e.device_id "
    "LEFT JOIN settlement t ON t.event_id = v.event_id "
    "WHERE v.site_id = ? AND v.verdict = 'refused' AND v.settled_at {} ORDER BY v.at DESC LIMIT ?"
)
_STRAY = (
    "SELECT s.event_id, s.body, s.received_at, COALESCE(d.name, ''), s.reason, s.settled_at, COALESCE(t.note, '') "
    "FROM stray_scan s LEFT JOIN device d ON d.id = s.device_id LEFT JOIN settlement t ON t.event_id = s.event_id "
    "WHERE s.site_id = ? AND s.settled_at {} ORDER BY s.received_at DESC LIMIT ?"
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
