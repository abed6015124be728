"""Assessment: who may assess, registration, decisions on criteria in any order, one's own work."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update

from core.access import Actor, require
from core.clock import iso, local_day
from core.db import db, fast
from core.errors import N_, Conflict, NotAllowed, NotFound, RuleBroken
from core.forbidden import refuse_forbidden
from core.people_queries import person_here
from training.models.assessment import (
    DECISIONS,
    EVIDENCE_KINDS,
    AssessorUnit,
    CriterionDecision,
    OwnWork,
    Registration,
)
from training.models.awards import Amendment
from training.models.catalogue import Criterion, Unit
from training.models.delivery import Run
from training.services.booking_rules import own_run
from training.services.noting import note

OWN_WORK_VERSION = "2026-11"
"""The version of the sentence that a learner says about their own work."""


def entitle(
    *,
    by: Actor,
    person_number: str,
    unit_code: str,
    part: str,
    held: str,
    starts_on: date,
    ends_on: date | None,
    at: datetime,
) -> AssessorUnit:
    """Say that somebody may assess or verify a unit between days, by a qualification that was seen."""
    require(by, "edit_accreditation")
    person = person_here(person_number, site_id=by.site_id)
    if part not in ("assessor", "verifier"):
        raise RuleBroken("part", N_("Assessor or verifier?"))
    if by.person_id == person.id:
        raise NotAllowed(N_("Nobody entitles themselves."), N_("Ask a coordinator or the verifier."))
    if not held.strip():
        raise RuleBroken("held", N_("Which qualification was seen?"), N_("Write its name, not its number."))
    if ends_on is not None and ends_on < starts_on:
        raise RuleBroken("ends_on", N_("The last day comes before the first."))
    unit = db.session.scalars(
        select(Unit).where(Unit.code == unit_code).order_by(Unit.version.desc()).limit(1)
    ).first()
    if unit is None:
        raise NotFound
    known = db.session.scalar(
        select(AssessorUnit).where(
            AssessorUnit.person_id == person.id,
            AssessorUnit.unit_id == unit.id,
            AssessorUnit.part == part,
            AssessorUnit.starts_on == starts_on,
        )
    )
    if known is not None:
        known.ends_on, known.held = ends_on, held.strip()
        db.session.flush()
        return known
    row = AssessorUnit(
        person_id=person.id,
        unit_id=unit.id,
        part=part,
        held=refuse_forbidden("held", held.strip()),
        starts_on=starts_on,
        ends_on=ends_on,
        given_by_id=by.person_id,
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()
    note("entitle", f"person:{person.number}", by, at, (part, f"unit:{unit.code}"))
    return row


def register_learners(*, by: Actor, run_number: str, at: datetime, token: str) -> int:
    """Make a registration for each learner who attends the run; those who never came are never registered."""
    require(by, "edit_accreditation")
    run = own_run(by, run_number)
    rows = fast().rows(
        "SELECT DISTINCT b.person_id FROM booking b WHERE b.run_id = ? "
        "AND b.state IN ('attending', 'completed', 'not_completed') AND NOT EXISTS "
        "(SELECT 1 FROM registration g WHERE g.run_id = b.run_id AND g.person_id = b.person_id) ORDER BY b.person_id",
        (run.id,),
    )
    for row in rows:
        db.session.add(
            Registration(
                token=f"{token} {row[0]}", run_id=run.id, person_id=row[0], state="pending", made_at=at
            )
        )
    db.session.flush()
    if rows:
        note("register_learners", f"run:{run.number}", by, at, (f"count:{len(rows)}",))
    return len(rows)


def note_registered(
    *, by: Actor, registration_id: int, body_learner_number: str, registered_on: date, at: datetime
) -> Registration:
    """The awarding body confirmed a registration."""
    require(by, "edit_accreditation")
    row, run = own_registration(by, registration_id)
    if registered_on > local_day(at):
        raise RuleBroken("registered_on", N_("This day has not come yet."))
    row.state, row.registered_on = "registered", registered_on
    row.body_learner_number = refuse_forbidden("body_learner_number", body_learner_number.strip())
    db.session.flush()
    note("note_registered", f"registration:{row.id}", by, at, (f"run:{run.number}",))
    return row


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

    def body_hash(self, device_at: datetime) -> str:
        """Tells a repeat from another decision under the same id."""
        return hashlib.sha256(json.dumps([repr(self), iso(device_at)]).encode()).hexdigest()


def decide_criterion(
    *, by: Actor, new: NewDecision, at: datetime, device_at: datetime, received_at: datetime
) -> CriterionDecision:
    """Store a decision; the newest of a learner on a criterion counts, whatever the order of arrival.

    Only somebody entitled to assess the unit on that day, who is not the learner, with a PIN or password. After the
    RAC was sent only with an amendment. Raises NotFound, NotAllowed, Conflict or RuleBroken.
    """
    known = db.session.get(CriterionDecision, new.id)
    if known is not None:
        if known.body_hash != new.body_hash(device_at):
            raise Conflict(N_("This decision was sent before with other facts."), N_("Decide again."))
        return known
    require(by, "assess")
    row, _ = own_registration(by, new.registration_id)
    criterion = db.session.get(Criterion, new.criterion_id)
    if criterion is None:
        raise NotFound
    _check_decision(by, new, row, criterion, local_day(at))
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
        at=at,
        device_at=device_at,
        received_at=received_at,
        body_hash=new.body_hash(device_at),
    )
    _place(made)
    note(
        "decide_criterion",
        f"registration:{row.id}",
        by,
        received_at,
        (f"criterion:{criterion.id}",),
    )
    return made


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


def say_own_work(*, by: Actor, run_number: str, at: datetime) -> OwnWork:
    """A learner says, with their card, that the work in a run is their own."""
    row = db.session.execute(
        select(Registration)
        .join(Run, Run.id == Registration.run_id)
        .where(Run.number == run_number.upper(), Registration.person_id == by.person_id)
    ).scalar_one_or_none()
    if row is None:
        raise NotFound
    known = db.session.get(OwnWork, row.id)
    if known is not None:
        return known
    made = OwnWork(registration_id=row.id, version=OWN_WORK_VERSION, language=by.language, at=at)
    db.session.add(made)
    db.session.flush()
    note("say_own_work", f"registration:{row.id}", by, at, ("own_work",))
    return made


def own_registration(by: Actor, registration_id: int) -> tuple[Registration, Run]:
    """A registration of a run at the person's site. Raises NotFound."""
    row = db.session.get(Registration, registration_id)
    run = db.session.get(Run, row.run_id) if row else None
    if row is None or run is None or run.site_id != by.site_id:
        raise NotFound
    return row, run
