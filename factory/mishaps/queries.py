"""Reads of accidents and near misses, and of what they can name: a site's places, machines and pieces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from core.clock import start_of_day
from core.db import as_instant, fast
from core.ids import read_code
from core.people_queries import InToday, aliases_of

PAGE = 50
MOST_EXPORTED = 10_000


@dataclass(frozen=True)
class MishapFilter:
    """What a list shows: a site's, of a state ("open", "done" or ""), kind and gravity ("" for all), between days."""

    site_id: int
    state: str = "open"
    gravity: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class MishapLine:
    """An accident or near miss as a list shows it."""

    id: int
    gravity: str
    kind: str
    happened_at: datetime
    place: str
    machine_code: str
    machine: str
    piece_code: str
    book_page: str
    follow_up: str
    followed_at: datetime | None
    followed_by: InToday | None


_LINE = (
    "SELECT m.id, m.gravity, m.kind, m.happened_at, COALESCE(p.name, ''), m.machine_code, COALESCE(h.name, ''), "
    "m.piece_code, m.book_page, m.follow_up, m.followed_at, m.followed_by_id FROM mishap m "
    "LEFT JOIN place p ON p.id = m.place_id LEFT JOIN machine h ON h.code = m.machine_code AND m.machine_code <> '' "
)
_STATES = {"open": "m.followed_at IS NULL", "done": "m.followed_at IS NOT NULL"}


def mishaps_listed(wanted: MishapFilter, *, start: int = 0, size: int = PAGE) -> list[MishapLine]:
    """The list, the newest first; one row more than a page."""
    where, values = _where(wanted)
    rows = fast().rows(
        f"{_LINE}WHERE {where} ORDER BY m.happened_at DESC, m.id DESC LIMIT ? OFFSET ?",
        (*values, size + 1, start),
    )
    return [_line(row) for row in rows]


def open_mishaps(site_id: int) -> int:
    """How many wait for a follow-up."""
    row = fast().row("SELECT COUNT(*) FROM mishap WHERE site_id = ? AND followed_at IS NULL", (site_id,))
    return int(row[0]) if row else 0


def mishap_by_id(mishap_id: int, site_id: int) -> MishapLine | None:
    """The one of that number, if it is of the site."""
    row = fast().row(f"{_LINE}WHERE m.id = ? AND m.site_id = ?", (mishap_id, site_id))
    return _line(row) if row else None


def _where(wanted: MishapFilter) -> tuple[str, list[Any]]:
    parts, values = ["m.site_id = ?"], [wanted.site_id]
    given: list[Any] = [*values]
    if wanted.state in _STATES:
        parts.append(_STATES[wanted.state])
    for column, value in (("gravity", wanted.gravity), ("kind", wanted.kind)):
        if value:
            parts.append(f"m.{column} = ?")
            given.append(value)
    if wanted.since:
        parts.append("m.happened_at >= ?")
        given.append(start_of_day(wanted.since))
    if wanted.until:
        parts.append("m.happened_at < ?")
        given.append(start_of_day(wanted.until + timedelta(days=1)))
    return " AND ".join(parts), given


def _line(row: Any) -> MishapLine:
    by = aliases_of([row[11]]) if row[11] else []
    return MishapLine(
        row[0],
        row[1],
        row[2],
        as_instant(row[3]),
        row[4],
        row[5],
        row[6],
        row[7],
        row[8],
        row[9],
        as_instant(row[10]) if row[10] else None,
        by[0] if by else None,
    )


def places_of(site_id: int) -> list[tuple[int, str]]:
    """The places of a site in use."""
    rows = fast().rows(
        "SELECT id, name FROM place WHERE site_id = ? AND is_active = ? ORDER BY name, id", (site_id, True)
    )
    return [(row[0], row[1]) for row in rows]


def machines_of(site_id: int) -> list[tuple[str, str]]:
    """The machines of a site by code and name."""
    rows = fast().rows(
        "SELECT code, name FROM machine WHERE site_id = ? AND retired_at IS NULL ORDER BY name, code",
        (site_id,),
    )
    return [(row[0], row[1]) for row in rows]


def piece_at(text: str, site_id: int) -> str:
    """The piece's own code for what was typed or scanned, if the piece is at the site; else ""."""
    row = fast().row(
        "SELECT p.code FROM label l JOIN piece p ON p.id = l.piece_id WHERE l.code = ? AND p.site_id = ?",
        (read_code(text) or "", site_id),
    )
    return row[0] if row else ""
