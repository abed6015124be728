"""One person: what is kept of them, as a file to hand over, and erasing it."""

from __future__ import annotations

import io

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.audit import saw
from core.clock import local_day, now
from core.db import transaction
from core.errors import EcoError
from core.guards import current_actor, policy
from core.listings import sent_file
from core.people_queries import person_here
from core.signing import as_signer
from core.young import set_young, young_person
from factory.privacy.archive import write_access
from factory.privacy.erased import Erased
from factory.privacy.finishing import Finished, finish_erasure
from factory.privacy.forms import EraseForm, YoungForm
from factory.privacy.queries.everything import everything_of
from factory.privacy.queries.kept import erased_at, kept_of
from factory.privacy.routes import blueprint
from factory.privacy.services.access import note_access
from factory.privacy.services.erasing import erase_person

Answer = Response | str | tuple[str, int]


def _page(
    number: str, form: EraseForm | None = None, status: int = 200, young: YoungForm | None = None
) -> tuple[str, int]:
    person = person_here(number, site_id=current_actor().site_id)
    return (
        render_template(
            "privacy/show_kept.html",
            person=person,
            lines=kept_of(person.id),
            erased_at=erased_at(person.id),
            form=form or EraseForm(formdata=None),
            young=young or YoungForm(formdata=None, data=_young_data(person.id)),
        ),
        status,
    )


def _young_data(person_id: int) -> dict[str, object]:
    known = young_person(person_id)
    return {"is_young": "yes" if known else "no", "permitted_on": known.permitted_on if known else None}


@blueprint.get("/people/<number>/kept")
@policy("right:edit_people")
def show_kept(number: str) -> Answer:
    """How much is kept of a person, by table; that somebody looked is noted."""
    by = current_actor()
    page = _page(number)
    with transaction():
        saw(by.person_id or 0, f"person:{number}", "kept", now())
    return page


@blueprint.post("/people/<number>/kept/file")
@policy("right:edit_people")
def give_everything(number: str) -> Response:
    """Everything that is kept of a person as a ZIP; noted, and stored nowhere."""
    by, out = current_actor(), io.BytesIO()
    person_id = person_here(number, site_id=by.site_id).id
    with transaction():
        note_access(by=by, person_id=person_id, at=now())
    write_access(everything_of(person_id), current_app.config["ECO_SETTINGS"], out, at=now())
    name = f"kept-of-{number}-{local_day(now()).isoformat()}.zip"
    return sent_file(out.getvalue(), "application/zip", name)


@blueprint.post("/people/<number>/young")
@policy("right:edit_people")
def set_one_young(number: str) -> Answer:
    """Under 18 or not, and the day on which a guardian's permission was seen."""
    form, by = YoungForm(), current_actor()
    person_id = person_here(number, site_id=by.site_id).id
    if not form.validate():
        return _page(number, None, 422, form)
    try:
        with transaction():
            set_young(
                by=by,
                person_id=person_id,
                is_young=form.is_young.data == "yes",
                permitted_on=form.permitted_on.data if form.is_young.data == "yes" else None,
                at=now(),
            )
    except EcoError as problem:
        form.refuse(problem)
        return _page(number, None, problem.status, form)
    flash(_("Saved."), "good")
    return redirect(url_for("privacy.show_kept", number=number), 303)


@blueprint.post("/people/<number>/erase")
@policy("right:erase_people")
def erase_one(number: str) -> Answer:
    """Erase a person for good, with one's password and their number typed once more."""
    form, settings = EraseForm(), current_app.config["ECO_SETTINGS"]
    person_id = person_here(number, site_id=current_actor().site_id).id
    if form.validate() and (form.number.data or "").strip() != number:
        form.number.errors = [*form.number.errors, _("This is not the number of this person.")]
    if form.errors:
        return _page(number, form, 422)
    try:
        by = as_signer(form.secret.data)
        with transaction():
            secrets = settings.every_secret_key
            done = erase_person(by=by, person_id=person_id, at=now(), secrets=secrets)
    except EcoError as problem:
        form.refuse(problem)
        return _page(number, form, problem.status)
    _tell(done, finish_erasure(done, settings, at=now()))
    return redirect(url_for("privacy.list_erasures"), 303)


def _tell(done: Erased, finished: Finished) -> None:
    """What was done, and what is left to people."""
    flash(_("Number %(number)s is erased. Every count is as it was.", number=done.number), "good")
    if finished.older:
        flash(
            _("Older backups still hold them until they are deleted; restoring one erases them again."),
            "look",
        )
    if done.papers:
        flash(
            _(
                "Their name may stand on scans of paper: %(papers)s. Look through them.",
                papers=", ".join(sorted(done.papers)),
            ),
            "look",
        )
