"""The languages and how far each is, and the list of a language's texts."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.exceptions import NotFound

from core.bounds import whole
from core.clock import now
from core.guards import current_actor, policy
from core.people import LANGUAGES
from core.words_services import may_review
from factory.words.forms import CatalogueForm
from factory.words.listing import FILTERS, PAGE, fits, lost_texts, rows_of, states_of_languages
from factory.words.routes import blueprint

SEES = "right:see_words|right:review_words"
"""Who may look: the desk, trainers, and every named reviewer."""


@blueprint.get("/texts")
@policy(SEES)
def list_languages() -> str:
    """Each language: what is missing, what no person has checked, who reviews it."""
    by = current_actor()
    own = [code for code in LANGUAGES if may_review(by, code)]
    return render_template(
        "words/list_languages.html", states=states_of_languages(by.site_id, now()), own=own
    )


@blueprint.get("/texts/<language>")
@policy(SEES)
def list_texts(language: str) -> str:
    """The texts of a language, English beside, filtered and searched by the address."""
    return texts_page(language, CatalogueForm(formdata=None))


def texts_page(language: str, form: CatalogueForm) -> str:
    """The list, with the form that brings a catalogue."""
    by = current_actor()
    known_language(language)
    asked = request.args.get("state", "")
    state, words = asked if asked in FILTERS else "to_review", request.args.get("q", "").strip()[:100]
    rows = [row for row in rows_of(language, by.site_id) if fits(row, state, words)]
    first = min(_number(request.args.get("from", "")), len(rows))
    return render_template(
        "words/list_texts.html",
        language=language,
        rows=rows[first : first + PAGE],
        total=len(rows),
        first=first,
        page=PAGE,
        state=state,
        words=words,
        filters=FILTERS,
        lost=lost_texts(language),
        may_write=may_review(by, language) and language != "en",
        form=form,
    )


def known_language(code: str) -> str:
    """The language of an address; 404 for one that we do not have."""
    if code not in LANGUAGES:
        raise NotFound
    return code


def _number(text: str) -> int:
    return whole(text, 6) or 0
