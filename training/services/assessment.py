"""Decisions on criteria, in any order of arrival: the newest of a learner on a criterion counts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select, update

from core.access import GIVE_AGAIN, Actor, require
from core.clock import local_day
from core.db import db, fast
from core.errors import N_, Conflict, NotAllowed, NotFound, RuleBroken
from core.forbidden import refuse_forbidden
from training.models.assessment import DECISIONS, EVIDENCE_KINDS, CriterionDecision, Registration
from training.models.awards import Amendment
from training.models.catalogue import Criterion
from training.services.booking_rules import derived
from training.services.noting import note, tidy
from training.services.registrations import own_registration


@dataclass(frozen=True)
class NewDecision:
    """A decision as it comes from a tablet or a form; `id` is the client's."""

    id: str
    registration_id: int
    criterion_id: int
    decision: str
    evidence: str = "observed"
    reference: str = ""
    feedback: str = ""
    photo: str = ""
    is_borderline: bool = False
    amendment_id: int | None = None
    resubmit_on: date | None = None
    because: str = ""

    @property
    def body_hash(self) -> str:
        """Tells a repeat from another decision under the same id, whenever it was pressed again."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def decide_criterion(
    *, by: Actor, new: NewDecision, at: datetime, device_at: datetime, received_at: datetime
) -> CriterionDecision:
    """Store a decision; the newest of a learner on a criterion counts, whatever the order of arrival.

    Only somebody entitled to assess the unit on that day, who is not the learner, with a PIN or password. After the
    RAC was sent only with an amendment. Raises NotFound, NotAllowed, Conflict or RuleBroken.
    """
    known = db.session.get(CriterionDecision, new.id)
    if known is not None:
        if known.body_hash != new.body_hash:
            raise Conflict(N_("This decision was sent before with other facts."), N_("Decide again."))
        return known
    require(by, "assess")
    if not by.signs:
        raise RuleBroken("secret", *GIVE_AGAIN)
    row, _ = own_registration(by, new.registration_id)
    db.session.refresh(row, with_for_update=True)  # two at once come one after the other
    criterion = db.session.get(Criterion, new.criterion_id)
    if criterion is None:
        raise NotFound
    _check_decision(by, new, row, criterion, local_day(at))
    _check_taken_back(new, at)
    appeal_id = _appeal_of(new)
    made = CriterionDecision(
        id=new.id,
        registration_id=row.id,
        learner_id=row.person_id,
        unit_id=criterion.unit_id,
        criterion_id=criterion.id,
        decision=new.decision,
        assessor_id=by.person_id,
        decided_on=local_day(at),
        evidence=new.evidence,
        reference=refuse_forbidden("reference", new.reference.strip())[:120],
        feedback=refuse_forbidden("feedback", new.feedback.strip())[:400],
        photo=new.photo,
        is_borderline=new.is_borderline,
        amendment_id=new.amendment_id,
        resubmit_on=None if new.decision == "achieved" else new.resubmit_on,
        because=tidy("because", new.because, 200) or None,
        at=at,
        device_at=device_at,
        received_at=received_at,
        body_hash=new.body_hash,
    )
    _place(made)
    note(
        "decide_criterion",
        f"registration:{row.id}",
        by,
        received_at,
        (f"criterion:{criterion.id}", *([f"appeal:{appeal_id}"] if appeal_id else [])),
    )
    return made


def decide_several(
    *, by: Actor, new: NewDecision, pairs: Sequence[tuple[int, int]], at: datetime
) -> list[CriterionDecision]:
    """The same decision for several (registration, criterion) at once: all of them or none. `new.id` is the press.

    Raises RuleBroken where nobody is chosen.
    """
    if not pairs:
        raise RuleBroken("learners", N_("Nobody is chosen."), N_("Tick at least one."))
    return [
        decide_criterion(
            by=by,
            new=replace(
                new,
                id=derived(new.id, f"{registration_id} {criterion_id}"),
                registration_id=registration_id,
                criterion_id=criterion_id,
            ),
            at=at,
            device_at=at,
            received_at=at,
        )
        for registration_id, criterion_id in pairs
    ]


def _check_decision(by: Actor, new: NewDecision, row: Registration, criterion: Criterion, day: date) -> None:
    if new.decision not in DECISIONS or new.evidence not in EVIDENCE_KINDS:
        raise RuleBroken("decision", N_("This decision is not known."), N_("Press one of the pictures."))
    if by.person_id == row.person_id:
        raise NotAllowed(N_("Nobody assesses their own work."), N_("Ask another assessor."))
    if not may_assess(by.person_id or 0, criterion.unit_id, day):
        raise NotAllowed(
            N_("You are not entitled to assess this unit today."),
            N_("The coordinator notes which qualification was seen, under Assessors."),
        )
    if is_frozen(row.id, criterion.unit_id) and not _amends(new.amendment_id, row.id, criterion.unit_id):
        raise RuleBroken(
            "decision",
            N_("This was sent to the awarding body and is frozen."),
            N_("Write an amendment first."),
        )


def _check_taken_back(new: NewDecision, at: datetime) -> None:
    """What was achieved is taken back only with a reason; what comes late and counts no more needs none."""
    if new.resubmit_on is not None and new.resubmit_on < local_day(at):
        raise RuleBroken("resubmit_on", N_("This day is over."), N_("Choose a later one."))
    if new.decision == "achieved" or new.because.strip():
        return
    known = fast().row(
        "SELECT 1 FROM criterion_decision WHERE registration_id = ? AND criterion_id = ? AND superseded_by IS NULL "
        "AND decision = 'achieved' AND at <= ?",
        (new.registration_id, new.criterion_id, at),
    )
    if known is not None:
        raise RuleBroken(
            "because",
            N_("This was achieved before."),
            N_("Say in a few words why it is taken back."),
        )


def _appeal_of(new: NewDecision) -> int:
    """The appeal that set the newest decision aside, which `new` then replaces; 0 where none did."""
    row = fast().row(
        "SELECT a.id FROM criterion_decision d JOIN appeal a ON a.decision_id = d.id AND a.outcome = 'changed' "
        "WHERE d.registration_id = ? AND d.criterion_id = ? AND d.superseded_by IS NULL",
        (new.registration_id, new.criterion_id),
    )
    return int(row[0]) if row else 0


def may_assess(person_id: int, unit_id: int, day: date) -> bool:
    """True if somebody is entitled to assess a unit on a day."""
    row = fast().row(
        "SELECT 1 FROM assessor_unit WHERE person_id = ? AND unit_id = ? AND part = 'assessor' AND starts_on <= ? "
        "AND (ends_on IS NULL OR ends_on >= ?)",
        (person_id, unit_id, day, day),
    )
    return row is not None


def is_frozen(registration_id: int, unit_id: int) -> bool:
    """True once a RAC with this learner's unit was sent."""
    row = fast().row(
        "SELECT 1 FROM rac_line l JOIN rac c ON c.id = l.rac_id WHERE l.registration_id = ? AND l.unit_id = ? "
        "AND c.sent_at IS NOT NULL",
        (registration_id, unit_id),
    )
    return row is not None


def _amends(amendment_id: int | None, registration_id: int, unit_id: int) -> bool:
    if amendment_id is None or db.session.get(Amendment, amendment_id) is None:
        return False
    row = fast().row(
        "SELECT 1 FROM amendment a JOIN rac_line l ON l.id = a.line_id WHERE a.id = ? AND l.registration_id = ? "
        "AND l.unit_id = ?",
        (amendment_id, registration_id, unit_id),
    )
    return row is not None


def _place(made: CriterionDecision) -> None:
    """Put a decision among those of the same learner and criterion: the newest counts."""
    same = (
        CriterionDecision.registration_id == made.registration_id,
        CriterionDecision.criterion_id == made.criterion_id,
    )
    others = list(db.session.scalars(select(CriterionDecision).where(*same)))
    winner = max([*others, made], key=lambda one: (one.at, one.id))
    if winner is made:
        db.session.execute(update(CriterionDecision).where(*same).values(superseded_by=made.id))
    else:
        made.superseded_by = winner.id
    db.session.add(made)
    db.session.flush()
