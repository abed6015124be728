"""The folder of a learner in a run: own word, witnesses, prior learning, adjustments, appeals, and what is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.audit import saw
from core.clock import now, today
from core.db import transaction
from core.errors import EcoError, NotFound
from core.guards import SIGNED_IN, current_actor, policy
from core.pressing import PressedForm, told
from core.signing import as_signer
from training.forms.assessment import (
    AdjustmentForm,
    AppealForm,
    ClaimDecisionForm,
    ClaimForm,
    YesNoForm,
    offered,
)
from training.queries.assessment import units_of_run
from training.queries.evidence import (
    Folder,
    adjustments_of,
    appeals_of,
    claims_of,
    folder_of,
    statements_of,
)
from training.queries.grid import criteria_of_unit, grid_of, grid_units
from training.routes import blueprint
from training.routes.assessment import SEE
from training.routes.decisions import kept_photo
from training.routes.own_units import units_page
from training.services.adjustments import ask_adjustment, decide_adjustment
from training.services.appeals import make_appeal
from training.services.prior_learning import decide_claim, make_claim

Answer = Response | str | tuple[str, int]


def folder_here(number: str, registration_id: int) -> Folder:
    """The folder of a learner in a run of the person's site. Raises NotFound."""
    folder, site_id = folder_of(registration_id)
    if site_id != current_actor().site_id or folder.run != number.upper():
        raise NotFound
    return folder


@blueprint.get("/runs/<number>/learners/<int:registration_id>")
@policy(SEE)
def show_folder(number: str, registration_id: int) -> str:
    """What stands behind the decisions about one learner, and what is left."""
    return _page(number, registration_id)


def _page(number: str, registration_id: int, **forms: Any) -> str:
    """The folder, with a form as it was sent."""
    actor, folder = current_actor(), folder_here(number, registration_id)
    with transaction():
        saw(actor.person_id or 0, f"registration:{registration_id}", "training.show_folder", now())
    units = grid_units(folder.run_id, actor.person_id or 0, today())
    rows = []
    for unit in units:
        mine = next((one for one in grid_of(folder.run_id, unit.id) if one.id == registration_id), None)
        rows.append((unit, criteria_of_unit(unit.id), mine.cells if mine else {}))
    unit_choices = [(unit.id, f"{unit.code} · {unit.title}") for unit in units]
    return render_template(
        "training/show_folder.html",
        folder=folder,
        rows=rows,
        statements=statements_of(registration_id),
        claims=claims_of(registration_id),
        adjustments=adjustments_of(registration_id),
        appeals=appeals_of(registration_id),
        mine={unit.id for unit in units if unit.is_mine},
        yes_no=YesNoForm(formdata=None),
        **{
            "claim_form": offered(ClaimForm(formdata=None), unit_choices),
            "adjust_form": offered(AdjustmentForm(formdata=None), [(0, _("All units")), *unit_choices]),
            "decision_form": ClaimDecisionForm(formdata=None),
            "decision_of": 0,
            **forms,
        },
    )


def _is_own_page() -> bool:
    return request.form.get("from") == "mine" or not current_actor().may("see_accreditation")


def after(registration_id: int) -> Response:
    """Back to where it was pressed: the learner's own page, or the folder at the site."""
    if _is_own_page():
        return redirect(url_for("training.show_my_units"), 303)
    folder, _site = folder_of(registration_id)
    return redirect(url_for("training.show_folder", number=folder.run, registration_id=registration_id), 303)


def _refused(registration_id: int, **forms: Any) -> Answer:
    """The page where it was pressed, with what was typed and what is wrong beside its field."""
    if _is_own_page():
        return units_page(registration_id, **forms), 422
    folder, _site = folder_of(registration_id)
    return _page(folder.run, registration_id, **forms), 422


def done(form: PressedForm, act: Callable[[], Any], said: str) -> bool:
    """Do one act in its transaction; where it is refused, the form says so beside its field."""
    if not form.validate():
        return False
    try:
        act()
    except NotFound:
        raise
    except EcoError as problem:
        form.refuse(problem)
        return False
    flash(said, "good")
    return True


def press(form: PressedForm, act: Callable[[], Any], said: str) -> bool:
    """Do one act in its transaction and flash how it went; whether it was done."""
    if not form.validate():
        flash(
            next((str(words[0]) for words in form.errors.values() if words), _("Please fill this in.")),
            "refused",
        )
        return False
    try:
        act()
    except NotFound:
        raise
    except EcoError as problem:
        flash(told(problem), "refused")
        return False
    flash(said, "good")
    return True


