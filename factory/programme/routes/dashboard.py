"""The dashboard, its figures as tables, and what could still change them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template

from core.clock import now
from core.guards import current_actor, policy
from core.sites import all_sites
from factory.front_desk.first_steps import first_steps
from factory.front_desk.my_day import waits_for
from factory.programme.indicators import GROUP_NAMES, INDICATORS, WEIGHTS_CREDIT, carbon_sources, split_name
from factory.programme.learning import BY_CATEGORY, LEARNING, learning_split
from factory.programme.learning_tables import every_table, full_method_table
from factory.programme.line_groups import line_groups
from factory.programme.machine_hours import MACHINES
from factory.programme.methods import furniture_of, words_of_source
from factory.programme.opening_tables import opening_lines
from factory.programme.period_tables import late_of, period_lines
from factory.programme.queries.machines import purpose_names
from factory.programme.queries.open_ends import LOOSE, loose_pieces, open_ends, waiting_days
from factory.programme.queries.overview import Overview, View, overview
from factory.programme.queries.scope import row_scope
from factory.programme.routes import blueprint
from factory.programme.routes.asked import addresses, asked_view, words
from factory.programme.routes.narrowed import through_frame
from factory.programme.spans import choices
from factory.programme.splits import name_with_part
from factory.programme.tables import Rows, shown
from factory.programme.works import WORKS, work_split
from inventory.catalogue import categories
from training.words import CATEGORY_NAMES


@blueprint.get("/count")
@policy("right:see_count")
def show_dashboard() -> str:
    """How we are doing: targets against pace, months by site, what could still change."""
    view = asked_view()
    waits, frame = waits_for(current_actor(), now()), _frame(view)
    is_empty = not any(line.done for line in frame["count"].lines)
    steps = first_steps(current_actor()) if is_empty else []
    return render_template(
        "programme/show_dashboard.html", **frame, ends=_open_ends(view), waits=waits, steps=steps
    )


@blueprint.get("/count/tables")
@policy("right:see_count")
def show_reports() -> str:
    """Every figure of a view as tables, with its method and sources, and the ways to take it away."""
    view = asked_view()
    count = overview(view, all_kinds=True)
    tables = [*every_table(count, words()), full_method_table(count, words())]
    frame = _frame(view, "programme.show_reports", count)
    return render_template(
        "programme/show_reports.html", **frame, tables=tables, shown=shown, rows_address=_rows_address(view)
    )


def _rows_address(view: View) -> Callable[[Rows], str]:
    """The address of the rows behind a table's figure, as the view is narrowed."""
    address = addresses(view, "programme.list_rows")

    def of(rows: Rows) -> str:
        found = {"slug": rows.slug, "site": rows.site, "split": rows.split, "kind": rows.kind}
        return address(span=rows.span, show="", **{name: value for name, value in found.items() if value})

    return of


@blueprint.get("/count/open-ends")
@policy("right:see_count_rows")
def list_open_ends() -> str:
    """Everything that could still change the figures, each with where it is put right."""
    view = asked_view()
    sites = _open_sites(view)
    at = now()
    pieces = {slug: loose_pieces(slug, sites) for slug in LOOSE} if sites else {}
    return render_template(
        "programme/list_open_ends.html",
        **_frame(view, "programme.list_open_ends"),
        ends=open_ends(sites, at),
        pieces=pieces,
        waiting=lambda since: waiting_days(since, at),
    )


def _frame(
    view: View, endpoint: str = "programme.show_dashboard", count: Overview | None = None
) -> dict[str, Any]:
    """What every page of the count knows."""
    counted = count or overview(view)
    return {
        "view": view,
        "count": counted,
        "words": words(),
        "address": addresses(view, endpoint),
        "choices": choices(view.today),
        "groups": GROUP_NAMES,
        "line_groups": line_groups,
        "furniture": furniture_of(view, words()),
        "indicators": INDICATORS,
        "split_name": split_name,
        "name_with_part": name_with_part,
        "learning_split": learning_split,
        "learning": LEARNING,
        "by_category": BY_CATEGORY,
        "course_names": CATEGORY_NAMES,
        "machines": MACHINES,
        "opening_lines": opening_lines(counted, words()),
        "closed_lines": period_lines(counted, words()),
        "late_number": len(late_of(counted)),
        "works": WORKS,
        "work_split": work_split,
        "purpose_names": purpose_names() if view.counts_machines else {},
        "opens": row_scope(current_actor(), view.cut_off).sites,
        "site_names": {site.id: site.name for site in all_sites()},
        "kinds": categories(),
        "split_of": lambda cell: cell.split,
        "sources": [words_of_source(source, words()) for source in carbon_sources()],
        "weights_credit": WEIGHTS_CREDIT,
        **through_frame(),
    }


def _open_sites(view: View) -> frozenset[int]:
    named = row_scope(current_actor(), view.cut_off).named
    return named & {view.site.id} if view.site else named


def _open_ends(view: View) -> list[object]:
    if not current_actor().may("see_count_rows"):
        return []
    return list(open_ends(_open_sites(view), view.cut_off, is_quick=True))
