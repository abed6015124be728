"""The funder's pages of adjustments to closed months and of opening figures that count in the days of the report."""

from __future__ import annotations

from core.paper import MM, draw_header
from factory.programme.methods import place_words
from factory.programme.opening_tables import openings_table
from factory.programme.paper_sheet import GREY, LEFT, RIGHT, Sheet
from factory.programme.period_tables import adjustments_table, late_of
from factory.programme.queries.overview import Overview
from factory.programme.tables import FigureTable, shown

MOST_LINES = 42
OPENING_PLACES = (LEFT, 60 * MM, 80 * MM, 106 * MM, 136 * MM, 154 * MM)
PLACES = (LEFT, 66 * MM, 90 * MM, 114 * MM, 150 * MM, RIGHT)


def has_adjustments(count: Overview) -> bool:
    """True where any adjustment counts in the view's days."""
    return bool(late_of(count))


def draw_adjustments(sheet: Sheet, count: Overview) -> None:
    """Turn the page and list the adjustments on it."""
    _draw(sheet, count, adjustments_table(count, sheet.words), PLACES)


def draw_openings(sheet: Sheet, count: Overview) -> None:
    """Turn the page and list the opening figures on it, each with its source."""
    _draw(sheet, count, openings_table(count, sheet.words), OPENING_PLACES)


def _draw(sheet: Sheet, count: Overview, table: FigureTable, places: tuple[float, ...]) -> None:
    words, view = sheet.words, count.view
    sheet.canvas.showPage()
    site = place_words(view, words)
    cut_off = words.gettext("counted up to %(moment)s", moment=words.instant(view.cut_off))
    y = draw_header(sheet.paper, table.title, f"{words.span(view.span)} · {site}", cut_off)
    rooms = [*(after - before - 2 * MM for before, after in zip(places, places[1:], strict=False)), 24 * MM]
    rooms[-1] = max(rooms[-1], RIGHT - places[-1])
    for number, row in enumerate((table.heads, *table.rows[:MOST_LINES])):
        for place, room, value in zip(places, rooms, row, strict=True):
            sheet.line(
                shown(value, words),
                place,
                y,
                8,
                bold=number == 0,
                room=room,
                anchor="end" if place == RIGHT else "start",
            )
        y -= 5 * MM
    left = len(table.rows) - MOST_LINES
    if left > 0:
        more = words.gettext("%(number)s more stand in the workbook.", number=words.number(left))
        sheet.line(more, LEFT, y, 8, colour=GREY)
        y -= 5 * MM
    sheet.wrapped(table.note, LEFT, y, RIGHT - LEFT)
