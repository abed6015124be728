"""The report's method: each rule with its version, what is left out, the sources; as many pages as they need."""

from __future__ import annotations

from typing import Final

from core.paper import MM, draw_header
from factory.programme.exclusions import exclusion_lines
from factory.programme.indicators import INDICATORS, WEIGHTS_CREDIT, carbon_sources
from factory.programme.methods import place_words, words_of_source
from factory.programme.opening_tables import opening_lines
from factory.programme.paper_sheet import GREY, LEFT, MIDDLE, Sheet
from factory.programme.period_tables import period_lines
from factory.programme.queries.overview import Overview
from factory.programme.wording import Words

SIZE: Final = 8.4
LEADING: Final = SIZE * 1.32
GAP: Final = 1.6 * MM
WIDE: Final = 84 * MM
TOP, BOTTOM = 261 * MM, 24 * MM
SHORTEST: Final = 40 * MM
COLUMNS: Final = (LEFT, MIDDLE)

Placed = tuple[float, float, str]
"""A line: where it starts, its base line, its text."""


def method_pages(sheet: Sheet, count: Overview) -> list[list[Placed]]:
    """The lines of the method by page, in columns of like height."""
    texts = [sheet.lines_of(text, WIDE, SIZE) for text in _texts(count, sheet.words)]
    high = TOP - BOTTOM
    most = -(-_columns(texts, high)[-1][0] // len(COLUMNS)) * len(COLUMNS)
    while high > SHORTEST and _columns(texts, high - LEADING)[-1][0] <= most:
        high -= LEADING
    pages: list[list[Placed]] = [[] for _ in range(most // len(COLUMNS))]
    for column, y, line in _columns(texts, high):
        page, at = divmod(column - 1, len(COLUMNS))
        pages[page].append((COLUMNS[at], y, line))
    return pages


def _columns(texts: list[list[str]], high: float) -> list[tuple[int, float, str]]:
    """Each line with the number of its column, from 1, and its base line, where columns are so high."""
    placed, column, y = [], 1, TOP
    for lines in texts:
        for line in lines:
            if y < TOP - high:
                column, y = column + 1, TOP
            placed.append((column, y, line))
            y -= LEADING
        y -= GAP
    return placed


def draw_method(sheet: Sheet, count: Overview, lines: list[Placed]) -> None:
    """One page of it."""
    words, view = sheet.words, count.view
    cut_off = words.gettext("counted up to %(moment)s", moment=words.instant(view.cut_off))
    sheet.canvas.showPage()
    aside = f"{words.span(view.span)} · {place_words(view, words)}"
    draw_header(sheet.paper, words.gettext("Method"), aside, cut_off)
    for at, y, line in lines:
        sheet.line(line, at, y, SIZE, room=WIDE, colour=GREY)


def _texts(count: Overview, words: Words) -> list[str]:
    return [
        *opening_lines(count, words),
        *period_lines(count, words),
        still_open(count, words),
        *method_lines(words),
    ]


def still_open(count: Overview, words: Words) -> str:
    """What could still change the figures, in one paragraph."""
    head = words.gettext("Still open, left out")
    return f"{head}: {'; '.join(line.rstrip('.') for line in exclusion_lines(count, words))}."


def method_lines(words: Words) -> list[str]:
    """What the page prints of its method: each rule with its version, what is left out, and the sources."""
    gettext = words.gettext
    lines = []
    for indicator in INDICATORS.values():
        head = gettext(
            "%(what)s, rule version %(version)s", what=gettext(indicator.name), version=indicator.version
        )
        lines.append(f"{head}: {gettext(indicator.rule)}")
    excluded = dict.fromkeys(text for indicator in INDICATORS.values() for text in indicator.exclusions)
    left_out, factor, weights = gettext("Left out"), gettext("CO₂e factor"), gettext("Average weights")
    lines.append(f"{left_out}: {' '.join(gettext(text) for text in excluded)}")
    lines += [f"{factor}: {words_of_source(source, words)}." for source in carbon_sources()]
    return [*lines, f"{weights}: {WEIGHTS_CREDIT}."]
