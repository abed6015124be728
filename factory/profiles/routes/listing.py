"""The list of funders' forms, and a new one."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from factory.profiles.forms import NewFormForm
from factory.profiles.queries import forms_at, line_counts
from factory.profiles.routes import blueprint
from factory.profiles.services import end_form, make_form


@blueprint.get("/forms")
@policy("right:edit_forms")
def list_forms() -> str:
    """The forms that this site fills for its funders."""
    forms = forms_at(current_actor().site_id)
    return render_template(
        "profiles/list_forms.html", forms=forms, counts=line_counts([form.id for form in forms])
    )


@blueprint.route("/forms/new", methods=["GET", "POST"])
@policy("right:edit_forms")
def add_form() -> str | Response | tuple[str, int]:
    """A new form."""
    form = NewFormForm()
    if form.validate_on_submit():
        try:
            with transaction():
                made = make_form(
                    name=form.name.data or "",
                    funder=form.funder.data or "",
                    by=current_actor(),
                    at=now(),
                    token=form.stale_token,
                )
                form_id = made.id
        except RuleBroken as problem:
            form.refuse(problem)
        else:
            flash(gettext("The form is made. Give it the funder’s workbook, then its lines."), "good")
            return redirect(url_for("profiles.show_form", form_id=form_id), 303)
    return render_template("profiles/add_form.html", form=form), 422 if form.errors else 200


@blueprint.post("/forms/<int:form_id>/end")
@policy("right:edit_forms")
def put_form_away(form_id: int) -> Response:
    """The form is not used any more."""
    with transaction():
        end_form(form_id=form_id, by=current_actor(), at=now())
    flash(gettext("The form is put away."), "good")
    return redirect(url_for("profiles.list_forms"), 303)
