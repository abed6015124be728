"""What came next: whom to ask, the question itself at the tablet, by link and on the phone, and hours of help."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, current_app, flash, redirect, render_template, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.access import Actor
from core.audit import saw
from core.clock import now, today
from core.db import transaction
from core.errors import EcoError, NotFound
from core.guards import PUBLIC, SIGNED_IN, current_actor, policy
from core.listings import sent_file
from core.pressing import told
from core.spreadsheets import CSV_TYPE, XLSX_TYPE, Cell, Sheet, write_csv, write_xlsx
from training.forms.outcomes import HELP_WORDS, HelpForm, StepForm
from training.next_steps import ANSWERS, STEP_ICONS, STEP_WORDS, WHEN_WORDS, read_link
from training.queries.outcomes import StepAsked, help_at, runs_to_help, step_asked, steps_due
from training.routes import blueprint
from training.routes.bookings import pressed
from training.services.outcomes import add_help, ask_by_message, tell_step

Page = str | Answer | tuple[str, int]
WORDS: dict[str, Any] = {
    "answers": ANSWERS,
    "step_words": STEP_WORDS,
    "step_icons": STEP_ICONS,
    "when_words": WHEN_WORDS,
}


def _asked(booking_id: int, months: int) -> StepAsked:
    found = step_asked(booking_id, months)
    if found is None or months not in WHEN_WORDS:
        raise NotFound
    return found


@blueprint.get("/outcomes")
@policy("right:book_learners")
def list_outcomes() -> str:
    """Whom to ask today what came next, the longest waiting first; phone numbers stand there, so a look is noted."""
    actor = current_actor()
    with transaction():
        saw(actor.person_id or 0, "contacts:next-steps", "training.list_outcomes", now())
    return render_template(
        "training/list_outcomes.html",
        lines=steps_due(today(), site_id=actor.site_id),
        form=StepForm(formdata=None),
        **WORDS,
    )


@blueprint.post("/outcomes/asks")
@policy("right:book_learners")
def ask_next_steps() -> Answer:
    """Ask all who are due and were not asked, each in their language by the way that they gave."""
    form = StepForm()
    with transaction():
        asked = ask_by_message(by=current_actor(), at=now(), token=form.stale_token)
    flash(ngettext("%(num)s question goes out.", "%(num)s questions go out.", asked), "good")
    return redirect(url_for("training.list_outcomes"), 303)


@blueprint.route("/outcomes/<int:booking_id>/<int:months>", methods=["GET", "POST"])
@policy("right:book_learners")
def tell_next_step(booking_id: int, months: int) -> Page:
    """Staff ask on the phone or at the desk and press what is told."""
    actor, asked, form = current_actor(), _asked(booking_id, months), StepForm()
    if asked.site_id != actor.site_id:
        raise NotFound
    if form.is_submitted():
        given = {"booking_id": booking_id, "months": months, "step": form.step.data or "", "how": "phone"}
        if not pressed(form, tell_step, _("Thank you. It is noted."), **given):
            return redirect(url_for("training.list_outcomes"), 303)
    page = render_template("training/tell_step.html", asked=asked, form=form, **WORDS)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/mine/next", methods=["GET", "POST"])
@policy(SIGNED_IN)
def tell_my_step() -> Page:
    """The question that is open for me, in my language, one at a time."""
    actor, form = current_actor(), StepForm()
    due = next(iter(steps_due(today(), person_id=actor.person_id or 0)), None)
    if form.is_submitted() and due is not None:
        given = {"booking_id": due.booking_id, "months": due.months, "step": form.step.data or ""}
        if not pressed(form, tell_step, _("Thank you for telling us."), how="card", **given):
            return redirect(url_for("training.tell_my_step"), 303)
    status = 422 if form.is_submitted() and due is not None else 200
    return render_template("training/my_next_step.html", due=due, form=form, **WORDS), status


@blueprint.route("/next/<code>", methods=["GET", "POST"])
@policy(PUBLIC)
def answer_next_step(code: str) -> Page:
    """The question behind a link: it names nobody; opening it changes nothing, pressing answers."""
    found = read_link(current_app.config["SECRET_KEY"], code)
    if found is None:
        raise NotFound
    asked, form, refused, done = _asked(*found), StepForm(), "", False
    if form.is_submitted():
        learner = Actor(person_id=asked.person_id, site_id=asked.site_id, strength="link")
        try:
            with transaction():
                tell_step(
                    by=learner,
                    booking_id=asked.booking_id,
                    months=asked.months,
                    step=form.step.data or "",
                    how="link",
                    at=now(),
                    token=form.stale_token,
                )
            done = True
        except EcoError as problem:
            with force_locale(asked.language):
                refused = told(problem)
    with force_locale(asked.language):
        page = render_template(
            "training/answer_step.html", asked=asked, form=form, refused=refused, done=done, **WORDS
        )
    return (page, 422) if refused else page


@blueprint.route("/helping", methods=["GET", "POST"])
@policy("right:book_learners")
def list_help() -> Page:
    """The hours of former learners who help and mentor, and a form for more."""
    actor, form = current_actor(), HelpForm()
    form.run.choices = [
        ("", _("None")),
        *((number, f"{number} {title}") for number, title in runs_to_help(actor.site_id)),
    ]
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with transaction():
                    add_help(
                        by=actor,
                        helper=form.person.data,
                        kind=form.kind.data,
                        run=form.run.data or "",
                        learner=form.learner.data or "",
                        about=form.about.data or "",
                        done_on=form.done_on.data,
                        minutes=form.minutes.data,
                        at=now(),
                        token=form.stale_token,
                    )
                flash(_("Noted."), "good")
                return redirect(url_for("training.list_help"), 303)
            except EcoError as problem:
                form.refuse(problem)
    else:
        form.done_on.data = today()
    lines = help_at(actor.site_id)
    return (
        render_template("training/list_help.html", form=form, lines=lines, help_words=HELP_WORDS),
        status,
    )


@blueprint.get("/helping.<kind>")
@policy("right:export_training")
def export_help(kind: str) -> Response:
    """The help as a table, by number."""
    heads = [_("Number"), _("What"), _("Run"), _("Mentored"), _("About"), _("Day"), _("Minutes")]
    rows: list[list[Cell]] = [
        [
            line.number,
            str(HELP_WORDS[line.kind]),
            line.run,
            line.learner,
            line.about,
            line.done_on,
            line.minutes,
        ]
        for line in help_at(current_actor().site_id, limit=100_000)
    ]
    if kind == "csv":
        body, media = write_csv([heads, *rows]), CSV_TYPE
    elif kind == "xlsx":
        body, media = write_xlsx([Sheet(_("Help"), heads, rows)]), XLSX_TYPE
    else:
        abort(404)
    return sent_file(body, media, f"help.{kind}")
