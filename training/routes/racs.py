"""Recommendations for award of credit at the desk: what is missing, drawn up, signed, sent, amended."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import local_day, now, today
from core.db import transaction
from core.errors import EcoError, NotFound, RuleBroken
from core.guards import current_actor, policy
from core.pressing import PressedForm, told
from core.signing import as_signer
from training.forms.racs import AmendForm, SendRacForm, SignRacForm
from training.profiles import profile
from training.queries.assessment import units_of_run
from training.queries.body_runs import body_of_run
from training.queries.claims import claim_counts
from training.queries.holidays import bank_holidays
from training.queries.racs import amendments_of_run, dry_run, lines_of_run, racs_of_run
from training.queries.runs import run_by_number, run_line
from training.routes import blueprint, claim_words  # noqa: F401  (its filters)
from training.routes.bookings import pressed
from training.services.racs import amend, draw_up_rac, send_rac, sign_rac

Page = Response | str | tuple[str, int]
SEE = "right:see_accreditation"


def _back(number: str) -> Response:
    return redirect(url_for("training.show_rac", number=number), 303)


@blueprint.get("/runs/<number>/rac")
@policy(SEE)
def show_rac(number: str) -> str:
    """How a run stands: what could be recommended, what is drawn up, signed and sent, what was amended."""
    return _rac_page(number)


def _rac_page(number: str, **forms: Any) -> str:
    actor = current_actor()
    run = run_by_number(number, actor.site_id)
    racs, lines = racs_of_run(run.id), lines_of_run(run.id)
    unsent = next((one for one in racs if one.sent_at is None), None)
    body = body_of_run(run.id)
    return render_template(
        "training/show_rac.html",
        run=run,
        line=run_line(number, actor.site_id),
        units=units_of_run(run.id),
        dry=dry_run(run.id, now()),
        unsent=unsent,
        unsent_lines=[one for one in lines if unsent and one.rac_number == unsent.number],
        sent=[one for one in racs if one.sent_at is not None],
        lines=lines,
        amendments=amendments_of_run(run.id),
        counts=claim_counts(run.id),
        body=body,
        due_on=profile(body.profile).rac_due(body.ends_on, bank_holidays())
        if body and body.ends_on
        else None,
        today=today(),
        **{
            "press": PressedForm(formdata=None),
            "sign_form": SignRacForm(formdata=None),
            "send_form": SendRacForm(formdata=None, data={"sent_on": local_day(now())}),
            "amend_form": AmendForm(formdata=None),
            **forms,
        },
    )


@blueprint.post("/runs/<number>/rac/lines")
@policy("right:edit_accreditation")
def draw_up(number: str) -> Page:
    """Draw up the recommendation, or draw it up anew: earlier signatures then count no more."""
    pressed(PressedForm(), draw_up_rac, _("Drawn up. Two people sign it now."), run_number=number)
    return _back(number)


@blueprint.post("/runs/<number>/rac/signatures/<part>")
@policy("right:assess|right:verify")
def sign(number: str, part: str) -> Page:
    """The tutor or the internal verifier signs with the PIN or password."""
    form = SignRacForm()
    if part not in ("tutor", "verifier"):
        raise NotFound
    if form.validate():
        try:
            by = as_signer(form.secret.data)
            with transaction():
                sign_rac(by=by, run_number=number, part=part, at=now())
            flash(_("Signed."), "good")
            return _back(number)
        except NotFound:
            raise
        except EcoError as problem:
            form.refuse(problem)
    return _rac_page(number, sign_form=form), 422


@blueprint.post("/runs/<number>/rac/sending")
@policy("right:edit_accreditation")
def send(number: str) -> Page:
    """It went out: from now on its lines are frozen."""
    form = SendRacForm()
    if form.validate():
        try:
            with transaction():
                send_rac(by=current_actor(), run_number=number, at=now(), sent_on=form.sent_on.data)
            flash(_("Sent. Its lines are frozen; what changes now is an amendment."), "good")
            return _back(number)
        except RuleBroken as problem:
            form.refuse(problem)
    return _rac_page(number, send_form=form), 422


@blueprint.post("/runs/<number>/rac/lines/<int:line_id>/amendments")
@policy("right:edit_accreditation")
def amend_line(number: str, line_id: int) -> Page:
    """Say why a line that was sent must change; the assessor then decides again."""
    form = AmendForm()
    if form.validate():
        try:
            with transaction():
                amend(
                    by=current_actor(),
                    line_id=line_id,
                    reason=form.reason.data or "",
                    at=now(),
                    token=form.stale_token,
                )
            flash(_("Kept. The assessor may decide again; tell the awarding body."), "good")
            return _back(number)
        except RuleBroken as problem:
            form.refuse(problem)
            flash(told(problem), "refused")
    return _rac_page(number, amend_form=form), 422
