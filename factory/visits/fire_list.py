"""Who is in the building now, for a fire: who came and did not go, who sits in a class or at a machine, and heads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.clock import local_day, start_of_day
from core.db import as_instant, fast

_PEOPLE = (
    "SELECT x.person_id, x.kind, x.since, p.number, COALESCE(n.called, p.number), p.avatar, x.role FROM ("
    "SELECT v.person_id AS person_id, 'visit' AS kind, v.came_at AS since, v.role AS role FROM visit v "
    "WHERE v.site_id = ? AND v.left_at IS NULL AND NOT v.is_void AND v.day = ? "
    "UNION ALL SELECT m.person_id, 'class', c.starts_at, '' FROM attendance_mark m "
    "JOIN course_class c ON c.id = m.class_id JOIN run r ON r.id = c.run_id WHERE r.site_id = ? AND c.starts_at <= ? "
    "AND c.ends_at >= ? AND c.cancelled_at IS NULL AND m.mark IN ('present', 'late') AND m.superseded_by IS NULL "
    "AND m.taken_back_by IS NULL "
    "UNION ALL SELECT w.person_id, 'machine', w.began_at, '' FROM machine_session w WHERE w.site_id = ? "
    "AND w.ended_at IS NULL AND NOT w.is_void AND w.person_id IS NOT NULL AND w.began_at >= ?) x "
    "JOIN person p ON p.id = x.person_id LEFT JOIN person_name n ON n.person_id = p.id ORDER BY x.since, x.person_id"
)


@dataclass(frozen=True)
class Inside:
    """Somebody who is taken to be in the building: since when, and how that is known."""

    number: str
    called: str
    avatar: str
    role: str
    since: datetime
    kind: str


@dataclass(frozen=True)
class FireList:
    """Everybody in a building at a moment; `heads` are visitors whose names nobody asked for."""

    site: str
    at: datetime
    people: list[Inside]
    heads: int

    @property
    def total(self) -> int:
        """How many to look for outside."""
        return len(self.people) + self.heads


def fire_list(site_id: int, at: datetime) -> FireList:
    """Who is in at `at`: each person once, by name; a visit says it before a class does, a class before a machine."""
    day = local_day(at)
    rows = fast().rows(_PEOPLE, (site_id, day, site_id, at, at, site_id, start_of_day(day)))
    order = {"visit": 0, "class": 1, "machine": 2}
    people: dict[int, Inside] = {}
    for row in sorted(rows, key=lambda one: order[one[1]]):
        people.setdefault(row[0], Inside(row[3], row[4], row[5], row[6], as_instant(row[2]), row[1]))
    named = fast().row("SELECT name FROM site WHERE id = ?", (site_id,))
    return FireList(
        named[0] if named else "",
        at,
        sorted(people.values(), key=lambda one: (one.called.casefold(), one.number)),
        heads_inside(site_id, at),
    )


def heads_inside(site_id: int, at: datetime) -> int:
    """Visitors without a name who came in today and have not gone out."""
    row = fast().row(
        "SELECT COALESCE(SUM(heads), 0) FROM visitor_heads WHERE site_id = ? AND day = ?",
        (site_id, local_day(at)),
    )
    return max(0, int(row[0])) if row else 0
