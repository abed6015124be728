"""The rows behind a number, on screen and as CSV or XLSX."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Response, abort, render_template, request

from core.guards import current_actor, policy
from core.sites import all_sites
from factory.programme.indicators import GROUP_NAMES, INDICATORS, Indicator, split_name
from factory.programme.learning import LEARNING, learning_split
from factory.programme.machine_hours import MACHINES
from factory.programme.methods import furniture_of
from factory.programme.queries.beside import beside_rows
from factory.programme.queries.learning import PAGE, LearnersCounted, learners_counted
from factory.programme.queries.overview import View
from factory.programme.queries.rows import Wanted, checked_order, each_row, page_of_rows, sums_of_rows
from factory.programme.queries.scope import RowScope, row_scope
from factory.programme.routes import blueprint
from factory.programme.routes.asked import addresses, asked_indicator, asked_view, mask_key, words
from factory.programme.routes.files import sent_file
from factory.programme.routes.late_notes import late_notes
from factory.programme.routes.machine_rows import list_machine_rows, machine_rows_file
from factory.programme.routes.narrowed import through_frame
from factory.programme.routes.opening_notes import opening_notes
from factory.programme.routes.work_rows import list_work_rows, work_rows_file
from factory.programme.rules_told import rules_in_force
from factory.programme.sheets import learners_file, rows_file
from factory.programme.spans import choices
from factory.programme.works import WORKS
from inventory.catalogue import categories


@blueprint.get("/count/<slug>/rows")
@policy("right:see_count")
def list_rows(slug: str) -> str:
    """The rows behind a number, as filtered, sorted and paged by the address."""
    view, indicator = asked_view(), asked_indicator(slug)
    if indicator.slug in LEARNING:
        return _list_learners(view, indicator)
    if indicator.slug in MACHINES:
        return list_machine_rows(view, indicator)
    if slug in WORKS:
        return list_work_rows(view, WORKS[slug])
    scope = row_scope(current_actor(), view.cut_off)
    wanted = _wanted(view, indicator, scope)
    return render_template(
        "programme/list_rows.html",
        view=view,
        indicator=indicator,
        split=wanted.split,
        order=wanted.order,
        page=page_of_rows(wanted, scope, mask_key()),
        sums=sums_of_rows(wanted, scope),
        named=bool(scope.named),
        words=words(),
        address=addresses(view, "programme.list_rows"),
        row_address=_keeping(view, indicator, wanted),
        choices=choices(view.today),
        groups=GROUP_NAMES,
        furniture=furniture_of(view, words()),
        sites=all_sites(),
        site_names={site.id: site.name for site in all_sites()},
        kinds=categories(),
        split_name=split_name,
        indicators=INDICATORS,
        **through_frame(),
        **late_notes(view, indicator, wanted.split or ""),
        **opening_notes(view, indicator, wanted.split or ""),
    )


@blueprint.get("/count/<slug>/rows.<ending>")
@policy("right:export_count")
def export_rows(slug: str, ending: str) -> Response:
    """All rows behind a number as CSV or XLSX, as filtered and sorted."""
    if ending not in ("csv", "xlsx"):
        abort(404)
    view, indicator = asked_view(), asked_indicator(slug)
    if indicator.slug in LEARNING:
        beside = beside_rows(view, indicator, request.args.get("split", "")[:40])
        body = learners_file(ending, view, indicator, _learners(view, indicator), words(), beside)
        return sent_file(body, f"{slug}-{view.span.starts_on}-{view.span.ends_on}", ending)
    if indicator.slug in MACHINES:
        body = machine_rows_file(view, indicator, ending)
        return sent_file(body, f"{slug}-{view.span.starts_on}-{view.span.ends_on}", ending)
    if slug in WORKS:
        body = work_rows_file(view, WORKS[slug], ending)
        return sent_file(body, f"{slug}-{view.span.starts_on}-{view.span.ends_on}", ending)
    scope = row_scope(current_actor(), view.cut_off)
    wanted = _wanted(view, indicator, scope)
    rows = each_row(wanted, scope, mask_key())
    beside = beside_rows(view, indicator, wanted.split or "")
    body = rows_file(ending, view, indicator, rows, sums_of_rows(wanted, scope), words(), beside)
    return sent_file(body, f"{slug}-{view.span.starts_on}-{view.span.ends_on}", ending)


def _learners(view: View, indicator: Indicator) -> LearnersCounted:
    """The rows behind a figure of training; none where furniture is chosen, which it has none of."""
    if not view.counts_learning:
        return LearnersCounted([], 0)
    return learners_counted(
        indicator.slug,
        view.span,
        view.cut_off,
        view.site.id if view.site else None,
        request.args.get("split", "")[:40],
        row_scope(current_actor(), view.cut_off),
        mask_key(),
        view.through,
    )


def _list_learners(view: View, indicator: Indicator) -> str:
    """The rows behind a figure of training on screen, a page at a time."""
    found, split = _learners(view, indicator), request.args.get("split", "")[:40]
    start = max(0, min(request.args.get("start", 0, type=int), 1_000_000))
    return render_template(
        "programme/list_learner_rows.html",
        view=view,
        indicator=indicator,
        split=split,
        found=found,
        rows=found.rows[start : start + PAGE],
        start=start,
        size=PAGE,
        words=words(),
        address=addresses(view, "programme.list_rows"),
        choices=choices(view.today),
        sites=all_sites(),
        site_names={site.id: site.name for site in all_sites()},
        learning_split=learning_split,
        rules=rules_in_force(),
        **through_frame(),
        **late_notes(view, indicator, split),
        **opening_notes(view, indicator, split),
    )


def _keeping(view: View, indicator: Indicator, wanted: Wanted) -> Callable[..., str]:
    """Addresses of these rows under another span, site or group."""
    kept = {"slug": indicator.slug, "split": wanted.split or "", "sort": wanted.order}
    return partial(addresses(view, "programme.list_rows"), **kept)


def _wanted(view: View, indicator: Indicator, scope: RowScope) -> Wanted:
    asked = request.args
    return Wanted(
        where=view.where,
        indicator=indicator.slug,
        split=asked.get("split"),
        order=checked_order(asked.get("sort", "-day"), scope),
        after=asked.get("after", ""),
        before=asked.get("before", ""),
    )
