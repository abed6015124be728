"""Inductions: each person's way through a checklist, what is still missing for a permit, and who holds one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from core.clock import local_day
from core.db import as_instant, as_json, fast
from core.people import permit_name
from training.queries.checklists import CHECKLIST_COLUMNS, Checklist, approvals_of, checklist_of
from training.queries.skills import HeldPermit, held_permit

SOON = timedelta(days=30)


@dataclass(frozen=True)
class Passing:
    """One person's way through a version."""

    id: int
    token: str
    person_id: int
    number: str
    called: str
    avatar: str
    site_id: int
    state: str
    language: str
    interpreter: str
    answers: dict[str, str]
    theory_percent: int
    seen: list[str]
    begun_at: datetime
    checklist: Checklist

    @property
    def right(self) -> int:
        """How many questions are answered rightly."""
        return sum(
            self.answers.get(row["key"]) == self.checklist.right_answer(row["key"])
            for row in self.checklist.questions
        )

    @property
    def has_theory(self) -> bool:
        """Whether the theory reaches the bar."""
        return self.theory_percent >= self.checklist.pass_percent or not self.checklist.questions

    @property
    def next_question(self) -> str:
        """The key of the next question: first those not answered, then those answered wrongly; "" for none."""
        keys = [row["key"] for row in self.checklist.questions]
        fresh = [key for key in keys if key not in self.answers]
        wrong = [
            key
            for key in keys
            if key in self.answers and self.answers[key] != self.checklist.right_answer(key)
        ]
        return next(iter(fresh + wrong), "")


@dataclass(frozen=True)
class Missing:
    """What somebody still needs for a permit, and when it can next be learned here."""

    has_theory: bool
    right: int
    questions: int
    has_practice: bool
    minutes: int
    minutes_wanted: int
    has_carrier: bool
    held_until: date | None
    next_at: datetime | None
    next_title: str
    givers: tuple[str, ...]

    @property
    def has_minutes(self) -> bool:
        """Whether enough supervised minutes are there."""
        return self.minutes >= self.minutes_wanted

    @property
    def is_ready(self) -> bool:
        """Whether only the signature is left."""
        return self.has_theory and self.has_minutes and self.has_carrier


_PASSING = (
    "SELECT p.id, p.token, p.person_id, o.number, COALESCE(n.called, o.number), o.avatar, p.site_id, p.state, "
    f"p.language, p.interpreter, p.answers, p.theory_percent, p.seen, p.begun_at, {CHECKLIST_COLUMNS} "
    "FROM induction_pass p JOIN induction_version v ON v.id = p.version_id JOIN induction i ON i.id = v.induction_id "
    "JOIN person o ON o.id = p.person_id LEFT JOIN person_name n ON n.person_id = o.id WHERE "
)


def _passing(row: Sequence[Any]) -> Passing:
    return Passing(
        id=row[0],
        token=row[1],
        person_id=row[2],
        number=row[3],
        called=row[4],
        avatar=row[5],
        site_id=row[6],
        state=row[7],
        language=row[8],
        interpreter=row[9],
        answers=as_json(row[10]),
        theory_percent=row[11],
        seen=as_json(row[12]),
        begun_at=as_instant(row[13]),
        checklist=checklist_of(row[14:]),
    )


def passing_by_token(token: str) -> Passing | None:
    """One way through a version, by its address."""
    row = fast().row(f"{_PASSING}p.token = ?", (token,))
    return _passing(row) if row else None


def begun_by(person_id: int) -> list[Passing]:
    """What a person has begun and not ended."""
    return [
        _passing(row)
        for row in fast().rows(f"{_PASSING}p.person_id = ? AND p.state = 'begun' ORDER BY p.id", (person_id,))
    ]


def begun_at(site_id: int) -> list[Passing]:
    """What people of a site have begun and not ended: who waits for a giver."""
    return [
        _passing(row)
        for row in fast().rows(
            f"{_PASSING}p.site_id = ? AND p.state = 'begun' ORDER BY p.begun_at DESC, p.id DESC LIMIT 100",
            (site_id,),
        )
    ]


def supervised_minutes_of(person_id: int, permit_kind: str) -> int:
    """Minutes at that kind of machine beside somebody who holds the permit."""
    row = fast().row(
        "SELECT COALESCE(SUM(minutes), 0) FROM induction_time t WHERE person_id = ? AND permit_kind = ? "
        "AND NOT EXISTS (SELECT 1 FROM induction_time_back b WHERE b.id = t.id)",
        (person_id, permit_kind),
    )
    return int(row[0]) if row else 0


