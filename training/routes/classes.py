"""Classes of a run at the desk: added by a pattern, changed, cancelled."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from core.access import Actor
from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from training.forms.runs import GIVERS, PatternForm, one_class_form
from training.queries.classes import (
    class_by_number,
    class_line,
    machines_named,
    people_who_give,
    place_choices,
)
from training.queries.runs import run_by_number, run_line
from training.routes import blueprint
from training.services.classes import add_classes, cancel_class, change_class

Page = str | Answer | tuple[str, int]


def _offer(form: Any, actor: Actor) -> None:
    form.offer(place_choices(actor.site_id), people_who_give(actor.site_id, now()))


@blueprint.route("/runs/<number>/classes/new", methods=["GET", "POST"])
@policy("right:edit_runs")
def add_run_classes(number: str) -> Page:
    """New classes of a run: some days in a row, each week, or once."""
    actor = current_actor()
    line = run_line(number, actor.site_id)
    form = PatternForm()
    _offer(form, actor)
    page = {"line": line, "form": form, "givers": range(GIVERS), "machines": machines_named(actor.site_id)}
    if not form.is_submitted():
        return render_template("training/add_classes.html", **page)
    if form.validate():
        try:
            slots = form.slots
            with transaction():
                made = len(
                    add_classes(
                        by=actor,
                        run_number=number,
                        slots=slots,
                        data=form.class_data,
                        at=now(),
                        token=form.stale_token,
                    )
                )
            flash(ngettext("%(num)s class is added.", "%(num)s classes are added.", made), "good")
            return redirect(url_for("training.show_run", number=line.number), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return render_template("training/add_classes.html", **page), 422


@blueprint.route("/runs/<number>/classes/<int:position>", methods=["GET", "POST"])
@policy("right:edit_runs")
def edit_class(number: str, position: int) -> Page:
    """Change when, where and by whom a class is given."""
    actor = current_actor()
    line, run = run_line(number, actor.site_id), run_by_number(number, actor.site_id)
    item, row = class_line(run.id, position), class_by_number(run.id, position)
    form = one_class_form(item, row.place_id)
    _offer(form, actor)
    page = {"line": line, "item": item, "form": form, "givers": range(GIVERS)}
    page["machines"] = machines_named(actor.site_id)
    if not form.is_submitted():
        return render_template("training/edit_class.html", **page)
    if form.validate():
        try:
            with transaction():
                change_class(
                    by=actor,
                    run_number=number,
                    number=position,
                    item=form.slot,
                    data=form.class_data,
                    at=now(),
                )
            flash(_("The class is changed; calendars will follow."), "good")
            return redirect(url_for("training.show_run", number=line.number), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return render_template("training/edit_class.html", **page), 422


@blueprint.post("/runs/<number>/classes/<int:position>/cancellation")
@policy("right:edit_runs")
def cancel_one_class(number: str, position: int) -> Answer:
    """Cancel a class; it stays in calendars as cancelled."""
    try:
        with transaction():
            cancel_class(by=current_actor(), run_number=number, number=position, at=now())
        flash(_("The class is cancelled."), "good")
    except RuleBroken as problem:
        flash(f"{_(problem.message, **problem.params)} {_(problem.remedy, **problem.params)}", "refused")
    return redirect(url_for("training.show_run", number=number), 303)
