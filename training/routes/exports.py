"""Files for an awarding body at the desk: what is missing first, then the file as the body's profile wants it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from core.clock import now, today
from core.db import transaction
from core.errors import N_, RuleBroken
from core.guards import current_actor, policy
from core.listings import sent_file
from core.pressing import told
from training.body_files import wants_both
from training.forms.body_files import BodyFileForm
from training.queries.holidays import bank_holidays
from training.queries.runs import run_by_number, run_line
from training.routes import blueprint, claim_words  # noqa: F401  (its filters)
from training.services.body_exports import KINDS, MEDIA, prepare_file, write_file

KIND_NAMES = {
    "registration": N_("Registration of the learners"),
    "rac": N_("Recommendation for award of credit"),
}


@blueprint.get("/runs/<number>/files")
@policy("right:export_training")
def show_body_files(number: str) -> str:
    """The files that the run's body wants, by when, and what is missing in each."""
    actor = current_actor()
    run = run_by_number(number, actor.site_id)
    return render_template(
        "training/show_body_files.html",
        run=run,
        line=run_line(number, actor.site_id),
        files=_prepared(number),
        names=KIND_NAMES,
        today=today(),
    )


def _prepared(number: str) -> list[dict[str, Any]]:
    found = []
    for kind in KINDS:
        try:
            made = prepare_file(by=current_actor(), run_number=number, kind=kind)
        except RuleBroken:
            return []
        starts_on, ends_on = made.run.starts_on, made.run.ends_on
        due_on = None
        if starts_on and ends_on:
            due_on = (
                made.profile.registration_due(starts_on, ends_on, bank_holidays())
                if kind == "registration"
                else made.profile.rac_due(ends_on, bank_holidays())
            )
        form = BodyFileForm(formdata=None, slug=f"file-{kind}")
        found.append(
            {
                "kind": kind,
                "made": made,
                "due_on": due_on,
                "form": form,
                "wants_both": wants_both(made.layout),
            }
        )
    return found


@blueprint.post("/runs/<number>/files/<kind>.<ending>")
@policy("right:export_training")
def write_body_file(number: str, kind: str, ending: str) -> Answer:
    """Make the file; that it was made is kept, and that somebody saw what it holds of each learner."""
    form = BodyFileForm()
    try:
        if not form.validate():
            raise RuleBroken("", N_("The page had gone stale."), N_("Press the button once more."))
        with transaction():
            data, name = write_file(
                by=current_actor(),
                run_number=number,
                kind=kind,
                form=ending,
                is_confirmed=bool(form.is_confirmed.data),
                at=now(),
            )
    except RuleBroken as problem:
        flash(told(problem), "refused")
        return redirect(url_for("training.show_body_files", number=number), 303)
    return sent_file(data, MEDIA[ending], name)
