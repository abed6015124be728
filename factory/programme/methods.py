"""How the figures of a view came about: what was looked at, each rule with its version, each source."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from factory.programme.indicators import (
    FACTOR_NAMES,
    GROUP_NAMES,
    RANGE_METHOD,
    WEIGHTS_CREDIT,
    Indicator,
    Source,
    carbon_sources,
)
from factory.programme.queries.overview import View
from factory.programme.wording import Words
from inventory.catalogue import categories

Value = str | int | Decimal | date | None
"""Words, a count of pieces, kilograms, a day, or nothing."""


def method_of(view: View, indicators: list[Indicator], words: Words) -> list[tuple[Value, ...]]:
    """The method of these indicators line by line."""
    gettext = words.gettext
    rows: list[tuple[Value, ...]] = [
        (gettext("Days counted"), words.span(view.span)),
        (gettext("Site"), view.site.name if view.site else gettext("All sites")),
        (gettext("Furniture"), furniture_of(view, words)),
        (gettext("Counted up to"), words.instant(view.cut_off)),
    ]
    for indicator in indicators:
        name = gettext(indicator.name)
        head = gettext("%(what)s, rule version %(version)s", what=name, version=indicator.version)
        rows.append((head, gettext(indicator.rule)))
        rows.extend((gettext("Left out"), gettext(excluded)) for excluded in indicator.exclusions)
    if any(indicator.slug.startswith("co2e") for indicator in indicators):
        rows.append((gettext("CO₂e method"), gettext(RANGE_METHOD)))
        rows.extend((gettext("CO₂e factor"), words_of_source(source, words)) for source in carbon_sources())
    if any(indicator.unit == "kg" for indicator in indicators):
        rows.append((gettext("Average weights"), WEIGHTS_CREDIT))
    return rows


def furniture_of(view: View, words: Words) -> str:
    """The kind or the group of furniture that a view counts, in words."""
    if view.kind:
        kind = categories().get(view.kind)
        return words.gettext(kind.name) if kind else words.gettext("Not known")
    return words.gettext(GROUP_NAMES[view.group]) if view.group else words.gettext("All furniture")


def words_of_source(source: Source, words: Words) -> str:
    """One carbon factor in a line: what for, its range, its set, publisher and year."""
    return words.gettext(
        "%(what)s: %(low)s to %(high)s t CO₂e a tonne; %(set)s, %(publisher)s, %(year)s",
        what=words.gettext(FACTOR_NAMES.get(source.applies_to, source.applies_to)),
        low=source.low,
        high=source.high,
        set=source.factor_set,
        publisher=source.publisher,
        year=source.year,
    )
