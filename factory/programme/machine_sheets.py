"""CSV and XLSX of the rows behind a figure of machines: numbers, codes and pseudonyms, never a name."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from core.errors import N_
from core.sites import all_sites
from core.spreadsheets import Cell, Sheet, write_csv, write_xlsx
from factory.programme.indicators import Indicator
from factory.programme.methods import PLACE_HEADS, Value, method_of, place_cells
from factory.programme.opening_tables import opening_rows
from factory.programme.queries.beside import NOTHING, Beside
from factory.programme.queries.machines import MachinesCounted, machine_kinds, purpose_names
from factory.programme.queries.openings import Opening
from factory.programme.queries.overview import View
from factory.programme.queries.partners import city_by_site
from factory.programme.sheets import told_beside, told_of_late, with_notes
from factory.programme.tables import value_of
from factory.programme.wording import Words

HEADS = (
    N_("Machine"),
    N_("Kind of machine"),
    N_("Person (number)"),
    N_("Piece"),
    N_("Detail"),
    N_("Site"),
    N_("Day"),
)


def machines_file(
    ending: str,
    view: View,
    indicator: Indicator,
    found: MachinesCounted,
    words: Words,
    beside: Beside = NOTHING,
) -> bytes:
    """The rows as `csv` or `xlsx`; hours in seconds, exact. The workbook's second sheet says how they were counted."""
    gettext = words.gettext
    amount = gettext("Seconds") if indicator.unit == "hours" else gettext("Amount")
    head = [*(gettext(word) for word in HEADS), amount, *(gettext(word) for word in PLACE_HEADS)]
    lines = [*_lines(indicator, found, words), *_opening_lines(indicator, beside.opened, words)]
    if ending == "csv":
        return write_csv(with_notes([head, *lines], told_of_late(indicator, beside, words)))
    extra: list[Sequence[Value]] = [
        (gettext("Rows"), len(found.rows)),
        (gettext("Sum of these rows"), value_of(indicator, found.amount)),
        *told_beside(indicator, beside, words),
        (
            gettext("Counted at sites whose rows are not open to you"),
            value_of(indicator, found.elsewhere),
        ),
    ]
    method = method_of(view, [indicator], words)
    return write_xlsx(
        [
            Sheet(gettext(indicator.name), head, lines),
            Sheet(gettext("Method"), (gettext("What"), gettext("How")), [*method, *extra]),
        ]
    )


def _lines(indicator: Indicator, found: MachinesCounted, words: Words) -> list[Sequence[Cell]]:
    sites = {site.id: site.name for site in all_sites()}
    kinds, purposes = machine_kinds(), purpose_names()
    is_time, cities = indicator.unit == "hours", city_by_site()
    return [
        (
            row.machine,
            kinds.get(row.kind, row.kind),
            row.who,
            row.piece,
            words.gettext(purposes[row.used_for]) if row.used_for in purposes else "",
            sites.get(row.site_id, ""),
            row.day,
            Decimal(row.amount) / 1000 if is_time else row.amount,
            *place_cells(cities.get(row.site_id, ""), 0, words, {}),
        )
        for row in found.rows
    ]


def _opening_lines(indicator: Indicator, opened: Sequence[Opening], words: Words) -> list[Sequence[Cell]]:
    is_time = indicator.unit == "hours"
    return [
        (
            row.what,
            row.part,
            "",
            "",
            "",
            row.site,
            row.day,
            Decimal(row.amount) / 1000 if is_time else row.amount,
            *row.places,
        )
        for row in opening_rows(opened, words)
    ]
