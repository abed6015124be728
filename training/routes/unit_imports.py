"""Units and criteria from a spreadsheet: upload, look at each line, take the good ones, close."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from core.spreadsheets import CSV_TYPE, XLSX_TYPE, Cell, Sheet, write_csv, write_xlsx
from training.forms.courses import UnitFileForm
from training.queries.catalogue import bodies
from training.routes import blueprint
from training.services.unit_imports import (
    close_unit_import,
    look_at_rows,
    open_unit_import,
    own_unit_import,
    take_unit_rows,
)
from training.unit_rows import FIELDS

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
    actor = current_actor()
    made, report = own_unit_import(actor, import_id), look_at_rows(actor, import_id)
    order = {"bad": 0, "good": 1, "repeated": 2}
    rows = sorted(report.rows, key=lambda row: (order.get(row.result, 3), row.number))
    return render_template("training/show_unit_import.html", made=made, report=report, rows=rows[:SHOWN])


@blueprint.post("/catalogue/imports/<int:import_id>/rows")
@policy("right:edit_catalogue")
def take_good_unit_rows(import_id: int) -> Answer:
    """Take the good lines; pressed again, nothing is taken twice."""
    with transaction():
        taken, refused = take_unit_rows(by=current_actor(), import_id=import_id, at=now())
    flash(ngettext("%(num)s row taken.", "%(num)s rows taken.", taken), "good")
    if refused:
        flash(ngettext("%(num)s row was refused.", "%(num)s rows were refused.", refused), "look")
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
    made = own_unit_import(actor, import_id)
    told: list[list[Cell]] = [
        [*made.rows[row.number - 1], "; ".join(_(fault.message, **fault.params) for fault in row.problems)]
        for row in look_at_rows(actor, import_id).rows
        if row.result == "bad"
    ]
    return _download(write_csv([[*made.header, _("What is wrong")], *told]), CSV_TYPE, "rows-to-mend.csv")


@blueprint.get("/catalogue/imports/template.<kind>")
@policy("right:edit_catalogue")
def show_units_template(kind: str) -> Response:
    """An empty sheet with our columns and one line as an example."""
    example: list[Any] = ["DEMO-LC1", _("Use a laser cutter"), "L1", 3, 24, "", 1, _("Work safely"), "1.1"]
    example += [_("Name three dangers of the machine"), _("Say three dangers"), ""]
    heads = list(FIELDS)
    if kind == "csv":
        return _download(write_csv([heads, example]), CSV_TYPE, "units-template.csv")
    if kind == "xlsx":
        return _download(write_xlsx([Sheet(_("Units"), heads, [example])]), XLSX_TYPE, "units-template.xlsx")
    abort(404)


def _download(body: bytes, media: str, name: str) -> Response:
    return Response(
        body, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
