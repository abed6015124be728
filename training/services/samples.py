"""Verification: the plan that is drawn and kept, items looked at by somebody who did not assess them."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime

from sqlalchemy import select

from core.access import Actor, require
from core.audit import write_audit_line
from core.db import db, fast
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from core.forbidden import refuse_forbidden
from training.models.assessment import SAMPLE_OUTCOMES, SampleItem, SamplePlan
from training.models.delivery import Run
from training.models.visits import SampleBasis
from training.queries.due_samples import Key, due_for_sampling
from training.sampling import Assessed, plan_sample
from training.services.actions import add_action
from training.services.booking_rules import derived, own_run


def make_plan(*, by: Actor, run_number: str, seed: int, at: datetime, token: str) -> SamplePlan:
    """Draw the sample of a run; an item that an earlier plan holds is drawn twice only where it was decided again.

    Raises RuleBroken where nothing was assessed.
    """
    require(by, "verify")
    known = db.session.scalar(select(SamplePlan).where(SamplePlan.token == token))
    if known is not None:
        return known
    run = own_run(by, run_number)
    again = {key for key, why in due_for_sampling(run.id).items() if why == "again"}
    assessed = [replace(one, is_decided_again=_key(one) in again) for one in assessed_in(run.id)]
    if not assessed:
        raise RuleBroken("", N_("Nothing has been assessed in this run."), N_("Come back when it has."))
    plan = SamplePlan(token=token, run_id=run.id, seed=seed, made_at=at, made_by_id=by.person_id)
    db.session.add(plan)
    db.session.flush()
    db.session.add(SampleBasis(plan_id=plan.id, assessed=[asdict(one) for one in assessed]))
    held = _held(run.id) - again
    for one, reason in plan_sample(assessed, seed):
        if _key(one) not in held:
            _add_item(plan.id, one, reason)
    db.session.flush()
    _note("make_plan", f"run:{run.number}", by, at, ("seed",))
    return plan


def _key(one: Assessed) -> Key:
    return one.registration_id, one.unit_id, one.assessor_id


def assessed_in(run_id: int) -> list[Assessed]:
    """Each learner's unit with each assessor who decided any of its criteria, and what makes it a special case."""
    rows = fast().rows(
        "SELECT d.registration_id, d.unit_id, d.assessor_id, MAX(CASE WHEN d.is_borderline THEN 1 ELSE 0 END), "
        "MAX(CASE WHEN d.evidence = 'prior_learning' THEN 1 ELSE 0 END), "
        "MAX(CASE WHEN EXISTS (SELECT 1 FROM learner_adjustment j WHERE j.registration_id = d.registration_id "
        " AND (j.unit_id IS NULL OR j.unit_id = d.unit_id)) THEN 1 ELSE 0 END), "
        "(SELECT COALESCE(NULLIF(k.venue, ''), pl.name, '') FROM course_class k "
        " LEFT JOIN place pl ON pl.id = k.place_id WHERE k.run_id = g.run_id ORDER BY k.starts_at LIMIT 1), "
        "(SELECT COUNT(DISTINCT og.run_id) FROM criterion_decision od "
        " JOIN registration og ON og.id = od.registration_id WHERE od.assessor_id = d.assessor_id "
        " AND od.unit_id = d.unit_id AND og.run_id <= g.run_id), "
        "(SELECT COUNT(DISTINCT og.run_id) FROM criterion_decision od "
        " JOIN registration og ON og.id = od.registration_id WHERE od.unit_id = d.unit_id AND og.run_id < g.run_id) "
        "FROM criterion_decision d JOIN registration g ON g.id = d.registration_id WHERE g.run_id = ? "
        "AND d.superseded_by IS NULL GROUP BY d.registration_id, d.unit_id, d.assessor_id, g.run_id "
        "ORDER BY d.registration_id, d.unit_id, d.assessor_id",
        (run_id,),
    )
    return [
        Assessed(
            registration_id=row[0],
            unit_id=row[1],
            assessor_id=row[2],
            venue=row[6] or "",
            run_of_assessor=int(row[7]),
            is_new_unit=int(row[8]) == 0,
            is_borderline=bool(row[3]),
            is_adjusted=bool(row[5]),
            is_prior_learning=bool(row[4]),
        )
        for row in rows
    ]


def _held(run_id: int) -> set[Key]:
    rows = fast().rows(
        "SELECT i.registration_id, i.unit_id, i.assessor_id FROM sample_item i JOIN sample_plan p ON p.id = i.plan_id "
        "WHERE p.run_id = ?",
        (run_id,),
    )
    return {(row[0], row[1], row[2]) for row in rows}


