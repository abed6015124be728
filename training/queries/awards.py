"""What a learner holds of an awarding body: units by its answers, qualifications by rule, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from core.db import as_day, db, fast
from core.merges import numbers_of
from training.combination import UnitFacts, Verdict, decide
from training.models.awards import UnitAward
from training.models.catalogue import Qualification, Unit
from training.queries.catalogue import qualifications, rules_of, unit_facts


@dataclass(frozen=True)
class HeldUnit:
    """A unit that the body awarded, with its certificate's number and the day it went to the learner."""

    code: str
    title: str
    level: str
    credit: int
    body: str
    awarded_on: date
    body_certificate: str
    handed_on: date | None
    run_number: str


def units_held(person_id: int) -> list[HeldUnit]:
    """The units that awarding bodies gave a learner, by body and code."""
    rows = fast().rows(
        "SELECT u.code, u.title, u.level, u.credit, b.name, a.awarded_on, l.body_certificate, l.handed_on, r.number "
        "FROM unit_award a JOIN unit u ON u.id = a.unit_id JOIN awarding_body b ON b.id = a.body_id "
        "JOIN rac_line l ON l.id = a.line_id JOIN rac c ON c.id = l.rac_id JOIN run r ON r.id = c.run_id "
        "WHERE a.person_id = ? ORDER BY b.name, u.code",
        (person_id,),
    )
    return [
        HeldUnit(
            *[*row[:5], as_day(row[5]), row[6], None if row[7] is None else as_day(row[7]), row[8]],
        )
        for row in rows
    ]


@dataclass(frozen=True)
class QualificationView:
    """A qualification that a learner holds, or is on the way to."""

    reference: str
    title: str
    body: str
    min_credit: int
    group_names: tuple[str, ...]
    verdict: Verdict
    awarded_on: date | None


def qualifications_towards(person_id: int) -> list[QualificationView]:
    """The qualifications of bodies that gave a learner anything or that their runs lead to, with what is missing."""
    numbers = numbers_of(person_id)
    marks = ", ".join("?" for _ in numbers)
    held = {
        row[0]: as_day(row[1])
        for row in fast().rows(
            f"SELECT qualification_id, awarded_on FROM qualification_award WHERE person_id IN ({marks})",
            numbers,
        )
    }
    meant = {
        row[0]
        for row in fast().rows(
            "SELECT DISTINCT v.qualification_id FROM registration g JOIN run r ON r.id = g.run_id "
            "JOIN course_version v ON v.id = r.version_id "
            f"WHERE g.person_id IN ({marks}) AND v.qualification_id IS NOT NULL",
            numbers,
        )
    }
    all_there = qualifications()
    rules, verdicts, bodies = rules_of(all_there), verdicts_for(person_id, all_there), _body_names()
    return [
        QualificationView(
            one.reference,
            one.title,
            bodies.get(one.body_id, ""),
            one.min_credit,
            tuple(group.name for group in rules[one.id].groups),
            verdicts[one.id],
            held.get(one.id),
        )
        for one in all_there
        if one.id in held or one.id in meant or verdicts[one.id].credit
    ]


def _body_names() -> dict[int, str]:
    return {row[0]: row[1] for row in fast().rows("SELECT id, name FROM awarding_body ORDER BY id")}


def verdicts_for(person_id: int, wanted: Sequence[Qualification]) -> dict[int, Verdict]:
    """Qualification id → what a learner's awards of its body come to under its rule of combination."""
    units = _units_by_body(numbers_of(person_id))
    rules = rules_of(wanted)
    return {one.id: decide(rules[one.id], [unit for _, unit in units[one.body_id]]) for one in wanted}


def met_on(numbers: Sequence[int], wanted: Sequence[Qualification]) -> dict[int, date]:
    """Qualification id → the day of the unit with which the awards of a learner's numbers fulfil its rule, if any."""
    units = _units_by_body(numbers)
    rules = rules_of(wanted)
    found: dict[int, date] = {}
    for one in wanted:
        given = units[one.body_id]
        for day in sorted({day for day, _ in given}):
            if decide(rules[one.id], [unit for on, unit in given if on <= day]).is_met:
                found[one.id] = day
                break
    return found


def _units_by_body(numbers: Sequence[int]) -> defaultdict[int, list[tuple[date, UnitFacts]]]:
    units: defaultdict[int, list[tuple[date, UnitFacts]]] = defaultdict(list)
    for body_id, awarded_on, unit in db.session.execute(
        select(UnitAward.body_id, UnitAward.awarded_on, Unit)
        .join(Unit, UnitAward.unit_id == Unit.id)
        .where(UnitAward.person_id.in_(numbers))
        .order_by(UnitAward.id)
    ):
        units[body_id].append((awarded_on, unit_facts(unit)))
    return units
