"""Inductions on the tablet: what I need, one question a page, the practice that a giver sees and signs."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.clock import now, today
from core.db import transaction
from core.errors import N_, NotFound, RuleBroken
from core.guards import current_actor, policy
from core.ids import new_client_id, read_client_id
from core.pressing import PressedForm
from training.forms.inductions import BeginForForm, MinutesForm, PracticeForm
from training.queries.checklists import approvals_of, checklist_by_slug, checklists
from training.queries.inductions import (
    Passing,
    begun_at,
    begun_by,
    held_until,
    missing_for,
    passing_by_token,
    supervised_minutes_of,
)
from training.routes import blueprint
from training.services.inductions import answer_question, begin_induction, sign_practice, stop_induction
from training.services.permit_use import note_supervised_minutes

Shown = Answer | str | tuple[str, int]


@blueprint.get("/mine/inductions")
@policy("signed_in")
def list_my_inductions() -> str:
    """Every machine that can be learned: held until, begun, or to begin."""
    actor = current_actor()
    begun = {row.checklist.slug: row for row in begun_by(actor.person_id or 0)}
    kinds = [
        (row, held_until(actor.person_id or 0, row.permit_kind, today()), begun.get(row.slug))
        for row in checklists()
    ]
    return render_template("training/my_inductions.html", kinds=kinds)


@blueprint.get("/mine/inductions/<slug>")
@policy("signed_in")
def show_my_induction(slug: str) -> str:
    """What I still need for one machine, and when I can next learn it: never a bare refusal."""
    actor, checklist = current_actor(), checklist_by_slug(slug)
    if checklist is None:
        raise NotFound()
    mine = next((row for row in begun_by(actor.person_id or 0) if row.checklist.slug == slug), None)
    used = mine.checklist if mine else checklist
    return render_template(
        "training/my_induction.html",
        checklist=used,
        mine=mine,
        missing=missing_for(actor.person_id or 0, checklist, site_id=actor.site_id, at=now()),
        steps=used.practice_in(actor.language),
        is_approved=actor.language in approvals_of(used.version_id),
        token=new_client_id(),
    )


@blueprint.post("/mine/inductions/<slug>")
@policy("signed_in")
def begin_my_induction(slug: str) -> Answer:
    """Begin, or go on where I was."""
    form = PressedForm()
    with transaction():
        token = begin_induction(
            by=current_actor(), slug=slug, at=now(), token=read_client_id(form.stale_token) or new_client_id()
        ).token
    return _onward(token)


def _onward(token: str) -> Answer:
    passing = passing_by_token(token)
    if passing is None:
        raise NotFound()
    if passing.next_question:
        address = url_for("training.ask_question", token=token, question=passing.next_question)
    else:
        address = url_for("training.show_my_induction", slug=passing.checklist.slug)
    return redirect(address, 303)


def _mine(token: str) -> Passing:
    passing = passing_by_token(token)
    if passing is None or passing.person_id != current_actor().person_id:
        raise NotFound()
    return passing


@blueprint.get("/mine/answers/<token>/<question>")
@policy("signed_in")
def ask_question(token: str, question: str) -> str:
    """One question with its picture; after an answer, whether it was right and why."""
    passing = _mine(token)
    asked = passing.checklist.question_in(question, passing.language)
    if asked is None:
        raise NotFound()
    return _question_page(passing, asked, request.args.get("said", ""))


def _question_page(passing: Passing, asked: dict[str, Any], said: str) -> str:
    given = next((reply for reply in asked["answers"] if reply["key"] == said), None)
    keys = [row["key"] for row in passing.checklist.questions]
    return render_template(
        "training/ask_question.html",
        passing=passing,
        asked=asked,
        answers=_mixed(passing, asked),
        given=given,
        right=next(reply for reply in asked["answers"] if reply["right"]),
        turn=keys.index(asked["key"]),
        all=len(keys),
    )


def _mixed(passing: Passing, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """The answers in an order of this person's own, so that nobody learns a place instead of an answer."""

    def place(reply: dict[str, Any]) -> str:
        return hashlib.sha256(f"{passing.token} {asked['key']} {reply['key']}".encode()).hexdigest()

    return sorted(asked["answers"], key=place)


@blueprint.post("/mine/answers/<token>/<question>")
@policy("signed_in")
def answer_one_question(token: str, question: str) -> Answer:
    """Keep the answer and show whether it was right."""
    passing, said = _mine(token), request.form.get("answer", "")[:40]
    PressedForm()
    with transaction():
        answer_question(by=current_actor(), token=passing.token, question=question, answer=said, at=now())
    return redirect(url_for("training.ask_question", token=token, question=question, said=said), 303)


