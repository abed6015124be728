"""The figures of training as plain tables, beside those of the pieces: by month, by kind of course, by next step."""

from __future__ import annotations

from factory.programme.indicators import INDICATORS
from factory.programme.learning import BY_CATEGORY, EVERY, LEARNING, learning_split
from factory.programme.methods import Value, method_of
from factory.programme.queries.overview import Overview
from factory.programme.tables import FigureTable, Opens, Rows, month_table, tables_of
from factory.programme.wording import Words


def every_table(count: Overview, words: Words) -> list[FigureTable]:
    """Every table of a view: those of the pieces, and those of training where it is counted."""
    found = tables_of(count, words)
    if not count.view.counts_learning:
        return found
    return [
        *found,
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
    """What learners went on to."""
    found = count.sums.by("next_steps", lambda cell: cell.split)
    names = sorted(found, key=lambda name: -found[name])
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (words.gettext(learning_split(str(name))), found[name]) for name in names
    )
    total = (words.gettext("Together"), count.sums.total("next_steps"))
    opens: tuple[Opens, ...] = tuple((None, Rows("next_steps", split=str(name))) for name in (*names, ""))
    heads = (words.gettext("What came next"), words.gettext("Learners"))
    return FigureTable("next-steps", words.gettext("Went on to something"), heads, rows, total, opens=opens)


def full_method_table(count: Overview, words: Words) -> FigureTable:
    """How the figures came about: what was looked at, the cut-off, each rule with its version, the sources."""
    wanted = EVERY if count.view.counts_learning else INDICATORS
    rows = tuple(method_of(count.view, list(wanted.values()), words))
    heads = (words.gettext("What"), words.gettext("How"))
    return FigureTable("method", words.gettext("Method"), heads, rows)