def _units_of(registration_id: int) -> list[tuple[int, str]]:
    folder, site_id = folder_of(registration_id)
    actor = current_actor()
    if folder.learner_id != actor.person_id and not (site_id == actor.site_id and actor.may("see_learners")):
        raise NotFound
    return [(unit_id, f"{code} · {title}") for unit_id, code, title in units_of_run(folder.run_id)]


@blueprint.post("/registrations/<int:registration_id>/claims")
@policy(SIGNED_IN)
def claim_prior_learning(registration_id: int) -> Answer:
    """A learner says, or has written down, what they learned before."""
    form = offered(ClaimForm(slug=f"claim-{registration_id}"), _units_of(registration_id))

    def act() -> None:
        with kept_photo(form.photo.data) as photo, transaction():
            make_claim(
                by=current_actor(),
                registration_id=registration_id,
                unit_id=form.unit.data,
                claim=form.claim.data,
                evidence=form.evidence.data or "",
                photo=photo,
                at=now(),
                token=form.stale_token,
            )

    if done(form, act, _("It is kept. An assessor decides.")):
        return after(registration_id)
    return _refused(registration_id, claim_form=form)


@blueprint.post("/registrations/<int:registration_id>/adjustments")
@policy(SIGNED_IN)
def ask_for_adjustment(registration_id: int) -> Answer:
    """Something is to be done differently for a learner."""
    units = [(0, _("All units")), *_units_of(registration_id)]
    form = offered(AdjustmentForm(slug=f"adjust-{registration_id}"), units)

    def act() -> None:
        with transaction():
            ask_adjustment(
                by=current_actor(),
                registration_id=registration_id,
                unit_id=form.unit.data or None,
                kind=form.kind.data,
                what=form.what.data,
                at=now(),
                token=form.stale_token,
            )

    if done(form, act, _("It is kept. A coordinator or verifier agrees to it.")):
        return after(registration_id)
    return _refused(registration_id, adjust_form=form)


@blueprint.post("/registrations/<int:registration_id>/appeals/<decision_id>")
@policy(SIGNED_IN)
def appeal_decision(registration_id: int, decision_id: str) -> Answer:
    """A learner does not agree with a decision."""
    form = AppealForm(slug=f"why-{decision_id[:60]}")
    _units_of(registration_id)

    def act() -> None:
        with transaction():
            make_appeal(
                by=current_actor(),
                decision_id=decision_id,
                reason=form.reason.data,
                at=now(),
                token=form.stale_token,
            )

    if done(form, act, _("It is kept. Somebody else looks at it.")):
        return after(registration_id)
    return _refused(registration_id, appeal_form=form, appeal_of=decision_id)


@blueprint.post("/runs/<number>/learners/<int:registration_id>/claims/<int:claim_id>")
@policy("right:assess")
def decide_prior_learning(number: str, registration_id: int, claim_id: int) -> Answer:
    """An entitled assessor decides on prior learning, signed."""
    folder, form = folder_here(number, registration_id), ClaimDecisionForm()
    claim = next((one for one in claims_of(registration_id) if one.id == claim_id), None)
    if claim is None:
        raise NotFound
    form.criteria.choices = [(one.id, one.number) for one in criteria_of_unit(claim.unit_id)]

    def act() -> None:
        by = as_signer(form.secret.data)
        with transaction():
            decide_claim(
                by=by,
                claim_id=claim_id,
                decision=form.decision.data,
                because=form.because.data or "",
                criteria=form.criteria.data or (),
                at=now(),
            )

    if not done(form, act, _("Signed.")):
        return _page(folder.run, registration_id, decision_form=form, decision_of=claim_id), 422
    return redirect(
        url_for("training.show_folder", number=folder.run, registration_id=registration_id, _anchor="claims"),
        303,
    )


@blueprint.post("/runs/<number>/learners/<int:registration_id>/adjustments/<int:adjustment_id>")
@policy("right:edit_accreditation")
def agree_to_adjustment(number: str, registration_id: int, adjustment_id: int) -> Response:
    """Agree to an adjustment, or refuse it."""
    folder, form = folder_here(number, registration_id), YesNoForm()
    if adjustment_id not in {one.id for one in adjustments_of(registration_id)}:
        raise NotFound

    def act() -> None:
        with transaction():
            decide_adjustment(
                by=current_actor(), adjustment_id=adjustment_id, decision=form.decision.data, at=now()
            )

    press(form, act, _("Kept."))
    return redirect(url_for("training.show_folder", number=folder.run, registration_id=registration_id), 303)
