"""Adjustments of assessment: what is done for a learner, agreed beforehand. Never why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require
from core.db import db
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from training.models.assessment import LearnerAdjustment
from training.needs import refuse_condition
from training.services.noting import note, tidy
from training.services.registrations import learner_registration, own_registration, teaches

KINDS = ("reasonable_adjustment", "special_consideration")


def ask_adjustment(
    *, by: Actor, registration_id: int, unit_id: int | None, kind: str, what: str, at: datetime, token: str
) -> LearnerAdjustment:
    """Ask for an adjustment, for all units or one: by the learner, or by who may see learners.

    Raises RuleBroken for an unknown kind or a unit that is not taught.
    """
    known = db.session.scalar(select(LearnerAdjustment).where(LearnerAdjustment.token == token))
    if known is not None:
        return known
    row, run = learner_registration(by, registration_id)
    if kind not in KINDS:
        raise RuleBroken("kind", N_("Which kind?"), N_("Choose from the list."))
    if unit_id is not None and not teaches(run.id, unit_id):
        raise RuleBroken("unit", N_("This is not taught in the run."), N_("Choose from the list."))
    made = LearnerAdjustment(
        token=token,
        registration_id=row.id,
        unit_id=unit_id,
        kind=kind,
        what=refuse_condition("what", tidy("what", what, 300, is_needed=True)),
        at=at,
    )
    db.session.add(made)
    db.session.flush()
    note("ask_adjustment", f"registration:{row.id}", by, at, (kind,))
    return made


def decide_adjustment(*, by: Actor, adjustment_id: int, decision: str, at: datetime) -> LearnerAdjustment:
    """Agree to an adjustment or refuse it; not one's own."""
    require(by, "edit_accreditation")
    row = db.session.get(LearnerAdjustment, adjustment_id)
    if row is None:
        raise NotFound
    registration, _ = own_registration(by, row.registration_id)
    if decision not in ("agreed", "refused"):
        raise RuleBroken("decision", N_("Agreed or refused?"), N_("Press one of them."))
    if registration.person_id == by.person_id:
        raise NotAllowed(N_("Nobody decides on their own adjustment."), N_("Ask somebody else."))
    if row.decision != decision:
        row.decision, row.agreed_by_id = decision, by.person_id
        db.session.flush()
        note("decide_adjustment", f"registration:{registration.id}", by, at, (decision,))
    return row
