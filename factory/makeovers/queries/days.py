"""Work days of makeovers: who is there, who was, who comes, who should have left."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.db import as_day, as_instant, fast
from factory.makeovers.words import statement_token


@dataclass(frozen=True)
class DayPerson:
    """Somebody on a work day."""

    person_id: int
    number: str
    called: str
    avatar: str
    part: str
    arrived_at: datetime | None
    left_at: datetime | None
    minutes: int


@dataclass(frozen=True)
class PracticeLine:
    """What a trainee practised, and whether who saw it has signed it for the assessor."""

    id: int
    person_id: int
    called: str
    criterion: str
    words: str
    is_signed: bool
    by_id: int | None


@dataclass
class DayLine:
    """A work day with its people and what was practised."""

    id: int
    works_on: date
    starts_at: datetime
    ends_at: datetime
    is_off: bool
    people: list[DayPerson] = field(default_factory=list)
    practice: list[PracticeLine] = field(default_factory=list)


def _moment(value: Any) -> datetime | None:
    return None if value is None else as_instant(value)


def days_of(makeover_id: int) -> list[DayLine]:
    """The work days with their people, the next first."""
    days = {
        row[0]: DayLine(row[0], as_day(row[1]), as_instant(row[2]), as_instant(row[3]), row[4] is not None)
        for row in fast().rows(
            "SELECT id, works_on, starts_at, ends_at, cancelled_at FROM makeover_day WHERE makeover_id = ? "
            "ORDER BY works_on DESC, id DESC",
            (makeover_id,),
        )
    }
    for row in fast().rows(
        "SELECT x.day_id, p.id, p.number, COALESCE(n.called, p.number), p.avatar, x.part, x.arrived_at, x.left_at, "
        "x.minutes FROM makeover_day_person x JOIN makeover_day d ON d.id = x.day_id "
        "JOIN person p ON p.id = x.person_id LEFT JOIN person_name n ON n.person_id = p.id "
        "WHERE d.makeover_id = ? ORDER BY x.id",
        (makeover_id,),
    ):
        days[row[0]].people.append(DayPerson(*(*row[1:6], _moment(row[6]), _moment(row[7]), int(row[8]))))
    practice = fast().rows(
        "SELECT q.day_id, q.id, q.person_id, COALESCE(n.called, p.number), q.criterion, q.words, q.token, q.by_id "
        "FROM makeover_practice q JOIN makeover_day d ON d.id = q.day_id JOIN person p ON p.id = q.person_id "
        "LEFT JOIN person_name n ON n.person_id = p.id WHERE d.makeover_id = ? ORDER BY q.id",
        (makeover_id,),
    )
    signed = _signed([row[6] for row in practice])
    for row in practice:
        days[row[0]].practice.append(PracticeLine(*(*row[1:6], row[6] in signed, row[7])))
    return list(days.values())


def _signed(tokens: list[str]) -> set[str]:
    """Those of the practices that are witness statements by now."""
    by_statement = {statement_token(token): token for token in tokens}
    if not by_statement:
        return set()
    marks = ", ".join("?" * len(by_statement))
    rows = fast().rows(f"SELECT token FROM witness_statement WHERE token IN ({marks})", list(by_statement))
    return {by_statement[row[0]] for row in rows}


def people_on_offer(site_id: int, on: date, *, for_home: bool) -> list[tuple[str, str]]:
    """(number, name) of the people of a site today; at a home only those who may enter one."""
    allowed = (
        "AND EXISTS (SELECT 1 FROM permit t WHERE t.person_id = p.id AND t.kind = 'enter:homes' AND t.ended_at IS NULL "
        "AND t.confirmed_at IS NOT NULL AND t.starts_on <= ? AND t.ends_on >= ?) "
    )
    rows = fast().rows(
        "SELECT DISTINCT p.number, COALESCE(n.called, p.number) AS called FROM person p "
        "JOIN role r ON r.person_id = p.id LEFT JOIN person_name n ON n.person_id = p.id WHERE p.is_active "
        "AND (r.site_id = ? OR r.site_id IS NULL) AND r.starts_on <= ? AND (r.ends_on IS NULL OR r.ends_on >= ?) "
        f"{allowed if for_home else ''}ORDER BY called, p.number",
        (site_id, on, on, *((on, on) if for_home else ())),
    )
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True)
class MyDay:
    """A work day of somebody: where by code only, from when to when, whether they are there."""

    makeover: str
    day_id: int
    area: str
    starts_at: datetime
    ends_at: datetime
    arrived_at: datetime | None
    left_at: datetime | None


def days_of_person(person_id: int, site_id: int, on: date) -> list[MyDay]:
    """The work days of somebody from `on` for two weeks, and earlier ones that they did not leave yet."""
    rows = fast().rows(
        "SELECT m.code, d.id, c.area, d.starts_at, d.ends_at, x.arrived_at, x.left_at FROM makeover_day_person x "
        "JOIN makeover_day d ON d.id = x.day_id JOIN makeover m ON m.id = d.makeover_id "
        "JOIN makeover_case c ON c.makeover_id = m.id WHERE x.person_id = ? AND m.site_id = ? "
        "AND d.cancelled_at IS NULL AND c.state IN ('planned', 'in_work', 'finished') AND (d.works_on >= ? "
        "OR (x.arrived_at IS NOT NULL AND x.left_at IS NULL)) ORDER BY d.starts_at, d.id LIMIT 30",
        (person_id, site_id, on),
    )
    return [
        MyDay(
            row[0], row[1], row[2], as_instant(row[3]), as_instant(row[4]), _moment(row[5]), _moment(row[6])
        )
        for row in rows
    ]


def overdue_at(site_id: int, at: datetime) -> list[tuple[str, str, datetime]]:
    """(makeover, who, since) of everybody who should have left and did not say so."""
    rows = fast().rows(
        "SELECT m.code, COALESCE(n.called, p.number), d.ends_at FROM makeover_day_person x "
        "JOIN makeover_day d ON d.id = x.day_id JOIN makeover m ON m.id = d.makeover_id "
        "JOIN person p ON p.id = x.person_id LEFT JOIN person_name n ON n.person_id = p.id "
        "WHERE m.site_id = ? AND x.arrived_at IS NOT NULL AND x.left_at IS NULL AND d.ends_at < ? "
        "ORDER BY d.ends_at, x.id LIMIT 50",
        (site_id, at),
    )
    return [(row[0], row[1], as_instant(row[2])) for row in rows]
