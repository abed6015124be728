"""The awarding body's answers at the desk: entered by hand or from its file, and what a learner holds by them."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from core.clock import now, today
from core.db import transaction
from core.errors import N_, EcoError, NotFound, RuleBroken
from core.guards import current_actor, policy
from core.pressing import told
from core.tables_read import read_table
from training.forms.racs import HandOverForm, ResultsFileForm, ResultsForm
from training.profiles import profile
from training.queries.awards import qualifications_towards, units_held
from training.queries.body_runs import body_of_run
from training.queries.claims import claim_counts
from training.queries.people_shown import learner_head
from training.queries.racs import RacLineView, lines_of_run
from training.queries.runs import run_by_number, run_line
from training.result_rows import SentLine, read_answers
from training.routes import blueprint, claim_words
from training.services.results import Answer, hand_over, note_results

Page = Response | str | tuple[str, int]
Filled = dict[int, tuple[str, str, str]]
"""Line → (answer, certificate number, day) as the fields show them."""


def _back(number: str) -> Response:
    return redirect(url_for("training.show_results", number=number), 303)


def _lines(number: str) -> tuple[Any, list[RacLineView]]:
    run = run_by_number(number, current_actor().site_id)
    return run, [one for one in lines_of_run(run.id) if one.is_sent and one.is_achieved]


@blueprint.get("/runs/<number>/results")
@policy("right:edit_accreditation|right:issue_certificates")
def show_results(number: str) -> str:
    """The lines that were sent with the body's answers, and which certificates still lie here."""
    return _results_page(number)


def _results_page(number: str, filled: Filled | None = None, faults: Any = (), **forms: Any) -> str:
    run, lines = _lines(number)
    kept = {
        one.id: (one.result, one.body_certificate, one.result_on.isoformat() if one.result_on else "")
        for one in lines
    }
    return render_template(
        "training/show_results.html",
        run=run,
        line=run_line(number, current_actor().site_id),
        lines=lines,
        filled=kept | (filled or {}),
        is_from_file=bool(filled),
        faults=faults,
        counts=claim_counts(run.id),
        results=claim_words.RESULT_WORDS,
        today=today(),
        **{
            "form": ResultsForm(formdata=None, data={"result_on": today()}),
            "file_form": ResultsFileForm(formdata=None),
            "hand_form": HandOverForm(formdata=None, data={"handed_on": today()}),
            **forms,
        },
    )


def _asked(line: RacLineView, common: date) -> Answer | None:
    """What the fields of a line say; None where they say nothing new."""
    sent = request.form
    result = sent.get(f"result-{line.id}", "")
    if not result:
        return None
    day_text = sent.get(f"day-{line.id}", "")
    try:
        day = date.fromisoformat(day_text) if day_text else (line.result_on or common)
    except ValueError as fault:
        raise RuleBroken("result_on", N_("One of the days is no day.")) from fault
    return Answer(
        line.id, result, day, sent.get(f"certificate-{line.id}", ""), sent.get(f"reason-{line.id}", "")
    )


@blueprint.post("/runs/<number>/results")
@policy("right:edit_accreditation")
def keep_results(number: str) -> Page:
    """Keep the answers as they stand in the fields, all or none."""
    form, (run, lines) = ResultsForm(), _lines(number)
    typed = {
        one.id: (
            request.form.get(f"result-{one.id}", ""),
            request.form.get(f"certificate-{one.id}", ""),
            request.form.get(f"day-{one.id}", ""),
        )
        for one in lines
    }
    if form.validate():
        try:
            answers = [asked for one in lines if (asked := _asked(one, form.result_on.data)) is not None]
            with transaction():
                count = note_results(
                    by=current_actor(),
                    run_number=run.number,
                    answers=answers,
                    at=now(),
                    token=form.stale_token,
                )
            flash(ngettext("%(num)s answer is kept.", "%(num)s answers are kept.", count), "good")
            return _back(number)
        except RuleBroken as problem:
            form.refuse(problem)
    return _results_page(number, typed, form=form), 422


@blueprint.post("/runs/<number>/results/file")
@policy("right:edit_accreditation")
def read_results(number: str) -> Page:
    """Fill the fields from the body's file: nothing is kept until somebody has looked and pressed."""
    form, (run, lines) = ResultsFileForm(), _lines(number)
    body = body_of_run(run.id)
    if form.validate() and body is not None:
        try:
            table = read_table(form.sheet.data.read())
            sent = [
                SentLine(one.id, one.person_number, one.body_learner_number, one.unit_code) for one in lines
            ]
            read = read_answers(table, sent, profile(body.profile).rac)
            filled = {
                one.line_id: (one.result, one.certificate, one.day.isoformat() if one.day else "")
                for one in read.answers.values()
            }
            return _results_page(number, filled, read.faults)
        except RuleBroken as problem:
            form.refuse(problem)
    return _results_page(number, file_form=form), 422


@blueprint.post("/runs/<number>/results/handed")
@policy("right:issue_certificates")
def note_handed(number: str) -> Page:
    """The body's certificates of the chosen lines went to their learners."""
    form, (run, lines) = HandOverForm(), _lines(number)
    chosen = [one.id for one in lines if request.form.get(f"handed-{one.id}")]
    if form.validate():
        try:
            if not chosen:
                raise RuleBroken("handed_on", N_("No line is chosen."), N_("Tick those that were given."))
            with transaction():
                for line_id in chosen:
                    hand_over(
                        by=current_actor(),
                        line_id=line_id,
                        handed_on=form.handed_on.data or today(),
                        at=now(),
                    )
            flash(ngettext("%(num)s is handed over.", "%(num)s are handed over.", len(chosen)), "good")
            return _back(run.number)
        except EcoError as problem:
            form.refuse(problem)
            flash(told(problem), "refused")
    return _results_page(number, hand_form=form), 422


@blueprint.get("/learners/<number>/awards")
@policy("right:see_accreditation")
def show_awards(number: str) -> str:
    """What a learner holds of awarding bodies, and what is missing for each qualification."""
    head = learner_head(number, current_actor().site_id)
    if head is None:
        raise NotFound
    return render_template(
        "training/show_awards.html",
        learner=head,
        units=units_held(head.person_id),
        towards=qualifications_towards(head.person_id),
    )
