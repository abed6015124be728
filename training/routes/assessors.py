"""Assessors and internal verifiers at the desk: who may what, from when until when, and what of theirs was seen."""

from __future__ import annotations

from collections import defaultdict

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from core.clock import now, today
from core.db import transaction
from core.errors import EcoError
from core.guards import current_actor, policy
from core.pressing import PressedForm
from core.sorting import read_order
from training.forms.assessors import EndForm, EntitleForm, ProofForm, RenewForm
from training.queries.assessors import (
    ORDERS,
    UnitChoice,
    entitlements,
    proofs_of,
    staff_line,
    staff_who_assess,
    units_to_entitle,
)
from training.routes import blueprint
from training.routes.assessment import SEE
from training.services.assessors import (
    end_entitlement,
    entitle_for_units,
    note_proof,
    renew_entitlement,
)

Answer = Response | str | tuple[str, int]
EDIT = "right:edit_accreditation"


@blueprint.get("/assessors")
@policy(SEE)
def list_assessors() -> str:
    """Every entitlement of the site, sought and sorted."""
    text, sort = (
        request.args.get("q", "").strip()[:60],
        read_order(request.args.get("sort", ""), ORDERS, "name"),
    )
    return render_template(
        "training/list_assessors.html",
        lines=entitlements(current_actor().site_id, text=text, sort=sort),
        q=text,
        sort=sort,
        day=today(),
    )


def _by_body(units: list[UnitChoice]) -> dict[str, list[UnitChoice]]:
    found: dict[str, list[UnitChoice]] = defaultdict(list)
    for unit in units:
        found[unit.body].append(unit)
    return dict(found)


@blueprint.route("/assessors/new", methods=["GET", "POST"])
@policy(EDIT)
def entitle_assessor() -> Answer:
    """Entitle somebody for one unit or several at once."""
    actor, form, units = current_actor(), EntitleForm(starts_on=today()), list(units_to_entitle())
    staff = [one for one in staff_who_assess(actor.site_id, today()) if one.id != actor.person_id]
    form.person.choices = [(one.number, one.called) for one in staff]
    form.units.choices = [(one.id, one.code) for one in units]
    if form.is_submitted() and form.validate():
        try:
            with transaction():
                made = entitle_for_units(
                    by=actor,
                    person_number=form.person.data,
                    unit_ids=form.units.data,
                    part=form.part.data,
                    held=form.held.data,
                    starts_on=form.starts_on.data,
                    ends_on=form.ends_on.data,
                    at=now(),
                )
            flash(ngettext("%(num)s unit noted.", "%(num)s units noted.", len(made)), "good")
            return redirect(url_for("training.show_assessor", number=form.person.data), 303)
        except EcoError as problem:
            form.refuse(problem)
    if not form.is_submitted():
        form.person.data = request.args.get("person", "")[:20] or None
    page = render_template("training/entitle_assessor.html", form=form, bodies=_by_body(units), staff=staff)
    return (page, 422) if form.is_submitted() else page


def _page(number: str, proof: ProofForm, refused: PressedForm | None = None, refused_of: int = 0) -> str:
    actor = current_actor()
    person = staff_line(number, actor.site_id)
    return render_template(
        "training/show_assessor.html",
        person=person,
        lines=entitlements(actor.site_id, person=person.number, sort="unit"),
        proofs=proofs_of(person.id),
        proof=proof,
        refused=refused,
        refused_of=refused_of,
        day=today(),
        is_own=person.id == actor.person_id,
    )


@blueprint.get("/assessors/<number>")
@policy(SEE)
def show_assessor(number: str) -> str:
    """One person: their units, and their papers that were seen."""
    return _page(number, ProofForm(formdata=None, seen_on=today()))


@blueprint.post("/assessors/<number>/papers")
@policy(EDIT)
def add_proof(number: str) -> Answer:
    """A paper of somebody was seen."""
    form = ProofForm()
    staff_line(number, current_actor().site_id)
    if form.validate():
        try:
            with transaction():
                note_proof(
                    by=current_actor(),
                    person_number=number.upper(),
                    kind=form.kind.data,
                    what=form.what.data,
                    seen_on=form.seen_on.data,
                    at=now(),
                    token=form.stale_token,
                )
            flash(_("Noted."), "good")
            return redirect(url_for("training.show_assessor", number=number), 303)
        except EcoError as problem:
            form.refuse(problem)
    return _page(number, form), 422


@blueprint.post("/assessors/<number>/entitlements/<int:entitlement_id>/renewal")
@policy(EDIT)
def renew_one_entitlement(number: str, entitlement_id: int) -> Answer:
    """An entitlement holds until another day, or for good."""
    form = RenewForm()
    if form.validate():
        try:
            with transaction():
                renew_entitlement(
                    by=current_actor(),
                    entitlement_id=entitlement_id,
                    ends_on=form.ends_on.data,
                    held=form.held.data or "",
                    at=now(),
                )
            flash(_("Renewed."), "good")
            return redirect(url_for("training.show_assessor", number=number), 303)
        except EcoError as problem:
            form.refuse(problem)
    return _page(number, ProofForm(formdata=None, seen_on=today()), form, entitlement_id), 422


@blueprint.post("/assessors/<number>/entitlements/<int:entitlement_id>/end")
@policy(EDIT)
def end_one_entitlement(number: str, entitlement_id: int) -> Answer:
    """An entitlement ends on a day."""
    form = EndForm()
    if form.validate():
        try:
            with transaction():
                end_entitlement(
                    by=current_actor(), entitlement_id=entitlement_id, ends_on=form.ends_on.data, at=now()
                )
            flash(_("Ended."), "good")
            return redirect(url_for("training.show_assessor", number=number), 303)
        except EcoError as problem:
            form.refuse(problem)
    return _page(number, ProofForm(formdata=None, seen_on=today()), form, entitlement_id), 422
