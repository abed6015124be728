"""Witness statements: what somebody else than the assessor saw a learner do; a mentor may witness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from core.access import GIVE_AGAIN, Actor
from core.clock import local_day
from core.db import db, fast
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from training.models.catalogue import Criterion
from training.models.evidence import RELATIONS, WitnessStatement
from training.services.noting import note, tidy
from training.services.registrations import own_registration, teaches


@dataclass(frozen=True)
class Seen:
    """What a witness says: about a unit, or one criterion of it."""

    registration_id: int
    unit_id: int
    criterion_id: int | None
    relation: str
    saw: str
    seen_on: date


def write_witness(*, by: Actor, seen: Seen, at: datetime, token: str) -> WitnessStatement:
    """Keep a statement of whoever is signed in: they help in the run or may see its learners, and sign by PIN.

    Raises NotFound for a registration that they may not see, NotAllowed for the learner, RuleBroken without a fresh
    PIN or for what is not taught, unknown or to come.
    """
    known = db.session.scalar(select(WitnessStatement).where(WitnessStatement.token == token))
    if known is not None:
        return known
    row, run = own_registration(by, seen.registration_id)
    if by.person_id is None or not may_witness(by, run.id):
        raise NotFound
    if by.person_id == row.person_id:
        raise NotAllowed(N_("Nobody is their own witness."), N_("Ask somebody who saw it."))
    if not by.signs:
        raise RuleBroken("secret", *GIVE_AGAIN)
    criterion = db.session.get(Criterion, seen.criterion_id) if seen.criterion_id else None
    if not teaches(run.id, seen.unit_id) or (criterion is not None and criterion.unit_id != seen.unit_id):
        raise RuleBroken("unit", N_("This is not taught in the run."), N_("Choose from the list."))
    if seen.relation not in RELATIONS:
        raise RuleBroken("relation", N_("Who are you to the learner?"), N_("Choose from the list."))
    if seen.seen_on > local_day(at):
        raise RuleBroken("seen_on", N_("This day has not come yet."))
    made = WitnessStatement(
        token=token,
        registration_id=row.id,
        learner_id=row.person_id,
        unit_id=seen.unit_id,
        criterion_id=criterion.id if criterion else None,
        witness_id=by.person_id,
        relation=seen.relation,
        saw=tidy("saw", seen.saw, 600, is_needed=True),
        seen_on=seen.seen_on,
        at=at,
    )
    db.session.add(made)
    db.session.flush()
    note("write_witness", f"registration:{row.id}", by, at, (f"unit:{seen.unit_id}",))
    return made


def may_witness(by: Actor, run_id: int) -> bool:
    """True for whoever gives or helps in a class of the run, and for those who may see learners; never by card."""
    if by.strength == "card":
        return False
    if by.may("see_learners"):
        return True
    helps = fast().row(
        "SELECT 1 FROM class_trainer t JOIN course_class k ON k.id = t.class_id WHERE k.run_id = ? AND t.person_id = ?",
        (run_id, by.person_id),
    )
    return helps is not None
