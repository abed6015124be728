"""Inductions at the desk: kinds, versions, who stands for which text, and who holds what until when."""

from __future__ import annotations

import json

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from core.bounds import whole
from core.clock import now, today
from core.db import transaction
from core.errors import N_, NotFound, RuleBroken
from core.guards import current_actor, policy
from core.people import LANGUAGES
from core.pressing import PressedForm
from core.tables_read import LARGEST_FILE
from training.forms.inductions import ChecklistFileForm, KindForm
from training.queries.checklist_drafts import draft_by_slug, drafts
from training.queries.checklists import (
    Checklist,
    approvals_of,
    checklist_by_slug,
    checklists,
    versions_of,
)
from training.queries.inductions import SOON, holders_at
from training.routes import blueprint
from training.services.checklists import add_checklist, add_starter_checklists, as_file, change_kind
from training.services.inductions import approve_text

Shown = Answer | str | tuple[str, int]


@blueprint.route("/inductions", methods=["GET", "POST"])
@policy("right:edit_inductions|right:give_inductions")
def list_inductions() -> Shown:
    """The kinds of induction; take in the starter ones, or a checklist as a file."""
    form = ChecklistFileForm()
    if not form.is_submitted():
        return _kinds_page(form)
    try:
        if form.validate():
            return _taken_in(form)
    except RuleBroken as problem:
        form.refuse(problem)
    return _kinds_page(form), 422


def _taken_in(form: ChecklistFileForm) -> Answer:
    actor = current_actor()
    if request.form.get("do") == "starters":
        with transaction():
            added = add_starter_checklists(by=actor, at=now())
        words = ngettext("%(num)s checklist is here now.", "%(num)s checklists are here now.", len(added))
        flash(words if added else _("They are all here already."), "good")
        return redirect(url_for("training.list_inductions"), 303)
    sent = request.files.get("sheet")
    raw = sent.read(LARGEST_FILE + 1) if sent else b""
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise RuleBroken(
            "sheet", N_("This file cannot be read."), N_("Choose a checklist as a JSON file.")
        ) from fault
    with transaction():
        slug = add_checklist(by=actor, data=data, at=now(), token=form.stale_token)
    flash(_("The checklist is here. Somebody reads it and approves its text."), "good")
    return redirect(url_for("training.show_checklist", slug=slug), 303)


def _kinds_page(form: ChecklistFileForm) -> str:
    actor = current_actor()
    counts: dict[str, int] = {}
    for holder in holders_at(actor.site_id, today()):
        counts[holder.permit.kind] = counts.get(holder.permit.kind, 0) + 1
    kinds = [
        (row, approvals_of(row.version_id), counts.get(row.permit_kind, 0))
        for row in checklists(with_retired=True)
    ]
    return render_template("training/list_inductions.html", kinds=kinds, form=form, drafts=drafts())


def _checklist(slug: str) -> Checklist:
    number = request.values.get("version", "")
    found = checklist_by_slug(slug, whole(number, 5))
    if found is None:
        raise NotFound()
    return found


@blueprint.get("/inductions/<slug>")
@policy("right:edit_inductions|right:give_inductions")
def show_checklist(slug: str) -> str:
    """A version with its questions and practice in every language it has."""
    found = _checklist(slug)
    form = KindForm(
        formdata=None,
        valid_days=found.valid_days,
        unused_days=found.unused_days,
        supervised_minutes=found.supervised_minutes,
        is_active=found.is_active,
    )
    return _checklist_page(found, form)


def _checklist_page(found: Checklist, form: KindForm) -> str:
    asked = request.args.get("language", "")
    language = asked if found.speaks(asked) else "en"
    return render_template(
        "training/show_checklist.html",
        checklist=found,
        language=language,
        spoken=[code for code in LANGUAGES if found.speaks(code)],
        questions=[found.question_in(row["key"], language) for row in found.questions],
        steps=found.practice_in(language),
        approvals=approvals_of(found.version_id),
        versions=versions_of(found.id),
        has_draft=draft_by_slug(found.slug) is not None,
        form=form,
    )


@blueprint.post("/inductions/<slug>")
@policy("right:edit_inductions")
def change_induction(slug: str) -> Shown:
    """How long its permit holds and what it needs."""
    form = KindForm()
    if form.validate():
        try:
            with transaction():
                change_kind(
                    by=current_actor(),
                    slug=slug,
                    valid_days=form.valid_days.data,
                    unused_days=form.unused_days.data,
                    supervised_minutes=form.supervised_minutes.data,
                    is_active=form.is_active.data,
                    at=now(),
                )
            flash(_("Kept. Permits that were given stay as they are."), "good")
            return redirect(url_for("training.show_checklist", slug=slug), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _checklist_page(_checklist(slug), form), 422


@blueprint.post("/inductions/<slug>/approvals")
@policy("right:edit_inductions")
def approve_checklist(slug: str) -> Answer:
    """Somebody read the text in one language and stands for it."""
    PressedForm()
    found, language = _checklist(slug), request.form.get("language", "")[:8]
    with transaction():
        approve_text(by=current_actor(), slug=slug, number=found.number, language=language, at=now())
    flash(_("The text is approved in your name."), "good")
    return redirect(
        url_for("training.show_checklist", slug=slug, version=found.number, language=language), 303
    )


@blueprint.get("/inductions/<slug>.json")
@policy("right:edit_inductions")
def save_checklist(slug: str) -> Response:
    """A version as a file, to be changed and given back as the next one."""
    body = json.dumps(as_file(_checklist(slug)), ensure_ascii=False, indent=1)
    headers = {"Content-Disposition": f'attachment; filename="{slug}.json"'}
    return Response(body, content_type="application/json", headers=headers)


@blueprint.get("/permits")
@policy("right:give_inductions")
def list_permits() -> str:
    """Who holds a permit for which machine, and what ends soon."""
    day = today()
    wanted = request.args.get("kind", "")[:60]
    found = holders_at(current_actor().site_id, day, kind=wanted if wanted.startswith("machine:") else "")
    soon = [row for row in found if row.permit.ends_first_on - day <= SOON]
    shown = soon if request.args.get("ends") == "soon" else found
    return render_template(
        "training/list_permits.html",
        holders=shown,
        soon=len(soon),
        only_soon=request.args.get("ends") == "soon",
        wanted=wanted,
        kinds=sorted({row.permit_kind for row in checklists(with_retired=True)}),
    )
