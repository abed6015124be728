"""What a verifier asks to be put right: asked with a day, answered by whom it concerns, closed by a verifier."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from core.access import Actor, require
from core.clock import local_day
from core.db import db
from core.errors import N_, NotFound, RuleBroken
from training.models.assessment import SampleItem, SamplePlan, VerifierAction
from training.models.delivery import Run
from training.models.visits import ActionAnswer
from training.services.booking_rules import own_run
from training.services.noting import note, tidy


def add_action(
    *, by: Actor, run_number: str, item_id: int | None, what: str, due_on: date, at: datetime, token: str
) -> VerifierAction:
    """Something to be put right by a day; while it is open, no unit concerned is recommended.

    Raises NotFound for an item of another run, RuleBroken without words or for a day that is over.
    """
    if not by.may("verify"):
        require(by, "visit_as_verifier")
    known = db.session.scalar(select(VerifierAction).where(VerifierAction.token == token))
    if known is not None:
        return known
    run = own_run(by, run_number)
    if item_id is not None and _run_of_item(item_id) != run.id:
        raise NotFound
    if not what.strip():
        raise RuleBroken("what", N_("What is to be put right?"), N_("Write it in a sentence."))
    if due_on < local_day(at):
        raise RuleBroken("due_on", N_("This day is over."), N_("Choose a later one."))
    row = VerifierAction(
        token=token,
        run_id=run.id,
        item_id=item_id,
        what=tidy("what", what, 400),
        due_on=due_on,
        made_by_id=by.person_id,
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()
    note("add_action", f"run:{run.number}", by, at, ("action",))
    return row


def _run_of_item(item_id: int) -> int | None:
    return db.session.scalar(
        select(SamplePlan.run_id)
        .join(SampleItem, SampleItem.plan_id == SamplePlan.id)
        .where(SampleItem.id == item_id)
    )


def answer_action(*, by: Actor, action_id: int, words: str, at: datetime, token: str) -> ActionAnswer:
    """Whom it concerns says what was done; the action stays open until a verifier accepts it.

    Raises RuleBroken for one that is closed.
    """
    if not by.may("assess"):
        require(by, "edit_accreditation")
    known = db.session.scalar(select(ActionAnswer).where(ActionAnswer.token == token))
    if known is not None:
        return known
    row, run = own_action(by, action_id)
    if row.closed_at is not None:
        raise RuleBroken("words", N_("This action is closed."), N_("Nothing more is needed."))
    made = ActionAnswer(
        token=token,
        action_id=row.id,
        said=tidy("words", words, 400, is_needed=True),
        by_id=by.person_id,
        at=at,
    )
    db.session.add(made)
    db.session.flush()
    note("answer_action", f"run:{run.number}", by, at, ("action",))
    return made


def close_action(*, by: Actor, action_id: int, done: str, at: datetime, token: str = "") -> VerifierAction:
    """A verifier accepts what was done. Nobody accepts what they answered themselves. `token` is not needed.

    Raises RuleBroken for their own answer, or without words.
    """
    require(by, "verify")
    row, run = own_action(by, action_id)
    if row.closed_at is None:
        if not done.strip():
            raise RuleBroken("done", N_("What was done?"), N_("Write it in a sentence."))
        answered = select(ActionAnswer.by_id).where(ActionAnswer.action_id == row.id)
        if by.person_id in set(db.session.scalars(answered)):
            raise RuleBroken("done", N_("Nobody accepts their own answer."), N_("Ask another verifier."))
        row.done, row.closed_at, row.closed_by_id = tidy("done", done, 400), at, by.person_id
        db.session.flush()
        note("close_action", f"run:{run.number}", by, at, ("action",))
    return row


def own_action(by: Actor, action_id: int) -> tuple[VerifierAction, Run]:
    """An action of a run at the person's site. Raises NotFound."""
    row = db.session.get(VerifierAction, action_id)
    run = db.session.get(Run, row.run_id) if row else None
    if row is None or run is None or run.site_id != by.site_id:
        raise NotFound
    return row, run
