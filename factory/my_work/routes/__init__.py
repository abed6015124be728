"""My work on screen and on paper: the person's own; a trainer may print it with the person, and that look is noted."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, current_app, render_template, url_for
from flask_babel import force_locale, gettext

from core.audit import saw
from core.clock import now, today
from core.db import transaction
from core.errors import NotFound
from core.files import photo_path
from core.guards import SIGNED_IN, current_actor, policy
from core.people import Person
from core.people_queries import person_by_id, person_here
from core.sites import site_by_id
from factory.my_work.drawing import draw_work
from factory.my_work.queries import work_of
from factory.my_work.wording import TITLE, day_said, parts_of

blueprint = Blueprint("my_work", __name__)


@blueprint.get("/me/work")
@policy(SIGNED_IN)
def show_my_work() -> str:
    """What I made, with whom, and what I may do."""
    actor = current_actor()
    record = work_of(actor.person_id or 0, at=now(), language=actor.language)
    pdf = url_for("my_work.print_my_work")
    return render_template("my_work/show_my_work.html", record=record, parts=parts_of(record), pdf=pdf)


@blueprint.get("/me/work.pdf")
@policy(SIGNED_IN)
def print_my_work() -> Response:
    """The same in my language and in English."""
    return _printed(person_by_id(current_actor().person_id or 0))


@blueprint.get("/people/<number>/work")
@policy("right:pair_people")
def show_person_work(number: str) -> str:
    """Somebody's work, to print it with them; that one looked is noted."""
    person = _looked_at(number)
    record = work_of(person.id, at=now(), language=current_actor().language)
    return render_template(
        "my_work/show_person_work.html",
        record=record,
        parts=parts_of(record),
        alias=person.alias,
        number=number,
    )


@blueprint.get("/people/<number>/work.pdf")
@policy("right:pair_people")
def print_person_work(number: str) -> Response:
    """Somebody's work on paper, in their language and in English."""
    return _printed(_looked_at(number))


def _looked_at(number: str) -> Person:
    actor = current_actor()
    if actor.person_id is not None:
        with transaction():
            person = person_here(number, site_id=actor.site_id)
            saw(actor.person_id, f"person:{person.number}", "my_work.show_person_work", now())
    return person_here(number, site_id=actor.site_id)


def _printed(person: Person) -> Response:
    language, at = person.language, now()
    site, folder = site_by_id(person.home_site_id).name, current_app.config["ECO_SETTINGS"].photo_folder
    record = work_of(person.id, at=at, language=language)
    with force_locale("en"):
        english = parts_of(work_of(person.id, at=at))
    with force_locale(language):
        body = draw_work(
            parts_of(record),
            english,
            titles=(gettext(TITLE), TITLE),
            name=record.name,
            site=site,
            day=day_said(today()),
            language=language,
            photo=lambda sha: _file(folder, sha),
        )
    headers = {"Content-Disposition": 'inline; filename="what-i-made.pdf"', "Cache-Control": "no-store"}
    return Response(body, content_type="application/pdf", headers=headers)


def _file(folder: Path, sha: str) -> Path | None:
    """The small file of a photo, or None where its bytes are gone."""
    try:
        return photo_path(folder, sha, "small")
    except NotFound:
        return None
