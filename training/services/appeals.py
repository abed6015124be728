"""Appeals: a learner does not agree with a decision; somebody who assessed nothing of the unit hears it, once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core.access import GIVE_AGAIN, Actor, require
from core.db import db, fast
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from training.models.assessment import CriterionDecision
from training.models.evidence import APPEAL_OUTCOMES, Appeal
from training.services.noting import note, tidy
from training.services.registrations import learner_registration, own_registration


def make_appeal(*, by: Actor, decision_id: str, reason: str, at: datetime, token: str) -> Appeal:
    """Ask that a decision is looked at again: by the learner, or written down for them.

    Raises NotFound for a decision of somebody else, RuleBroken for one that stands no more.
    """
    known = db.session.scalar(select(Appeal).where(Appeal.token == token))
    if known is not None:
        return known
    decision = db.session.get(CriterionDecision, decision_id)
    if decision is None:
        raise NotFound
    row, _ = learner_registration(by, decision.registration_id)
    waiting = db.session.scalar(
        select(Appeal).where(Appeal.decision_id == decision.id, Appeal.outcome.is_(None))
    )
    if waiting is not None:
        return waiting
    set_aside = select(Appeal.id).where(Appeal.decision_id == decision.id, Appeal.outcome == "changed")
    is_past = decision.superseded_by is not None or db.session.scalar(set_aside) is not None
    if decision.decision == "achieved" or is_past:
        raise RuleBroken("reason", N_("This decision stands no more."), N_("Look at the newest one."))
    made = Appeal(
        token=token,
        registration_id=row.id,
        learner_id=row.person_id,
        decision_id=decision.id,
        assessor_id=decision.assessor_id,
        reason=tidy("reason", reason, 400, is_needed=True),
        made_by_id=by.person_id,
        made_at=at,
    )
    db.session.add(made)
    db.session.flush()
    note("make_appeal", f"registration:{row.id}", by, at, (f"criterion:{decision.criterion_id}",))
    return made


def hear_appeal(*, by: Actor, appeal_id: int, outcome: str, words: str, at: datetime) -> Appeal:
    """Say how an appeal ends. The hearer assessed nothing of the unit and is not the learner; they sign.

    "changed" sets the decision aside at once; somebody entitled decides again, and that decision supersedes it.
    The hearer's note says what to look at. Raises RuleBroken without a fresh PIN or an outcome, NotAllowed for somebody
    who assessed, NotFound for another site's appeal.
    """
    require(by, "edit_accreditation")
    if not by.signs:
        raise RuleBroken("secret", *GIVE_AGAIN)
    row = db.session.get(Appeal, appeal_id)
    if row is None:
        raise NotFound
    own_registration(by, row.registration_id)
    if row.outcome is not None:
        return row
    if outcome not in APPEAL_OUTCOMES:
        raise RuleBroken("outcome", N_("Does the decision stand?"), N_("Press one of them."))
    if by.person_id in _concerned(row):
        raise NotAllowed(
            N_("An appeal is heard by somebody who assessed nothing of the unit."), N_("Ask somebody else.")
        )
    row.outcome, row.heard_by_id, row.heard_at = outcome, by.person_id, at
    row.note = tidy("note", words, 400, is_needed=True)
    db.session.flush()
    note("hear_appeal", f"registration:{row.registration_id}", by, at, (outcome,))
    return row


def _concerned(row: Appeal) -> set[int]:
    """The learner and everybody who assessed any part of the unit."""
    rows = fast().rows(
        "SELECT DISTINCT d.assessor_id FROM criterion_decision a JOIN criterion_decision d "
        "ON d.registration_id = a.registration_id AND d.unit_id = a.unit_id WHERE a.id = ?",
        (row.decision_id,),
    )
    return {found[0] for found in rows} | {row.learner_id, row.assessor_id}
