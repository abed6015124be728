"""Reads of visits: a site's list with its sums, one visit with its story, a person's months, who is in now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from core.clock import local_day
from core.db import as_day, as_instant, fast
from core.dialects import spoken
from core.visits import VISIT_ROLES, WORKS
from factory.visits.hours import HOURS

PAGE: Final = 50
MOST_EXPORTED: Final = 20_000
MARKS: Final = ("open", "estimated", "corrected", "paper")
"""What a list may be narrowed to besides days, role and work."""


@dataclass(frozen=True)
class VisitFilter:
    """How a list is narrowed: a site, days (both included), a role, a work, a person's number, a mark."""

    site_id: int
    first: date | None = None
    last: date | None = None
    role: str = ""
    work: str = ""
    person: str = ""
    mark: str = ""


@dataclass(frozen=True)
class VisitRow:
    """A visit as lists show it; `work` is "" where nobody said it and nothing tells it."""

    id: int
    person_id: int
    number: str
    called: str
    avatar: str
    day: date
    came_at: datetime
    came_how: str
    left_at: datetime | None
    left_how: str
    length_ms: int
    role: str
    work: str
    is_guessed: bool
    is_corrected: bool
    is_void: bool
    site: str
    site_id: int

    @property
    def is_estimated(self) -> bool:
        """True where nobody saw them come, or go."""
        return "estimated" in (self.came_how, self.left_how)

    @property
    def is_from_paper(self) -> bool:
        """True where it was written on a pad."""
        return "paper" in (self.came_how, self.left_how)


_CORRECTED = "EXISTS (SELECT 1 FROM visit_entry e WHERE e.visit_id = v.id AND e.kind <> 'paper')"
_FROM = (
    "FROM visit v JOIN person p ON p.id = v.person_id JOIN site s ON s.id = v.site_id "
    "LEFT JOIN person_name n ON n.person_id = p.id "
)
_ROW = (
    "SELECT v.id, v.person_id, p.number, COALESCE(n.called, p.number), p.avatar, v.day, v.came_at, v.came_how, "
    f"v.left_at, COALESCE(v.left_how, ''), COALESCE(v.length_ms, 0), v.role, v.work, v.is_guessed, {_CORRECTED}, "
    f"v.is_void, s.name, v.site_id {_FROM}"
)
_IS = {
    "open": "v.left_at IS NULL",
    "estimated": "(v.came_how = 'estimated' OR v.left_how = 'estimated')",
    "corrected": _CORRECTED,
    "paper": "(v.came_how = 'paper' OR v.left_how = 'paper')",
}


def _read(row: Any) -> VisitRow:
    told = list(row)
    told[5], told[6] = as_day(row[5]), as_instant(row[6])
    told[8] = None if row[8] is None else as_instant(row[8])
    told[13:16] = [bool(one) for one in row[13:16]]
    return VisitRow(*told)


def _where(wanted: VisitFilter) -> tuple[str, list[object]]:
    parts: list[str] = ["v.site_id = ?", "NOT v.is_void"]
    values: list[object] = [wanted.site_id]
    asked: Sequence[tuple[object, str]] = (
        (wanted.first, "v.day >= ?"),
        (wanted.last, "v.day <= ?"),
        (wanted.role, "v.role = ?"),
        (wanted.person, "p.number = ?"),
    )
    for value, part in asked:
        if value:
            parts.append(part)
            values.append(value)
    if wanted.work in WORKS:
        parts.append("v.work = ?" if wanted.work != "other" else "v.work IN ('', ?)")
        values.append(wanted.work)
    if wanted.mark in _IS:
        parts.append(_IS[wanted.mark])
    return " AND ".join(parts), values


def visit_rows(wanted: VisitFilter, *, start: int = 0, size: int = PAGE + 1) -> list[VisitRow]:
    """Visits of a site, the latest first."""
    where, values = _where(wanted)
    rows = fast().rows(
        f"{_ROW} WHERE {where} ORDER BY v.day DESC, v.came_at DESC, v.id DESC LIMIT ? OFFSET ?",
        (*values, size, start),
    )
    return [_read(row) for row in rows]


@dataclass(frozen=True)
class VisitSums:
    """What a list's visits come to; times in milliseconds, by work."""

    people: int
    visits: int
    all_ms: int
    estimated_ms: int
    by_work: dict[str, int]


def visit_sums(wanted: VisitFilter) -> VisitSums:
    """The sums of a filtered list, whole and not only of a page."""
    where, values = _where(wanted)
    row = fast().row(
        "SELECT COUNT(DISTINCT v.person_id), COUNT(*), COALESCE(SUM(v.length_ms), 0), "
        f"COALESCE(SUM(CASE WHEN {_IS['estimated']} THEN v.length_ms END), 0) {_FROM} WHERE {where}",
        values,
    )
    works = fast().rows(
        "SELECT CASE WHEN v.work = '' THEN 'other' ELSE v.work END AS done, COALESCE(SUM(v.length_ms), 0) "
        f"{_FROM} WHERE {where} GROUP BY done",
        values,
    )
    spent = {work: int(ms) for work, ms in works}
    counted = [int(part) for part in row] if row else [0, 0, 0, 0]
    return VisitSums(
        counted[0],
        counted[1],
        counted[2],
        counted[3],
        {work: spent[work] for work in WORKS if spent.get(work)},
    )


