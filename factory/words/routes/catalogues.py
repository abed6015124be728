"""Whole catalogues: taken away as a file, and brought back."""

from __future__ import annotations

from flask import flash, make_response, redirect, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import EcoError
from core.guards import current_actor, policy
from core.pressing import told
from core.words_services import ImportReport, import_texts
from factory.words.exchange import MOST_BYTES, as_po, read_given
from factory.words.forms import CatalogueForm
from factory.words.routes import blueprint
from factory.words.routes.languages import SEES, known_language, texts_page

Page = str | Response | tuple[str, int]


@blueprint.get("/texts/<language>/messages.po")
@policy(SEES)
def export_texts(language: str) -> Response:
    """The catalogue with the house's own texts in it."""
    response = make_response(as_po(known_language(language)))
    response.content_type = "text/x-gettext-translation; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{language}.po"'
    return response


@blueprint.post("/texts/<language>/import")
@policy("right:review_words")
def bring_catalogue(language: str) -> Page:
    """Take a brought catalogue in; what does not fit is left out and told."""
    form = CatalogueForm()
    known_language(language)
    if not form.validate():
        return texts_page(language, form), 422
    try:
        given = read_given(form.file.data.read(MOST_BYTES + 1), language)
        with transaction():
            report = import_texts(
                by=current_actor(),
                language=language,
                given=given,
                approves=bool(form.approves.data),
                at=now(),
            )
    except EcoError as problem:
        form.refuse(problem)
        return texts_page(language, form), problem.status
    _tell(report)
    return redirect(url_for("words.list_texts", language=language, state="corrected"), 303)


def _tell(report: ImportReport) -> None:
    taken = ngettext("%(num)s text is taken.", "%(num)s texts are taken.", report.taken)
    rest = gettext(
        "%(same)s were so already, %(unknown)s are no texts of this version.",
        same=report.same,
        unknown=report.unknown,
    )
    flash(f"{taken} {rest}", "good")
    for english, problem in report.refused[:10]:
        flash(f"«{english[:80]}»: {told(problem)}", "refused")
