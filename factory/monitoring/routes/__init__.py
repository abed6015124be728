"""Addresses of monitoring: one's own answers, and at the desk the basis with the counts."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.clock import local_day, now
from core.db import transaction
from core.errors import EcoError, NotAllowed
from core.guards import SIGNED_IN, current_actor, policy
from factory.monitoring.forms import AnswersForm, BasisForm
from factory.monitoring.queries import basis_in_force, counts, newest_basis, own_answers
from factory.monitoring.services import forget_answers, give_answers, set_basis
from factory.monitoring.words import QUESTIONS

blueprint = Blueprint("monitoring", __name__)
Page = str | Response | tuple[str, int]


@blueprint.route("/me/monitoring", methods=["GET", "POST"])
@policy(SIGNED_IN)
def edit_my_monitoring() -> Page:
    """What I say of myself: nobody has to, and nobody sees whose answers these are."""
    by, at = current_actor(), now()
    kept = own_answers(by.person_id or 0, _secrets())
    form = AnswersForm(obj=kept) if kept is not None else AnswersForm()
    for name, (question, answers) in QUESTIONS.items():
        form[name].label.text = gettext(question)
        form[name].choices = [(word, gettext(said)) for word, said in answers.items()]
    if form.validate_on_submit():
        given = {name: form[name].data or "" for name in QUESTIONS}
        try:
            with transaction():
                give_answers(
                    answers=given, own_words=form.gender_own.data or "", secrets=_secrets(), by=by, at=at
                )
        except EcoError as problem:
            form.refuse(problem)
        else:
            flash(gettext("Thank you. Your answers are kept apart from your name."), "good")
            return redirect(url_for("monitoring.edit_my_monitoring"), 303)
    page = render_template(
        "monitoring/edit_my_monitoring.html", form=form, basis=basis_in_force(local_day(at)), kept=kept
    )
    return page, 422 if form.errors else 200


@blueprint.post("/me/monitoring/delete")
@policy(SIGNED_IN)
def delete_my_monitoring() -> Response:
    """Take everything back."""
    person_id = current_actor().person_id
    if person_id is None:
        raise NotAllowed("")
    with transaction():
        forget_answers(person_id=person_id, secrets=_secrets())
    flash(gettext("Your answers are deleted."), "good")
    return redirect(url_for("monitoring.edit_my_monitoring"), 303)


@blueprint.route("/count/monitoring", methods=["GET", "POST"])
@policy("right:edit_monitoring")
def edit_monitoring() -> Page:
    """The basis on which is asked, and the counts."""
    last = newest_basis()
    form = BasisForm(obj=last) if last is not None else BasisForm()
    if form.validate_on_submit() and form.ends_on.data is not None:
        try:
            with transaction():
                set_basis(
                    is_asked=bool(form.is_asked.data),
                    basis=form.basis.data or "",
                    ends_on=form.ends_on.data,
                    by=current_actor(),
                    at=now(),
                    token=form.stale_token,
                )
        except EcoError as problem:
            form.refuse(problem)
        else:
            flash(gettext("Saved."), "good")
            return redirect(url_for("monitoring.edit_monitoring"), 303)
    page = render_template(
        "monitoring/edit_monitoring.html",
        form=form,
        counts=counts(),
        questions=QUESTIONS,
        is_asked=basis_in_force(local_day(now())) is not None,
    )
    return page, 422 if form.errors else 200


def _secrets() -> list[str]:
    secrets: list[str] = current_app.config["ECO_SETTINGS"].every_secret_key
    return secrets