def _add_item(plan_id: int, one: Assessed, reason: str) -> None:
    learner = fast().row("SELECT person_id FROM registration WHERE id = ?", (one.registration_id,))
    if learner is None:
        raise NotFound
    db.session.add(
        SampleItem(
            plan_id=plan_id,
            registration_id=one.registration_id,
            learner_id=learner[0],
            unit_id=one.unit_id,
            assessor_id=one.assessor_id,
            reason=reason,
        )
    )


def choose_item(
    *, by: Actor, run_number: str, registration_id: int, unit_id: int, at: datetime
) -> SampleItem:
    """A verifier takes one more learner's unit into the newest plan, for a reason of their own.

    Raises RuleBroken before a sample was drawn, NotFound for what was not assessed.
    """
    require(by, "verify")
    run = own_run(by, run_number)
    plan = db.session.scalars(
        select(SamplePlan).where(SamplePlan.run_id == run.id).order_by(SamplePlan.id.desc()).limit(1)
    ).first()
    if plan is None:
        raise RuleBroken("", N_("No sample is drawn yet."), N_("Draw it first."))
    found = [
        one for one in assessed_in(run.id) if (one.registration_id, one.unit_id) == (registration_id, unit_id)
    ]
    if not found:
        raise NotFound
    held = _held(run.id)
    for one in found:
        if _key(one) not in held:
            _add_item(plan.id, one, "chosen")
    db.session.flush()
    _note("choose_item", f"run:{run.number}", by, at, ("chosen",))
    query = select(SampleItem).where(
        SampleItem.registration_id == registration_id, SampleItem.unit_id == unit_id
    )
    return db.session.scalars(query.order_by(SampleItem.id).limit(1)).one()


def close_item(
    *,
    by: Actor,
    item_id: int,
    outcome: str,
    note: str,
    at: datetime,
    due_on: date | None = None,
    token: str = "",
) -> SampleItem:
    """The verifier looked: agreed, or something is to be put right by `due_on`, which then stands as an action.

    Not the assessor of any part of it and not the learner; the database refuses both too.
    """
    require(by, "verify")
    item, run = own_item(by, item_id)
    if outcome not in SAMPLE_OUTCOMES:
        raise RuleBroken("outcome", N_("Agreed, or to be put right?"))
    if by.person_id in _people_of(item):
        raise NotAllowed(N_("Nobody verifies their own assessment."), N_("Ask another verifier."))
    if item.outcome is not None:
        return item
    if outcome == "action":
        _ask_for(by, run, item, note, due_on, at, token)
    item.verifier_id, item.outcome, item.closed_at = by.person_id, outcome, at
    item.note = refuse_forbidden("note", note.strip())[:400]
    db.session.flush()
    _note("close_item", f"sample:{item.id}", by, at, (outcome,))
    return item


def _ask_for(
    by: Actor, run: Run, item: SampleItem, what: str, due_on: date | None, at: datetime, token: str
) -> None:
    if not what.strip():
        raise RuleBroken("note", N_("What is to be put right?"), N_("Write it in a sentence."))
    if due_on is None:
        raise RuleBroken("due_on", N_("By which day?"), N_("Choose a day."))
    add_action(
        by=by,
        run_number=run.number,
        item_id=item.id,
        what=what,
        due_on=due_on,
        at=at,
        token=derived(token, "action"),
    )


def _people_of(item: SampleItem) -> set[int]:
    """The learner and everybody who assessed any part of the unit."""
    rows = fast().rows(
        "SELECT DISTINCT assessor_id FROM criterion_decision WHERE registration_id = ? AND unit_id = ?",
        (item.registration_id, item.unit_id),
    )
    return {row[0] for row in rows} | {item.learner_id, item.assessor_id}


def own_item(by: Actor, item_id: int) -> tuple[SampleItem, Run]:
    """An item of a run at the person's site. Raises NotFound."""
    found = db.session.execute(
        select(SampleItem, Run)
        .join(SamplePlan, SamplePlan.id == SampleItem.plan_id)
        .join(Run, Run.id == SamplePlan.run_id)
        .where(SampleItem.id == item_id, Run.site_id == by.site_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def _note(verb: str, subject: str, by: Actor, at: datetime, fields: tuple[str, ...]) -> None:
    write_audit_line(verb, subject, site_id=by.site_id, by_id=by.person_id, at=at, fields=fields)
