"""The easy words of criteria in another language, at the desk."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import EcoError, NotFound
from core.guards import current_actor, policy
from core.people import LANGUAGES
from core.pressing import PressedForm, told
from training.queries.catalogue import body_by_slug, unit_by_code
from training.queries.criterion_words import words_of_unit
from training.routes import blueprint
from training.services.criterion_words import set_criterion_words

Answer = Response | str | tuple[str, int]


@blueprint.route("/catalogue/words/<language>/<slug>/<path:code>", methods=["GET", "POST"])
@policy("right:edit_catalogue")
def write_criterion_words(language: str, slug: str, code: str) -> Answer:
    """Each criterion of the newest version with its easy words in one language."""
    if language not in LANGUAGES or language == "en":
        raise NotFound
    body, unit, refused = body_by_slug(slug), unit_by_code(slug, code), ""
    lines = words_of_unit(unit.id, language)
    form = PressedForm()
    if form.is_submitted() and form.validate():
        given = {line.id: request.form.get(f"words-{line.id}") for line in lines}
        typed = {which: words[:1000] for which, words in given.items() if words is not None}
        try:
            with transaction():
                set_criterion_words(
                    by=current_actor(), unit_id=unit.id, language=language, words=typed, at=now()
                )
            flash(_("The words are kept."), "good")
            return redirect(url_for("training.show_unit", slug=slug, code=code), 303)
        except EcoError as problem:
            refused = told(problem)
    page = render_template(
        "training/write_criterion_words.html",
        body=body,
        unit=unit,
        language=language,
        languages=[one for one in LANGUAGES if one != "en"],
        lines=lines,
        typed=request.form,
        refused=refused,
    )
    return (page, 422) if form.is_submitted() else page
