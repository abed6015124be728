"""What queues brought that had no effect, and what named no piece or person of ours: open and settled."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.db import as_instant, as_json, fast
from core.searching import held_by
from inventory.queries.filters import marks

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
    params: Mapping[str, Any] = field(default_factory=dict)
    """What the message's placeholders stand for."""
    destination: str = ""
    recipient: str = ""


@dataclass(frozen=True)
class RefusedFilter:
    """Which refused scans of a site: open or settled, holding which words in code, name, person, tablet or note."""

    site_id: int
    is_settled: bool = False
    words: str = ""


def refused_at(wanted: RefusedFilter, *, size: int = PAGE) -> list[RefusedLine]:
    """The newest refused and stray scans that fit, at most `size`."""
    lines = [_refused(row) for row in _rows(_REFUSED, _REFUSED_SAYS, wanted, size)]
    lines += _strays(_rows(_STRAY, _STRAY_SAYS, wanted, size), wanted.site_id)
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


def _strays(rows: list[Any], site_id: int) -> list[RefusedLine]:
    """Strays with the names of who made them and who was to receive the piece, as far as they are told and known."""
    told = [_told(row[1]) for row in rows]
    people = _names(
        "SELECT person_id, called FROM person_name WHERE person_id", (one["person"] for one in told)
    )
    firms = _names("SELECT id, name FROM organisation WHERE id", (one["organisation_id"] for one in told))
    homes = _names(
        "SELECT id, title FROM makeover WHERE site_id = ? AND id",
        (one["makeover_id"] for one in told),
        site_id,
    )
    return [
        RefusedLine(
            event_id=row[0],
            code=str(one["code"] or "")[:20],
            kind=str(one["kind"] or "")[:20],
            to=str(one["to"] or "")[:20],
            at=as_instant(row[2]),
            by=people.get(one["person"], ""),
            device=row[3],
            category="",
            title="",
            stage="",
            reason=row[4],
            message="",
            remedy=str(one["remedy"] or ""),
            is_stray=True,
            settled_at=None if row[5] is None else as_instant(row[5]),
            note=row[6],
            params=one["params"] if isinstance(one["params"], dict) else {},
            destination=str(one["destination"] or "")[:20],
            recipient=firms.get(one["organisation_id"]) or homes.get(one["makeover_id"], ""),
        )
        for row, one in zip(rows, told, strict=True)
    ]


_IN_BODY = ("code", "kind", "person", "remedy", "params")
_IN_DATA = ("to", "destination", "organisation_id", "makeover_id")


def _told(body: Any) -> dict[str, Any]:
    """What a stray says under the names that are shown, None where it says nothing; its data may be text, or wild."""
    body = as_json(body)
    body = body if isinstance(body, dict) else {}
    data = body.get("data")
    if isinstance(data, str):
        try:
            data = json.loads(data)
        except (ValueError, RecursionError):
            data = {}
    told = {name: body.get(name) for name in _IN_BODY}
    return told | {name: data.get(name) if isinstance(data, dict) else None for name in _IN_DATA}


def _names(sql: str, ids: Iterable[Any], *values: int) -> dict[Any, str]:
    """The names behind the ids, for those that are known."""
    wanted = tuple({one for one in ids if type(one) is int and 0 < one < 2**31})
    return dict(fast().rows(f"{sql} IN ({marks(wanted)})", (*values, *wanted))) if wanted else {}
