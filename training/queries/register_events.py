"""What tablets' registers brought that still waits: for a seat, a person or a PIN; which runs are along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.db import as_instant, as_json, fast

PAGE = 200


@dataclass(frozen=True)
class EventLine:
    """One event of a tablet's register as a list shows it."""

    id: str
    kind: str
    state: str
    at: datetime
    by: str
    about: str
    avatar: str
    title: str
    device: str
    message: str
    params: dict[str, Any]
    body: dict[str, Any]
    criterion: str
    settled_at: datetime | None
    note: str


_EVENT = (
    "SELECT e.id, e.kind, e.state, e.at, COALESCE(bn.called, bp.number, ''), COALESCE(an.called, ap.number, ''), "
    "COALESCE(ap.avatar, 'pear'), COALESCE(v.title, i.title, ''), COALESCE(d.name, ''), e.message, e.params, e.body, "
    "COALESCE(NULLIF(c.easy_text, ''), c.text, ''), e.settled_at, e.note FROM register_event e "
    "LEFT JOIN person bp ON bp.id = e.by_id LEFT JOIN person_name bn ON bn.person_id = e.by_id "
    "LEFT JOIN person ap ON ap.id = COALESCE(e.person_id, e.by_id) LEFT JOIN person_name an ON an.person_id = ap.id "
    "LEFT JOIN run r ON r.id = e.run_id LEFT JOIN course_version v ON v.id = r.version_id "
    "LEFT JOIN induction i ON i.slug = {slug} LEFT JOIN criterion c ON c.id = {criterion} "
    "LEFT JOIN device d ON d.id = e.device_id "
)


def _select() -> str:
    if fast().is_sqlite:
        return _EVENT.format(
            slug="json_extract(e.body, '$.slug')", criterion="json_extract(e.body, '$.criterion')"
        )
    number = "CASE WHEN jsonb_typeof(e.body->'criterion') = 'number' THEN (e.body->>'criterion')::numeric END"
    return _EVENT.format(slug="e.body->>'slug'", criterion=number)


def _line(row: Any) -> EventLine:
    return EventLine(
        id=row[0],
        kind=row[1],
        state=row[2],
        at=as_instant(row[3]),
        by=row[4],
        about=row[5],
        avatar=row[6],
        title=row[7],
        device=row[8],
        message=row[9],
        params=as_json(row[10]),
        body=as_json(row[11]),
        criterion=row[12],
        settled_at=None if row[13] is None else as_instant(row[13]),
        note=row[14],
    )


def events_waiting_at(site_id: int, *, is_settled: bool = False) -> list[EventLine]:
    """What a coordinator looks at: the newest first."""
    states = "'settled'" if is_settled else "'waiting', 'unproven'"
    rows = fast().rows(
        f"{_select()} WHERE e.site_id = ? AND e.state IN ({states}) ORDER BY e.at DESC, e.id LIMIT {PAGE}",
        (site_id,),
    )
    return [_line(row) for row in rows]


def events_to_sign(person_id: int, site_id: int) -> list[EventLine]:
    """What somebody's card said that waits for their PIN, in the order in which it happened."""
    rows = fast().rows(
        f"{_select()} WHERE e.site_id = ? AND e.by_id = ? AND e.state = 'to_sign' "
        f"ORDER BY e.at, e.sequence, e.id LIMIT {PAGE}",
        (site_id, person_id),
    )
    return [_line(row) for row in rows]


def count_to_sign(person_id: int | None, site_id: int) -> int:
    """How many wait for somebody's PIN."""
    row = fast().row(
        "SELECT COUNT(*) FROM register_event WHERE site_id = ? AND by_id = ? AND state = 'to_sign'",
        (site_id, person_id),
    )
    return int(row[0]) if row else 0


def count_waiting_at(site_id: int) -> int:
    """How many a coordinator has to look at."""
    row = fast().row(
        "SELECT COUNT(*) FROM register_event WHERE site_id = ? AND state IN ('waiting', 'unproven')",
        (site_id,),
    )
    return int(row[0]) if row else 0


@dataclass(frozen=True)
class Lease:
    """A run that is along on a tablet."""

    device_id: int
    device: str
    by: str
    until: datetime


def lease_of(run_number: str, at: datetime) -> Lease | None:
    """On which tablet a run is along, or None."""
    row = fast().row(
        "SELECT t.device_id, d.name, COALESCE(n.called, ''), t.until FROM taken_run t JOIN run r ON r.id = t.run_id "
        "JOIN device d ON d.id = t.device_id LEFT JOIN person_name n ON n.person_id = t.by_id "
        "WHERE r.number = ? AND t.ended_at IS NULL AND t.until > ? ORDER BY t.id DESC",
        (run_number, at),
    )
    return Lease(row[0], row[1], row[2], as_instant(row[3])) if row else None
