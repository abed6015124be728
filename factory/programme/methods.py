"""How the figures of a view came about: what was looked at, each rule with its version, each source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from core.errors import N_
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
from factory.programme.queries.partners import partners
from factory.programme.rules_told import Rules, rules_in_force
from factory.programme.through import CITIES, NOT_SAID
from factory.programme.wording import Words
from inventory.catalogue import categories
from training.trained import TRAINED

NARROWED = N_(
    "Counted from the rows as they are now, also in closed months. The city is that of the thing itself (a makeover, "
    "an occasion, an organisation), else of its site; the partner is whom people came through. Rows without one are "
    "under “not said”, so that all cities together are the whole, and all partners too. Targets are of the whole."
)
Value = str | int | Decimal | date | None
"""Words, a count of pieces, kilograms, a day, or nothing."""


def method_of(view: View, indicators: list[Indicator], words: Words) -> list[tuple[Value, ...]]:
    """The method of these indicators line by line."""
    gettext = words.gettext
    rows: list[tuple[Value, ...]] = [
        (gettext("Days counted"), words.span(view.span)),
        (gettext("Site"), view.site.name if view.site else gettext("All sites")),
        *(((gettext("Narrowed to"), narrowed),) if (narrowed := narrowed_to(view, words)) else ()),
        *(((gettext("How it is narrowed"), gettext(NARROWED)),) if narrowed else ()),
        (gettext("Furniture"), furniture_of(view, words)),
        (gettext("Counted up to"), words.instant(view.cut_off)),
    ]
    rules = rules_in_force() if any(indicator.slug in TRAINED for indicator in indicators) else Rules()
    for indicator in indicators:
        name, version = gettext(indicator.name), rules.version(indicator, view.span)
        head = gettext("%(what)s, rule version %(version)s", what=name, version=version)
        rows.append((head, rules.rule(indicator, view.span, words)))
        rows.extend((gettext("Left out"), gettext(excluded)) for excluded in rules.exclusions(indicator))
    if any(indicator.slug.startswith("co2e") for indicator in indicators):
        rows.append((gettext("CO₂e method"), gettext(RANGE_METHOD)))
        rows.extend((gettext("CO₂e factor"), words_of_source(source, words)) for source in carbon_sources())
    if any(indicator.unit == "kg" for indicator in indicators):
        rows.append((gettext("Average weights"), WEIGHTS_CREDIT))
    return rows


def narrowed_to(view: View, words: Words) -> str:
    """The city and the partner that a view counts, in words; "" where it counts all."""
    found, through = [], view.through
    if through.city:
        found.append(words.gettext("City: %(name)s", name=words.gettext(CITIES[through.city])))
    if through.partner:
        name = "" if through.partner == NOT_SAID else partners().get(int(through.partner), "")
        found.append(words.gettext("Through: %(name)s", name=name or words.gettext(CITIES[NOT_SAID])))
    return " · ".join(found)


PLACE_HEADS = (N_("City"), N_("Through"))


def place_cells(city: str, partner: int, words: Words, names: Mapping[int, str]) -> tuple[str, str]:
    """What a file of rows says of a row's city and partner."""
    said = words.gettext(CITIES[NOT_SAID])
    return words.gettext(CITIES.get(city, city)), names.get(partner, said)


def place_words(view: View, words: Words) -> str:
    """Where a view counts: its site, city and partner, for heads and covers."""
    site = view.site.name if view.site else words.gettext("All sites")
    narrowed = narrowed_to(view, words)
    return f"{site} · {narrowed}" if narrowed else site


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
