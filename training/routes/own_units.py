"""My units: what I have achieved, what I show again, what is next; my word that the work is my own."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import NotFound
from core.guards import SIGNED_IN, current_actor, policy
from core.pressing import PressedForm
from training.forms.assessment import AdjustmentForm, AppealForm, ClaimForm, offered
from training.queries.evidence import adjustments_of, claims_of
from training.queries.own_units import own_runs
from training.routes import blueprint
from training.services.registrations import say_own_work


@blueprint.get("/mine/units")
@policy(SIGNED_IN)
def show_my_units() -> str:
    """Each of my runs with its units, in easy words."""
    return units_page()


def units_page(registration_id: int = 0, **forms: Any) -> str:
    """My units, with a form of one registration as it was sent."""
    actor = current_actor()
    runs = own_runs(actor.person_id or 0, actor.language)
    return render_template(
        "training/show_my_units.html",
        runs=runs,
        claims={run.registration_id: claims_of(run.registration_id) for run in runs},
        adjustments={run.registration_id: adjustments_of(run.registration_id) for run in runs},
        claim_forms={
            run.registration_id: offered(
                ClaimForm(formdata=None, slug=f"claim-{run.registration_id}"),
                [(unit.id, unit.title) for unit in run.units],
            )
            for run in runs
        }
        | _sent(registration_id, forms.get("claim_form")),
        adjust_forms={
            run.registration_id: offered(
                AdjustmentForm(formdata=None, slug=f"adjust-{run.registration_id}"), [(0, _("All units"))]
            )
            for run in runs
        }
        | _sent(registration_id, forms.get("adjust_form")),
        appeal_form=forms.get("appeal_form") or AppealForm(formdata=None),
        appeal_of=forms.get("appeal_of", ""),
    )


def _sent(registration_id: int, form: PressedForm | None) -> dict[int, PressedForm]:
    return {registration_id: form} if form else {}


@blueprint.post("/mine/runs/<number>/own-work")
@policy(SIGNED_IN)
def say_work_is_mine(number: str) -> Response:
    """The work in this run is my own."""
    if not PressedForm().validate():
        raise NotFound
    with transaction():
        say_own_work(by=current_actor(), run_number=number, at=now())
    flash(_("Thank you. We keep your word."), "good")
    return redirect(url_for("training.show_my_units"), 303)
