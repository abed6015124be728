"""How much machines are used and how well they run, as charts with their tables; the same as CSV and XLSX."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from flask import Response, render_template, request
from flask_babel import gettext as _

from core.clock import now, start_of_day, today
from core.errors import NotFound
from core.guards import current_actor, policy
from core.listings import sent_table
from core.spreadsheets import Cell
from hardware.forms.spoken import machine_word
from hardware.queries.timetable import bookable_machines, bookings_between
from hardware.queries.utilisation import (
    KindMonth,
    Reliability,
    Span,
    hours_by_kind,
    hours_of_week,
    reliability_of,
)
from hardware.routes import blueprint
from hardware.routes.bookings import read_day
from hardware.routes.time_words import name_of_weekday

HOUR_MS: Final = 3_600_000
LENGTHS: Final = {"month": 30, "quarter": 91, "year": 365}
GRADES: Final = 4


def _span() -> tuple[str, Span]:
    """The days that the address asks for: the last year unless it says another length."""
    word = request.args.get("span", "year")
    days = LENGTHS.get(word, LENGTHS["year"])
    return word if word in LENGTHS else "year", Span(today() - timedelta(days=days - 1), today(), now())


@blueprint.get("/machine-use")
@policy("right:see_machines|right:export_machines")
def show_utilisation() -> str:
    """Hours by weekday and hour, hours by kind and month, availability, faults and downtime."""
    site_id, (word, span) = current_actor().site_id, _span()
    machines = bookable_machines(site_id)
    code = request.args.get("machine", "")
    cells = hours_of_week(site_id, span, code=code)
    kinds, lines = hours_by_kind(site_id, span), reliability_of(site_id, span)
    return render_template(
        "hardware/show_utilisation.html",
        machines=machines,
        code=code,
        word=word,
        words=tuple(LENGTHS),
        span=span,
        cells=cells,
        grades=_grades(cells),
        open_hours=_open_hours(cells),
        total=sum(one.busy_ms for one in lines if code in ("", one.code)),
        kinds=_by_kind(kinds),
        months=sorted({one.month for one in kinds}),
        ceiling=max((one.busy_ms for one in kinds), default=1),
        lines=lines,
        weekdays=[name_of_weekday(number) for number in range(7)],
    )


def _grades(cells: Sequence[Sequence[int]]) -> list[list[int]]:
    """How dark each hour of the week is drawn: nothing, then four steps to the busiest."""
    most = max(max(row) for row in cells) or 1
    return [
        [0 if not cell else min(GRADES, 1 + GRADES * cell // (most + 1)) for cell in row] for row in cells
    ]


def _open_hours(cells: Sequence[Sequence[int]]) -> list[int]:
    """The hours to draw: from eight to eight, and those beside in which something ran."""
    used = [hour for hour in range(24) if any(row[hour] for row in cells)]
    return list(range(min([8, *used]), max([19, *used]) + 1))


def _by_kind(rows: Sequence[KindMonth]) -> dict[str, dict[str, KindMonth]]:
    found: dict[str, dict[str, KindMonth]] = {}
    for row in rows:
        found.setdefault(row.kind, {})[row.month] = row
    return found


@blueprint.get("/machine-use/<what>.<kind>")
@policy("right:export_machines")
def export_machine_use(what: str, kind: str) -> Response:
    """One of the tables: hours (of the week), months (by kind), reliability."""
    makers = {"hours": _hours_table, "months": _months_table, "reliability": _reliability_table}
    if what not in makers:
        raise NotFound()
    heads, rows = makers[what](current_actor().site_id, _span()[1])
    return sent_table(kind, f"machines-{what}", _("Machines"), heads, rows)


def _hours(milliseconds: int | None) -> Cell:
    return None if milliseconds is None else round(milliseconds / HOUR_MS, 2)


def _hours_table(site_id: int, span: Span) -> tuple[list[str], list[list[Cell]]]:
    cells = hours_of_week(site_id, span, code=request.args.get("machine", ""))
    heads = [_("Weekday"), *(f"{hour:02d}:00" for hour in range(24))]
    return heads, [
        [name_of_weekday(day), *(_hours(cell) for cell in cells[day])] for day in range(len(cells))
    ]


def _months_table(site_id: int, span: Span) -> tuple[list[str], list[list[Cell]]]:
    heads = [_("Month"), _("Kind of machine"), _("Hours at work"), _("Jobs")]
    return heads, [
        [one.month, one.kind, _hours(one.busy_ms), one.jobs] for one in hours_by_kind(site_id, span)
    ]


def _reliability_table(site_id: int, span: Span) -> tuple[list[str], list[list[Cell]]]:
    heads = [
        _("Machine"), _("Code"), _("Kind of machine"), _("Available (%)"), _("Hours in service"),
        _("Hours waiting for a check"), _("Hours out of order"), _("Faults"), _("Not safe"),
        _("Hours between faults"), _("Hours at work"), _("Hours booked"), _("Hours booked and used"),
    ]  # fmt: skip
    return heads, [_reliability_cells(one) for one in reliability_of(site_id, span)]


def _reliability_cells(one: Reliability) -> list[Cell]:
    share = None if one.availability is None else round(100 * one.availability, 1)
    times = (one.in_service_ms, one.check_ms, one.out_ms)
    return [
        one.name,
        one.code,
        one.kind,
        share,
        *(_hours(part) for part in times),
        one.faults,
        one.unsafe,
        _hours(one.between_faults_ms),
        *(_hours(part) for part in (one.busy_ms, one.booked_ms, one.used_booked_ms)),
    ]


@blueprint.get("/machine-bookings.<kind>")
@policy("right:export_machines")
def export_machine_bookings(kind: str) -> Response:
    """The bookings of the day or week that is shown: booked against used. No names: figures go to funders."""
    day: date = read_day(request.args.get("day", ""))
    first = day - timedelta(days=day.weekday()) if request.args.get("span") == "week" else day
    until = first + timedelta(days=7 if request.args.get("span") == "week" else 1)
    lines = bookings_between(
        current_actor().site_id,
        start_of_day(first),
        start_of_day(until),
        code=request.args.get("machine", ""),
        with_ended=True,
    )
    heads = [
        _("Machine"), _("Code"), _("From"), _("Until"), _("What for"), _("What became of it"),
        _("Hours booked"), _("Hours at work"),
    ]  # fmt: skip
    rows: list[list[Any]] = [
        [
            one.machine,
            one.code,
            one.starts_at,
            one.ends_at,
            machine_word(one.used_for, "purpose"),
            machine_word(one.state, "booking"),
            _hours(one.booked_ms),
            _hours(one.used_ms),
        ]
        for one in lines
    ]
    return sent_table(kind, "machine-bookings", _("Machines"), heads, rows)
