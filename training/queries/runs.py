"""Runs: lists by filter, one run, who is booked, a month for the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select

from core.clock import start_of_day
from core.db import as_instant, db, fast
from core.errors import NotFound
from training.models.delivery import Run
from training.queries.seats import seats_of_runs
from training.run_states import RunFacts
from training.staffing import Seats

STATE_SETS: Final[dict[str, tuple[str, ...]]] = {
    "coming": ("draft", "open", "closed", "running"),
    "to_finish": ("finished", "verified", "claimed", "result_received", "handed_over"),
    "ended": ("archived", "cancelled"),
    "all": (),
}
"""Sets of states that a list may be asked for, beside each state alone."""
PAGE: Final = 100


@dataclass(frozen=True)
class RunFilter:
    """What a list of runs shows. Empty means any; `state` is a state or one of `STATE_SETS`."""

    site_ids: tuple[int, ...]
    state: str = "coming"
    course: str = ""
    category: str = ""
    trainer_id: int = 0
    text: str = ""

    @property
    def states(self) -> tuple[str, ...]:
        """The states meant; empty for all."""
        return STATE_SETS.get(self.state, (self.state,))


@dataclass(frozen=True)
class RunLine:
    """A run as lists show it: `learners` is who sits or was counted, `first` and `last` are of its classes."""

    id: int
    number: str
    state: str
    course: str
    category: str
    title: str
    is_accredited: bool
    site_id: int
    site: str
    city: str
    seats: Seats
    first: datetime | None
    last: datetime | None
    classes: int
    trainers: tuple[str, ...] = field(default=())


_LINE = (
    "SELECT r.id, r.number, r.state, c.slug, c.category, v.title, v.is_accredited, r.site_id, s.name, s.city, "
    "r.capacity, MIN(k.starts_at), MAX(k.ends_at), COUNT(k.id) "
    "FROM run r JOIN course_version v ON v.id = r.version_id JOIN course c ON c.id = v.course_id "
    "JOIN site s ON s.id = r.site_id LEFT JOIN course_class k ON k.run_id = r.id AND k.cancelled_at IS NULL "
)
_GROUP = (
    " GROUP BY r.id, r.number, r.state, c.slug, c.category, v.title, v.is_accredited, r.site_id, s.name, s.city, "
    "r.capacity"
)


def _where(wanted: RunFilter) -> tuple[str, list[object]]:
    parts, values = ["r.site_id IN (" + _marks(wanted.site_ids) + ")"], list[object](wanted.site_ids)
    if wanted.states:
        parts.append(f"r.state IN ({_marks(wanted.states)})")
        values += wanted.states
    for column, value in (("c.slug", wanted.course), ("c.category", wanted.category)):
        if value:
            parts.append(f"{column} = ?")
            values.append(value)
    if wanted.trainer_id:
        parts.append(
            "EXISTS (SELECT 1 FROM class_trainer t JOIN course_class tk ON tk.id = t.class_id "
            "WHERE tk.run_id = r.id AND t.person_id = ?)"
        )
        values.append(wanted.trainer_id)
    if wanted.text:
        parts.append("LOWER(r.number || ' ' || v.title) LIKE ?")
        values.append(f"%{wanted.text.lower()}%")
    return " AND ".join(parts), values


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" for _ in values)


def runs(wanted: RunFilter, *, start: int = 0, size: int = PAGE) -> list[RunLine]:
    """The runs of a filter: those that begin next first, those without classes before all, ended ones last first."""
    if not wanted.site_ids:
        return []
    condition, values = _where(wanted)
    backwards = wanted.state in ("ended", "archived", "cancelled", "all")
    order = "MIN(k.starts_at) IS NOT NULL, MIN(k.starts_at)" + (" DESC" if backwards else "") + ", r.id"
    rows = fast().rows(
        f"{_LINE} WHERE {condition} {_GROUP} ORDER BY {order} LIMIT ? OFFSET ?", (*values, size, start)
    )
    return _lines(rows)


def run_count(wanted: RunFilter) -> int:
    """How many runs a filter has."""
    if not wanted.site_ids:
        return 0
    condition, values = _where(wanted)
    row = fast().row(
        "SELECT COUNT(*) FROM run r JOIN course_version v ON v.id = r.version_id "
        f"JOIN course c ON c.id = v.course_id WHERE {condition}",
        values,
    )
    return row[0] if row else 0


def runs_of_course(course_id: int, site_ids: Sequence[int], size: int = 50) -> list[RunLine]:
    """The newest runs of a course at some sites, whatever the version."""
    if not site_ids:
        return []
    rows = fast().rows(
        f"{_LINE} WHERE c.id = ? AND r.site_id IN ({_marks(site_ids)}) {_GROUP} ORDER BY r.id DESC LIMIT ?",
        (course_id, *site_ids, size),
    )
    return _lines(rows)


def run_line(number: str, site_id: int) -> RunLine:
    """One run of a site as lists show it. Raises NotFound."""
    rows = fast().rows(f"{_LINE} WHERE r.number = ? AND r.site_id = ? {_GROUP}", (number.upper(), site_id))
    if not rows:
        raise NotFound()
    return _lines(rows)[0]


def _lines(rows: Sequence[Any]) -> list[RunLine]:
    ids = [row[0] for row in rows]
    seats, names = seats_of_runs(ids), trainer_names(ids)
    return [
        RunLine(
            *[
                *[*row[:6], bool(row[6]), *row[7:10], seats.get(row[0], Seats(row[10]))],
                *[as_instant(value) if value else None for value in row[11:13]],
                *[row[13], tuple(names.get(row[0], ()))],
            ]
        )
        for row in rows
    ]


def run_by_number(number: str, site_id: int | None = None) -> Run:
    """The run of that number, of one site if asked. Raises NotFound."""
    row = db.session.scalar(select(Run).where(Run.number == number.upper()))
    if row is None or (site_id is not None and row.site_id != site_id):
        raise NotFound()
    return row


def trainer_names(run_ids: Sequence[int]) -> dict[int, list[str]]:
    """Run id → names as wanted of who gives its classes as trainer."""
    found: dict[int, list[str]] = {}
    if not run_ids:
        return found
    rows = fast().rows(
        "SELECT DISTINCT k.run_id, COALESCE(n.called, p.number) FROM class_trainer t "
        "JOIN course_class k ON k.id = t.class_id JOIN person p ON p.id = t.person_id "
        "LEFT JOIN person_name n ON n.person_id = p.id "
        f"WHERE t.part = 'trainer' AND k.cancelled_at IS NULL AND k.run_id IN ({_marks(run_ids)}) ORDER BY 1, 2",
        tuple(run_ids),
    )
    for run_id, name in rows:
        found.setdefault(run_id, []).append(name)
    return found


def run_facts(run: Run) -> RunFacts:
    """What the rules of states need to know of a run."""
    row = fast().row(
        "SELECT v.is_accredited, COUNT(k.id), MIN(k.starts_at), MAX(k.ends_at), "
        "EXISTS (SELECT 1 FROM registration g WHERE g.run_id = r.id) FROM run r "
        "JOIN course_version v ON v.id = r.version_id "
        "LEFT JOIN course_class k ON k.run_id = r.id AND k.cancelled_at IS NULL WHERE r.id = ? "
        "GROUP BY r.id, v.is_accredited",
        (run.id,),
    )
    assert row is not None
    first, last = (as_instant(value) if value else None for value in row[2:4])
    return RunFacts(run.state, bool(row[0]), row[1], first, last, bool(row[4]))


def runs_due(at: datetime) -> list[str]:
    """Numbers of the runs whose first class has begun or whose last has ended, and that do not say so yet."""
    rows = fast().rows(
        "SELECT r.number FROM run r JOIN course_class k ON k.run_id = r.id AND k.cancelled_at IS NULL "
        "WHERE r.state IN ('open', 'closed', 'running') GROUP BY r.id, r.number, r.state "
        "HAVING (r.state <> 'running' AND MIN(k.starts_at) <= ?) OR (r.state = 'running' AND MAX(k.ends_at) <= ?) "
        "ORDER BY r.id",
        (at, at),
    )
    return [row[0] for row in rows]


@dataclass(frozen=True)
class ClassDay:
    """A class in the month's calendar."""

    starts_at: datetime
    ends_at: datetime
    run: str
    number: int
    title: str
    state: str
    is_cancelled: bool


def classes_between(wanted: RunFilter, first: date, until: date) -> list[ClassDay]:
    """The classes of a filter's runs from a day on until another (not included)."""
    if not wanted.site_ids:
        return []
    condition, values = _where(wanted)
    rows = fast().rows(
        "SELECT k.starts_at, k.ends_at, r.number, k.number, v.title, r.state, k.cancelled_at IS NOT NULL "
        "FROM course_class k JOIN run r ON r.id = k.run_id JOIN course_version v ON v.id = r.version_id "
        f"JOIN course c ON c.id = v.course_id WHERE {condition} AND k.starts_at >= ? AND k.starts_at < ? "
        "ORDER BY k.starts_at, k.id LIMIT 500",
        (*values, start_of_day(first), start_of_day(until)),
    )
    return [ClassDay(*[as_instant(row[0]), as_instant(row[1]), *row[2:6], bool(row[6])]) for row in rows]
