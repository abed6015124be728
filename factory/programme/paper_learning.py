"""The funder's second page where training is open: its indicators against the pace, its tables, its rules."""

from __future__ import annotations

from core.paper import MM, draw_header
from factory.programme.learning import LEARNING
from factory.programme.learning_tables import courses_table, steps_table
from factory.programme.paper_lines import draw_table, draw_target
from factory.programme.paper_sheet import LEFT, MIDDLE, Sheet
from factory.programme.queries.overview import Overview
from factory.programme.tables import FigureTable


def draw_learning(sheet: Sheet, count: Overview) -> None:
    """Turn the page and draw training on it."""
    words, view = sheet.words, count.view
    sheet.canvas.showPage()
    site = view.site.name if view.site else words.gettext("All sites")
    cut_off = words.gettext("counted up to %(moment)s", moment=words.instant(view.cut_off))
    y = draw_header(sheet.paper, words.gettext("Training"), f"{words.span(view.span)} · {site}", cut_off)
    for line in [line for line in count.lines if line.indicator.slug in LEARNING][:9]:
        draw_target(sheet, count, line, y)
        y -= 15.5 * MM
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
    _rules(sheet, min(left, right) - 4 * MM)


def _rules(sheet: Sheet, y: float) -> None:
    """Each rule with its version and what it leaves out, in two columns of small print."""
    words = sheet.words
    sheet.line(words.gettext("Method"), LEFT, y, 11, bold=True)
    texts = []
    for indicator in LEARNING.values():
        name = words.gettext(indicator.name)
        head = words.gettext("%(what)s, rule version %(version)s", what=name, version=indicator.version)
        texts.append(f"{head}: {words.gettext(indicator.rule)}")
    excluded = dict.fromkeys(text for indicator in LEARNING.values() for text in indicator.exclusions)
    left_out = words.gettext("Left out")
    texts.append(f"{left_out}: {' '.join(words.gettext(text) for text in excluded)}")
    half = (len(texts) + 1) // 2
    for at, part in zip((LEFT, MIDDLE), (texts[:half], texts[half:]), strict=True):
        lower = y - 4.6 * MM
        for text in part:
            lower = sheet.wrapped(text, at, lower, 88 * MM) - 1.5
