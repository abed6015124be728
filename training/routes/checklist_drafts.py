"""The desk's editor of a checklist: a draft, its questions and steps with pictures, its words, as learners see it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.bounds import whole
from core.clock import now
from core.db import transaction
from core.errors import EcoError, NotFound
from core.guards import current_actor, policy
from core.people import LANGUAGES
from core.pressing import told
from training.forms.checklists import MOST_ANSWERS, DraftForm, NewKindForm, question_form, step_form
from training.queries.checklist_drafts import Draft, draft_by_slug
from training.queries.checklists import checklist_by_slug
from training.routes import blueprint
from training.services.checklist_drafts import (
    begin_draft,
    begin_kind,
    drop_draft,
    move_item,
    publish_draft,
    put_question,
    put_step,
    put_words,
    remove_item,
)

Shown = Answer | str | tuple[str, int]
EDIT = "right:edit_inductions"


def _draft(slug: str) -> Draft:
    found = draft_by_slug(slug)
    if found is None:
        raise NotFound
    return found


def _back(slug: str, at: str = "") -> Answer:
    return redirect(url_for("training.show_draft", slug=slug, _anchor=at or None), 303)


@blueprint.route("/inductions/new", methods=["GET", "POST"])
@policy(EDIT)
def new_induction() -> Shown:
    """A machine that one learns here, with an empty draft."""
    form = NewKindForm()
    if not form.is_submitted():
        return render_template("training/new_induction.html", form=form)
    if form.validate():
        try:
            with transaction():
                slug = begin_kind(
                    by=current_actor(),
                    title=form.title.data,
                    permit_kind=form.permit_kind.data,
                    picture=form.picture.data or "",
                    at=now(),
                    token=form.stale_token,
                )
            return _back(slug)
        except EcoError as problem:
            form.refuse(problem)
    return render_template("training/new_induction.html", form=form), 422


@blueprint.post("/inductions/<slug>/draft")
@policy(EDIT)
def begin_checklist_draft(slug: str) -> Answer:
    """Begin the next version, or go on with it."""
    form = DraftForm()
    with transaction():
        begin_draft(by=current_actor(), slug=slug, at=now(), token=form.stale_token)
    return _back(slug)


@blueprint.get("/inductions/<slug>/draft")
@policy(EDIT)
def show_draft(slug: str) -> str:
    """The draft: its questions, what is to be seen, its languages."""
    return _draft_page(slug)


def _draft_page(slug: str, refused: str = "") -> str:
    draft = _draft(slug)
    return render_template(
        "training/show_draft.html",
        draft=draft,
        checklist=draft.checklist,
        newest=checklist_by_slug(slug),
        languages=[code for code in LANGUAGES if code != "en"],
        refused=refused,
        form=DraftForm(formdata=None),
    )


@blueprint.route("/inductions/<slug>/draft/questions/<key>", methods=["GET", "POST"])
@policy(EDIT)
def edit_question(slug: str, key: str) -> Shown:
    """One question with its picture, its answers and theirs; "new" adds one."""
    draft = _draft(slug)
    kept = next((one for one in draft.checklist.questions if one["key"] == key), None)
    if kept is None and key != "new":
        raise NotFound
    form = question_form(kept)
    if form.is_submitted() and form.validate():
        try:
            with transaction():
                put_question(by=current_actor(), slug=slug, key=key, said=form.said, at=now())
            return _back(slug, "h-questions")
        except EcoError as problem:
            form.refuse(problem)
    page = render_template(
        "training/edit_question.html", draft=draft, form=form, key=key, turns=range(1, MOST_ANSWERS + 1)
    )
    return (page, 422) if form.is_submitted() else page


@blueprint.route("/inductions/<slug>/draft/steps/<key>", methods=["GET", "POST"])
@policy(EDIT)
def edit_step(slug: str, key: str) -> Shown:
    """One thing that is to be seen, with its picture; "new" adds one."""
    draft = _draft(slug)
    kept = next((one for one in draft.checklist.practice if one["key"] == key), None)
    if kept is None and key != "new":
        raise NotFound
    form = step_form(kept)
    if form.is_submitted() and form.validate():
        said = {"text": form.text.data, "picture": form.picture.data or ""}
        try:
            with transaction():
                put_step(by=current_actor(), slug=slug, key=key, said=said, at=now())
            return _back(slug, "h-practice")
        except EcoError as problem:
            form.refuse(problem)
    page = render_template("training/edit_step.html", draft=draft, form=form, key=key)
    return (page, 422) if form.is_submitted() else page


@blueprint.route("/inductions/<slug>/draft/words/<language>", methods=["GET", "POST"])
@policy(EDIT)
def edit_draft_words(slug: str, language: str) -> Shown:
    """Every text of the draft in another language, the English beside it."""
    draft, form, refused = _draft(slug), DraftForm(), ""
    if language not in LANGUAGES or language == "en":
        raise NotFound
    if form.is_submitted() and form.validate():
        try:
            with transaction():
                put_words(by=current_actor(), slug=slug, language=language, said=_said(draft), at=now())
            return _back(slug, "h-words")
        except EcoError as problem:
            refused = told(problem)
    page = render_template(
        "training/edit_draft_words.html",
        draft=draft,
        checklist=draft.checklist,
        language=language,
        words=_said(draft) if form.is_submitted() else draft.checklist.words.get(language, {}),
        form=form,
        refused=refused,
    )
    return (page, 422) if form.is_submitted() else page


def _said(draft: Draft) -> dict[str, Any]:
    """The words as they were sent; what was left empty is left out."""

    def text(name: str) -> str:
        return " ".join(request.form.get(name, "").split())[:300]

    questions: dict[str, Any] = {}
    for one in draft.checklist.questions:
        key = one["key"]
        answers = {reply["key"]: text(f"q-{key}-a-{reply['key']}") for reply in one["answers"]}
        kept = {name: words for name, words in answers.items() if words}
        own = {"text": text(f"q-{key}"), "why": text(f"q-{key}-why"), "answers": kept}
        if own["text"]:
            questions[key] = own
    steps = {one["key"]: text(f"p-{one['key']}") for one in draft.checklist.practice}
    return {
        "title": text("title")[:80],
        "questions": questions,
        "practice": {key: words for key, words in steps.items() if words},
    }


@blueprint.post("/inductions/<slug>/draft/items")
@policy(EDIT)
def change_items(slug: str) -> Answer:
    """Move one question or step up or down, or take it out."""
    form, do = DraftForm(), request.form.get("do", "")
    part, _dash, key = request.form.get("item", "")[:60].partition("-")
    if form.validate():
        item: dict[str, Any] = {"by": current_actor(), "slug": slug, "part": part, "key": key, "at": now()}
        with transaction():
            if do == "remove":
                remove_item(**item)
            else:
                move_item(is_up=do == "up", **item)
    return _back(slug, f"h-{part}" if part in ("questions", "practice") else "")


@blueprint.post("/inductions/<slug>/draft/publication")
@policy(EDIT)
def publish_checklist(slug: str) -> Shown:
    """The draft becomes the newest version."""
    DraftForm()
    try:
        with transaction():
            number = publish_draft(by=current_actor(), slug=slug, at=now())
    except EcoError as problem:
        if isinstance(problem, NotFound):
            raise
        return _draft_page(slug, told(problem)), 422
    flash(_("Version %(number)s is here. Somebody reads it and approves its text.", number=number), "good")
    return redirect(url_for("training.show_checklist", slug=slug), 303)


@blueprint.post("/inductions/<slug>/draft/end")
@policy(EDIT)
def drop_checklist_draft(slug: str) -> Answer:
    """Throw the draft away; the versions stay."""
    DraftForm()
    with transaction():
        is_there = drop_draft(by=current_actor(), slug=slug, at=now())
    flash(_("The draft is thrown away."), "good")
    if is_there:
        return redirect(url_for("training.show_checklist", slug=slug), 303)
    return redirect(url_for("training.list_inductions"), 303)


@blueprint.get("/inductions/<slug>/preview")
@policy("right:edit_inductions|right:give_inductions")
def preview_checklist(slug: str) -> str:
    """A version, or the draft, as a learner sees it in one of its languages: nothing here can be pressed for good."""
    asked, language = request.args.get("version", ""), request.args.get("language", "")
    number = whole(asked, 5)
    draft = draft_by_slug(slug) if asked == "draft" and current_actor().may("edit_inductions") else None
    found = draft.checklist if draft else checklist_by_slug(slug, number)
    if found is None:
        raise NotFound
    spoken = [code for code in LANGUAGES if found.speaks(code)]
    language = language if language in spoken else "en"
    return render_template(
        "training/preview_checklist.html",
        checklist=found,
        is_draft=draft is not None,
        language=language,
        spoken=spoken,
        questions=[found.question_in(one["key"], language) for one in found.questions],
        steps=found.practice_in(language),
    )
