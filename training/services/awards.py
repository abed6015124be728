"""Credit and qualifications: a unit is awarded once by the body's answer; rules of combination decide the rest."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete, select

from core.db import db
from core.errors import N_, NotFound, RuleBroken
from training.models.assessment import Registration
from training.models.awards import QualificationAward, RacLine, UnitAward
from training.models.catalogue import Qualification, Unit
from training.queries.awards import verdicts_for
from training.queries.catalogue import qualifications


def award_unit(line: RacLine, awarded_on: date, at: datetime) -> UnitAward:
    """Give the learner of a line the unit's credit, once whatever its version. RuleBroken if they had it before."""
    registration, unit = (
        db.session.get(Registration, line.registration_id),
        db.session.get(Unit, line.unit_id),
    )
    if registration is None or unit is None:
        raise NotFound
    known = db.session.scalar(
        select(UnitAward).where(
            UnitAward.person_id == registration.person_id,
            UnitAward.body_id == unit.body_id,
            UnitAward.unit_code == unit.code,
        )
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
    settle_qualifications(registration.person_id, unit.body_id, awarded_on, at)
    return known


def take_back_unit(line: RacLine) -> None:
    """The body says now that a line is not achieved: its credit goes, and what was built on it."""
    award = db.session.scalar(select(UnitAward).where(UnitAward.line_id == line.id))
    if award is None:
        return
    person_id, body_id = award.person_id, award.body_id
    db.session.delete(award)
    db.session.flush()
    offered = qualifications(body_id)
    verdicts = verdicts_for(person_id, offered)
    for one in offered:
        if not verdicts[one.id].is_met:
            held = QualificationAward.qualification_id == one.id, QualificationAward.person_id == person_id
            db.session.execute(delete(QualificationAward).where(*held))


def settle_qualifications(
    person_id: int, body_id: int, awarded_on: date, at: datetime
) -> list[Qualification]:
    """Note each qualification of a body whose rule a learner's awards now fulfil; those that are new."""
    held = set(
        db.session.scalars(
            select(QualificationAward.qualification_id).where(QualificationAward.person_id == person_id)
        )
    )
    offered = qualifications(body_id)
    verdicts = verdicts_for(person_id, offered)
    made = [one for one in offered if one.id not in held and verdicts[one.id].is_met]
    for one in made:
        db.session.add(
            QualificationAward(
                person_id=person_id, qualification_id=one.id, awarded_on=awarded_on, made_at=at
            )
        )
    db.session.flush()
    return made
