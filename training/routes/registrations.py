"""Registration of a run's learners with the awarding body: who, what is missing, confirmed on a day."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from core.bounds import whole
from core.clock import now, today
from core.db import transaction
from core.errors import EcoError
from core.guards import current_actor, policy
from core.pressing import PressedForm
from training.forms.assessors import RegisterForm
from training.queries.grid import run_head
from training.queries.registrations import body_of_run, registration_lines
from training.routes import blueprint
from training.routes.assessment import SEE
from training.routes.assessors import EDIT
from training.routes.evidence import press
from training.services.registrations import note_run_registered, register_learners, withdraw_registration

Answer = Response | str | tuple[str, int]


def _page(number: str, form: RegisterForm) -> str:
    head = run_head(number, current_actor().site_id)
    body = body_of_run(head.id)
    lines = registration_lines(head.id, body) if body else []
    return render_template(
        "training/show_registration.html",
        run=head,
        body=body,
        lines=lines,
        to_begin=[one for one in lines if not one.id],
        to_confirm=[one for one in lines if one.state in ("pending", "sent")],
        form=form,
        day=today(),
        typed=request.form,
    )


@blueprint.get("/runs/<number>/registration")
@policy(SEE)
def show_registration(number: str) -> str:
    """Who of a run is registered, since when, and what the body's file would miss: a dry run."""
    return _page(number, RegisterForm(formdata=None, registered_on=today()))


@blueprint.post("/runs/<number>/registration/begin")
@policy(EDIT)
def begin_registration(number: str) -> Response:
    """Everybody who attends is to be registered."""
    form = PressedForm()

    def act() -> None:
        with transaction():
            register_learners(by=current_actor(), run_number=number, at=now(), token=form.stale_token)

    press(form, act, _("They are on the list to be registered."))
    return redirect(url_for("training.show_registration", number=number), 303)


@blueprint.post("/runs/<number>/registration")
@policy(EDIT)
def confirm_registration(number: str) -> Answer:
    """The body confirmed those that are ticked, on one day, each with the body's number where there is one."""
    form, actor = RegisterForm(), current_actor()
    run_head(number, actor.site_id)
    chosen = [one for value in request.form.getlist("chosen") if (one := whole(value, 14)) is not None]
    if not chosen:
        form.registered_on.errors = [_("Nobody is chosen. Tick at least one.")]
        return _page(number, form), 422
    if form.validate():
        try:
            with transaction():
                count = note_run_registered(
                    by=actor,
                    run_number=number,
                    numbers={one: request.form.get(f"number-{one}", "")[:40] for one in chosen},
                    registered_on=form.registered_on.data,
                    at=now(),
                )
            flash(ngettext("%(num)s learner registered.", "%(num)s learners registered.", count), "good")
            return redirect(url_for("training.show_registration", number=number), 303)
        except EcoError as problem:
            form.refuse(problem)
    return _page(number, form), 422


@blueprint.post("/runs/<number>/registration/<int:registration_id>/withdrawal")
@policy(EDIT)
def withdraw_one_registration(number: str, registration_id: int) -> Response:
    """The body was told that a learner is registered no more."""
    form = PressedForm()

    def act() -> None:
        with transaction():
            withdraw_registration(by=current_actor(), registration_id=registration_id, at=now())

    press(form, act, _("Withdrawn. What was decided stays."))
    return redirect(url_for("training.show_registration", number=number), 303)
