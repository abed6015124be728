"""Units at the desk: the list, a unit with its outcomes and criteria, changed, renewed, retired, taken along."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from core.ids import new_client_id
from core.listings import sent_table
from training.forms.courses import CriterionForm, UnitForm
from training.queries.catalogue import (
    bodies,
    body_by_slug,
    outcomes_of,
    unit_by_code,
    unit_is_used,
    units,
    versions_of_unit,
)
from training.routes import blueprint
from training.routes.catalogue import SEE
from training.routes.words import LEVEL_NAMES, named
from training.services.unit_cells import unit_cells
from training.services.units import (
    CriterionData,
    add_unit,
    change_unit,
    new_unit_version,
    remove_criterion,
    retire_unit,
    set_criterion,
    set_outcome,
)
from training.unit_rows import FIELDS

Page = str | Answer | tuple[str, int]


@blueprint.get("/catalogue/units")
@policy(SEE)
def list_units() -> str:
    """The units in their newest version."""
    body, text = request.args.get("body", "")[:60], request.args.get("q", "").strip()[:60]
    return render_template(
        "training/list_units.html", units=units(body, text), bodies=bodies(), body=body, q=text
    )


@blueprint.get("/catalogue/units.<kind>")
@policy(SEE)
def export_units(kind: str) -> Response:
    """The units, a line for each criterion, as an import reads them."""
    heads, rows = list(FIELDS), unit_cells(request.args.get("body", "")[:60])
    return sent_table(kind, "units", _("Units"), heads, rows)


@blueprint.get("/catalogue/bodies/<slug>/units/<path:code>")
@policy(SEE)
def show_unit(slug: str, code: str) -> str:
    """A unit with its outcomes and criteria; an older version by `?version=`."""
    return unit_page(slug, code)


def unit_page(slug: str, code: str, **forms: Any) -> str:
    """The page of a unit, with a form as it was sent."""
    body = body_by_slug(slug)
    unit = unit_by_code(slug, code, min(max(0, request.args.get("version", 0, type=int)), 10_000))
    unit_form = UnitForm(formdata=None, obj=unit)
    unit_form.level.choices = named(LEVEL_NAMES)
    return render_template(
        "training/show_unit.html",
        body=body,
        unit=unit,
        outcomes=outcomes_of(unit.id),
        versions=versions_of_unit(unit.body_id, unit.code),
        is_used=unit_is_used(unit.id),
        renew_token=new_client_id(),
        **{"unit_form": unit_form, "criterion_form": CriterionForm(formdata=None), **forms},
    )


@blueprint.route("/catalogue/bodies/<slug>/units", methods=["GET", "POST"])
@policy("right:edit_catalogue")
def new_unit(slug: str) -> Page:
    """A unit of a body."""
    body, form = body_by_slug(slug), UnitForm()
    form.level.choices = named(LEVEL_NAMES)
    if not form.is_submitted():
        return render_template("training/new_unit.html", body=body, form=form)
    if form.validate():
        try:
            with transaction():
                code = add_unit(
                    by=current_actor(),
                    body_slug=slug,
                    code=form.code.data or "",
                    data=form.unit_data,
                    at=now(),
                    token=form.stale_token,
                ).code
            flash(_("The unit is kept. Now its criteria."), "good")
            return redirect(url_for("training.show_unit", slug=slug, code=code), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return render_template("training/new_unit.html", body=body, form=form), 422


@blueprint.post("/catalogue/changes/<slug>/<path:code>")
@policy("right:edit_catalogue")
def edit_unit(slug: str, code: str) -> Page:
    """Change a unit that nobody used yet."""
    form, unit_id = UnitForm(), unit_by_code(slug, code).id
    form.level.choices = named(LEVEL_NAMES)
    if form.validate():
        try:
            with transaction():
                change_unit(by=current_actor(), unit_id=unit_id, data=form.unit_data, at=now())
            flash(_("The unit is kept."), "good")
            return redirect(url_for("training.show_unit", slug=slug, code=code), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return unit_page(slug, code, unit_form=form), 422


@blueprint.post("/catalogue/criteria/<slug>/<path:code>")
@policy("right:edit_catalogue")
def set_unit_criterion(slug: str, code: str) -> Page:
    """Write a criterion, with its learning outcome where that is new."""
    form, unit_id = CriterionForm(), unit_by_code(slug, code).id
    if form.validate():
        try:
            with transaction():
                if form.outcome_text.data:
                    set_outcome(
                        by=current_actor(),
                        unit_id=unit_id,
                        number=form.outcome.data,
                        text=form.outcome_text.data,
                        at=now(),
                    )
                data = CriterionData(
                    form.outcome.data,
                    form.number.data,
                    form.text.data or "",
                    form.easy_text.data or "",
                    form.picture.data or "",
                )
                set_criterion(by=current_actor(), unit_id=unit_id, data=data, at=now())
            flash(_("The criterion is kept."), "good")
            return redirect(url_for("training.show_unit", slug=slug, code=code), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return unit_page(slug, code, criterion_form=form), 422


@blueprint.post("/catalogue/acts/<word>/<slug>/<path:code>")
@policy("right:edit_catalogue")
def act_on_unit(word: str, slug: str, code: str) -> Answer:
    """Make a new version of a used unit, retire it, or take a criterion out (`number`)."""
    unit_id, actor = unit_by_code(slug, code).id, current_actor()
    try:
        with transaction():
            if word == "renew":
                token = request.form.get("token", "") or new_client_id()
                new_unit_version(by=actor, body_slug=slug, code=code, at=now(), token=token[:36])
            elif word == "retire":
                retire_unit(by=actor, unit_id=unit_id, at=now())
            else:
                remove_criterion(
                    by=actor, unit_id=unit_id, number=request.form.get("number", "")[:5], at=now()
                )
        flash(_("Done."), "good")
    except RuleBroken as problem:
        flash(f"{_(problem.message, **problem.params)} {_(problem.remedy, **problem.params)}", "refused")
    return redirect(url_for("training.show_unit", slug=slug, code=code), 303)
