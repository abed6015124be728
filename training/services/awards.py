"""Credit and qualifications: a unit is awarded once by the body's answer; rules of combination decide the rest."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from core.db import db
from core.errors import N_, NotFound, RuleBroken
from core.merges import numbers_of
from training.models.assessment import Registration
from training.models.awards import QualificationAward, RacLine, UnitAward
from training.models.catalogue import Qualification, Unit
from training.queries.awards import met_on
from training.queries.catalogue import qualifications


def award_unit(*, line: RacLine, awarded_on: date, at: datetime) -> UnitAward:
    """Give the learner of a line the unit's credit, once whatever its version. RuleBroken if they had it before."""
    registration, unit = (
        db.session.get(Registration, line.registration_id),
        db.session.get(Unit, line.unit_id),
    )
    if registration is None or unit is None:
        raise NotFound
    known = db.session.scalar(
        select(UnitAward)
        .where(
            UnitAward.person_id.in_(numbers_of(registration.person_id)),
            UnitAward.body_id == unit.body_id,
            UnitAward.unit_code == unit.code,
        )
        .order_by(UnitAward.line_id != line.id)
    )
    if known is not None and known.line_id != line.id:
        raise RuleBroken(
            "result", N_("This learner was awarded the unit before."), N_("Credit is given once.")
        )
    if known is None:
        known = UnitAward(
            person_id=registration.person_id,
            body_id=unit.body_id,
            unit_code=unit.code,
            unit_id=unit.id,
            line_id=line.id,
            awarded_on=awarded_on,
            made_at=at,
        )
        db.session.add(known)
    known.awarded_on = awarded_on
    db.session.flush()
    _settle_qualifications(registration.person_id, unit.body_id, at)
    return known


def take_back_unit(*, line: RacLine, at: datetime) -> None:
    """The body says now that a line is not achieved: its credit goes, and what was built on it."""
    award = db.session.scalar(select(UnitAward).where(UnitAward.line_id == line.id))
    if award is None:
        return
    person_id, body_id = award.person_id, award.body_id
    db.session.delete(award)
    db.session.flush()
    _settle_qualifications(person_id, body_id, at)


def settle_merged(*person_ids: int, at: datetime) -> None:
    """Hold for each what the awards of all their numbers fulfil: after two numbers became one, or two again."""
    for person_id in person_ids:
        bodies = select(UnitAward.body_id).where(UnitAward.person_id.in_(numbers_of(person_id))).distinct()
        held = (
            select(Qualification.body_id)
            .join(QualificationAward, QualificationAward.qualification_id == Qualification.id)
            .where(QualificationAward.person_id.in_(numbers_of(person_id)))
        )
        for body_id in sorted({*db.session.scalars(bodies), *db.session.scalars(held)}):
            _settle_qualifications(person_id, body_id, at)


def _settle_qualifications(person_id: int, body_id: int, at: datetime) -> None:
    """Hold each qualification of a body whose rule a learner's awards fulfil, on the day of the unit that does it.

    The awards of every number that is read as this learner count together; a qualification that both numbers had
    stands with both, and counts once.
    """
    numbers = numbers_of(person_id)
    offered = qualifications(body_id)
    met = met_on(numbers, offered)
    query = select(QualificationAward).where(
        QualificationAward.person_id.in_(numbers),
        QualificationAward.qualification_id.in_([one.id for one in offered]),
    )
    standing = list(db.session.scalars(query))
    for row in standing:
        if row.qualification_id in met:
            row.awarded_on = met[row.qualification_id]
        else:
            db.session.delete(row)
    for one_id in met.keys() - {row.qualification_id for row in standing}:
        db.session.add(
            QualificationAward(
                person_id=numbers[0], qualification_id=one_id, awarded_on=met[one_id], made_at=at
            )
        )
    db.session.flush()
