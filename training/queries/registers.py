"""The register of a class, and what a run's learners were there for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from core.db import as_instant, fast
from core.errors import NotFound
from training.completion import LearnerFacts
from training.words import MARKS_THERE, sql_list

_THERE = sql_list(MARKS_THERE)
_ON_THE_LIST = "('booked', 'attending', 'no_show', 'completed', 'not_completed', 'withdrawn')"


@dataclass(frozen=True)
class Sheet:
    """The head of a register."""

    token: str
    run: str
    title: str
    number: int
    starts_at: datetime
    ends_at: datetime
    where: str
    site_id: int
    is_cancelled: bool
    is_first: bool
    signed_at: datetime | None
    signed_by: str

    @property
    def minutes(self) -> int:
        """How long the class is."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


@dataclass(frozen=True)
class SheetLine:
    """A learner in a register with the mark that counts ("" for none), and what helps them take part."""

    booking_id: int
    number: str
    called: str
    avatar: str
    language: str
    state: str
    mark: str
    minutes: int
    adjustment: str
    language_support: str


def sheet_of(token: str, site_id: int) -> Sheet:
    """The head of the register of a class at a site. Raises NotFound."""
    row = fast().row(
        "SELECT k.token, r.number, v.title, k.number, k.starts_at, k.ends_at, "
        "COALESCE(NULLIF(k.venue, ''), pl.name, s.name), r.site_id, k.cancelled_at, "
        "(SELECT MIN(f.starts_at) FROM course_class f WHERE f.run_id = r.id AND f.cancelled_at IS NULL), "
        "k.signed_at, COALESCE(n.called, p.number, '') FROM course_class k JOIN run r ON r.id = k.run_id "
        "JOIN course_version v ON v.id = r.version_id JOIN site s ON s.id = r.site_id "
        "LEFT JOIN place pl ON pl.id = k.place_id LEFT JOIN person p ON p.id = k.signed_by_id "
        "LEFT JOIN person_name n ON n.person_id = p.id WHERE k.token = ? AND r.site_id = ?",
        (token, site_id),
    )
    if row is None:
        raise NotFound
    return Sheet(
        token=row[0],
        run=row[1],
        title=row[2],
        number=row[3],
        starts_at=as_instant(row[4]),
        ends_at=as_instant(row[5]),
        where=row[6],
        site_id=row[7],
        is_cancelled=row[8] is not None,
        is_first=row[9] is not None and as_instant(row[9]) == as_instant(row[4]),
        signed_at=None if row[10] is None else as_instant(row[10]),
        signed_by=row[11],
    )


def sheet_lines(token: str) -> list[SheetLine]:
    """The learners of a register by their names as wanted."""
    rows = fast().rows(
        "SELECT b.id, p.number, COALESCE(n.called, p.number), p.avatar, p.language, b.state, "
        "COALESCE(m.mark, ''), COALESCE(m.minutes, 0), COALESCE(d.adjustment, ''), COALESCE(d.language_support, '') "
        "FROM course_class k JOIN booking b ON b.run_id = k.run_id JOIN person p ON p.id = b.person_id "
        "LEFT JOIN person_name n ON n.person_id = p.id "
        "LEFT JOIN attendance_mark m ON m.class_id = k.id AND m.person_id = p.id AND m.superseded_by IS NULL "
        "LEFT JOIN learner_needs d ON d.person_id = p.id "
        f"WHERE k.token = ? AND b.state IN {_ON_THE_LIST} "
        "ORDER BY CASE WHEN b.state = 'no_show' THEN 1 ELSE 0 END, LOWER(COALESCE(n.called, p.number)), b.id",
        (token,),
    )
    return [SheetLine(*[row[index] for index in range(10)]) for row in rows]


@dataclass(frozen=True)
class ClassToday:
    """A class of the next days as the register's start lists it."""

    token: str
    run: str
    title: str
    starts_at: datetime
    ends_at: datetime
    where: str
    learners: int
    marked: int
    is_signed: bool


MOST_UNSIGNED: Final = 100
_CLASSES: Final = (
    "SELECT k.token, r.number, v.title, k.starts_at, k.ends_at, COALESCE(NULLIF(k.venue, ''), pl.name, s.name), "
    "(SELECT COUNT(*) FROM booking b WHERE b.run_id = r.id AND b.state IN ('booked', 'attending')), "
    "(SELECT COUNT(*) FROM attendance_mark m WHERE m.class_id = k.id AND m.superseded_by IS NULL), k.signed_at "
    "FROM course_class k JOIN run r ON r.id = k.run_id JOIN course_version v ON v.id = r.version_id "
    "JOIN site s ON s.id = r.site_id LEFT JOIN place pl ON pl.id = k.place_id "
    "WHERE r.site_id = ? AND k.cancelled_at IS NULL AND r.state NOT IN ('draft', 'cancelled') "
)


def classes_near(site_id: int, first: datetime, until: datetime) -> list[ClassToday]:
    """The classes of a site that begin between two instants, in order."""
    rows = fast().rows(
        f"{_CLASSES}AND k.starts_at >= ? AND k.starts_at < ? ORDER BY k.starts_at, k.id",
        (site_id, first, until),
    )
    return _listed(rows)


def unsigned_before(site_id: int, until: datetime) -> list[ClassToday]:
    """Classes that began before `until` and whose register nobody signed, the oldest first, at most so many.

    Courses of earlier years that a list told of have no register.
    """
    rows = fast().rows(
        f"{_CLASSES}AND k.starts_at < ? AND k.signed_at IS NULL AND r.number NOT LIKE 'P-%' "
        f"ORDER BY k.starts_at, k.id LIMIT {MOST_UNSIGNED}",
        (site_id, until),
    )
    return _listed(rows)


def _listed(rows: Sequence[Any]) -> list[ClassToday]:
    return [
        ClassToday(
            token=row[0],
            run=row[1],
            title=row[2],
            starts_at=as_instant(row[3]),
            ends_at=as_instant(row[4]),
            where=row[5],
            learners=int(row[6]),
            marked=int(row[7]),
            is_signed=row[8] is not None,
        )
        for row in rows
    ]


def facts_of_run(run_id: int) -> dict[int, LearnerFacts]:
    """Booking id → what the completion rule looks at, criteria left out: minutes and classes there and in all."""
    connection = fast()
    classes = connection.rows(
        "SELECT starts_at, ends_at FROM course_class WHERE run_id = ? AND cancelled_at IS NULL", (run_id,)
    )
    in_all = sum(int((as_instant(row[1]) - as_instant(row[0])).total_seconds() // 60) for row in classes)
    rows = connection.rows(
        "SELECT b.id, b.state, COALESCE(SUM(m.minutes), 0), COUNT(m.id) FROM booking b "
        "LEFT JOIN attendance_mark m ON m.person_id = b.person_id AND m.superseded_by IS NULL "
        f"AND m.mark IN ({_THERE}) AND m.class_id IN (SELECT id FROM course_class WHERE run_id = ? "
        "AND cancelled_at IS NULL) "
        f"WHERE b.run_id = ? AND b.state IN {_ON_THE_LIST} GROUP BY b.id, b.state",
        (run_id, run_id),
    )
    return {
        row[0]: LearnerFacts(
            minutes=int(row[2]),
            minutes_in_all=in_all,
            classes=int(row[3]),
            classes_in_all=len(classes),
            has_withdrawn=row[1] == "withdrawn",
        )
        for row in rows
    }
