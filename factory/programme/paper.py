"""The one page for the funder: targets, months by site, weight, CO₂e, destinations, method and sources on one A4."""

from __future__ import annotations

from core.paper import MM, draw_footer, draw_header, start_paper, text_width
from core.sites import Site
from factory.programme.indicators import INDICATORS, WEIGHTS_CREDIT, Indicator, carbon_sources
from factory.programme.learning import LEARNING
from factory.programme.methods import words_of_source
from factory.programme.paper_bars import FEWEST_SLOTS, MARKS, draw_months
from factory.programme.paper_learning import draw_learning
from factory.programme.paper_lines import draw_table, draw_target
from factory.programme.paper_sheet import GREY, LEFT, MIDDLE, RIGHT, Sheet
from factory.programme.queries.overview import Overview
from factory.programme.tables import destination_table, weight_table
from factory.programme.wording import Words


def report_page(count: Overview, words: Words) -> bytes:
    """The page as PDF, in the language of `words`."""
    view, gettext = count.view, words.gettext
    site = view.site.name if view.site else gettext("All sites")
    title = gettext("How we are doing")
    paper = start_paper(title=f"{title}, {words.span(view.span)}", language=words.locale, subject=site)
    cut_off = gettext("counted up to %(moment)s", moment=words.instant(view.cut_off))
    sheet = Sheet(paper, words)
    y = draw_header(paper, title, f"{words.span(view.span)} · {site}", cut_off)
    y = _targets(sheet, count, y)
    y = _months(sheet, count, y - 3 * MM)
    y = _splits(sheet, count, y - 4 * MM)
    _method(sheet, count, y - 4 * MM)
    pages = 2 if view.counts_learning else 1
    draw_footer(paper, f"EcoWorks · {cut_off}", gettext("Page %(page)s of %(pages)s", page=1, pages=pages))
    if view.counts_learning:
        draw_learning(sheet, count)
        draw_footer(paper, f"EcoWorks · {cut_off}", gettext("Page %(page)s of %(pages)s", page=2, pages=2))
    return paper.finish()


def _targets(sheet: Sheet, count: Overview, y: float) -> float:
    own = [line for line in count.lines if line.indicator.slug not in LEARNING]
    for line in own[:7]:
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


def _method(sheet: Sheet, count: Overview, y: float) -> None:
    """Rules with their versions, exclusions and sources, in two columns of small print."""
    words = sheet.words
    sheet.line(words.gettext("Method"), LEFT, y, 11, bold=True)
    texts = method_lines(words)
    columns = (LEFT, MIDDLE)
    half = (len(texts) + 1) // 2
    for at, part in zip(columns, (texts[:half], texts[half:]), strict=True):
        lower = y - 4.6 * MM
        for text in part:
            lower = sheet.wrapped(text, at, lower, 88 * MM) - 1.5


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
