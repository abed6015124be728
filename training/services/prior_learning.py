"""Prior learning: claimed by the learner or for them, shown by evidence, decided once by somebody entitled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from core.access import GIVE_AGAIN, Actor, require
from core.clock import local_day
from core.db import db
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from training.models.evidence import CLAIM_DECISIONS, PriorClaim
from training.services.assessment import NewDecision, decide_several, may_assess
from training.services.noting import note, tidy
from training.services.registrations import learner_registration, own_registration, teaches


def make_claim(
    *,
    by: Actor,
    registration_id: int,
    unit_id: int,
    claim: str,
    evidence: str,
    photo: str,
    at: datetime,
    token: str,
) -> PriorClaim:
    """Keep a claim: by the learner, or written down for them by who may see learners.

    Raises RuleBroken for a unit that is not taught.
    """
    known = db.session.scalar(select(PriorClaim).where(PriorClaim.token == token))
    if known is not None:
        return known
    row, run = learner_registration(by, registration_id)
    if not teaches(run.id, unit_id):
        raise RuleBroken("unit", N_("This is not taught in the run."), N_("Choose from the list."))
    made = PriorClaim(
        token=token,
        registration_id=row.id,
        learner_id=row.person_id,
        unit_id=unit_id,
        claim=tidy("claim", claim, 400, is_needed=True),
        evidence=tidy("evidence", evidence, 400),
        photo=photo,
        made_by_id=by.person_id,
        made_at=at,
    )
    db.session.add(made)
    db.session.flush()
    note("make_claim", f"registration:{row.id}", by, at, (f"unit:{unit_id}",))
    return made


def decide_claim(
    *, by: Actor, claim_id: int, decision: str, because: str, criteria: Sequence[int], at: datetime
) -> PriorClaim:
    """Agree or refuse, once. What was agreed becomes achieved criteria with prior learning as their evidence.

    Only somebody entitled to assess the unit today, who is not the learner, with a PIN or password.
    """
    require(by, "assess")
    if not by.signs:
        raise RuleBroken("secret", *GIVE_AGAIN)
    row = db.session.get(PriorClaim, claim_id)
    if row is None:
        raise NotFound
    own_registration(by, row.registration_id)
    if row.decision is not None:
        return row
    _check(by, row, decision, because, criteria, at)
    if decision == "agreed":
        new = NewDecision(
            id=row.token,
            registration_id=row.registration_id,
            criterion_id=0,
            decision="achieved",
            evidence="prior_learning",
            reference=f"P-{row.id}",
        )
        pairs = [(row.registration_id, criterion_id) for criterion_id in criteria]
        made = decide_several(by=by, new=new, pairs=pairs, at=at)
        if any(one.unit_id != row.unit_id for one in made):
            raise RuleBroken("criteria", N_("This is of another unit."), N_("Choose from the list."))
    row.decision, row.decided_by_id, row.decided_on = decision, by.person_id, local_day(at)
    row.because = tidy("because", because, 400)
    db.session.flush()
    note("decide_claim", f"registration:{row.registration_id}", by, at, (decision,))
    return row


def _check(
    by: Actor, row: PriorClaim, decision: str, because: str, criteria: Sequence[int], at: datetime
) -> None:
    if decision not in CLAIM_DECISIONS:
        raise RuleBroken("decision", N_("Agreed or refused?"), N_("Press one of them."))
    if by.person_id == row.learner_id:
        raise NotAllowed(N_("Nobody decides on their own claim."), N_("Ask another assessor."))
    if not may_assess(by.person_id or 0, row.unit_id, local_day(at)):
        raise NotAllowed(
            N_("You are not entitled to assess this unit today."),
            N_("The coordinator notes which qualification was seen, under Assessors."),
        )
    if decision == "agreed" and not criteria:
        raise RuleBroken("criteria", N_("For which criteria does it count?"), N_("Tick at least one."))
    if decision == "refused" and not because.strip():
        raise RuleBroken("because", N_("Why not?"), N_("Say it in a sentence that the learner can use."))
