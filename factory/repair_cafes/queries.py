"""Tickets of a café by where they stand, one by its number, sums of outcomes, and who may mend at a site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from core.db import as_instant, fast
from factory.repair_cafes.words import FIRST_UNPOWERED, OUTCOMES

_SELECT = (
    "SELECT r.id, r.number, r.category, r.what, r.brand, r.made_in, r.problem, r.problem_words, r.repairer_id, "
    "COALESCE(n.called, ''), r.outcome, r.barrier, r.minutes, r.came_at, r.begun_at, r.done_at, "
    "r.withdrawn_at IS NOT NULL FROM repair_item r LEFT JOIN person_name n ON n.person_id = r.repairer_id "
)


@dataclass(frozen=True)
class TicketLine:
    """A ticket: the thing, what is wrong, who mends it, what became of it. Nothing of whose it is."""

    id: int
    number: int
    category: int
    what: str
    brand: str
    made_in: int | None
    problem: str
    problem_words: str
    repairer_id: int | None
    repairer: str
    outcome: str | None
    barrier: int | None
    minutes: int | None
    came_at: datetime
    begun_at: datetime | None
    done_at: datetime | None
    is_out: bool

    @property
    def state(self) -> str:
        """Where it stands: waiting, mending, done, or out (withdrawn)."""
        if self.is_out:
            return "out"
        if self.outcome:
            return "done"
        return "mending" if self.begun_at else "waiting"


@dataclass(frozen=True)
class Shares:
    """How many things came to which outcome, of what power ("" is any); things without an outcome are in none."""

    counts: dict[str, int]

    @property
    def total(self) -> int:
        """Repairs tried."""
        return sum(self.counts.values())

    def percent(self, outcome: str) -> int:
        """The share of an outcome in whole percent; 0 where nothing was tried."""
        return round(100 * self.counts.get(outcome, 0) / self.total) if self.total else 0


def tickets_of(occasion_id: int) -> list[TicketLine]:
    """Every ticket of a café by its number."""
    rows = fast().rows(f"{_SELECT}WHERE r.occasion_id = ? ORDER BY r.number", (occasion_id,))
    return [_ticket(row) for row in rows]


def ticket(occasion_id: int, number: int) -> TicketLine | None:
    """One ticket, or None."""
    row = fast().row(f"{_SELECT}WHERE r.occasion_id = ? AND r.number = ?", (occasion_id, number))
    return None if row is None else _ticket(row)


def next_number(occasion_id: int) -> int:
    """What the next ticket will probably be."""
    row = fast().row(
        "SELECT COALESCE(MAX(number), 0) + 1 FROM repair_item WHERE occasion_id = ?", (occasion_id,)
    )
    return int(row[0]) if row else 1


def shares_of(occasion_id: int) -> Shares:
    """The outcomes of one café."""
    return _shares("r.occasion_id = ?", (occasion_id,))


def shares_between(site_id: int, first: date, last: date, *, is_powered: bool) -> Shares:
    """The outcomes at a site's cafés between two days, of things with power or without."""
    sign = "<" if is_powered else ">="
    return _shares(
        f"o.site_id = ? AND o.day BETWEEN ? AND ? AND r.category {sign} {FIRST_UNPOWERED}",
        (site_id, first, last),
    )


def a_year_to(last: date) -> date:
    """The first day of the year that ends with `last`, both included: 366 days where a 29 February lies among them."""
    after = last + timedelta(days=1)
    is_leap_day = (after.month, after.day) == (2, 29)
    return date(after.year - 1, 3, 1) if is_leap_day else after.replace(year=after.year - 1)


def repairers_at(site_id: int, day: date) -> list[tuple[int, str]]:
    """Id and name of everybody with a role at a site on a day, by name."""
    rows = fast().rows(
        "SELECT DISTINCT p.id, COALESCE(n.called, p.number) FROM person p JOIN role r ON r.person_id = p.id "
        "LEFT JOIN person_name n ON n.person_id = p.id WHERE r.site_id = ? AND p.is_active = ? "
        "AND r.starts_on <= ? AND (r.ends_on IS NULL OR r.ends_on >= ?) ORDER BY 2, 1",
        (site_id, True, day, day),
    )
    return [(row[0], row[1]) for row in rows]


def _shares(where: str, values: tuple[object, ...]) -> Shares:
    rows = fast().rows(
        "SELECT r.outcome, COUNT(*) FROM repair_item r JOIN occasion o ON o.id = r.occasion_id "
        f"WHERE {where} AND r.outcome IS NOT NULL GROUP BY r.outcome",
        values,
    )
    found = dict(rows)
    return Shares({outcome: int(found.get(outcome, 0)) for outcome in OUTCOMES})


def _ticket(row: Any) -> TicketLine:
    return TicketLine(
        id=row[0],
        number=row[1],
        category=row[2],
        what=row[3],
        brand=row[4],
        made_in=row[5],
        problem=row[6],
        problem_words=row[7],
        repairer_id=row[8],
        repairer=row[9],
        outcome=row[10],
        barrier=row[11],
        minutes=row[12],
        came_at=as_instant(row[13]),
        begun_at=None if row[14] is None else as_instant(row[14]),
        done_at=None if row[15] is None else as_instant(row[15]),
        is_out=bool(row[16]),
    )
