"""What a learner holds of an awarding body: units by its answers, qualifications by rule, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from core.db import as_day, db, fast
from training.combination import Verdict, decide
from training.models.awards import UnitAward
from training.models.catalogue import Qualification, Unit
from training.queries.catalogue import qualifications, rule_of, unit_facts


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
    held = {
        row[0]: as_day(row[1])
        for row in fast().rows(
            "SELECT qualification_id, awarded_on FROM qualification_award WHERE person_id = ?", (person_id,)
        )
    }
    meant = {
        row[0]
        for row in fast().rows(
            "SELECT DISTINCT v.qualification_id FROM registration g JOIN run r ON r.id = g.run_id "
            "JOIN course_version v ON v.id = r.version_id "
            "WHERE g.person_id = ? AND v.qualification_id IS NOT NULL",
            (person_id,),
        )
    }
    found = [_view(person_id, one, held.get(one.id)) for one in qualifications()]
    return [
        view
        for view, one in zip(found, qualifications(), strict=True)
        if one.id in held or one.id in meant or view.verdict.credit
    ]


def _view(person_id: int, one: Qualification, awarded_on: date | None) -> QualificationView:
    rule = rule_of(one)
    body = fast().row("SELECT name FROM awarding_body WHERE id = ?", (one.body_id,))
    return QualificationView(
        one.reference,
        one.title,
        body[0] if body else "",
        one.min_credit,
        tuple(group.name for group in rule.groups),
        verdict_of(person_id, one),
        awarded_on,
    )


def verdict_of(person_id: int, qualification: Qualification) -> Verdict:
    """What a learner's awards of the body come to under a qualification's rule of combination."""
    units = db.session.scalars(
        select(Unit)
        .join(UnitAward, UnitAward.unit_id == Unit.id)
        .where(UnitAward.person_id == person_id, UnitAward.body_id == qualification.body_id)
    )
    return decide(rule_of(qualification), [unit_facts(unit) for unit in units])
