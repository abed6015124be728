"""Spreadsheets in: upload, say which column is which, look at each row, take the good ones, close."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.clock import now, today
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from core.import_pages import lines_to_mend, take_good_lines, worst_first
from core.listings import sent_file
from core.spreadsheets import CSV_TYPE, XLSX_TYPE, Cell, Sheet, write_csv, write_xlsx
from inventory.forms.imports import ImportFileForm, mapping_form
from inventory.import_rows import FIELDS, ImportRow
from inventory.queries.imports import batches_with_blanks, imports_at
from inventory.routes import blueprint
from inventory.routes.words import category_names
from inventory.services.import_trial import Report, dry_run
from inventory.services.imports import (
    CHUNK,
    close_import,
    map_columns,
    open_import,
    own_import,
    take_good_rows,
)

SHOWN = 300


@blueprint.route("/imports", methods=["GET", "POST"])
@policy("right:import_pieces")
def list_imports() -> str | Answer | tuple[str, int]:
    """The imports of the site, and a file to start one with."""
    actor, form = current_actor(), ImportFileForm()
    if form.is_submitted():
        if form.validate():
            try:
                data = form.sheet.data.read()
                with transaction():
                    made = open_import(by=actor, data=data, at=now(), token=form.stale_token).id
                return redirect(url_for("inventory.show_import", import_id=made), 303)
            except RuleBroken as problem:
                form.refuse(problem)
        return render_template(
            "inventory/list_imports.html", form=form, imports=imports_at(actor.site_id)
        ), 422
    return render_template("inventory/list_imports.html", form=form, imports=imports_at(actor.site_id))


@blueprint.get("/imports/<int:import_id>")
@policy("right:import_pieces")
def show_import(import_id: int) -> str:
    """What each row would do: nothing is written yet."""
    return import_page(import_id)


def import_page(import_id: int, bound: object = None) -> str:
    """The page of an import, with its mapping as it is kept or as it was sent."""
    actor = current_actor()
    made = own_import(actor, import_id)
    report = _report(import_id)
    form = bound or mapping_form(made.header, made.mapping, batches_with_blanks(actor.site_id), sent=False)
    rows = worst_first(report.rows)
    return render_template(
        "inventory/show_import.html", made=made, report=report, rows=rows[:SHOWN], form=form, fields=FIELDS
    )


def _report(import_id: int) -> Report:
    actor = current_actor()
    return dry_run(by=actor, import_id=import_id, names=category_names(), today=today(), at=now())


@blueprint.post("/imports/<int:import_id>/columns")
@policy("right:import_pieces")
def map_import(import_id: int) -> Answer | tuple[str, int]:
    """Say which column is which; the rows are looked at anew."""
    actor = current_actor()
    made = own_import(actor, import_id)
    form = mapping_form(made.header, made.mapping, batches_with_blanks(actor.site_id), sent=True)
    if not form.validate():
        return import_page(import_id, form), 422
    try:
        with transaction():
            map_columns(
                by=actor, import_id=import_id, columns=form.columns, batch_id=form.batch.data, at=now()
            )
    except RuleBroken as problem:
        form.refuse(problem)
        return import_page(import_id, form), 422
    return redirect(url_for("inventory.show_import", import_id=import_id), 303)


@blueprint.post("/imports/<int:import_id>/rows")
@policy("right:import_pieces")
def take_import_rows(import_id: int) -> Answer:
    """Take the good rows: in short transactions, so that tablets go on; pressed again, nothing is taken twice."""
    actor = current_actor()

    def take(some: list[ImportRow]) -> tuple[int, int]:
        with transaction():
            taken, _again, refused = take_good_rows(by=actor, import_id=import_id, rows=some, at=now())
        return taken, refused

    take_good_lines(_report(import_id).rows, take, at_once=CHUNK)
    return redirect(url_for("inventory.show_import", import_id=import_id), 303)


@blueprint.post("/imports/<int:import_id>/closing")
@policy("right:import_pieces")
def close_open_import(import_id: int) -> Answer:
    """Close it: its rows are deleted."""
    with transaction():
        close_import(by=current_actor(), import_id=import_id, at=now())
    flash(_("The import is closed and its rows are deleted."), "good")
    return redirect(url_for("inventory.list_imports"), 303)


@blueprint.get("/imports/template.<kind>")
@policy("right:import_pieces")
def show_import_template(kind: str) -> Response:
    """An empty sheet with our columns and two rows as an example."""
    heads = list(FIELDS)
    example: list[Cell] = [
        "",
        _("Dining chair"),
        _("Oak, two of four"),
        6.4,
        "yes",
        today().isoformat(),
        "",
        "",
        "no",
    ]
    rows: list[list[Cell]] = [[*example, *[""] * (len(heads) - len(example))]]
    if kind == "csv":
        return sent_file(write_csv([heads, *rows]), CSV_TYPE, "pieces-template.csv")
    if kind == "xlsx":
        names = Sheet(_("Category"), [_("Category")], [[name] for name in category_names().values()])
        return sent_file(
            write_xlsx([Sheet(_("Pieces"), heads, rows), names]), XLSX_TYPE, "pieces-template.xlsx"
        )
    abort(404)


@blueprint.get("/imports/<int:import_id>/bad.csv")
@policy("right:import_pieces")
def export_bad_rows(import_id: int) -> Response:
    """The rows that cannot be taken, with the reason, to be mended and brought again."""
    return lines_to_mend(own_import(current_actor(), import_id), _report(import_id).rows)
