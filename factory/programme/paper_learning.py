"""The funder's second page where training is open: its indicators against the pace, its tables, its rules."""

from __future__ import annotations

from core.paper import MM
from factory.programme.learning import LEARNING
from factory.programme.learning_tables import courses_table, steps_table
from factory.programme.paper_lines import begin_room, draw_rules, draw_table
from factory.programme.paper_sheet import LEFT, MIDDLE, Sheet
from factory.programme.queries.overview import Overview
from factory.programme.tables import FigureTable


def draw_learning(sheet: Sheet, count: Overview) -> None:
    """Turn the page and draw training on it."""
    words = sheet.words
    y = begin_room(sheet, count, words.gettext("Training"), LEARNING)
    courses = courses_table(count, words)
    enrolled = FigureTable(
        courses.slug,
        courses.title,
        courses.heads[:2],
        tuple(row[:2] for row in courses.rows),
        courses.total[:2],
    )
    left = draw_table(sheet, enrolled, LEFT, y - 3 * MM, 88 * MM)
    right = draw_table(sheet, steps_table(count, words), MIDDLE, y - 3 * MM, 88 * MM)
    draw_rules(sheet, count, tuple(LEARNING.values()), min(left, right) - 4 * MM)
