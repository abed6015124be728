"""Runs at the desk: new, changed, moved on, copied, cancelled."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from training.forms.runs import CancelForm, CopyForm, RunForm
from training.queries.courses import course_by_slug, newest_version
from training.queries.runs import run_by_number, run_line
from training.routes import blueprint
from training.routes.runs import Page, run_page
from training.services.run_copies import copy_run, plan_copy
from training.services.runs import cancel_run, change_run, make_run, step_run


@blueprint.route("/runs/new/<slug>", methods=["GET", "POST"])
@policy("right:edit_runs")
def new_run(slug: str) -> Page:
    """A draft of a run of a course; its classes follow."""
    course = course_by_slug(slug)
    version = newest_version(course.id)
    form = RunForm(data={"capacity": version.capacity, "learners_per_trainer": version.learners_per_trainer})
    page = {"course": course, "version": version, "form": form, "run": None}
    if not form.is_submitted():
        return render_template("training/edit_run.html", **page)
    if form.validate():
        try:
            with transaction():
                made = make_run(
                    by=current_actor(), slug=slug, data=form.run_data, at=now(), token=form.stale_token
                ).number
            flash(_("The run is made. Now its classes."), "good")
            return redirect(url_for("training.add_run_classes", number=made), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return render_template("training/edit_run.html", **page), 422


@blueprint.route("/runs/<number>/edit", methods=["GET", "POST"])
@policy("right:edit_runs")
def edit_run(number: str) -> Page:
    """Change a run that is not over."""
    actor = current_actor()
    run, line = run_by_number(number, actor.site_id), run_line(number, actor.site_id)
    form = RunForm.of(run)
    page = {"course": None, "version": line, "form": form, "run": run}
    if not form.is_submitted():
        return render_template("training/edit_run.html", **page)
    if form.validate():
        try:
            with transaction():
                change_run(by=actor, number=number, data=form.run_data, at=now())
            flash(_("The run is changed."), "good")
            return redirect(url_for("training.show_run", number=run.number), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return render_template("training/edit_run.html", **page), 422


@blueprint.post("/runs/<number>/steps/<state>")
@policy("right:edit_runs|right:edit_accreditation")
def take_run_step(number: str, state: str) -> Answer:
    """Move a run on to its next state."""
    try:
        with transaction():
            step_run(by=current_actor(), number=number, state=state, at=now())
        flash(_("Done."), "good")
    except RuleBroken as problem:
        flash(f"{_(problem.message, **problem.params)} {_(problem.remedy, **problem.params)}", "refused")
    return redirect(url_for("training.show_run", number=number), 303)


@blueprint.post("/runs/<number>/cancellation")
@policy("right:edit_runs")
def cancel_one_run(number: str) -> Page:
    """Cancel a run, with the reason that learners are told."""
    form = CancelForm()
    if form.validate():
        try:
            with transaction():
                cancel_run(by=current_actor(), number=number, reason=form.reason.data or "", at=now())
            flash(_("The run is cancelled. Its classes stay in calendars as cancelled."), "good")
            return redirect(url_for("training.show_run", number=number), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return run_page(number, cancel_form=form), 422


@blueprint.post("/runs/<number>/copies")
@policy("right:edit_runs")
def copy_one_run(number: str) -> Page:
    """Copy a run into another week; what clashes is shown first."""
    actor, form, plan = current_actor(), CopyForm(), None
    if form.validate():
        try:
            plan = plan_copy(by=actor, number=number, first_on=form.first_on.data, at=now())
            with transaction():
                made, left = copy_run(
                    by=actor,
                    number=number,
                    first_on=form.first_on.data,
                    leave_out=bool(form.leave_out.data),
                    at=now(),
                    token=form.stale_token,
                )
                target = made.number
            flash(_("The run is copied: look at its classes."), "good")
            if left:
                flash(
                    ngettext("%(num)s thing was left out.", "%(num)s things were left out.", len(left)),
                    "look",
                )
            return redirect(url_for("training.show_run", number=target), 303)
        except RuleBroken as problem:
            form.refuse(RuleBroken("first_on", problem.message, problem.remedy, **problem.params))
    return run_page(number, copy_form=form, plan=plan), 422
