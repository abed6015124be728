"""The report for the funder: a cover, a page of pieces, the other rooms, method and sources, pictures."""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import partial

from core.paper import MM, draw_footer, draw_header, start_paper, text_width
from core.sites import Site
from factory.programme.indicators import INDICATORS, Indicator
from factory.programme.learning import LEARNING
from factory.programme.machine_hours import MACHINES
from factory.programme.methods import place_words
from factory.programme.paper_bars import FEWEST_SLOTS, MARKS, draw_months
from factory.programme.paper_cover import Pictures, draw_cover, draw_pictures, has_pictures
from factory.programme.paper_learning import draw_learning
from factory.programme.paper_lines import MOST_LINES, draw_further, draw_table, draw_target, further_pages
from factory.programme.paper_machines import draw_machines
from factory.programme.paper_method import draw_method, method_pages
from factory.programme.paper_periods import draw_adjustments, draw_openings, has_adjustments
from factory.programme.paper_sheet import GREY, LEFT, MIDDLE, RIGHT, Sheet
from factory.programme.paper_works import draw_works, works_pages
from factory.programme.queries.overview import Overview
from factory.programme.tables import destination_table, weight_table
from factory.programme.wording import Words

_ROOMS: tuple[tuple[Callable[[Sheet, Overview], None], Callable[[Overview], bool]], ...] = (
    (draw_learning, lambda count: count.view.counts_learning),
    (draw_machines, lambda count: count.view.counts_machines),
)
"""The page of each other room, and where it is counted."""
_LINES_OF_PIECES = 7
"""So many are drawn on the page of pieces, over its chart and tables."""


def report_page(count: Overview, words: Words, pictures: Pictures | None = None) -> bytes:
    """The whole report as PDF, in the language of `words`: cover, figures, the other rooms, method, pictures."""
    view, gettext = count.view, words.gettext
    site = place_words(view, words)
    title = gettext("How we are doing")
    paper = start_paper(title=f"{title}, {words.span(view.span)}", language=words.locale, subject=site)
    cut_off = gettext("counted up to %(moment)s", moment=words.instant(view.cut_off))
    sheet = Sheet(paper, words)
    pages: list[Callable[[], None]] = [
        lambda: draw_cover(sheet, count, pictures),
        lambda: _figures(sheet, count),
        *(partial(draw, sheet, count) for draw, is_counted in _ROOMS if is_counted(count)),
        *(partial(draw_works, sheet, count, works) for works in works_pages(count)),
    ]
    pages += [partial(draw_further, sheet, count, lines) for lines in further_pages(count, _drawn(count))]
    if count.openings:
        pages.append(partial(draw_openings, sheet, count))
    if has_adjustments(count):
        pages.append(partial(draw_adjustments, sheet, count))
    pages += [partial(draw_method, sheet, count, lines) for lines in method_pages(sheet, count)]
    if pictures is not None and has_pictures(pictures):
        pages.append(partial(draw_pictures, sheet, count, pictures))
    for number, draw in enumerate(pages, 1):
        draw()
        numbered = gettext("Page %(page)s of %(pages)s", page=number, pages=len(pages))
        draw_footer(paper, f"EcoWorks · {cut_off}", numbered)
    return paper.finish()


def _drawn(count: Overview) -> list[tuple[Container[str], int]]:
    """The indicators of each page, and how many of their lines it draws."""
    works = [(frozenset(work.slug for work in works), MOST_LINES) for works in works_pages(count)]
    return [(INDICATORS, _LINES_OF_PIECES), (LEARNING, MOST_LINES), (MACHINES, MOST_LINES), *works]


