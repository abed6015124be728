"""Sampling at the desk: the verifier's plan of a run, its draw shown again, each item, actions and their answers."""

from __future__ import annotations

import secrets
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now, today
from core.db import transaction
from core.errors import EcoError, NotFound, RuleBroken
from core.guards import current_actor, policy
from core.ids import new_client_id
from core.pressing import PressedForm
from training.forms.sampling import LARGEST_SEED, WEEK, ActionForm, DoneForm, DrawForm, LookForm
from training.queries.due_samples import due_for_sampling
from training.queries.runs import run_by_number, run_line
from training.queries.samples import (
    actions_of_run,
    draw_again,
    not_in_sample,
    open_actions,
    plans_of_run,
    sample_item,
    sample_of_run,
)
from training.queries.work import assessors_of_run, work_of
from training.routes import blueprint, claim_words  # noqa: F401  (its filters)
from training.routes.bookings import pressed
from training.services.actions import add_action, answer_action, close_action
from training.services.samples import choose_item, close_item, make_plan

Page = Response | str | tuple[str, int]
SEE = "right:verify|right:assess|right:edit_accreditation"


def _back(number: str) -> Response:
    return redirect(url_for("training.show_sample", number=number), 303)


@blueprint.get("/runs/<number>/sample")
@policy(SEE)
def show_sample(number: str) -> str:
    """The sample of a run: what waits, what was looked at and why each is in, and what is to be put right."""
    return _sample_page(number)


def _sample_page(number: str, **forms: Any) -> str:
    actor = current_actor()
    run = run_by_number(number, actor.site_id)
    lines = sample_of_run(run.id, actor.person_id or 0)
    return render_template(
        "training/show_sample.html",
        run=run,
        line=run_line(number, actor.site_id),
        lines=lines,
        waiting=[one for one in lines if not one.outcome],
        plans=plans_of_run(run.id),
        due=due_for_sampling(run.id),
        others=not_in_sample(run.id) if actor.may("verify") else [],
        actions=actions_of_run(run.id),
        today=today(),
        **{
            "draw_form": DrawForm(formdata=None, data={"seed": 1 + secrets.randbelow(LARGEST_SEED)}),
            "ask_form": ActionForm(formdata=None, data={"due_on": today() + WEEK}),
            "press": PressedForm(formdata=None),
            **forms,
        },
    )


@blueprint.post("/runs/<number>/sample/plans")
@policy("right:verify")
def draw_sample(number: str) -> Page:
    """Draw a sample of what is assessed; what an earlier draw holds is not drawn twice."""
    form = DrawForm()
    if form.validate():
        try:
            with transaction():
                make_plan(
                    by=current_actor(),
                    run_number=number,
                    seed=form.seed.data or 1,
                    at=now(),
                    token=form.stale_token,
                )
            flash(_("The sample is drawn."), "good")
            return _back(number)
        except RuleBroken as problem:
            form.refuse(problem)
    return _sample_page(number, draw_form=form), 422


@blueprint.get("/runs/<number>/sample/plans/<int:plan_id>")
@policy(SEE)
def show_draw(number: str, plan_id: int) -> str:
    """A draw made again of its number and of what had been assessed then: who was in it, who was not, and why."""
    run = run_by_number(number, current_actor().site_id)
    lines, plans = draw_again(plan_id, run.id), [one for one in plans_of_run(run.id) if one.id == plan_id]
    if lines is None or not plans:
        raise NotFound
    return render_template("training/show_draw.html", run=run, plan=plans[0], lines=lines)


@blueprint.post("/runs/<number>/sample/more/<int:registration_id>/<int:unit_id>")
@policy("right:verify")
def choose_work(number: str, registration_id: int, unit_id: int) -> Page:
    """A verifier takes one more learner's unit into the sample."""
    form = PressedForm()
    try:
        with transaction():
            choose_item(
                by=current_actor(),
                run_number=number,
                registration_id=registration_id,
                unit_id=unit_id,
                at=now(),
            )
        flash(_("It is in the sample now."), "good")
    except RuleBroken as problem:
        flash(f"{_(problem.message)} {_(problem.remedy)}", "refused")
    form.validate()
    return _back(number)


