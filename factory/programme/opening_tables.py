"""The opening figures of a view, each with its source: as a table, as lines on paper, beside the rows of a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.errors import N_
from core.sites import all_sites
from factory.programme.learning import EVERY
from factory.programme.methods import Value, place_cells
from factory.programme.queries.openings import Opening, sources_of
from factory.programme.queries.overview import Overview
from factory.programme.queries.partners import city_by_site
from factory.programme.spans import month_by_name
from factory.programme.splits import every_split_of
from factory.programme.tables import FigureTable, Opens, Rows, value_of
from factory.programme.wording import Words

HEADS = (N_("Counted"), N_("Month"), N_("Site"), N_("Detail"), N_("Amount"), N_("Source"))
SHOWN_SOURCES = 6


def tables_of_openings(count: Overview, words: Words) -> list[FigureTable]:
    """The opening figures of a view as a table; nothing where there are none."""
    return [openings_table(count, words)] if count.openings else []


def openings_table(count: Overview, words: Words) -> FigureTable:
    """What counts by a figure of earlier sheets instead of rows."""
    names = {site.id: site.name for site in count.sites}
    slugs = {site.id: site.slug for site in count.sites}
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            words.gettext(EVERY[one.indicator].name),
            words.month(one.month),
            names.get(one.site_id, ""),
            part_of(one, words),
            value_of(EVERY[one.indicator], one.amount),
            one.source,
        )
        for one in count.openings
    )
    opens: tuple[Opens, ...] = tuple(
        (
            None,
            None,
            None,
            None,
            Rows(one.indicator, slugs.get(one.site_id, ""), span=month_by_name(one.month)),
            None,
        )
        for one in count.openings
    )
    return FigureTable(
        "opening-figures",
        words.gettext("Opening figures in these days"),
        tuple(words.gettext(head) for head in HEADS),
        rows,
        note=words.gettext(
            "Each stands for a month of which no rows are kept here, and counts on the month’s last day."
        ),
        opens=opens,
    )


def opening_lines(count: Overview, words: Words) -> list[str]:
    """What the method says of them: how many figures of which months, and the sources. Nothing where there are none."""
    found = count.openings
    if not found:
        return []
    sources = sources_of(found)
    more = len(sources) - SHOWN_SOURCES
    said = "; ".join(sources[:SHOWN_SOURCES])
    if more > 0:
        said = words.gettext("%(these)s and %(number)s more", these=said, number=words.number(more))
    return [
        words.gettext(
            "Opening figures of earlier spreadsheets counted in: %(number)s, %(first)s to %(last)s; from %(sources)s.",
            number=words.number(len(found)),
            first=words.month(min(one.month for one in found)),
            last=words.month(max(one.month for one in found)),
            sources=said,
        )
    ]


@dataclass(frozen=True)
class OpeningRow:
    """An opening figure as it stands in a file of rows, in words."""

    what: str
    part: str
    site: str
    day: date
    value: Value
    amount: int
    places: tuple[str, str]


def opening_rows(found: Sequence[Opening], words: Words) -> list[OpeningRow]:
    """Opening figures for a file of rows: each is a line of its own that says what it is."""
    sites, cities = {site.id: site.name for site in all_sites()}, city_by_site()
    return [
        OpeningRow(
            words.gettext("Opening figure: %(source)s", source=one.source),
            part_of(one, words),
            sites.get(one.site_id, ""),
            one.ends_on,
            value_of(EVERY[one.indicator], one.amount),
            one.amount,
            place_cells(cities.get(one.site_id, ""), 0, words, {}),
        )
        for one in found
    ]


def part_of(one: Opening, words: Words) -> str:
    """The part that an opening figure is of, in words; "" for one that is not told apart."""
    return words.gettext(every_split_of(one.indicator).get(one.split, one.split)) if one.split else ""
