"""The figures of the works as plain tables, beside those of the rooms: each by month, and by its splits."""

from __future__ import annotations

from factory.programme.indicators import Work
from factory.programme.methods import Value
from factory.programme.queries.overview import Overview
from factory.programme.tables import FigureTable, Opens, Rows, month_table, value_of
from factory.programme.wording import Words
from factory.programme.works import WORKS, work_split


def tables_of_works(count: Overview, words: Words) -> list[FigureTable]:
    """Every table of the works of a view."""
    works = counted_works(count)
    return [
        *(month_table(count, work, words) for work in works),
        *(split_table(count, work, words) for work in works if work.splits),
    ]


def counted_works(count: Overview) -> list[Work]:
    """The works of which something is counted in the view's days, at any site, or that a target stands for."""
    found = {cell.indicator for cell in count.all_sums.cells} | {line.indicator.slug for line in count.lines}
    return [work for slug, work in WORKS.items() if slug in found]


def split_table(count: Overview, work: Work, words: Words) -> FigureTable:
    """A work by its splits, the largest first."""
    found = count.sums.by(work.slug, lambda cell: cell.split)
    names = sorted((str(name) for name in found), key=lambda name: (-found[name], name))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (words.gettext(work_split(work.slug, name)), value_of(work, found[name])) for name in names
    )
    total = (words.gettext("Together"), value_of(work, count.sums.total(work.slug)))
    opens: tuple[Opens, ...] = tuple((None, Rows(work.slug, split=name)) for name in (*names, ""))
    heads = (words.gettext("What"), words.gettext(work.name))
    return FigureTable(f"splits-{work.slug}", words.gettext(work.name), heads, rows, total, opens=opens)
