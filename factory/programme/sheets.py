"""CSV and XLSX of the count: the tables of a view, or the rows behind a number, each with its method."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from core.errors import N_
from core.sites import all_sites
from core.spreadsheets import Cell, Sheet, write_csv, write_xlsx
from factory.programme.indicators import Indicator, split_name
from factory.programme.learning import learning_split
from factory.programme.learning_tables import every_table, full_method_table
from factory.programme.methods import PLACE_HEADS, Value, method_of, place_cells
from factory.programme.opening_tables import opening_rows
from factory.programme.queries.beside import NOTHING, Beside
from factory.programme.queries.learning import LearnersCounted
from factory.programme.queries.openings import Opening
from factory.programme.queries.overview import Overview, View
from factory.programme.queries.partners import partners
from factory.programme.queries.rows import CountRow, RowSums
from factory.programme.tables import FigureTable, value_of
from factory.programme.wording import Words
from inventory.catalogue import categories

LEARNER_HEADS = (
    N_("Learner"),
    N_("Run"),
    N_("Course"),
    N_("Detail"),
    N_("Site"),
    N_("Day"),
    N_("Amount"),
    *PLACE_HEADS,
)


def tables_workbook(count: Overview, words: Words) -> bytes:
    """Every table of a view as a workbook, the method on its last sheet."""
    return write_xlsx(
        [_sheet(table) for table in [*every_table(count, words), full_method_table(count, words)]]
    )


def table_csv(table: FigureTable, late: FigureTable | None = None) -> bytes:
    """One table as CSV; `late`: the adjustments that its figures hold stand below it, after an empty line."""
    lines: list[Sequence[Cell]] = [table.heads, *table.rows, *([table.total] if table.total else [])]
    return write_csv([*lines, *([(), (late.title,), late.heads, *late.rows] if late else [])])


def with_notes(lines: Iterable[Sequence[Cell]], notes: Sequence[Sequence[Cell]]) -> Iterable[Sequence[Cell]]:
    """The lines of a CSV and, after an empty line that ends the table for a spreadsheet, what is to be noted."""
    yield from lines
    if notes:
        yield ()
        yield from notes


def _sheet(table: FigureTable) -> Sheet:
    rows: list[Sequence[Value]] = [*table.rows]
    if table.total:
        rows.append(table.total)
    if table.note:
        rows.append((table.note,))
    return Sheet(table.title, table.heads, rows)


def rows_file(
    ending: str,
    view: View,
    indicator: Indicator,
    rows: Iterable[CountRow],
    sums: RowSums,
    words: Words,
    beside: Beside = NOTHING,
) -> bytes:
    """The rows behind a number as `csv` or `xlsx`; the workbook's second sheet says how they were counted."""
    gettext = words.gettext
    head = [
        gettext("Piece"), gettext("What"), gettext("Site"), gettext("Day"), gettext("Detail"),
        gettext("Amount (kg)") if indicator.unit == "kg" else gettext("Amount"), gettext("Life"), gettext("Adjustment"),
        *(gettext(word) for word in PLACE_HEADS),
    ]  # fmt: skip
    lines = chain(_lines(indicator, rows, words), _opening_lines(beside.opened, words))
    if ending == "csv":
        return write_csv(with_notes(_with_head(head, lines), told_of_late(indicator, beside, words)))
    method = method_of(view, [indicator], words)
    extra: list[Sequence[Value]] = [
        (gettext("Rows"), sums.count),
        (gettext("Sum of these rows"), value_of(indicator, sums.amount)),
        *told_beside(indicator, beside, words),
        (gettext("Counted at sites whose rows are not open to you"), value_of(indicator, sums.elsewhere)),
    ]
    return write_xlsx(
        [
            Sheet(gettext(indicator.name), head, lines),
            Sheet(gettext("Method"), (gettext("What"), gettext("How")), [*method, *extra]),
        ]
    )


