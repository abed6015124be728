"""Whom to ask what came next, what was told, and the hours of former learners who help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from core.clock import local_day
from core.db import as_day, as_instant, fast
from training.next_steps import due_on, question_due

LONGEST = timedelta(days=300)
_CAME = "b.state IN ('completed', 'not_completed', 'withdrawn')"
_ENDED = (
    "SELECT b.id, p.number, COALESCE(n.called, p.number), p.avatar, p.language, COALESCE(w.title, v.title), r.number, "
    "COALESCE(c.phone, ''), COALESCE(c.email, ''), o.completed_on, b.state_at, p.id, r.site_id, "
    "(SELECT MAX(m.made_at) FROM outbox_message m WHERE m.person_id = p.id AND m.kind = 'next_step') "
    "FROM booking b JOIN run r ON r.id = b.run_id JOIN course_version v ON v.id = r.version_id "
    "JOIN person p ON p.id = b.person_id LEFT JOIN person_name n ON n.person_id = p.id "
    "LEFT JOIN person_contact c ON c.person_id = p.id LEFT JOIN completion o ON o.booking_id = b.id "
    f"LEFT JOIN course_words w ON w.version_id = v.id AND w.language = p.language WHERE {_CAME} "
)


@dataclass(frozen=True)
class StepDue:
    """A question that is open: to whom, about which course, after how many months, since when."""

    booking_id: int
    number: str
    called: str
    avatar: str
    language: str
    title: str
    run: str
    phone: str
    email: str
    months: int
    due_on: date
    person_id: int
    site_id: int
    asked_at: datetime | None


def steps_due(day: date, *, site_id: int | None = None, person_id: int | None = None) -> list[StepDue]:
    """The questions that are open on a day, at a site or for one learner, the longest waiting first."""
    where, values = "", list[object]()
    if site_id is not None:
        where, values = where + "AND r.site_id = ? ", [*values, site_id]
    if person_id is not None:
        where, values = where + "AND b.person_id = ? ", [*values, person_id]
    told: dict[int, set[int]] = {}
    for booking, months in fast().rows("SELECT booking_id, after_months FROM next_step"):
        told.setdefault(booking, set()).add(months)
    found = []
    for row in fast().rows(f"{_ENDED}{where}ORDER BY b.id", values):
        ended = as_day(row[9]) if row[9] is not None else local_day(as_instant(row[10]))
        months = question_due(ended, told.get(row[0], set()), day) if day - ended < LONGEST else None
        if months is None:
            continue
        asked = None if row[13] is None else as_instant(row[13])
        since = due_on(ended, months)
        asked = asked if asked is not None and local_day(asked) >= since else None
        found.append(_due(row, months, since, asked))
    return sorted(found, key=lambda one: (one.due_on, one.booking_id))


def _due(row: Sequence[Any], months: int, since: date, asked: datetime | None) -> StepDue:
    number, called, avatar, language, title, run, phone, email = row[1:9]
    return StepDue(
        row[0],
        number,
        called,
        avatar,
        language,
        title,
        run,
        phone,
        email,
        months,
        since,
        row[11],
        row[12],
        asked,
    )


@dataclass(frozen=True)
class StepAsked:
    """One question as its page shows it: no name, only the course and when."""

    booking_id: int
    person_id: int
    number: str
    called: str
    language: str
    site_id: int
    title: str
    months: int
    ended_on: date
    step: str

    @property
    def due_on(self) -> date:
        """From which day on it may be answered."""
        return due_on(self.ended_on, self.months)


def step_asked(booking_id: int, months: int) -> StepAsked | None:
    """The question about a booking after so many months, with the answer if there is one."""
    row = fast().row(f"{_ENDED}AND b.id = ?", (booking_id,))
    if row is None:
        return None
    told = fast().row(
        "SELECT step FROM next_step WHERE booking_id = ? AND after_months = ?", (booking_id, months)
    )
    ended = as_day(row[9]) if row[9] is not None else local_day(as_instant(row[10]))
    return StepAsked(
        row[0], row[11], row[1], row[2], row[4], row[12], row[5], months, ended, told[0] if told else ""
    )


@dataclass(frozen=True)
class StepTold:
    """What a learner told: course, after how many months, what, when."""

    title: str
    months: int
    step: str
    told_on: date


def steps_told(person_id: int) -> list[StepTold]:
    """What a learner told, the newest first."""
    rows = fast().rows(
        "SELECT v.title, t.after_months, t.step, t.told_on FROM next_step t JOIN booking b ON b.id = t.booking_id "
        "JOIN run r ON r.id = b.run_id JOIN course_version v ON v.id = r.version_id WHERE b.person_id = ? "
        "ORDER BY t.told_on DESC, t.id DESC",
        (person_id,),
    )
    return [StepTold(row[0], row[1], row[2], as_day(row[3])) for row in rows]


@dataclass(frozen=True)
class HelpLine:
    """Some help that was given: who, what, where or for whom, when, how long."""

    number: str
    called: str
    kind: str
    run: str
    title: str
    learner: str
    about: str
    done_on: date
    minutes: int


def help_at(site_id: int, *, person_id: int | None = None, limit: int = 500) -> list[HelpLine]:
    """The help at a site, of everybody or of one, the newest first."""
    where = "" if person_id is None else "AND h.person_id = ? "
    rows = fast().rows(
        "SELECT p.number, COALESCE(n.called, p.number), h.kind, COALESCE(r.number, ''), COALESCE(v.title, ''), "
        "COALESCE(q.number, ''), h.about, h.done_on, h.minutes FROM help_time h JOIN person p ON p.id = h.person_id "
        "LEFT JOIN person_name n ON n.person_id = p.id LEFT JOIN run r ON r.id = h.run_id "
        "LEFT JOIN course_version v ON v.id = r.version_id LEFT JOIN person q ON q.id = h.learner_id "
        f"WHERE h.site_id = ? {where}ORDER BY h.done_on DESC, h.id DESC LIMIT ?",
        (site_id, *(() if person_id is None else (person_id,)), limit),
    )
    return [
        HelpLine(row[0], row[1], row[2], row[3], row[4], row[5], row[6], as_day(row[7]), int(row[8]))
        for row in rows
    ]


def runs_to_help(site_id: int) -> list[tuple[str, str]]:
    """Number and title of the runs in which somebody may have helped, the newest first."""
    rows = fast().rows(
        "SELECT r.number, v.title FROM run r JOIN course_version v ON v.id = r.version_id WHERE r.site_id = ? "
        "AND r.state NOT IN ('draft', 'cancelled') AND r.number NOT LIKE 'P-%' ORDER BY r.id DESC LIMIT 100",
        (site_id,),
    )
    return [(row[0], row[1]) for row in rows]
