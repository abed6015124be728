"""Units and criteria from a spreadsheet: upload, look at each line, take the good ones, close."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from core.import_pages import lines_to_mend, tell_taken, worst_first
from core.listings import sent_file
from core.spreadsheets import CSV_TYPE, XLSX_TYPE, Sheet, write_csv, write_xlsx
from training.forms.courses import UnitFileForm
from training.forms.learners import unit_columns_form
from training.queries.catalogue import bodies
from training.routes import blueprint
from training.services.unit_imports import (
    close_unit_import,
    look_at_rows,
    name_unit_columns,
    open_unit_import,
    own_unit_import,
    take_unit_rows,
    unit_columns,
)
from training.unit_rows import ENOUGH, FIELDS

Page = str | Answer | tuple[str, int]
SHOWN = 300


@blueprint.route("/catalogue/imports", methods=["GET", "POST"])
@policy("right:edit_catalogue")
def bring_units() -> Page:
    """A file of units to start an import with."""
    form = UnitFileForm()
    form.body.choices = [(line.slug, line.name) for line in bodies() if line.is_active]
    if not form.is_submitted():
        return render_template("training/bring_units.html", form=form)
    if form.validate():
        try:
            data = form.sheet.data.read()
            with transaction():
                made = open_unit_import(
                    by=current_actor(), body_slug=form.body.data, data=data, at=now(), token=form.stale_token
                ).id
            return redirect(url_for("training.show_unit_import", import_id=made), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return render_template("training/bring_units.html", form=form), 422


@blueprint.get("/catalogue/imports/<int:import_id>")
@policy("right:edit_catalogue")
def show_unit_import(import_id: int) -> str:
    """What each line would do: nothing is written yet."""
    return _import_page(import_id)


def _import_page(import_id: int, form: Any = None) -> str:
    actor = current_actor()
    made, report = own_unit_import(actor, import_id), look_at_rows(actor, import_id)
    rows = worst_first(report.rows)
    columns = unit_columns(made)
    return render_template(
        "training/show_unit_import.html",
        made=made,
        report=report,
        rows=rows[:SHOWN],
        form=form or unit_columns_form(made.header, columns, sent=False),
        fields=FIELDS,
        is_enough=set(columns) >= ENOUGH,
    )


@blueprint.post("/catalogue/imports/<int:import_id>/columns")
@policy("right:edit_catalogue")
def name_unit_import_columns(import_id: int) -> Page:
    """Say which column is which; the lines are looked at anew."""
    actor = current_actor()
    made = own_unit_import(actor, import_id)
    form = unit_columns_form(made.header, unit_columns(made), sent=True)
    if form.validate():
        said = {name: form[f"column_{name}"].data for name in FIELDS if form[f"column_{name}"].data >= 0}
        try:
            with transaction():
                name_unit_columns(by=actor, import_id=import_id, columns=said, at=now())
            return redirect(url_for("training.show_unit_import", import_id=import_id), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _import_page(import_id, form), 422


@blueprint.post("/catalogue/imports/<int:import_id>/rows")
@policy("right:edit_catalogue")
def take_good_unit_rows(import_id: int) -> Answer:
    """Take the good lines; pressed again, nothing is taken twice."""
    with transaction():
        taken, refused = take_unit_rows(by=current_actor(), import_id=import_id, at=now())
    tell_taken(taken, refused)
    return redirect(url_for("training.show_unit_import", import_id=import_id), 303)


@blueprint.post("/catalogue/imports/<int:import_id>/closing")
@policy("right:edit_catalogue")
def close_units(import_id: int) -> Answer:
    """Close it: its lines are deleted."""
    with transaction():
        close_unit_import(by=current_actor(), import_id=import_id, at=now())
    flash(_("The import is closed and its rows are deleted."), "good")
    return redirect(url_for("training.list_units"), 303)


@blueprint.get("/catalogue/imports/<int:import_id>/bad.csv")
@policy("right:edit_catalogue")
def export_bad_unit_rows(import_id: int) -> Response:
    """The lines that cannot be taken, with the reason, to be mended and brought again."""
    actor = current_actor()
    return lines_to_mend(own_unit_import(actor, import_id), look_at_rows(actor, import_id).rows)


@blueprint.get("/catalogue/imports/template.<kind>")
@policy("right:edit_catalogue")
def show_units_template(kind: str) -> Response:
    """An empty sheet with our columns and one line as an example."""
    example: list[Any] = ["DEMO-LC1", _("Use a laser cutter"), "L1", 3, 24, "", 1, _("Work safely"), "1.1"]
    example += [_("Name three dangers of the machine"), _("Say three dangers"), ""]
    heads = list(FIELDS)
    if kind == "csv":
        return sent_file(write_csv([heads, example]), CSV_TYPE, "units-template.csv")
    if kind == "xlsx":
        return sent_file(write_xlsx([Sheet(_("Units"), heads, [example])]), XLSX_TYPE, "units-template.xlsx")
    abort(404)
