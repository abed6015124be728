"""The figures of machines as plain tables, beside those of pieces and training: by month, by kind, by purpose."""

from __future__ import annotations

from factory.programme.indicators import NOT_TOLD_APART
from factory.programme.machine_hours import BY_KIND, MACHINES
from factory.programme.methods import Value
from factory.programme.queries.machines import purpose_names
from factory.programme.queries.overview import Overview
from factory.programme.tables import FigureTable, Opens, Rows, month_table, value_of
from factory.programme.wording import Words


def tables_of_machines(count: Overview, words: Words) -> list[FigureTable]:
    """Every table of machines of a view; none where they are not counted."""
    if not count.view.counts_machines:
        return []
    return [
        *(month_table(count, indicator, words) for indicator in MACHINES.values()),
        kinds_table(count, words),
        purposes_table(count, words),
    ]


def kinds_table(count: Overview, words: Words) -> FigureTable:
    """Hours at work, held, idle and on pieces by kind of machine."""
    found = {cell.split for cell in count.sums.cells if cell.indicator in BY_KIND}
    called = count.machine_kinds
    slugs = sorted(found, key=lambda slug: (called.get(slug, slug), slug))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (called.get(slug, slug) or words.gettext(NOT_TOLD_APART), *_amounts(count, slug)) for slug in slugs
    )
    opens: tuple[Opens, ...] = tuple(
        (None, *(Rows(indicator, split=slug) for indicator in BY_KIND)) for slug in (*slugs, "")
    )
    heads = (words.gettext("Kind of machine"), *(words.gettext(MACHINES[one].name) for one in BY_KIND))
    total = (words.gettext("Together"), *_amounts(count, None))
    title = words.gettext("Machine hours by kind of machine")
    return FigureTable("machine-kinds", title, heads, rows, total, opens=opens)


def _amounts(count: Overview, split: str | None) -> tuple[Value, ...]:
    return tuple(value_of(MACHINES[slug], count.sums.total(slug, split=split)) for slug in BY_KIND)


def purposes_table(count: Overview, words: Words) -> FigureTable:
    """Sessions by what they were for."""
    found = count.sums.by("machine_sessions", lambda cell: cell.split)
    names = purpose_names()
    purposes = sorted((str(word) for word in found), key=lambda word: (-found[word], word))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (words.gettext(names.get(word, word) or NOT_TOLD_APART), found[word]) for word in purposes
    )
    total = (words.gettext("Together"), count.sums.total("machine_sessions"))
    opens: tuple[Opens, ...] = tuple((None, Rows("machine_sessions", split=word)) for word in (*purposes, ""))
    heads = (words.gettext("What for"), words.gettext("Sessions"))
    title = words.gettext("Sessions at machines by purpose")
    return FigureTable("machine-purposes", title, heads, rows, total, opens=opens)
