"""The figures of training as plain tables, beside those of the pieces: by month, by kind of course, by next step."""

from __future__ import annotations

from typing import Final

from factory.programme.exclusions import exclusion_lines
from factory.programme.indicators import INDICATORS
from factory.programme.learning import BY_CATEGORY, BY_STEP, LEARNING, learning_split
from factory.programme.machine_hours import MACHINES
from factory.programme.machine_tables import tables_of_machines
from factory.programme.methods import Value, method_of
from factory.programme.opening_tables import opening_lines, tables_of_openings
from factory.programme.period_tables import period_lines, tables_of_periods
from factory.programme.queries.overview import Overview
from factory.programme.tables import FigureTable, Opens, Rows, month_table, tables_of
from factory.programme.wording import Words
from factory.programme.work_tables import counted_works, tables_of_works

_STEP_COLUMNS: Final = (*BY_STEP[1:], BY_STEP[0])
"""What was told after months, and last what was told at any time: paper has room for the last column alone."""


def every_table(count: Overview, words: Words) -> list[FigureTable]:
    """Every table of a view: of pieces, and of training, machines and the works where they are counted."""
    return [
        *tables_of(count, words),
        *_tables_of_learning(count, words),
        *tables_of_machines(count, words),
        *tables_of_works(count, words),
        *tables_of_openings(count, words),
        *tables_of_periods(count, words),
    ]


def _tables_of_learning(count: Overview, words: Words) -> list[FigureTable]:
    if not count.view.counts_learning:
        return []
    return [
        *(month_table(count, indicator, words) for indicator in LEARNING.values()),
        courses_table(count, words),
        steps_table(count, words),
    ]


def courses_table(count: Overview, words: Words) -> FigureTable:
    """What was learnt, by what the course is about."""
    cells = [cell for cell in count.sums.cells if cell.indicator in BY_CATEGORY]
    names = sorted({cell.split for cell in cells})
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            words.gettext(learning_split(name)),
            *(count.sums.total(slug, split=name) for slug in BY_CATEGORY),
        )
        for name in names
    )
    total: tuple[Value, ...] = (words.gettext("Together"), *(count.sums.total(slug) for slug in BY_CATEGORY))
    opens: tuple[Opens, ...] = tuple(
        (None, *(Rows(slug, split=name) for slug in BY_CATEGORY)) for name in (*names, "")
    )
    heads = (words.gettext("About"), *(words.gettext(LEARNING[slug].name) for slug in BY_CATEGORY))
    return FigureTable(
        "courses", words.gettext("Training by kind of course"), heads, rows, total, opens=opens
    )


def steps_table(count: Overview, words: Words) -> FigureTable:
    """What learners went on to: whenever told, and work or study as told after 3 and 6 months."""
    found = count.sums.by("next_steps", lambda cell: cell.split)
    told = {str(cell.split) for cell in count.sums.cells if cell.indicator in BY_STEP and cell.amount}
    names = sorted(told, key=lambda name: (-found.get(name, 0), name))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (words.gettext(learning_split(name)), *(count.sums.total(slug, split=name) for slug in _STEP_COLUMNS))
        for name in names
    )
    total: tuple[Value, ...] = (
        words.gettext("Together"),
        *(count.sums.total(slug) for slug in _STEP_COLUMNS),
    )
    opens: tuple[Opens, ...] = tuple(
        (None, *(Rows(slug, split=name) for slug in _STEP_COLUMNS)) for name in (*names, "")
    )
    heads = (words.gettext("What came next"), *(words.gettext(LEARNING[slug].name) for slug in _STEP_COLUMNS))
    return FigureTable("next-steps", words.gettext("Went on to something"), heads, rows, total, opens=opens)


def full_method_table(count: Overview, words: Words) -> FigureTable:
    """How the figures came about: what was looked at, the cut-off, each rule with its version, the sources."""
    wanted = [
        *INDICATORS.values(),
        *(LEARNING.values() if count.view.counts_learning else ()),
        *(MACHINES.values() if count.view.counts_machines else ()),
        *counted_works(count),
    ]
    opening = words.gettext("Opening figures")
    closing = words.gettext("Closed months")
    still_open = words.gettext("Still open, left out")
    rows = (
        *method_of(count.view, wanted, words),
        *((opening, line) for line in opening_lines(count, words)),
        *((closing, line) for line in period_lines(count, words)),
        *((still_open, line) for line in exclusion_lines(count, words)),
    )
    heads = (words.gettext("What"), words.gettext("How"))
    return FigureTable("method", words.gettext("Method"), heads, rows)
