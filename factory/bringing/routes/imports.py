"""Organisations, makeovers and days of people from a spreadsheet: upload, look at each line, take, close."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from core.import_pages import lines_to_mend, take_good_lines, worst_first
from factory.bringing.columns import FIELDS
from factory.bringing.forms import KIND_WORDS, NONE, WorksFileForm, works_columns_form
from factory.bringing.models import WorksImport
from factory.bringing.routes import blueprint
from factory.bringing.services import (
    CHUNK,
    close_works_import,
    look_at_works_rows,
    map_works_columns,
    open_works_import,
    own_works_import,
    take_works_rows,
)
from training.import_rows import LearnerRow

Page = str | Answer | tuple[str, int]
SHOWN = 300


@blueprint.route("/bring/<any(organisations,makeovers,visits,repairs):brought_kind>", methods=["GET", "POST"])
@policy("right:bring_records")
def bring_works(brought_kind: str) -> Page:
    """A file to start an import with."""
    form, status = WorksFileForm(), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                data = form.sheet.data.read()
                with transaction():
                    made = open_works_import(
                        by=current_actor(), kind=brought_kind, data=data, at=now(), token=form.stale_token
                    ).id
                return redirect(url_for("bringing.show_works_import", works_import_id=made), 303)
            except RuleBroken as problem:
                form.refuse(problem)
    page = render_template(
        "bringing/bring_works.html",
        form=form,
        kind=brought_kind,
        kind_words=KIND_WORDS,
        fields=FIELDS[brought_kind],
    )
    return page, status


@blueprint.get("/bring/imports/<int:works_import_id>")
@policy("right:bring_records")
def show_works_import(works_import_id: int) -> Page:
    """What each line would do: nothing is written yet."""
    return _import_page(works_import_id)


def _import_page(works_import_id: int, form: Any = None) -> str:
    actor = current_actor()
    made = own_works_import(actor, works_import_id)
    report = look_at_works_rows(by=actor, import_id=works_import_id, at=now())
    rows = worst_first(report.rows)
    return render_template(
        "bringing/show_works_import.html",
        made=made,
        report=report,
        rows=rows[:SHOWN],
        form=form or works_columns_form(made.kind, made.header, made.mapping, sent=False),
        fields=FIELDS[made.kind],
        kind_words=KIND_WORDS,
    )


@blueprint.post("/bring/imports/<int:works_import_id>/columns")
@policy("right:bring_records")
def map_works_import(works_import_id: int) -> Page:
    """Say which column is which; the rows are looked at anew."""
    actor = current_actor()
    made: WorksImport = own_works_import(actor, works_import_id)
    form = works_columns_form(made.kind, made.header, made.mapping, sent=True)
    if form.validate():
        said = {name: form[f"column_{name}"].data for name in FIELDS[made.kind]}
        columns = {name: place for name, place in said.items() if place != NONE}
        try:
            with transaction():
                map_works_columns(by=actor, import_id=works_import_id, columns=columns, at=now())
            return redirect(url_for("bringing.show_works_import", works_import_id=works_import_id), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _import_page(works_import_id, form), 422


@blueprint.post("/bring/imports/<int:works_import_id>/rows")
@policy("right:bring_records")
def take_works_import(works_import_id: int) -> Answer:
    """Take the good lines in short transactions, so that tablets go on; pressed again, nothing is taken twice."""
    actor = current_actor()

    def take(some: list[LearnerRow]) -> tuple[int, int]:
        with transaction():
            return take_works_rows(by=actor, import_id=works_import_id, rows=some, at=now())

    report = look_at_works_rows(by=actor, import_id=works_import_id, at=now())
    take_good_lines(report.rows, take, at_once=CHUNK)
    return redirect(url_for("bringing.show_works_import", works_import_id=works_import_id), 303)


@blueprint.post("/bring/imports/<int:works_import_id>/closing")
@policy("right:bring_records")
def close_one_works_import(works_import_id: int) -> Answer:
    """Close it: its lines are deleted."""
    with transaction():
        close_works_import(by=current_actor(), import_id=works_import_id, at=now())
    flash(_("The import is closed and its rows are deleted."), "good")
    return redirect(url_for("bringing.show_bringing"), 303)


@blueprint.get("/bring/imports/<int:works_import_id>/bad.csv")
@policy("right:bring_records")
def export_bad_works_rows(works_import_id: int) -> Response:
    """The lines that cannot be taken, with the reason, to be mended and brought again."""
    actor = current_actor()
    report = look_at_works_rows(by=actor, import_id=works_import_id, at=now())
    return lines_to_mend(own_works_import(actor, works_import_id), report.rows)
