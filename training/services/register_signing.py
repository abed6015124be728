"""What a tablet's register signs: a class, a criterion, an induction. A card says it; the PIN signs it.

Who takes a run along gives their PIN for it: until the lease ends, their card signs that run's classes and inductions
on that tablet. A decision about a criterion always waits for its assessor's PIN
(docs/decisions/0024-a-card-says-and-a-pin-signs.md).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import or_, select

from core.access import Actor, actor_for, require
from core.clock import local_day
from core.db import db
from core.errors import N_, EcoError, NotAllowed, NotFound, RuleBroken
from core.people import Person
from training.models.assessment import Registration
from training.models.delivery import CourseClass
from training.models.inductions import InductionPass
from training.models.off_grid import RegisterEvent, TakenRun
from training.queries.checklists import Checklist, checklist_by_slug
from training.services.assessment import NewDecision, decide_criterion
from training.services.booking_rules import derived
from training.services.inductions import answer_question, begin_induction, sign_practice
from training.services.noting import note
from training.services.permit_use import note_supervised_minutes
from training.services.registers import sign_register
from training.services.tablet_photos import photo_named

SIGNS = {"sign": "take_register", "decide": "assess", "induct": "give_inductions"}
"""What is signed → the right that its signer must have."""


def took_along(row: RegisterEvent) -> bool:
    """True if whoever did it had taken this run along on this tablet with their PIN, and the lease held then."""
    query = select(TakenRun.id).where(
        TakenRun.device_id == row.device_id,
        TakenRun.by_id == row.by_id,
        TakenRun.at <= row.at,
        TakenRun.until > row.at,
        or_(TakenRun.ended_at.is_(None), TakenRun.ended_at > row.at),
    )
    if row.run_id is not None:
        query = query.where(TakenRun.run_id == row.run_id)
    return db.session.scalars(query.limit(1)).first() is not None


def sign_event(row: RegisterEvent, by: Actor, at: datetime) -> str:
    """Let a signature have its effect, where the PIN stands behind it; else it waits for the PIN of the same person."""
    strong = replace(by, strength="pin", has_confirmed=True)
    require(strong, SIGNS[row.kind])
    if row.kind == "induct":
        _check_giver(row, strong)
    is_signed = row.is_confirmed or (row.kind != "decide" and took_along(row))
    if not is_signed:
        return "to_sign"
    _sign(row, strong, at)
    return "done"


def sign_waiting(*, by: Actor, at: datetime) -> int:
    """Sign everything of one's own that waits for the PIN. Returns how many; what cannot be done yet says why.

    Raises NotAllowed without a PIN or password of this moment.
    """
    if not by.signs or by.person_id is None:
        raise NotAllowed(N_("Signing needs your PIN."), N_("Press your picture and give the PIN."))
    rows = db.session.scalars(
        select(RegisterEvent)
        .where(
            RegisterEvent.state == "to_sign",
            RegisterEvent.by_id == by.person_id,
            RegisterEvent.site_id == by.site_id,
        )
        .order_by(RegisterEvent.at, RegisterEvent.sequence, RegisterEvent.id)
    ).all()
    return sum(_sign_one(row, by, at) for row in rows)


def _sign_one(row: RegisterEvent, by: Actor, at: datetime) -> bool:
    then = actor_for(row.by_id or 0, site_id=row.site_id, strength="pin", at=row.at, device_id=row.device_id)
    try:
        with db.session.begin_nested():
            if then is None:
                raise NotAllowed(N_("We cannot tell who did this."), N_("Show the card again."))
            _sign(row, then, at)
        row.state, row.message, row.params = "done", "", {}
        note("sign_register_event", f"event:{row.id}", by, at, (row.kind,))
    except EcoError as problem:
        row.message, row.params = problem.message or N_("This is not here any more."), dict(problem.params)
    db.session.flush()
    return row.state == "done"


def _sign(row: RegisterEvent, by: Actor, at: datetime) -> None:
    if row.kind == "sign":
        meeting = db.session.get(CourseClass, row.class_id or 0)
        if meeting is None:
            raise NotFound
        sign_register(by=by, class_token=meeting.token, at=row.at)
    elif row.kind == "decide":
        _decide(row, by, at)
    else:
        _induct(row, by)


def _decide(row: RegisterEvent, by: Actor, at: datetime) -> None:
    registration = db.session.scalar(
        select(Registration).where(Registration.run_id == row.run_id, Registration.person_id == row.person_id)
    )
    if registration is None:
        raise RuleBroken(
            "person",
            N_("The learner is not registered for the run yet."),
            N_("Register the learners of the run, then sign."),
        )
    criterion = row.body.get("criterion")
    new = NewDecision(
        id=row.id,
        registration_id=registration.id,
        criterion_id=criterion if isinstance(criterion, int) else 0,
        decision=str(row.body.get("decision")),
        evidence=str(row.body.get("evidence") or "observed"),
        reference=str(row.body.get("reference") or ""),
        feedback=str(row.body.get("feedback") or ""),
        photo=photo_named(row.body.get("photo"), row.site_id),
        is_borderline=row.body.get("borderline") is True,
        resubmit_on=_day(row.body.get("resubmit")),
        because=str(row.body.get("because") or ""),
    )
    decide_criterion(by=by, new=new, at=row.at, device_at=row.device_at, received_at=at)


def _day(told: object) -> date | None:
    try:
        return date.fromisoformat(str(told)) if told else None
    except ValueError:
        return None


def _checklist(row: RegisterEvent) -> Checklist:
    found = checklist_by_slug(str(row.body.get("slug"))[:60])
    if found is None:
        raise NotFound(N_("There is no such induction."))
    return found


def _check_giver(row: RegisterEvent, by: Actor) -> None:
    if not by.holds(_checklist(row).permit_kind):
        raise NotAllowed(
            N_("Only somebody whose own permit for this machine is live signs for it."),
            N_("Sign in with your PIN, or ask a trainer who holds the permit."),
        )


def _induct(row: RegisterEvent, by: Actor) -> None:
    """The learner's answers and what the giver saw, as of then; the permit is granted on that day."""
    learner = db.session.get(Person, row.person_id or 0)
    body = row.body
    if learner is None:
        raise NotFound
    begun = begin_induction(
        by=by, slug=str(body.get("slug"))[:60], at=row.at, token=row.id, person_number=learner.number
    )
    if begun.state != "begun":
        return
    passing = db.session.get_one(InductionPass, begun.id)
    answers = body.get("answers")
    own = Actor(learner.id, row.site_id, device_id=row.device_id, number=learner.number)
    for question, answer in (answers if isinstance(answers, dict) else {}).items():
        answer_question(by=own, token=passing.token, question=str(question), answer=str(answer), at=row.at)
    minutes = body.get("minutes")
    if isinstance(minutes, int) and minutes > 0:
        note_supervised_minutes(
            person_id=learner.id,
            supervisor_id=by.person_id or 0,
            kind=str(_checklist(row).permit_kind),
            on=local_day(row.at),
            minutes=minutes,
            at=row.at,
            token=derived(row.id, "minutes"),
        )
    seen = body.get("seen")
    sign_practice(
        by=by,
        token=passing.token,
        seen=[str(key) for key in seen] if isinstance(seen, list) else [],
        interpreter=str(body.get("interpreter") or "")[:80],
        is_final=True,
        at=row.at,
    )
