"""The figures of a view as plain tables: what the page, the CSV, the XLSX and the PDF all show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from core.errors import N_
from core.sites import Site
from factory.programme.indicators import (
    GROUP_NAMES,
    HEADLINES,
    INDICATORS,
    UNIT_NAMES,
    UNKNOWN_KIND,
    WEIGHT_SOURCES,
    Indicator,
    split_name,
)
from factory.programme.methods import Value
from factory.programme.queries.overview import Line, Overview, View
from factory.programme.spans import Span, month_by_name
from factory.programme.splits import name_with_part
from factory.programme.wording import Words, hours, kilograms
from inventory.catalogue import categories
from inventory.stages import DESTINATIONS

TARGET_HEADS = (
    N_("Counted"),
    N_("Unit"),
    N_("Target for"),
    N_("From"),
    N_("To"),
    N_("Here"),
    N_("Held against the target"),
    N_("Target for these days"),
    N_("Pace needed by today"),
    N_("Ahead (+) or behind (−)"),
)


@dataclass(frozen=True)
class Rows:
    """Which rows a figure opens to: of an indicator, and of a site, split, kind or span where it is of one only."""

    slug: str
    site: str = ""
    split: str = ""
    kind: str = ""
    span: Span | None = None


Opens = tuple[Rows | None, ...]
"""Beside each value of a row, the rows that it opens to (None: no number of pieces or weight)."""


@dataclass(frozen=True)
class FigureTable:
    """One table: `slug` for addresses, a title, the heads of its columns, its rows, and the row of totals if any.

    `opens` says beside each row, the row of totals last, what its figures open to.
    """

    slug: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: tuple[Value, ...] = ()
    note: str = ""
    opens: tuple[Opens, ...] = ()


def tables_of(count: Overview, words: Words) -> list[FigureTable]:
    """Every table of a view, in the order of the report."""
    return [
        targets_table(count, words),
        *(month_table(count, INDICATORS[slug], words) for slug in HEADLINES),
        destination_table(count, words),
        weight_table(count, words),
        carbon_table(count, words),
        *(kind_table(count, INDICATORS[slug], words) for slug in HEADLINES),
    ]


def targets_table(count: Overview, words: Words) -> FigureTable:
    """Each indicator with what is counted here and in all, its target and the pace needed by the cut-off."""
    rows = tuple(_target_row(line, words) for line in count.lines)
    heads = tuple(words.gettext(head) for head in TARGET_HEADS)
    opens = tuple(_target_opens(line, count.view) for line in count.lines)
    return FigureTable("targets", words.gettext("Targets"), heads, rows, opens=opens)


def _target_opens(line: Line, view: View) -> Opens:
    """What is counted here, and what is held against the target, which may be of all sites."""
    slug, own = line.indicator.slug, line.target_site
    here = Rows(slug, site=own.slug if own and not view.site else "", split=line.split, span=line.span)
    whole = replace(here, site=own.slug if own else "all") if line.target else here
    return (None, None, None, None, None, here, whole, None, None, None)


def _target_row(line: Line, words: Words) -> tuple[Value, ...]:
    def shown(amount: int | None) -> Value:
        return None if amount is None else value_of(line.indicator, amount)

    site = line.target_site.name if line.target_site else words.gettext("All sites")
    return (
        name_with_part(line.indicator, line.split, words.gettext),
        words.gettext(UNIT_NAMES[line.indicator.unit]),
        site if line.target else None,
        line.span.starts_on,
        line.span.ends_on,
        shown(line.done),
        shown(line.of_all),
        shown(line.goal),
        shown(line.pace),
        shown(line.gap),
    )


def month_table(count: Overview, indicator: Indicator, words: Words) -> FigureTable:
    """An indicator by month and site."""
    sites = count.counted_sites
    columns = [count.month_amounts(indicator.slug, site.id) for site in sites]
    rows = tuple(
        (words.month(month), *_with_total([value[index] for value in columns], indicator))
        for index, month in enumerate(count.view.months)
    )
    total = (words.gettext("Together"), *_with_total([sum(value) for value in columns], indicator))
    title = words.gettext("%(what)s by month", what=words.gettext(indicator.name))
    heads = (words.gettext("Month"), *_site_heads(sites, words))
    spans = [*(month_by_name(month).overlap(count.view.span) for month in count.view.months), None]
    opens = tuple((None, *_site_opens(sites, Rows(indicator.slug, span=span))) for span in spans)
    title = _with_unit(title, indicator, words)
    return FigureTable(f"months-{indicator.slug}", title, heads, rows, total, opens=opens)


def destination_table(count: Overview, words: Words) -> FigureTable:
    """Pieces given out by where they went and by site."""
    return _split_table(
        count,
        INDICATORS["pieces_given_out"],
        DESTINATIONS,
        "destinations",
        N_("Given out by destination"),
        words,
    )


def weight_table(count: Overview, words: Words) -> FigureTable:
    """Kilograms kept in use, measured and estimated apart."""
    return _split_table(
        count, INDICATORS["grams_kept"], tuple(WEIGHT_SOURCES), "kept", N_("Kept in use"), words
    )


def _split_table(
    count: Overview, indicator: Indicator, splits: tuple[str, ...], slug: str, title: str, words: Words
) -> FigureTable:
    sites = count.counted_sites
    found = count.sums.by(indicator.slug, lambda cell: cell.split)
    known = [split for split in (*splits, *sorted(str(split) for split in found)) if split in found]
    names = list(dict.fromkeys(known))
    rows = tuple(
        (
            words.gettext(split_name(indicator.slug, split)),
            *_with_total(
                [count.sums.total(indicator.slug, site_id=site.id, split=split) for site in sites], indicator
            ),
        )
        for split in names
    )
    total = [count.sums.total(indicator.slug, site_id=site.id) for site in sites]
    return FigureTable(
        slug,
        _with_unit(words.gettext(title), indicator, words),
        (words.gettext("What"), *_site_heads(sites, words)),
        rows,
        (words.gettext("Together"), *_with_total(total, indicator)),
        opens=tuple(
            (None, *_site_opens(sites, Rows(indicator.slug, split=str(split)))) for split in (*names, "")
        ),
    )


def carbon_table(count: Overview, words: Words) -> FigureTable:
    """CO₂e avoided as a range by factor set, and how many pieces are left out for want of a factor."""
    gettext, low, high = words.gettext, INDICATORS["co2e_low_grams"], INDICATORS["co2e_high_grams"]
    lows = count.sums.by(low.slug, lambda cell: cell.split)
    highs = count.sums.by(high.slug, lambda cell: cell.split)
    names = sorted({*lows, *highs}, key=str)
    rows = tuple(
        (str(name), value_of(low, lows.get(name, 0)), value_of(high, highs.get(name, 0))) for name in names
    )
    total = (
        gettext("Together"),
        value_of(low, count.sums.total(low.slug)),
        value_of(high, count.sums.total(high.slug)),
    )
    left_out = count.sums.total("co2e_left_out")
    note = gettext("Pieces left out because their kind has no published factor: %(number)s", number=left_out)
    heads = (gettext("Factor set"), gettext("From (kg)"), gettext("To (kg)"))
    opens = tuple(
        (None, Rows(low.slug, split=str(name)), Rows(high.slug, split=str(name))) for name in (*names, "")
    )
    return FigureTable("co2e", gettext("CO₂e avoided"), heads, rows, total, note, opens)


def kind_table(count: Overview, indicator: Indicator, words: Words) -> FigureTable:
    """An indicator by kind of furniture."""
    known = categories()
    found = count.kinds(indicator.slug)
    rows = tuple(
        (
            words.gettext(known[slug].name) if slug in known else words.gettext("Not known"),
            words.gettext(GROUP_NAMES[known[slug].group if slug in known else "other"]),
            value_of(indicator, amount),
        )
        for slug, amount in found
    )
    title = words.gettext("%(what)s by kind", what=words.gettext(indicator.name))
    heads = (words.gettext("Kind"), words.gettext("Group"), words.gettext("Together"))
    total = (words.gettext("Together"), "", value_of(indicator, count.sums.total(indicator.slug)))
    opens: list[Opens] = [
        (None, None, Rows(indicator.slug, kind=slug if slug in known else UNKNOWN_KIND)) for slug, _ in found
    ]
    opens.append((None, None, Rows(indicator.slug)))
    title = _with_unit(title, indicator, words)
    return FigureTable(f"kinds-{indicator.slug}", title, heads, rows, total, opens=tuple(opens))


def value_of(indicator: Indicator, amount: int) -> Value:
    """An amount as a table holds it: a whole number, exact kilograms, or hours to a hundredth."""
    if indicator.unit == "hours":
        return hours(amount)
    return kilograms(amount) if indicator.unit == "kg" else amount


def _with_total(amounts: list[int], indicator: Indicator) -> list[Value]:
    shown = [value_of(indicator, amount) for amount in amounts]
    return shown if len(amounts) == 1 else [*shown, value_of(indicator, sum(amounts))]


def _site_heads(sites: list[Site], words: Words) -> list[str]:
    names = [site.name for site in sites]
    return names if len(names) == 1 else [*names, words.gettext("Together")]


def _site_opens(sites: list[Site], rows: Rows) -> Opens:
    """What each site's figure opens to, and that of all of them."""
    each = [replace(rows, site=site.slug) for site in sites]
    return tuple(each) if len(each) == 1 else (*each, rows)


def _with_unit(title: str, indicator: Indicator, words: Words) -> str:
    if indicator.scale == 1:
        return title
    unit = words.gettext(UNIT_NAMES[indicator.unit])
    return f"{title} ({unit})"


def shown(value: Value, words: Words) -> str:
    """A table's value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return words.kg_number(int(value * 1000))
    if isinstance(value, int):
        return words.number(value)
    return words.day(value) if isinstance(value, date) else value
