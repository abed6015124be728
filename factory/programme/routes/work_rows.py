"""The rows behind a figure of the works, on screen and as a file."""

from __future__ import annotations

from flask import render_template, request

from core.guards import current_actor
from core.sites import all_sites
from factory.programme.indicators import Work
from factory.programme.queries.beside import beside_rows
from factory.programme.queries.overview import View
from factory.programme.queries.scope import row_scope
from factory.programme.queries.works import (
    MOST_ROWS,
    PAGE,
    WantedWorks,
    WorksCounted,
    each_counted,
    works_counted,
    works_summed,
)
from factory.programme.routes.asked import addresses, mask_key, words
from factory.programme.routes.late_notes import late_notes
from factory.programme.routes.narrowed import through_frame
from factory.programme.routes.opening_notes import opening_notes
from factory.programme.spans import choices
from factory.programme.wording import clock
from factory.programme.work_sheets import works_file
from factory.programme.works import work_split

_NONE = WorksCounted([], 0, 0, 0)


def list_work_rows(view: View, work: Work) -> str:
    """The rows behind a figure of the works, a page at a time."""
    start = max(0, min(request.args.get("start", 0, type=int), MOST_ROWS))
    return render_template(
        "programme/list_work_rows.html",
        view=view,
        indicator=work,
        split=_split(),
        found=_found(view, work, start, PAGE),
        start=start,
        size=PAGE,
        words=words(),
        clock=clock,
        address=addresses(view, "programme.list_rows"),
        choices=choices(view.today),
        sites=all_sites(),
        site_names={site.id: site.name for site in all_sites()},
        work_split=work_split,
        **through_frame(),
        **late_notes(view, work, _split()),
        **opening_notes(view, work, _split()),
    )


def work_rows_file(view: View, work: Work, ending: str) -> bytes:
    """All rows behind a figure of the works as CSV or XLSX, read as they are written."""
    beside, scope = beside_rows(view, work, _split()), row_scope(current_actor(), view.cut_off)
    if not view.counts_works:
        return works_file(ending, view, work, _NONE, (), words(), beside)
    wanted = _wanted(view, work)
    rows = each_counted(wanted, scope, mask_key())
    return works_file(ending, view, work, works_summed(wanted, scope), rows, words(), beside)


def _found(view: View, work: Work, start: int, size: int) -> WorksCounted:
    """The rows asked for; none where furniture is chosen, which the works have none of."""
    if not view.counts_works:
        return _NONE
    scope = row_scope(current_actor(), view.cut_off)
    return works_counted(_wanted(view, work), scope, mask_key(), start=start, size=size)


def _wanted(view: View, work: Work) -> WantedWorks:
    site_id = view.site.id if view.site else None
    return WantedWorks(work, view.span, view.cut_off, site_id, _split(), view.through)


def _split() -> str:
    return request.args.get("split", "")[:80]
