"""One text: correct it, approve it, take one's own words back."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.access import Actor
from core.bounds import whole
from core.catalogues import catalogue_of
from core.clip_services import clips_of
from core.clock import now
from core.db import transaction
from core.errors import N_, EcoError
from core.guards import current_actor, policy
from core.pressing import told
from core.words_queries import own_texts
from core.words_services import approve_text, correct_text, drop_text, may_review, text_of
from factory.words.forms import ClipForm
from factory.words.listing import history_of, row_of
from factory.words.plurals import examples_of
from factory.words.routes import blueprint
from factory.words.routes.languages import SEES, known_language

Page = str | Response | tuple[str, int]


@blueprint.get("/texts/<language>/<key>")
@policy(SEES)
def show_text(language: str, key: str) -> Page:
    """A text with its English, its forms, its history and its recording."""
    return text_page(language, key)


def text_page(
    language: str, key: str, *, problem: EcoError | None = None, clip_form: ClipForm | None = None
) -> Page:
    """The page of a text; with what was refused and what had been typed."""
    by = current_actor()
    text = text_of(known_language(language), key)
    clip = clips_of(by.site_id, language).get(key)
    typed = request.form.getlist("form") if problem is not None else []
    page = render_template(
        "words/show_text.html",
        language=language,
        row=row_of(text, own_texts(language).texts.get(key), is_spoken=clip is not None),
        typed=typed,
        examples=examples_of(language) if text.plural else [],
        count=catalogue_of(language).plural_count if text.plural else 1,
        history=history_of(language, key),
        clip=clip,
        clip_form=clip_form or ClipForm(formdata=None),
        may_review=may_review(by, language),
        refused=told(problem) if problem is not None else "",
    )
    return (page, problem.status) if problem is not None else page


def _press(language: str, key: str, act: Callable[[Actor, int], object], said: str) -> Page:
    """Do it in a transaction, then back to where the reviewer was; a refusal shows the text's own page."""
    text_of(known_language(language), key)
    seen = request.form.get("seen", "")
    try:
        with transaction():
            act(current_actor(), whole(seen, 15) or 0)
    except EcoError as problem:
        return text_page(language, key, problem=problem)
    flash(gettext(said), "good")
    if request.form.get("back") == "list":
        where = urlencode({name: request.form.get(name, "")[:100] for name in ("state", "q", "from")})
        return redirect(f"{url_for('words.list_texts', language=language)}?{where}", 303)
    return redirect(url_for("words.show_text", language=language, key=key), 303)


@blueprint.post("/texts/<language>/<key>")
@policy("right:review_words")
def correct_one(language: str, key: str) -> Page:
    """Write a text anew; who writes it stands for it."""
    forms = request.form.getlist("form")[:12]

    def act(by: Actor, seen: int) -> object:
        return correct_text(by=by, language=language, key=key, forms=forms, seen=seen, at=now())

    return _press(language, key, act, N_("Saved. Every screen says it from now on."))


@blueprint.post("/texts/<language>/<key>/approve")
@policy("right:review_words")
def approve_one(language: str, key: str) -> Page:
    """Approve a text as it is."""

    def act(by: Actor, seen: int) -> object:
        return approve_text(by=by, language=language, key=key, seen=seen, at=now())

    return _press(language, key, act, N_("Approved."))


@blueprint.post("/texts/<language>/<key>/drop")
@policy("right:review_words")
def drop_one(language: str, key: str) -> Page:
    """Take the house's own words and their approval back."""

    def act(by: Actor, seen: int) -> object:
        return drop_text(by=by, language=language, key=key, seen=seen, at=now())

    return _press(language, key, act, N_("The text that came with the program is shown again."))