def _figures(sheet: Sheet, count: Overview) -> None:
    """The page of pieces: targets, months by site, weight, CO₂e, destinations."""
    words, view = sheet.words, count.view
    site = place_words(view, words)
    cut_off = words.gettext("counted up to %(moment)s", moment=words.instant(view.cut_off))
    sheet.canvas.showPage()
    y = draw_header(sheet.paper, words.gettext("Pieces"), f"{words.span(view.span)} · {site}", cut_off)
    y = _targets(sheet, count, y)
    y = _months(sheet, count, y - 3 * MM)
    y = _splits(sheet, count, y - 4 * MM)


def _targets(sheet: Sheet, count: Overview, y: float) -> float:
    own = [line for line in count.lines if line.indicator.slug in INDICATORS]
    for line in own[:_LINES_OF_PIECES]:
        draw_target(sheet, count, line, y)
        y -= 15.5 * MM
    return y


def _months(sheet: Sheet, count: Overview, y: float) -> float:
    words, shown_one = sheet.words, count.view.shown
    title = words.gettext("%(what)s by month", what=words.gettext(shown_one.name))
    sheet.line(title, LEFT, y, 11, bold=True, room=90 * MM)
    sites = count.counted_sites
    at = RIGHT
    for site in reversed(sites):
        at = _legend(sheet, count, site, at, y)
    high = 34 * MM
    amounts = [(count.marks.get(site.id, 1), count.bar_amounts(shown_one.slug, site.id)) for site in sites]
    draw_months(sheet.canvas, sheet.x, LEFT, y - 5 * MM - high, RIGHT - LEFT, high, amounts, count.view.runs)
    bars = count.view.bars
    step = (RIGHT - LEFT) / max(FEWEST_SLOTS, len(bars))
    for index, bar in enumerate(bars):
        middle = LEFT + step * (index + 0.5)
        sheet.line(
            words.bar(bar),
            middle,
            y - 8.5 * MM - high,
            7.5,
            room=step,
            anchor="centre",
            colour=GREY,
        )
    return _month_rows(sheet, count, shown_one, y - 14 * MM - high, step)


def _legend(sheet: Sheet, count: Overview, site: Site, at: float, y: float) -> float:
    wide = text_width(site.name, 8)
    sheet.line(site.name, at, y, 8, anchor="end")
    start = at - wide - 4 * MM
    sheet.box(start, y - 0.3 * MM, 2.6 * MM, 2.6 * MM, MARKS[count.marks.get(site.id, 1)])
    return start - 5 * MM


def _month_rows(sheet: Sheet, count: Overview, indicator: Indicator, y: float, step: float) -> float:
    """The same figures in rows under their bars: one row a site."""
    for site in count.counted_sites:
        sheet.box(LEFT, y, 2 * MM, 2 * MM, MARKS[count.marks.get(site.id, 1)])
        for index, amount in enumerate(count.bar_amounts(indicator.slug, site.id)):
            said = sheet.words.short(indicator, amount)
            sheet.line(said, LEFT + step * (index + 0.5), y, 7.5, room=step, anchor="centre")
        y -= 4 * MM
    return y


def _splits(sheet: Sheet, count: Overview, y: float) -> float:
    words = sheet.words
    lowest = draw_table(sheet, destination_table(count, words), LEFT, y, 88 * MM)
    below = draw_table(sheet, weight_table(count, words), MIDDLE, y, 88 * MM)
    low, high = (count.sums.total(f"co2e_{end}_grams") for end in ("low", "high"))
    sheet.line(words.gettext("CO₂e avoided"), MIDDLE, below - 2 * MM, 11, bold=True, room=50 * MM)
    span = words.gettext("%(low)s to %(high)s", low=words.kg(low), high=words.kg(high))
    sheet.line(span, MIDDLE, below - 7 * MM, 10, bold=True, room=88 * MM)
    left_out = words.number(count.sums.total("co2e_left_out"))
    note = words.gettext(
        "Pieces left out because their kind has no published factor: %(number)s", number=left_out
    )
    sheet.line(note, MIDDLE, below - 11 * MM, 7.5, room=88 * MM, colour=GREY)
    return min(lowest, below - 12 * MM)
