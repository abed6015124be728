"""CSV and XLSX of the rows behind a figure of the works: codes, numbers and pseudonyms, never a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain

from core.errors import N_
from core.sites import all_sites
from core.spreadsheets import Cell, Sheet, write_csv, write_xlsx
from factory.programme.indicators import Work
from factory.programme.methods import PLACE_HEADS, Value, method_of, place_cells
from factory.programme.opening_tables import opening_rows
from factory.programme.queries.beside import NOTHING, Beside
from factory.programme.queries.openings import Opening
from factory.programme.queries.overview import View
from factory.programme.queries.partners import partners
from factory.programme.queries.works import WorkCounted, WorksCounted
from factory.programme.sheets import told_beside, told_of_late, with_notes
from factory.programme.tables import value_of
from factory.programme.wording import Words
from factory.programme.works import work_split

HEADS = (N_("What"), N_("Person (number)"), N_("Detail"), N_("Site"), N_("Day"))


def works_file(
    ending: str,
    view: View,
    work: Work,
    found: WorksCounted,
    rows: Iterable[WorkCounted],
    words: Words,
    beside: Beside = NOTHING,
) -> bytes:
    """The rows as `csv` or `xlsx`; hours in seconds, exact. The workbook's second sheet says how they were counted.

    `found` says how many rows there are and what they sum to; each of them is written as it is read.
    """
    gettext = words.gettext
    amount = gettext("Seconds") if work.unit == "hours" else gettext("Amount")
    head = [*(gettext(word) for word in HEADS), amount, *(gettext(word) for word in PLACE_HEADS)]
    lines = chain(_lines(work, rows, words), _opening_lines(work, beside.opened, words))
    if ending == "csv":
        return write_csv(with_notes(chain([head], lines), told_of_late(work, beside, words)))
    extra: list[Sequence[Value]] = [
        (gettext("Rows"), found.count),
        (gettext("Sum of these rows"), value_of(work, found.amount)),
        *told_beside(work, beside, words),
        (gettext("Counted at sites whose rows are not open to you"), value_of(work, found.elsewhere)),
    ]
    method = method_of(view, [work], words)
    return write_xlsx(
        [
            Sheet(gettext(work.name), head, lines),
            Sheet(gettext("Method"), (gettext("What"), gettext("How")), [*method, *extra]),
        ]
    )


def _lines(work: Work, rows: Iterable[WorkCounted], words: Words) -> Iterator[Sequence[Cell]]:
    sites = {site.id: site.name for site in all_sites()}
    is_time, names = work.unit == "hours", partners()
    for row in rows:
        yield (
            row.what,
            row.who,
            words.gettext(work_split(work.slug, row.split)) if row.split else "",
            sites.get(row.site_id, ""),
            row.day,
            Decimal(row.amount) / 1000 if is_time else value_of(work, row.amount),
            *place_cells(row.city, row.partner, words, names),
        )


def _opening_lines(work: Work, opened: Sequence[Opening], words: Words) -> list[Sequence[Cell]]:
    return [
        (
            row.what,
            "",
            row.part,
            row.site,
            row.day,
            Decimal(row.amount) / 1000 if work.unit == "hours" else value_of(work, row.amount),
            *row.places,
        )
        for row in opening_rows(opened, words)
    ]
