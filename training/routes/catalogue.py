"""Awarding bodies and qualifications at the desk."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from training.forms.courses import GROUPS, BodyForm, CombinationForm, QualificationForm
from training.profiles import profile
from training.queries.catalogue import (
    bodies,
    body_by_slug,
    groups_of,
    qualification_by_token,
    qualification_is_used,
    qualifications,
    units,
)
from training.routes import blueprint
from training.routes.words import LEVEL_NAMES, SIZE_NAMES, named
from training.services.bodies import (
    GroupData,
    add_body,
    add_qualification,
    change_body,
    change_qualification,
    set_combination,
)

Page = str | Answer | tuple[str, int]
SEE = "right:see_accreditation|right:edit_catalogue"


@blueprint.route("/catalogue/bodies", methods=["GET", "POST"])
@policy(SEE)
def list_bodies() -> Page:
    """The awarding bodies, and a form for one more."""
    form = BodyForm(data={"is_active": True})
    if not form.is_submitted():
        return render_template("training/list_bodies.html", bodies=bodies(), form=form)
    if form.validate():
        try:
            with transaction():
                slug = add_body(
                    by=current_actor(),
                    name=form.name.data or "",
                    centre_number=form.centre_number.data or "",
                    profile=form.profile.data,
                    at=now(),
                    token=form.stale_token,
                ).slug
            flash(_("The awarding body is kept."), "good")
            return redirect(url_for("training.show_body", slug=slug), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return render_template("training/list_bodies.html", bodies=bodies(), form=form), 422


@blueprint.route("/catalogue/bodies/<slug>", methods=["GET", "POST"])
@policy(SEE)
def show_body(slug: str) -> Page:
    """A body: its profile, qualifications and units; changed by the desk."""
    body = body_by_slug(slug)
    form = BodyForm(obj=body)
    page: dict[str, Any] = {
        "body": body,
        "form": form,
        "profile": profile(body.profile),
        "qualifications": qualifications(body.id),
        "units": units(slug),
    }
    if not form.is_submitted():
        return render_template("training/show_body.html", **page)
    if form.validate():
        try:
            with transaction():
                change_body(
                    by=current_actor(),
                    slug=slug,
                    name=form.name.data or "",
                    centre_number=form.centre_number.data or "",
                    profile=form.profile.data,
                    is_active=bool(form.is_active.data),
                    at=now(),
                )
            flash(_("The awarding body is kept."), "good")
            return redirect(url_for("training.show_body", slug=slug), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return render_template("training/show_body.html", **page), 422


def _lists(form: QualificationForm) -> QualificationForm:
    form.level.choices, form.size.choices = named(LEVEL_NAMES), named(SIZE_NAMES)
    return form


@blueprint.route("/catalogue/bodies/<slug>/qualifications/new", methods=["GET", "POST"])
@policy("right:edit_catalogue")
def new_qualification(slug: str) -> Page:
    """A qualification of a body."""
    body, form = body_by_slug(slug), _lists(QualificationForm())
    if not form.is_submitted():
        return render_template("training/edit_qualification.html", body=body, form=form, row=None)
    if form.validate():
        try:
            with transaction():
                token = add_qualification(
                    by=current_actor(),
                    body_slug=slug,
                    data=form.qualification_data,
                    at=now(),
                    token=form.stale_token,
                ).token
            flash(_("The qualification is kept. Now its units."), "good")
            return redirect(url_for("training.edit_qualification", slug=slug, token=token), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return render_template("training/edit_qualification.html", body=body, form=form, row=None), 422


@blueprint.route("/catalogue/bodies/<slug>/qualifications/<token>", methods=["GET", "POST"])
@policy("right:edit_catalogue")
def edit_qualification(slug: str, token: str) -> Page:
    """Change a qualification; once used only its last day."""
    body, row = body_by_slug(slug), qualification_by_token(token)
    form = _lists(QualificationForm(obj=row))
    page = {"body": body, "row": row, "form": form, "rule": _rule_form(slug, row.id), "groups": range(GROUPS)}
    page["is_used"] = qualification_is_used(row.id)
    if not form.is_submitted():
        return render_template("training/edit_qualification.html", **page)
    if form.validate():
        try:
            with transaction():
                change_qualification(by=current_actor(), token=token, data=form.qualification_data, at=now())
            flash(_("The qualification is kept."), "good")
            return redirect(url_for("training.show_body", slug=slug), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return render_template("training/edit_qualification.html", **page), 422


def _rule_form(slug: str, qualification_id: int, *, sent: bool = False) -> Any:
    data: dict[str, Any] = {}
    lines = groups_of(qualification_id)
    for index, line in enumerate(lines[:GROUPS]):
        data |= {
            f"name_{index}": line.name,
            f"mandatory_{index}": line.is_mandatory,
            f"credit_{index}": line.min_credit,
            f"count_{index}": line.min_units,
            f"units_{index}": [unit.id for unit in line.units],
        }
    form = CombinationForm(data=data) if sent else CombinationForm(formdata=None, data=data)
    kept = {unit.id: f"{unit.code} v{unit.version}" for line in lines for unit in line.units}
    choices = kept | {unit.id: f"{unit.code} v{unit.version} · {unit.title}" for unit in units(slug)}
    for index in range(GROUPS):
        form[f"units_{index}"].choices = list(choices.items())
    return form


@blueprint.post("/catalogue/bodies/<slug>/qualifications/<token>/rule")
@policy("right:edit_catalogue")
def set_rule(slug: str, token: str) -> Page:
    """Replace the rule of combination."""
    body, row = body_by_slug(slug), qualification_by_token(token)
    rule = _rule_form(slug, row.id, sent=True)
    if rule.validate():
        groups = [
            GroupData(
                tuple(rule[f"units_{index}"].data or ()),
                rule[f"name_{index}"].data or "",
                bool(rule[f"mandatory_{index}"].data),
                rule[f"credit_{index}"].data or 0,
                rule[f"count_{index}"].data or 0,
            )
            for index in range(GROUPS)
            if rule[f"units_{index}"].data
        ]
        try:
            with transaction():
                set_combination(by=current_actor(), token=token, groups=groups, at=now())
            flash(_("The rule is kept."), "good")
            return redirect(url_for("training.edit_qualification", slug=slug, token=token), 303)
        except RuleBroken as problem:
            rule.refuse(problem)
    form = _lists(QualificationForm(formdata=None, obj=row))
    page = {"body": body, "row": row, "form": form, "rule": rule, "groups": range(GROUPS)}
    return render_template(
        "training/edit_qualification.html", is_used=qualification_is_used(row.id), **page
    ), 422