@blueprint.get("/sample/<int:item_id>")
@policy(SEE)
def show_item(item_id: int) -> str:
    """One learner's unit as it was assessed, and what the verifier says of it."""
    return _item_page(item_id, LookForm(formdata=None, data={"due_on": today() + WEEK}))


def _item_page(item_id: int, form: LookForm) -> str:
    actor = current_actor()
    found = sample_item(item_id, actor.site_id, actor.person_id or 0)
    if found is None:
        raise NotFound
    item, number = found
    work = work_of(item.registration_id, item.unit_id, actor.site_id)
    if work is None:
        raise NotFound
    return render_template(
        "training/show_item.html",
        item=item,
        number=number,
        work=work,
        assessors=[one for one in assessors_of_run(work.run_id) if one.unit_code == work.unit_code],
        actions=[one for one in actions_of_run(work.run_id) if one.item_id == item.id],
        today=today(),
        form=form,
    )


@blueprint.post("/sample/<int:item_id>")
@policy("right:verify")
def look_at_item(item_id: int) -> Page:
    """The verifier agrees, or asks for something to be put right by a day."""
    form, actor = LookForm(), current_actor()
    if form.validate():
        try:
            with transaction():
                close_item(
                    by=actor,
                    item_id=item_id,
                    outcome=form.outcome.data,
                    note=form.note.data or "",
                    due_on=form.due_on.data,
                    at=now(),
                    token=form.stale_token,
                )
            flash(_("Kept. The next one waits."), "good")
            found = sample_item(item_id, actor.site_id)
            return _back(found[1] if found else "")
        except NotFound:
            raise
        except EcoError as problem:
            form.refuse(problem)
    return _item_page(item_id, form), 422


@blueprint.post("/runs/<number>/actions")
@policy("right:verify")
def ask_for_action(number: str) -> Page:
    """Ask for something about the whole run to be put right by a day."""
    form = ActionForm()
    if form.validate():
        try:
            with transaction():
                add_action(
                    by=current_actor(),
                    run_number=number,
                    item_id=None,
                    what=form.what.data or "",
                    due_on=form.due_on.data,
                    at=now(),
                    token=form.stale_token,
                )
            flash(_("Asked. Nothing of it is recommended until it is put right."), "good")
            return _back(number)
        except RuleBroken as problem:
            form.refuse(problem)
    return _sample_page(number, ask_form=form), 422


@blueprint.get("/actions")
@policy(SEE)
def list_actions() -> str:
    """What is to be put right: an assessor's own, a verifier's and coordinator's all of the site."""
    actor = current_actor()
    sees_all = actor.may("verify") or actor.may("edit_accreditation")
    return render_template(
        "training/list_actions.html",
        actions=open_actions(actor.site_id, 0 if sees_all else actor.person_id or 0),
        sees_all=sees_all,
        today=today(),
        form=DoneForm(formdata=None),
        new_id=new_client_id,
    )


@blueprint.post("/actions/<int:action_id>/answers")
@policy("right:assess|right:edit_accreditation")
def say_done(action_id: int) -> Page:
    """Whom it concerns says what was done."""
    form = DoneForm()
    pressed(
        form,
        answer_action,
        _("The verifier reads it and closes it."),
        action_id=action_id,
        words=form.words.data,
    )
    return redirect(url_for("training.list_actions"), 303)


@blueprint.post("/actions/<int:action_id>/closing")
@policy("right:verify")
def accept_done(action_id: int) -> Page:
    """The verifier accepts what was done."""
    form = DoneForm()
    pressed(form, close_action, _("The action is closed."), action_id=action_id, done=form.words.data)
    return redirect(url_for("training.list_actions"), 303)