def missing_for(person_id: int, checklist: Checklist, *, site_id: int, at: datetime) -> Missing:
    """What a person still needs for the permit of a checklist; asks for nothing that is already there."""
    mine = next((row for row in begun_by(person_id) if row.checklist.slug == checklist.slug), None)
    used = mine.checklist if mine else checklist
    held = held_until(person_id, checklist.permit_kind, local_day(at))
    taught = next_class(checklist, site_id, at)
    carried = bool(mine and (mine.interpreter or mine.language in approvals_of(used.version_id)))
    return Missing(
        has_theory=bool(mine and mine.has_theory) or not used.questions,
        right=mine.right if mine else 0,
        questions=len(used.questions),
        has_practice=bool(mine and {row["key"] for row in used.practice} <= set(mine.seen)),
        minutes=supervised_minutes_of(person_id, checklist.permit_kind),
        minutes_wanted=used.supervised_minutes,
        has_carrier=carried,
        held_until=held,
        next_at=taught[0] if taught else None,
        next_title=taught[1] if taught else "",
        givers=tuple(name for name, _ in givers_of(checklist.permit_kind, site_id, at) if name),
    )


def held_until(person_id: int, permit_kind: str, day: date) -> date | None:
    """The last day of a person's live permit of a kind."""
    row = fast().row(
        "SELECT MAX(ends_on) FROM permit WHERE person_id = ? AND kind = ? AND ended_at IS NULL "
        "AND confirmed_at IS NOT NULL AND starts_on <= ? AND ends_on >= ?",
        (person_id, permit_kind, day, day),
    )
    if row is None or row[0] is None:
        return None
    return row[0] if isinstance(row[0], date) else date.fromisoformat(row[0])


def next_class(checklist: Checklist, site_id: int, at: datetime) -> tuple[datetime, str] | None:
    """The next class here of a course that uses this kind of machine: its start and the title of the course."""
    rows = fast().rows(
        "SELECT c.starts_at, v.title, v.equipment FROM course_class c JOIN run r ON r.id = c.run_id "
        "JOIN course_version v ON v.id = r.version_id WHERE r.site_id = ? AND r.state IN ('open', 'closed', 'running') "
        "AND c.cancelled_at IS NULL AND c.starts_at > ? ORDER BY c.starts_at LIMIT 200",
        (site_id, at),
    )
    wanted = {
        checklist.slug,
        checklist.permit_kind,
        checklist.title.lower(),
        permit_name(checklist.permit_kind).lower(),
    }
    for starts_at, title, equipment in rows:
        if wanted & {str(name).lower() for name in as_json(equipment) or []}:
            return as_instant(starts_at), title
    return None


def givers_of(permit_kind: str, site_id: int, at: datetime) -> list[tuple[str, str]]:
    """Who here may give an induction: names and numbers of staff whose own permit of the kind is live."""
    day = local_day(at)
    rows = fast().rows(
        "SELECT DISTINCT COALESCE(n.called, p.number), p.number FROM permit t JOIN person p ON p.id = t.person_id "
        "JOIN role r ON r.person_id = p.id LEFT JOIN person_name n ON n.person_id = p.id WHERE t.kind = ? "
        "AND t.ended_at IS NULL AND t.confirmed_at IS NOT NULL AND t.starts_on <= ? AND t.ends_on >= ? "
        "AND p.is_active = ? AND r.role IN ('trainer', 'coordinator', 'maintainer', 'administrator') "
        "AND (r.site_id IS NULL OR r.site_id = ?) AND r.starts_on <= ? AND (r.ends_on IS NULL OR r.ends_on >= ?) "
        "ORDER BY 1 LIMIT 5",
        (permit_kind, day, day, True, site_id, day, day),
    )
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a permit for a machine."""

    number: str
    called: str
    avatar: str
    permit: HeldPermit


def holders_at(site_id: int, day: date, *, kind: str = "") -> list[Holder]:
    """Who of a site holds a permit for a machine; whose ends first stands first."""
    only = "AND t.kind = ?" if kind else "AND t.kind LIKE 'machine:%'"
    rows = fast().rows(
        "SELECT t.id, t.kind, t.starts_on, t.ends_on, t.source, u.last_on, (SELECT i.unused_days FROM induction i "
        "WHERE i.permit_kind = t.kind AND i.is_active ORDER BY i.id LIMIT 1), t.person_id, p.number, "
        "COALESCE(n.called, p.number), p.avatar FROM permit t JOIN person p ON p.id = t.person_id "
        "LEFT JOIN person_name n ON n.person_id = p.id LEFT JOIN permit_use u ON u.permit_id = t.id "
        "WHERE t.ended_at IS NULL AND t.confirmed_at IS NOT NULL AND t.starts_on <= ? AND t.ends_on >= ? "
        "AND p.is_active = ? AND (p.home_site_id = ? "
        "OR EXISTS (SELECT 1 FROM role r WHERE r.person_id = p.id AND r.site_id = ?)) "
        f"{only} ORDER BY t.ends_on, p.number",
        (day, day, True, site_id, site_id, *((kind,) if kind else ())),
    )
    found = [Holder(row[8], row[9], row[10], held_permit(row)) for row in rows]
    return sorted(found, key=lambda row: (row.permit.ends_first_on, row.number))
