"""Answers to the questions of the gates, given at the desk."""

from __future__ import annotations

from pathlib import Path

from flask import current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.access import Actor
from core.clock import now
from core.db import transaction
from core.errors import N_, EcoError, NotFound
from core.guards import current_actor, policy
from core.pictures import stored_pictures
from core.signing import as_signer
from inventory.forms.piece_actions import AnswerQuestionForm
from inventory.questions import Question, question
from inventory.routes import blueprint
from inventory.routes.pieces import refused_page
from inventory.routes.shown_words import shown_to
from inventory.services.desk import record_answer


@blueprint.post("/pieces/<code>/answers")
@policy("right:answer_checks")
def answer_question(code: str) -> Response | tuple[str, int]:
    """Answer one question; without the permit it asks for, the piece waits for a checker."""
    asked = question(request.form.get("question", ""))
    if asked is None:
        raise NotFound(N_("This question is not known here."), N_("Load the page again."))
    form = AnswerQuestionForm(slug=f"answer-{asked.slug}")
    form.offer(asked)
    if not form.validate():
        return refused_page(code, form)
    try:
        by = _signer(form, asked)
        with stored_pictures(_photos(form), _folder()) as stored, transaction():
            record_answer(
                by=by,
                code=code,
                question=asked.slug,
                said=form.said(asked),
                stored=stored[0] if stored else None,
                at=now(),
                token=form.stale_token,
                shown=shown_to(current_actor(), [asked]),
            )
    except EcoError as problem:
        form.refuse(problem)
        return refused_page(code, form)
    flash(_("The answer is kept."), "good")
    return redirect(url_for("inventory.show_piece", code=code), 303)


def _signer(form: AnswerQuestionForm, asked: Question) -> Actor:
    """Who answers: whoever may sign the check signs it, but for a card alone, whose answer waits for a checker."""
    by = current_actor()
    may_sign = asked.permit in by.permits and by.strength != "card"
    return as_signer(form.secret.data) if may_sign else by


def _photos(form: AnswerQuestionForm) -> list[bytes]:
    """The photo that came with the answer, if one did."""
    data = form.picture.data.read() if form.picture.data else b""
    return [data] if data else []


def _folder() -> Path:
    folder: Path = current_app.config["ECO_SETTINGS"].photo_folder
    return folder