@blueprint.post("/mine/answers/<token>")
@policy("signed_in")
def go_on(token: str) -> Answer:
    """The next question, or what is left."""
    return _onward(_mine(token).token)


# --- the giver ---


@blueprint.route("/inductions/waiting", methods=["GET", "POST"])
@policy("right:give_inductions")
def list_waiting() -> Shown:
    """Who has begun and waits for somebody to see their practice; begin one for somebody by number."""
    form, actor = BeginForForm(), current_actor()
    status = 200
    if form.is_submitted():
        if form.validate():
            try:
                with transaction():
                    token = begin_induction(
                        by=actor,
                        slug=request.form.get("slug", "")[:60],
                        person_number=form.person.data,
                        at=now(),
                        token=read_client_id(form.stale_token) or new_client_id(),
                    ).token
                return redirect(url_for("training.see_practice", token=token), 303)
            except (RuleBroken, NotFound) as problem:
                form.refuse(problem)
        status = 422
    shown = render_template(
        "training/list_waiting.html", form=form, waiting=begun_at(actor.site_id), kinds=checklists()
    )
    return shown if status == 200 else (shown, status)


def _given(token: str) -> Passing:
    passing = passing_by_token(token)
    if passing is None or passing.site_id != current_actor().site_id or passing.state != "begun":
        raise NotFound(N_("There is no such induction."), N_("Choose from the list."))
    return passing


@blueprint.route("/inductions/waiting/<token>", methods=["GET", "POST"])
@policy("right:give_inductions")
def see_practice(token: str) -> Shown:
    """Tick what was seen; sign once all is there. Signing gives the permit today."""
    passing = _given(token)
    form = PracticeForm(interpreter=passing.interpreter)
    if not form.is_submitted():
        return _practice_page(passing, form)
    if form.validate():
        try:
            with transaction():
                row = sign_practice(
                    by=current_actor(),
                    token=token,
                    seen=request.form.getlist("seen"),
                    interpreter=form.interpreter.data or "",
                    is_final=request.form.get("do") == "sign",
                    at=now(),
                )
            if row.state == "passed":
                flash(_("%(name)s holds the permit from today on.", name=passing.called), "good")
                return redirect(url_for("training.list_waiting"), 303)
            flash(_("Kept. Sign once everything is there."), "good")
            return redirect(url_for("training.see_practice", token=token), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _practice_page(passing, form, set(request.form.getlist("seen"))), 422


def _practice_page(passing: Passing, form: PracticeForm, ticked: set[str] | None = None) -> str:
    actor, checklist = current_actor(), passing.checklist
    return render_template(
        "training/see_practice.html",
        passing=passing,
        checklist=checklist,
        steps=checklist.practice_in(actor.language),
        ticked=set(passing.seen) if ticked is None else ticked,
        form=form,
        minutes_form=MinutesForm(formdata=None, on=today()),
        minutes=supervised_minutes_of(passing.person_id, checklist.permit_kind),
        is_approved=passing.language in approvals_of(checklist.version_id),
        may_sign=actor.holds(checklist.permit_kind) and actor.person_id != passing.person_id,
    )


@blueprint.post("/inductions/waiting/<token>/minutes")
@policy("right:give_inductions")
def add_supervised_minutes(token: str) -> Answer:
    """Minutes that the learner worked at the machine beside whoever is signed in."""
    passing, form, actor = _given(token), MinutesForm(), current_actor()
    if not form.validate():
        raise RuleBroken("minutes", N_("Write the minutes of one day: 1 to 1440."))
    with transaction():
        note_supervised_minutes(
            person_id=passing.person_id,
            supervisor_id=actor.person_id or 0,
            kind=passing.checklist.permit_kind,
            on=form.on.data,
            minutes=form.minutes.data,
            at=now(),
            token=read_client_id(form.stale_token) or new_client_id(),
        )
    flash(_("The minutes count."), "good")
    return redirect(url_for("training.see_practice", token=token), 303)


@blueprint.post("/inductions/waiting/<token>/end")
@policy("right:give_inductions")
def stop_one_induction(token: str) -> Answer:
    """End it without a permit."""
    PressedForm()
    with transaction():
        stop_induction(by=current_actor(), token=token, at=now())
    flash(_("The induction is ended without a permit."), "good")
    return redirect(url_for("training.list_waiting"), 303)