def told_beside(indicator: Indicator, beside: Beside, words: Words) -> list[Sequence[Value]]:
    """What a method says of opening figures among the lines and of adjustments; nothing where there are none."""
    told: list[Sequence[Value]] = []
    if beside.opened:
        amount = value_of(indicator, sum(one.amount for one in beside.opened))
        told.append((words.gettext("Opening figures among these lines"), amount))
    return [*told, *told_of_late(indicator, beside, words)]


def told_of_late(indicator: Indicator, beside: Beside, words: Words) -> list[Sequence[Value]]:
    """Of adjustments of closed months alone: why the rows may add up to another number than the figure."""
    gettext, late = words.gettext, beside.late
    told: list[Sequence[Value]] = []
    if late.here:
        amount_here = words.amount(indicator, sum(one.amount for one in late.here))
        said = gettext(
            "The figure of these days also holds adjustments of earlier months (%(amount)s).",
            amount=amount_here,
        )
        told.append((gettext("Adjustments"), said))
    if late.since:
        amount_since = words.amount(indicator, sum(one.amount for one in late.since))
        said = gettext(
            "Some of these rows came to light after their month was closed and count on the day they were found "
            "(%(amount)s).",
            amount=amount_since,
        )
        told.append((gettext("Adjustments"), said))
    return told


def _opening_lines(opened: Sequence[Opening], words: Words) -> Iterable[Sequence[Cell]]:
    for row in opening_rows(opened, words):
        yield ("", row.what, row.site, row.day, row.part, row.value, "", "", *row.places)


def _with_head(head: Sequence[Cell], lines: Iterable[Sequence[Cell]]) -> Iterable[Sequence[Cell]]:
    yield head
    yield from lines


def _lines(indicator: Indicator, rows: Iterable[CountRow], words: Words) -> Iterable[Sequence[Cell]]:
    sites = {site.id: site.name for site in all_sites()}
    kinds, names = categories(), partners()
    for row in rows:
        kind = kinds.get(row.category)
        yield (
            row.code,
            words.gettext(kind.name) if kind else words.gettext("Not known"),
            sites.get(row.site_id, ""),
            row.day,
            words.gettext(split_name(indicator.slug, row.split)) if row.split else "",
            value_of(indicator, row.amount),
            row.life,
            words.gettext("Adjustment") if row.is_adjustment else "",
            *place_cells(row.city, row.partner, words, names),
        )


def learners_file(
    ending: str,
    view: View,
    indicator: Indicator,
    found: LearnersCounted,
    words: Words,
    beside: Beside = NOTHING,
) -> bytes:
    """The rows behind a figure of training as `csv` or `xlsx`, without a name; the second sheet says how."""
    gettext, names = words.gettext, partners()
    sites = {site.id: site.name for site in all_sites()}
    head = [gettext(word) for word in LEARNER_HEADS]
    lines: list[Sequence[Cell]] = [
        (
            row.learner,
            row.run,
            row.title,
            gettext(learning_split(row.split)),
            sites.get(row.site_id, ""),
            row.day,
            1,
            *place_cells(row.city, row.partner, words, names),
        )
        for row in found.rows
    ]
    lines += [
        ("", "", row.what, row.part, row.site, row.day, row.value, *row.places)
        for row in opening_rows(beside.opened, words)
    ]
    if ending == "csv":
        return write_csv(with_notes(_with_head(head, lines), told_of_late(indicator, beside, words)))
    method = method_of(view, [indicator], words)
    extra: list[Sequence[Value]] = [
        (gettext("Rows"), len(found.rows)),
        *told_beside(indicator, beside, words),
        (gettext("Counted at sites whose rows are not open to you"), found.elsewhere),
    ]
    return write_xlsx(
        [
            Sheet(gettext(indicator.name), head, lines),
            Sheet(gettext("Method"), (gettext("What"), gettext("How")), [*method, *extra]),
        ]
    )
