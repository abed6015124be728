"""The rows behind a figure of machines, on screen and as a file."""

from __future__ import annotations

from flask import render_template, request

from core.guards import current_actor
from core.sites import all_sites
from factory.programme.indicators import Indicator
from factory.programme.machine_sheets import machines_file
from factory.programme.queries.beside import beside_rows
from factory.programme.queries.machines import (
    PAGE,
    MachinesCounted,
    WantedMachines,
    machine_kinds,
    machines_counted,
    purpose_names,
)
from factory.programme.queries.overview import View
from factory.programme.queries.partners import city_by_site
from factory.programme.queries.scope import row_scope
from factory.programme.routes.asked import addresses, mask_key, words
from factory.programme.routes.late_notes import late_notes
from factory.programme.routes.narrowed import through_frame
from factory.programme.routes.opening_notes import opening_notes
from factory.programme.spans import choices
from factory.programme.wording import clock

MOST_ROWS = 1_000_000


def list_machine_rows(view: View, indicator: Indicator) -> str:
    """The rows behind a figure of machines, a page at a time."""
    start = max(0, min(request.args.get("start", 0, type=int), MOST_ROWS))
    found = _found(view, indicator, start, PAGE + 1)
    return render_template(
        "programme/list_machine_rows.html",
        view=view,
        indicator=indicator,
        split=_split(),
        found=found,
        rows=found.rows[:PAGE],
        start=start,
        size=PAGE,
        words=words(),
        clock=clock,
        address=addresses(view, "programme.list_rows"),
        choices=choices(view.today),
        sites=all_sites(),
        site_names={site.id: site.name for site in all_sites()},
        kinds=machine_kinds(),
        purposes=purpose_names(),
        city_by_site=city_by_site(),
        **through_frame(),
        **late_notes(view, indicator, _split()),
        **opening_notes(view, indicator, _split()),
    )


def machine_rows_file(view: View, indicator: Indicator, ending: str) -> bytes:
    """All rows behind a figure of machines as CSV or XLSX."""
    beside = beside_rows(view, indicator, _split())
    return machines_file(ending, view, indicator, _found(view, indicator, 0, MOST_ROWS), words(), beside)


def _found(view: View, indicator: Indicator, start: int, size: int) -> MachinesCounted:
    """The rows asked for; none where furniture is chosen, which machines have none of."""
    if not view.counts_machines:
        return MachinesCounted([], 0, 0)
    site_id = view.site.id if view.site else None
    wanted = WantedMachines(indicator.slug, view.span, view.cut_off, site_id, _split(), view.through)
    scope = row_scope(current_actor(), view.cut_off)
    return machines_counted(wanted, scope, mask_key(), start=start, size=size)


def _split() -> str:
    return request.args.get("split", "")[:80]
