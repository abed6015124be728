"""Kinds of machine at the desk: what permits, materials and maintenance hang on."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from hardware.forms.machines import TypeForm
from hardware.queries.machine_lists import type_line, type_lines
from hardware.routes import blueprint
from hardware.services.machine_types import add_type, change_type

Page = str | Answer | tuple[str, int]


@blueprint.get("/machines/kinds")
@policy("right:edit_machines")
def list_types() -> str:
    """Every kind of machine, with a form for one more."""
    return render_template("hardware/list_types.html", lines=type_lines(), form=TypeForm(formdata=None))


@blueprint.post("/machines/kinds")
@policy("right:edit_machines")
def add_machine_type() -> Page:
    """One more kind of machine."""
    form = TypeForm()
    if form.validate():
        try:
            with transaction():
                add_type(by=current_actor(), data=form.data_told(), at=now(), token=form.stale_token)
            flash(_("Kept."), "good")
            return redirect(url_for("hardware.list_types"), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return render_template("hardware/list_types.html", lines=type_lines(), form=form), 422


@blueprint.route("/machines/kinds/<slug>", methods=["GET", "POST"])
@policy("right:edit_machines")
def edit_type(slug: str) -> Page:
    """A kind of machine, to be changed or taken out of use."""
    line = type_line(slug)
    same = (
        "name",
        "permit_kind",
        "wants_material",
        "is_active",
        "piece_step",
        "checklist",
        "checklist_due",
    )
    form = TypeForm(**{name: getattr(line, name) for name in same})
    if form.is_submitted() and form.validate():
        try:
            with transaction():
                change_type(
                    by=current_actor(),
                    slug=slug,
                    data=form.data_told(),
                    is_active=bool(form.is_active.data),
                    at=now(),
                )
            flash(_("Kept."), "good")
            return redirect(url_for("hardware.list_types"), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    page = render_template("hardware/edit_type.html", line=line, form=form)
    return (page, 422) if form.is_submitted() else page
