"""A view of the count to take away: a workbook, one table as CSV, one page as PDF."""

from __future__ import annotations

from flask import Response, abort, current_app, request

from core.guards import policy
from factory.programme.learning_tables import every_table, full_method_table
from factory.programme.period_tables import adjustments_table, late_of
from factory.programme.queries.overview import View, overview
from factory.programme.queries.pictures import picture_pairs
from factory.programme.routes import blueprint
from factory.programme.routes.asked import asked_view, words
from factory.programme.routes.files import sent_file
from factory.programme.sheets import table_csv, tables_workbook


@blueprint.get("/count/tables.<ending>")
@policy("right:export_count")
def export_tables(ending: str) -> Response:
    """Every table of a view as XLSX, or the one that `table` names as CSV."""
    view = asked_view()
    count, say = overview(view, all_kinds=True), words()
    if ending == "xlsx":
        return sent_file(tables_workbook(count, say), _name("count", view), ending)
    wanted = request.args.get("table", "targets")
    table = next(
        (one for one in [*every_table(count, say), full_method_table(count, say)] if one.slug == wanted), None
    )
    if ending != "csv" or table is None:
        abort(404)
    is_apart = table.slug in ("adjustments", "closed-months") or not late_of(count)
    late = None if is_apart else adjustments_table(count, say)
    return sent_file(table_csv(table, late), _name(table.slug, view), ending)


@blueprint.get("/count/report.pdf")
@policy("right:export_count")
def show_paper() -> Response:
    """The report for the funder: cover, targets, charts, tables, method and sources, photos before and after."""
    from factory.programme.paper import report_page
    from factory.programme.paper_cover import Pictures

    view = asked_view()
    pictures = Pictures(current_app.config["ECO_SETTINGS"].photo_folder, picture_pairs(view))
    return sent_file(
        report_page(overview(view), words(), pictures), _name("report", view), "pdf", inline=True
    )


def _name(what: str, view: View) -> str:
    return f"{what}-{view.span.starts_on}-{view.span.ends_on}"
