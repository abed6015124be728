"""What may be taken along as a table: learners, bookings, attendance, results. No table holds a ULN beside a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from core.clock import local_day, start_of_day
from core.db import as_day, as_instant, fast

MOST: Final = 100_000
_FIRST: Final = (
    "(SELECT MIN(k.starts_at) FROM course_class k WHERE k.run_id = r.id AND k.cancelled_at IS NULL)"
)
_PERSON: Final = "p.number, COALESCE(n.called, p.number)"
_JOINS: Final = (
    "JOIN run r ON r.id = b.run_id JOIN course_version v ON v.id = r.version_id JOIN course c ON c.id = v.course_id "
    "JOIN person p ON p.id = b.person_id LEFT JOIN person_name n ON n.person_id = p.id"
)


@dataclass(frozen=True)
class FileFilter:
    """Which rows: of which site, of one run or of all, of classes between two days (None: no limit)."""

    site_id: int
    run: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


Line = list[Any]


def _between(column: str, wanted: FileFilter) -> tuple[str, list[object]]:
    parts, values = ["r.site_id = ?"], [wanted.site_id]
    sought: list[object] = [*values]
    if wanted.run:
        parts.append("r.number = ?")
        sought.append(wanted.run.upper())
    if wanted.starts_on:
        parts.append(f"{column} >= ?")
        sought.append(start_of_day(wanted.starts_on))
    if wanted.ends_on:
        parts.append(f"{column} < ?")
        sought.append(start_of_day(wanted.ends_on + timedelta(days=1)))
    return " AND ".join(parts), sought


def _day(value: Any) -> date | None:
    return None if value is None else local_day(as_instant(value))


def booking_lines(wanted: FileFilter) -> list[Line]:
    """Run, course, kind of course, first class, number, called, state, joined, since, how they asked."""
    where, values = _between(_FIRST, wanted)
    rows = fast().rows(
        f"SELECT r.number, v.title, c.category, {_FIRST}, {_PERSON}, b.state, b.joined_at, b.state_at, b.source "
        f"FROM booking b {_JOINS} WHERE {where} ORDER BY r.id, b.id LIMIT {MOST}",
        values,
    )
    return [
        [row[0], row[1], row[2], _day(row[3]), row[4], row[5], row[6], _day(row[7]), _day(row[8]), row[9]]
        for row in rows
    ]


def attendance_lines(wanted: FileFilter) -> list[Line]:
    """Run, course, class, begin and end, number, called, mark, minutes, how it was marked."""
    where, values = _between("k.starts_at", wanted)
    rows = fast().rows(
        f"SELECT r.number, v.title, k.number, k.starts_at, k.ends_at, {_PERSON}, m.mark, m.minutes, m.method "
        "FROM attendance_mark m JOIN course_class k ON k.id = m.class_id JOIN run r ON r.id = k.run_id "
        "JOIN course_version v ON v.id = r.version_id JOIN person p ON p.id = m.person_id "
        f"LEFT JOIN person_name n ON n.person_id = p.id WHERE m.superseded_by IS NULL AND {where} "
        f"ORDER BY k.starts_at, k.id, LOWER(COALESCE(n.called, p.number)), p.number LIMIT {MOST}",
        values,
    )
    return [[*row[:3], _moment(row[3]), _moment(row[4]), *row[5:]] for row in rows]


def _moment(value: Any) -> datetime:
    return as_instant(value)


def result_lines(wanted: FileFilter) -> list[Line]:
    """Run, course, number, called, ending and its day, unit, recommended, and the body's answer."""
    where, values = _between(_FIRST, wanted)
    rows = fast().rows(
        f"SELECT r.number, v.title, {_PERSON}, COALESCE(o.confirmed, ''), o.completed_on, COALESCE(u.code, ''), "
        "l.is_achieved, COALESCE(l.result, ''), l.result_on, COALESCE(l.body_certificate, '') "
        f"FROM booking b {_JOINS} LEFT JOIN completion o ON o.booking_id = b.id "
        "LEFT JOIN registration g ON g.run_id = r.id AND g.person_id = p.id "
        "LEFT JOIN rac_line l ON l.registration_id = g.id LEFT JOIN unit u ON u.id = l.unit_id "
        f"WHERE {where} AND (o.booking_id IS NOT NULL OR l.id IS NOT NULL) "
        f"ORDER BY r.id, b.id, u.code LIMIT {MOST}",
        values,
    )
    return [
        [
            *row[:5],
            _as_day(row[5]),
            row[6],
            None if row[7] is None else bool(row[7]),
            row[8],
            _as_day(row[9]),
            row[10],
        ]
        for row in rows
    ]


def _as_day(value: Any) -> date | None:
    return None if value is None else as_day(value)


def uln_lines(site_id: int) -> list[Line]:
    """Our number and the ULN, and nothing else of the person."""
    rows = fast().rows(
        "SELECT p.number, u.uln FROM learner_number u JOIN person p ON p.id = u.person_id "
        "WHERE p.home_site_id = ? OR EXISTS (SELECT 1 FROM booking b JOIN run r ON r.id = b.run_id "
        f"WHERE b.person_id = p.id AND r.site_id = ?) ORDER BY p.number LIMIT {MOST}",
        (site_id, site_id),
    )
    return [[row[0], row[1]] for row in rows]
