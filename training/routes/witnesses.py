"""Witnesses: whoever helps in a run says what they saw a learner do."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now, today
from core.db import transaction
from core.errors import EcoError, NotFound
from core.guards import SIGNED_IN, current_actor, policy
from core.signing import as_signer
from training.forms.assessment import WitnessForm
from training.queries.evidence import Folder
from training.queries.grid import criteria_of_unit, grid_units
from training.queries.witnessing import learners_to_witness
from training.routes import blueprint
from training.routes.evidence import folder_here
from training.services.witnesses import Seen, may_witness, write_witness

Answer = Response | str | tuple[str, int]


@blueprint.get("/witness")
@policy(SIGNED_IN)
def list_to_witness() -> str:
    """The learners of the runs in which I help."""
    actor = current_actor()
    sees_all = actor.may("see_learners")
    found = (
        []
        if actor.strength == "card"
        else learners_to_witness(actor.site_id, actor.person_id or 0, sees_all=sees_all)
    )
    return render_template("training/list_to_witness.html", learners=found)


def _form(folder: Folder) -> WitnessForm:
    form, choices = WitnessForm(seen_on=today()), []
    for unit in grid_units(folder.run_id, 0, today()):
        choices.append((f"{unit.id}", f"{unit.code} · {unit.title}"))
        choices += [
            (f"{unit.id}-{one.id}", f"{unit.code} {one.number} · {one.easy_text or one.text}"[:120])
            for one in criteria_of_unit(unit.id)
        ]
    form.about.choices = choices
    return form


def _folder(number: str, registration_id: int) -> Folder:
    folder = folder_here(number, registration_id)
    if not may_witness(current_actor(), folder.run_id):
        raise NotFound
    return folder


@blueprint.route("/runs/<number>/learners/<int:registration_id>/witness", methods=["GET", "POST"])
@policy(SIGNED_IN)
def write_witness_statement(number: str, registration_id: int) -> Answer:
    """What I saw this learner do, in my words, signed."""
    folder = _folder(number, registration_id)
    form = _form(folder)
    if not form.is_submitted():
        return render_template("training/write_witness.html", folder=folder, form=form)
    if form.validate():
        unit, _dash, criterion = form.about.data.partition("-")
        seen = Seen(
            registration_id=folder.registration_id,
            unit_id=int(unit),
            criterion_id=int(criterion) if criterion else None,
            relation=form.relation.data,
            saw=form.saw.data,
            seen_on=form.seen_on.data,
        )
        try:
            by = as_signer(form.secret.data)
            with transaction():
                write_witness(by=by, seen=seen, at=now(), token=form.stale_token)
            flash(_("Signed. The assessor sees it beside the criterion."), "good")
            return redirect(url_for("training.list_to_witness"), 303)
        except EcoError as problem:
            form.refuse(problem)
    return render_template("training/write_witness.html", folder=folder, form=form), 422
