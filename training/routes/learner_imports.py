"""Learners, bookings and past courses from a spreadsheet: upload, look at each line, take the good ones, close."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from core.import_files import LONGEST_HEAD, known_heads
from core.import_pages import lines_to_mend, take_good_lines, worst_first
from core.listings import sent_file
from core.spreadsheets import CSV_TYPE, XLSX_TYPE, Cell, Sheet, write_csv, write_xlsx
from training.forms.learners import IMPORT_WORDS, LearnerFileForm, columns_form, past_courses_form
from training.import_rows import FIELDS, LearnerRow, guess_columns
from training.models.imports import TrainingImport
from training.queries.sensitive import imports_of
from training.routes import blueprint
from training.services.imported_courses import offered_courses
from training.services.learner_imports import (
    CHUNK,
    KINDS,
    close_learner_import,
    look_at_learner_rows,
    name_columns,
    name_courses,
    offered_heads,
    open_learner_import,
    own_learner_import,
    take_learner_rows,
    unknown_courses,
)

Page = str | Answer | tuple[str, int]
SHOWN = 300
MOST_TITLES = 60
"""How many unknown titles are asked about at once: three years of courses have fewer."""
EXAMPLES: dict[str, list[Cell]] = {
    "learners": ["", "A-17", "Samar", "", "", "", "Arabic", "", "07700 900123", "", "", "", ""],
    "bookings": ["", "A-17", "", "R-00001", ""],
    "past_courses": [
        "",
        "A-17",
        "",
        "First steps on the laser cutter",
        "2025-03-03",
        "2025-03-07",
        20,
        "completed",
    ],
}


@blueprint.route("/learners/imports", methods=["GET", "POST"])
@policy("right:import_learners")
def bring_learners() -> Page:
    """A file of learners, bookings or past courses to start an import with."""
    actor, form = current_actor(), LearnerFileForm()
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                data = form.sheet.data.read()
                with transaction():
                    made = open_learner_import(
                        by=actor, kind=form.kind.data, data=data, at=now(), token=form.stale_token
                    ).id
                return redirect(url_for("training.show_learner_import", import_id=made), 303)
            except RuleBroken as problem:
                form.refuse(problem)
    page = render_template(
        "training/bring_learners.html",
        form=form,
        imports=imports_of(actor.site_id),
        kinds=KINDS,
        kind_words=IMPORT_WORDS,
    )
    return page, status


@blueprint.get("/learners/imports/<int:import_id>")
@policy("right:import_learners")
def show_learner_import(import_id: int) -> str:
    """What each line would do: nothing is written yet."""
    return _import_page(import_id)


@blueprint.post("/learners/imports/<int:import_id>/columns")
@policy("right:import_learners")
def name_import_columns(import_id: int) -> Page:
    """Say which column is which; it is remembered for the files of this site that follow."""
    actor = current_actor()
    form = _columns_form(own_learner_import(actor, import_id))
    if form.validate():
        said = {
            field.short_name.removeprefix("column_"): field.data
            for field in form
            if field.short_name.startswith("column_") and field.data
        }
        try:
            with transaction():
                is_whole = name_columns(by=actor, import_id=import_id, columns=said, at=now())
            if is_whole:
                return redirect(url_for("training.show_learner_import", import_id=import_id), 303)
            flash(
                _("The columns are remembered. Their cells were not kept: bring the file once more."), "look"
            )
            return redirect(url_for("training.bring_learners"), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _import_page(import_id, form), 422


@blueprint.post("/learners/imports/<int:import_id>/courses")
@policy("right:import_learners")
def name_import_courses(import_id: int) -> Answer:
    """Say which of our courses a title in the file is; it is remembered for the files of this site that follow."""
    sent = request.form
    said = {
        sent.get(f"title_{name.removeprefix('course_')}", "")[:LONGEST_HEAD]: slug[:80]
        for name, slug in list(sent.items())[:400]
        if name.startswith("course_") and slug
    }
    with transaction():
        name_courses(by=current_actor(), import_id=import_id, said=said, at=now())
    return redirect(url_for("training.show_learner_import", import_id=import_id), 303)


def _columns_form(made: TrainingImport) -> Any:
    columns = guess_columns(made.header, made.kind, known_heads(made.site_id, made.kind))
    return columns_form(made.kind, offered_heads(made), columns, made.header)


def _import_page(import_id: int, form: Any = None) -> str:
    actor = current_actor()
    made = own_learner_import(actor, import_id)
    report = look_at_learner_rows(by=actor, import_id=import_id, at=now())
    rows = worst_first(report.rows)
    titles = unknown_courses(report)[:MOST_TITLES]
    return render_template(
        "training/show_learner_import.html",
        made=made,
        report=report,
        rows=rows[:SHOWN],
        kind_words=IMPORT_WORDS,
        form=form or _columns_form(made),
        titles=titles,
        courses_form=past_courses_form(titles, offered_courses()) if titles else None,
        fields=FIELDS[made.kind],
    )


@blueprint.post("/learners/imports/<int:import_id>/rows")
@policy("right:import_learners")
def take_good_learner_rows(import_id: int) -> Answer:
    """Take the good lines in short transactions, so that tablets go on; pressed again, nothing is taken twice."""
    actor = current_actor()

    def take(some: list[LearnerRow]) -> tuple[int, int]:
        with transaction():
            return take_learner_rows(by=actor, import_id=import_id, rows=some, at=now())

    report = look_at_learner_rows(by=actor, import_id=import_id, at=now())
    take_good_lines(report.rows, take, at_once=CHUNK)
    return redirect(url_for("training.show_learner_import", import_id=import_id), 303)


@blueprint.post("/learners/imports/<int:import_id>/closing")
@policy("right:import_learners")
def close_one_learner_import(import_id: int) -> Answer:
    """Close it: its lines are deleted."""
    with transaction():
        close_learner_import(by=current_actor(), import_id=import_id, at=now())
    flash(_("The import is closed and its rows are deleted."), "good")
    return redirect(url_for("training.bring_learners"), 303)


@blueprint.get("/learners/imports/<int:import_id>/bad.csv")
@policy("right:import_learners")
def export_bad_learner_rows(import_id: int) -> Response:
    """The lines that cannot be taken, with the reason, to be mended; ULNs are left out, for names stand beside them."""
    actor = current_actor()
    made = own_learner_import(actor, import_id)
    uln = guess_columns(made.header, made.kind, known_heads(made.site_id, made.kind)).get("uln")
    report = look_at_learner_rows(by=actor, import_id=import_id, at=now())
    return lines_to_mend(made, report.rows, without=uln)


@blueprint.get("/learners/imports/<any(learners,bookings,past_courses):kind>.<ending>")
@policy("right:import_learners")
def show_learners_template(kind: str, ending: str) -> Response:
    """An empty sheet with our columns and one line as an example."""
    heads = list(FIELDS[kind])
    if ending == "csv":
        return sent_file(write_csv([heads, EXAMPLES[kind]]), CSV_TYPE, f"{kind}-template.csv")
    if ending == "xlsx":
        sheet = Sheet(str(IMPORT_WORDS[kind]), heads, [EXAMPLES[kind]])
        return sent_file(write_xlsx([sheet]), XLSX_TYPE, f"{kind}-template.xlsx")
    abort(404)
