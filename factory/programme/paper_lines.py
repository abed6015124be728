"""What the pages for the funder are made of: an indicator against its pace, a small table, rules in small print."""

from __future__ import annotations

from collections.abc import Container, Sequence

from core.paper import MM, draw_header
from factory.programme.indicators import Indicator
from factory.programme.methods import place_words
from factory.programme.paper_bars import draw_pace
from factory.programme.paper_sheet import GREY, LEFT, MIDDLE, RIGHT, Sheet
from factory.programme.queries.overview import Line, Overview
from factory.programme.splits import name_with_part
from factory.programme.tables import FigureTable, shown
from factory.programme.wording import Words

MOST_LINES = 11
"""Lines of a page; more would leave no room for its tables and rules."""
ROOM_OF_LINES = 126 * MM
"""How high they are together: many stand closer than few."""


def draw_target(sheet: Sheet, count: Overview, line: Line, y: float) -> None:
    """One indicator with its bar, its number, and how it stands against the pace."""
    words, indicator = sheet.words, line.indicator
    name = name_with_part(indicator, line.split, words.gettext)
    name += f", {line.target_site.name}" if line.target_site else ""
    sheet.line(name, LEFT, y, 11, bold=True, room=58 * MM)
    days = "" if line.span == count.view.span else f"{words.span(line.span)} · "
    short = f"{days}{count.rules.short(indicator, line.span, words)}"
    sheet.wrapped(short, LEFT, y - 4.2 * MM, 58 * MM, 7.5)
    parts = [(count.marks.get(site.id, 1), amount) for site, amount in line.parts]
    draw_pace(sheet.canvas, sheet.x, 75 * MM, y - 3.5 * MM, 62 * MM, parts, line.goal, line.pace)
    sheet.line(words.amount(indicator, line.done), 141 * MM, y - 1 * MM, 15, bold=True, room=30 * MM)
    if line.goal is not None:
        sheet.line(goal_words(line, words), 141 * MM, y - 5 * MM, 7.5, room=30 * MM, colour=GREY)
    sheet.line(gap_words(line, words), RIGHT, y - 1 * MM, 9, bold=True, room=23 * MM, anchor="end")
    if line.pace:
        needed = words.gettext("%(pace)s needed by today", pace=words.short(indicator, line.pace))
        sheet.line(needed, RIGHT, y - 8.8 * MM, 7.5, room=40 * MM, anchor="end", colour=GREY)


def goal_words(line: Line, words: Words) -> str:
    """What the number is held against: "of 1,000", or "718 of 1,000 at all sites" where it is a site's part."""
    goal = words.short(line.indicator, line.goal or 0)
    if line.of_all == line.done:
        return words.gettext("of %(target)s", target=goal)
    every = words.short(line.indicator, line.of_all)
    return words.gettext("%(all)s of %(target)s at all sites", all=every, target=goal)


def gap_words(line: Line, words: Words) -> str:
    """ "65 ahead", "7 behind", or nothing where there is no pace."""
    if line.gap is None or not line.pace:
        return ""
    if line.gap >= 0:
        return words.gettext("%(n)s ahead", n=words.short(line.indicator, line.gap))
    return words.gettext("%(n)s behind", n=words.short(line.indicator, -line.gap))


def draw_table(sheet: Sheet, table: FigureTable, at: float, y: float, wide: float) -> float:
    """A small table: words, and the last column's figure."""
    sheet.line(table.title, at, y, 11, bold=True, room=wide)
    y -= 5 * MM
    for row in [*table.rows[:7], table.total]:
        is_total = row is table.total
        sheet.line(shown(row[0], sheet.words), at, y, 8.5, bold=is_total, room=wide * 0.7)
        sheet.line(shown(row[-1], sheet.words), at + wide, y, 8.5, bold=True, room=wide * 0.3, anchor="end")
        sheet.canvas.setStrokeColor("#DDD2BF")
        sheet.canvas.line(sheet.x(at), y - 1.3 * MM, sheet.x(at + wide), y - 1.3 * MM)
        y -= 4.6 * MM
    return y


def draw_rules(sheet: Sheet, count: Overview, indicators: Sequence[Indicator], y: float) -> None:
    """Each rule with its version and what it leaves out, in two columns of small print."""
    words, rules, span = sheet.words, count.rules, count.view.span
    sheet.line(words.gettext("Method"), LEFT, y, 11, bold=True)
    texts = []
    for indicator in indicators:
        name = words.gettext(indicator.name)
        version = rules.version(indicator, span)
        head = words.gettext("%(what)s, rule version %(version)s", what=name, version=version)
        texts.append(f"{head}: {rules.rule(indicator, span, words)}")
    excluded = dict.fromkeys(text for indicator in indicators for text in rules.exclusions(indicator))
    left_out = words.gettext("Left out")
    texts.append(f"{left_out}: {' '.join(words.gettext(text) for text in excluded)}")
    long = [len(text) for text in texts]
    half = min(range(len(texts)), key=lambda cut: abs(sum(long[:cut]) - sum(long[cut:])))
    for at, part in zip((LEFT, MIDDLE), (texts[:half], texts[half:]), strict=True):
        lower = y - 4.6 * MM
        for text in part:
            lower = sheet.wrapped(text, at, lower, 88 * MM) - 1.5


def begin_room(sheet: Sheet, count: Overview, title: str, slugs: Container[str]) -> float:
    """Turn the page, head it with a room's name and draw its first lines; where the next thing goes, in points."""
    return _begin_page(sheet, count, title, _lines_of(count, slugs)[:MOST_LINES])


def further_pages(count: Overview, rooms: Sequence[tuple[Container[str], int]]) -> list[tuple[Line, ...]]:
    """The lines for which the pages of `rooms` have no room, each room with how many it draws; so many a page."""
    left = [line for slugs, most in rooms for line in _lines_of(count, slugs)[most:]]
    return [tuple(left[start : start + MOST_LINES]) for start in range(0, len(left), MOST_LINES)]


def draw_further(sheet: Sheet, count: Overview, lines: Sequence[Line]) -> None:
    """Turn the page and draw these lines on it."""
    _begin_page(sheet, count, sheet.words.gettext("Targets"), lines)


def _lines_of(count: Overview, slugs: Container[str]) -> list[Line]:
    return [line for line in count.lines if line.indicator.slug in slugs]


def _begin_page(sheet: Sheet, count: Overview, title: str, lines: Sequence[Line]) -> float:
    words, view = sheet.words, count.view
    sheet.canvas.showPage()
    site = place_words(view, words)
    cut_off = words.gettext("counted up to %(moment)s", moment=words.instant(view.cut_off))
    y = draw_header(sheet.paper, title, f"{words.span(view.span)} · {site}", cut_off)
    for line in lines:
        draw_target(sheet, count, line, y)
        y -= min(15.5 * MM, ROOM_OF_LINES / len(lines))
    return y
