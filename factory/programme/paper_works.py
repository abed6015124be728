"""The funder's pages of the works: each indicator against its pace, by its splits, and its rule."""

from __future__ import annotations

from core.errors import N_
from core.paper import MM
from factory.programme.indicators import Work
from factory.programme.paper_lines import begin_room, draw_rules, draw_table
from factory.programme.paper_sheet import LEFT, MIDDLE, Sheet
from factory.programme.queries.overview import Overview
from factory.programme.work_tables import split_table
from factory.programme.works import WORKS

LOWEST = 96 * MM
"""No table begins below: the rules stand under them."""
A_PAGE = 6
"""Works on one page, so that their splits and rules have room below."""
TITLE = N_("The works as a whole")


def works_pages(count: Overview) -> list[tuple[Work, ...]]:
    """The works that are drawn, so many a page: each page has its lines, its splits and its rules."""
    drawn = {line.indicator.slug for line in count.lines}
    works = [work for work in WORKS.values() if work.slug in drawn]
    return [tuple(works[start : start + A_PAGE]) for start in range(0, len(works), A_PAGE)]


def draw_works(sheet: Sheet, count: Overview, works: tuple[Work, ...]) -> None:
    """Turn the page and draw these works on it."""
    words = sheet.words
    y = begin_room(sheet, count, words.gettext(TITLE), {work.slug for work in works})
    left, right = y - 3 * MM, y - 3 * MM
    for work in works:
        table = split_table(count, work, words)
        if not work.splits or not table.rows or max(left, right) < LOWEST:
            continue
        if left >= right:
            left = draw_table(sheet, table, LEFT, left, 88 * MM) - 2 * MM
        else:
            right = draw_table(sheet, table, MIDDLE, right, 88 * MM) - 2 * MM
    draw_rules(sheet, count, works, min(left, right) - 4 * MM)
