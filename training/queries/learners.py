"""The learners of a site: who they are, what they have booked, attended and achieved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select

from core.clock import local_day
from core.db import as_instant, db, fast
from core.errors import N_, NotFound
from core.people import Person
from core.searching import held_by
from training.words import LIVE_BOOKING, MARKS_THERE, sql_list

PAGE: Final = 50
_LIVE: Final = sql_list(LIVE_BOOKING)
_THERE: Final = sql_list(MARKS_THERE)
_AT_SITE: Final = (
    "(EXISTS (SELECT 1 FROM booking b JOIN run r ON r.id = b.run_id WHERE b.person_id = p.id AND r.site_id = ?) "
    "OR EXISTS (SELECT 1 FROM role t WHERE t.person_id = p.id AND t.role = 'trainee' AND t.site_id = ?))"
)
"""Who is a learner of a site: they have or had a booking in a run there, or the role of a trainee."""
STATES: Final[dict[str, str]] = {
    "now": f"EXISTS (SELECT 1 FROM booking b JOIN run r ON r.id = b.run_id WHERE b.person_id = p.id "
    f"AND r.site_id = ? AND b.state IN ({_LIVE}))",
    "waiting": "EXISTS (SELECT 1 FROM booking b JOIN run r ON r.id = b.run_id WHERE b.person_id = p.id "
    "AND r.site_id = ? AND b.state IN ('waitlisted', 'offered', 'requested'))",
    "completed": "EXISTS (SELECT 1 FROM booking b JOIN run r ON r.id = b.run_id WHERE b.person_id = p.id "
    "AND r.site_id = ? AND b.state = 'completed')",
    "none": "NOT EXISTS (SELECT 1 FROM booking b JOIN run r ON r.id = b.run_id WHERE b.person_id = p.id "
    "AND r.site_id = ?)",
}
"""Which learners a filter shows, by what they have booked at the site."""


@dataclass(frozen=True)
class LearnerFilter:
    """Which learners of which site: words of the name or number, what they have booked, language, kind of course."""

    site_id: int
    words: str = ""
    state: str = ""
    language: str = ""
    category: str = ""


@dataclass(frozen=True)
class LearnerRow:
    """A learner as lists show them: nothing of their needs, and no ULN."""

    number: str
    called: str
    full_name: str
    avatar: str
    language: str
    is_active: bool
    live: int
    completed: int
    last_on: date | None


def _conditions(wanted: LearnerFilter) -> tuple[str, list[object]]:
    parts, values = [_AT_SITE], [wanted.site_id, wanted.site_id]
    sought: list[object] = [*values]
    for word in wanted.words.split()[:6]:
        held, likes = held_by(word, ("n.called", "n.full_name"))
        parts.append(f"(({held}) OR p.number = ?)")
        sought += [*likes, word.upper()]
    if wanted.state in STATES:
        parts.append(STATES[wanted.state])
        sought.append(wanted.site_id)
    if wanted.language:
        parts.append("p.language = ?")
        sought.append(wanted.language)
    if wanted.category:
        parts.append(
            "EXISTS (SELECT 1 FROM booking b JOIN run r ON r.id = b.run_id JOIN course_version v "
            "ON v.id = r.version_id JOIN course c ON c.id = v.course_id WHERE b.person_id = p.id "
            "AND r.site_id = ? AND c.category = ?)"
        )
        sought += [wanted.site_id, wanted.category]
    return " AND ".join(parts), sought


def learner_count(wanted: LearnerFilter) -> int:
    """How many learners the filter finds."""
    where, values = _conditions(wanted)
    row = fast().row(
        f"SELECT COUNT(*) FROM person p LEFT JOIN person_name n ON n.person_id = p.id WHERE {where}", values
    )
    return int(row[0]) if row else 0


def learners(wanted: LearnerFilter, *, start: int = 0, size: int = PAGE) -> list[LearnerRow]:
    """The learners that the filter finds, by the name as wanted."""
    where, values = _conditions(wanted)
    here = "JOIN run r ON r.id = b.run_id WHERE b.person_id = p.id AND r.site_id = ?"
    rows = fast().rows(
        "SELECT p.number, COALESCE(n.called, p.number), COALESCE(n.full_name, ''), p.avatar, p.language, "
        f"p.is_active, (SELECT COUNT(*) FROM booking b {here} AND b.state IN ({_LIVE})), "
        f"(SELECT COUNT(*) FROM booking b {here} AND b.state = 'completed'), "
        "(SELECT MAX(k.starts_at) FROM attendance_mark m JOIN course_class k ON k.id = m.class_id "
        "JOIN run r ON r.id = k.run_id WHERE m.person_id = p.id AND r.site_id = ? AND m.superseded_by IS NULL "
        f"AND m.mark IN ({_THERE})) FROM person p LEFT JOIN person_name n ON n.person_id = p.id WHERE {where} "
        "ORDER BY LOWER(COALESCE(n.called, p.number)), p.number LIMIT ? OFFSET ?",
        [wanted.site_id] * 3 + values + [size, start],
    )
    return [_row(row) for row in rows]


def _row(row: Sequence[Any]) -> LearnerRow:
    last = local_day(as_instant(row[8])) if row[8] else None
    number, called, full_name, avatar, language = row[:5]
    return LearnerRow(
        number, called, full_name, avatar, language, bool(row[5]), int(row[6]), int(row[7]), last
    )


def learner_here(number: str, *, site_id: int) -> Person:
    """The learner of a site with that number. Raises NotFound, whether there is one elsewhere or not."""
    row = fast().row(
        f"SELECT p.id FROM person p WHERE p.number = ? AND ({_AT_SITE} OR p.home_site_id = ?)",
        (number, site_id, site_id, site_id),
    )
    if row is None:
        raise NotFound(N_("There is no such learner here."), N_("Search by name or number."))
    return db.session.scalars(select(Person).where(Person.id == row[0])).one()


@dataclass(frozen=True)
class LearnerBooking:
    """One booking of a learner at a site, with the classes there and in all, and the minutes."""

    booking_id: int
    run: str
    title: str
    category: str
    state: str
    state_at: datetime
    first_on: date | None
    there: int
    classes: int
    minutes: int


def bookings_at(person_id: int, site_id: int) -> list[LearnerBooking]:
    """Every booking of a learner at a site, the newest first, with what they attended."""
    rows = fast().rows(
        "SELECT b.id, r.number, v.title, c.category, b.state, b.state_at, "
        "(SELECT MIN(k.starts_at) FROM course_class k WHERE k.run_id = r.id AND k.cancelled_at IS NULL), "
        "(SELECT COUNT(*) FROM attendance_mark m JOIN course_class k ON k.id = m.class_id WHERE k.run_id = r.id "
        f"AND m.person_id = b.person_id AND m.superseded_by IS NULL AND m.mark IN ({_THERE})), "
        "(SELECT COUNT(*) FROM course_class k WHERE k.run_id = r.id AND k.cancelled_at IS NULL), "
        "(SELECT COALESCE(SUM(m.minutes), 0) FROM attendance_mark m JOIN course_class k ON k.id = m.class_id "
        "WHERE k.run_id = r.id AND m.person_id = b.person_id AND m.superseded_by IS NULL "
        f"AND m.mark IN ({_THERE})) "
        "FROM booking b JOIN run r ON r.id = b.run_id JOIN course_version v ON v.id = r.version_id "
        "JOIN course c ON c.id = v.course_id WHERE b.person_id = ? AND r.site_id = ? "
        "ORDER BY b.made_at DESC, b.id DESC LIMIT 200",
        (person_id, site_id),
    )
    return [
        LearnerBooking(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            as_instant(row[5]),
            local_day(as_instant(row[6])) if row[6] else None,
            int(row[7]),
            int(row[8]),
            int(row[9]),
        )
        for row in rows
    ]


def qualifications_of(person_id: int) -> list[tuple[str, str]]:
    """Title and day of the qualifications that a body awarded to a learner."""
    rows = fast().rows(
        "SELECT q.title, a.awarded_on FROM qualification_award a JOIN qualification q ON q.id = a.qualification_id "
        "WHERE a.person_id = ? ORDER BY a.awarded_on DESC, a.id",
        (person_id,),
    )
    return [(row[0], str(row[1])) for row in rows]