def visit_at(visit_id: int, site_id: int) -> VisitRow | None:
    """A visit of the site, void or not; None for another site's."""
    row = fast().row(f"{_ROW} WHERE v.id = ? AND v.site_id = ?", (visit_id, site_id))
    return None if row is None else _read(row)


def own_visit(visit_id: int, person_id: int) -> VisitRow | None:
    """A visit of the person's own, at any site."""
    row = fast().row(f"{_ROW} WHERE v.id = ? AND v.person_id = ?", (visit_id, person_id))
    return None if row is None else _read(row)


@dataclass(frozen=True)
class Told:
    """What a door saw or a person said, as a visit's story tells it."""

    at: datetime
    kind: str
    how: str
    came_at: datetime | None
    left_at: datetime | None
    work: str
    why: str
    by: str


def story_of(visit: VisitRow) -> list[Told]:
    """What is known of the visit's day at its site: what the doors saw, and all that was ever said of this visit."""
    doors = fast().rows(
        "SELECT at, kind, how, work FROM visit_event WHERE person_id = ? AND site_id = ? AND day = ? ORDER BY at, id",
        (visit.person_id, visit.site_id, visit.day),
    )
    said = fast().rows(
        "SELECT e.at, e.kind, e.came_at, e.left_at, e.work, e.why, COALESCE(n.called, p.number, 'EcoWorks') "
        "FROM visit_entry e LEFT JOIN person p ON p.id = e.by_id LEFT JOIN person_name n ON n.person_id = p.id "
        "WHERE e.visit_id = ? ORDER BY e.id",
        (visit.id,),
    )
    found = [Told(as_instant(row[0]), row[1], row[2], None, None, row[3], "", "") for row in doors]
    for row in said:
        left = None if row[3] is None else as_instant(row[3])
        found.append(Told(as_instant(row[0]), row[1], "", as_instant(row[2]), left, *row[4:7]))
    return sorted(found, key=lambda one: one.at)


def visits_of(
    person_id: int, *, site_id: int | None = None, start: int = 0, size: int = PAGE + 1
) -> list[VisitRow]:
    """A person's visits, the latest first; at one site or at all."""
    here, values = ("AND v.site_id = ? ", [site_id]) if site_id is not None else ("", [])
    rows = fast().rows(
        f"{_ROW} WHERE v.person_id = ? {here}AND NOT v.is_void ORDER BY v.day DESC, v.came_at DESC, v.id DESC "
        "LIMIT ? OFFSET ?",
        (person_id, *values, size, start),
    )
    return [_read(row) for row in rows]


@dataclass(frozen=True)
class MonthOfHours:
    """A person's month: visits, time on site, and volunteer hours by work, which count each hour once."""

    month: str
    visits: int
    stayed_ms: int
    by_work: dict[str, int]

    @property
    def counted_ms(self) -> int:
        """Volunteer hours of the month."""
        return sum(self.by_work.values())


def months_of(person_id: int, *, site_id: int | None = None) -> list[MonthOfHours]:
    """A person's months, the latest first; at one site or at all."""
    here, values = (" AND site_id = ?", [person_id, site_id]) if site_id is not None else ("", [person_id])
    stayed: dict[str, list[int]] = {}
    for day, length in fast().rows(
        f"SELECT day, COALESCE(length_ms, 0) FROM visit WHERE person_id = ?{here} AND NOT is_void", values
    ):
        stayed.setdefault(str(day)[:7], []).append(int(length))
    works: dict[str, dict[str, int]] = {}
    for day, work, ms in fast().rows(
        spoken(f"{HOURS} SELECT day, work, ms FROM hours WHERE person_id = ?{here} AND ms > 0"), values
    ):
        spent = works.setdefault(str(day)[:7], {})
        spent[work] = spent.get(work, 0) + int(ms)
    return [
        MonthOfHours(month, len(stayed.get(month, [])), sum(stayed.get(month, [])), works.get(month, {}))
        for month in sorted({*stayed, *works}, reverse=True)
    ]


def forgotten_days(at: datetime, most: int = 100) -> list[tuple[int, date]]:
    """People who are still in from an earlier day, with that day."""
    rows = fast().rows(
        "SELECT person_id, day FROM visit WHERE left_at IS NULL AND NOT is_void AND day < ? ORDER BY day, id LIMIT ?",
        (local_day(at), most),
    )
    return [(row[0], as_day(row[1])) for row in rows]


def roles_seen(site_id: int) -> list[str]:
    """The roles in which people came to a site, in the order of the house."""
    seen = {row[0] for row in fast().rows("SELECT DISTINCT role FROM visit WHERE site_id = ?", (site_id,))}
    return [role for role in VISIT_ROLES if role in seen]
