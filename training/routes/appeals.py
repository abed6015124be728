"""Appeals heard by somebody else, and what assessors agreed on when they looked at the same work."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now, today
from core.db import transaction
from core.errors import EcoError, NotFound
from core.guards import current_actor, policy
from core.pressing import told
from core.signing import as_signer
from training.forms.assessment import HearingForm
from training.forms.assessors import StandardiseForm
from training.queries.assessors import staff_who_assess, units_to_entitle
from training.queries.evidence import appeals_at, standardisations
from training.routes import blueprint
from training.routes.assessment import SEE
from training.services.appeals import hear_appeal
from training.services.standardisation import note_standardisation

Answer = Response | str | tuple[str, int]


@blueprint.get("/appeals")
@policy(SEE)
def list_appeals() -> str:
    """The appeals of the site: those that wait first."""
    found = appeals_at(current_actor().site_id)
    return render_template(
        "training/list_appeals.html",
        waiting=[one for one in found if not one.outcome],
        heard=[one for one in found if one.outcome],
    )


@blueprint.post("/appeals/<int:appeal_id>")
@policy("right:edit_accreditation")
def hear_one_appeal(appeal_id: int) -> Response:
    """Say how an appeal ends, signed."""
    form = HearingForm()
    if appeal_id not in {one.id for one in appeals_at(current_actor().site_id)}:
        raise NotFound
    try:
        if not form.validate():
            flash(_("Say how it ends, and why."), "refused")
        else:
            by = as_signer(form.secret.data)
            with transaction():
                hear_appeal(
                    by=by, appeal_id=appeal_id, outcome=form.outcome.data, words=form.note.data, at=now()
                )
            flash(_("Signed."), "good")
    except EcoError as problem:
        flash(told(problem), "refused")
    return redirect(url_for("training.list_appeals"), 303)


def _form() -> StandardiseForm:
    actor, form = current_actor(), StandardiseForm(held_on=today())
    form.unit.choices = [(one.id, f"{one.code} · {one.title}") for one in units_to_entitle()]
    form.people.choices = [(one.number, one.called) for one in staff_who_assess(actor.site_id, today())]
    return form


def _page(form: StandardiseForm) -> str:
    return render_template(
        "training/list_standardisations.html", notes=standardisations(current_actor().site_id), form=form
    )


@blueprint.get("/standardisation")
@policy(SEE)
def list_standardisations() -> str:
    """What assessors and verifiers agreed on."""
    return _page(_form())


@blueprint.post("/standardisation")
@policy("right:assess|right:edit_accreditation")
def add_standardisation() -> Answer:
    """Keep a note of a meeting."""
    form = _form()
    if form.validate():
        try:
            with transaction():
                note_standardisation(
                    by=current_actor(),
                    unit_id=form.unit.data,
                    run_number=(form.run.data or "").strip(),
                    held_on=form.held_on.data,
                    people=form.people.data or (),
                    question=form.question.data,
                    agreed=form.agreed.data,
                    at=now(),
                    token=form.stale_token,
                )
            flash(_("The note is kept."), "good")
            return redirect(url_for("training.list_standardisations"), 303)
        except EcoError as problem:
            form.refuse(problem)
    return _page(form), 422
