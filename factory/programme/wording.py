"""How numbers, weights, days and spans read in a person's language; used alike on screens, in sheets and on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_decimal

from core.clock import SITE_ZONE, zone
from core.commas import comma
from factory.programme.indicators import GRAMS_A_KG, MS_AN_HOUR, Indicator
from factory.programme.spans import Span, month_by_name

Gettext = Callable[..., str]
"""Translates an English msgid, filling in its `%(name)s` places."""


@dataclass(frozen=True)
class Words:
    """A person's language: what is said, and how figures are written in it."""

    locale: str
    gettext: Gettext
    is_rtl: bool = False

    def number(self, value: int) -> str:
        """A whole number, grouped by the language's habit."""
        return format_decimal(value, locale=self.locale)

    def kg(self, grams: int) -> str:
        """A weight in kg with one decimal and its unit."""
        unit = self.gettext("kg")
        return f"{self.kg_number(grams)} {unit}"

    def kg_number(self, grams: int) -> str:
        """A weight in kg with one decimal."""
        return format_decimal(kilograms(grams), format="#,##0.0", locale=self.locale)

    def amount(self, indicator: Indicator, amount: int) -> str:
        """An amount of an indicator with its unit where that is no count of pieces."""
        if indicator.unit == "hours":
            return self.gettext("%(number)s h", number=self.hours_number(amount))
        return self.kg(amount) if indicator.unit == "kg" else self.number(amount)

    def hours_number(self, milliseconds: int) -> str:
        """A length of time in hours with one decimal."""
        return format_decimal(hours(milliseconds), format="#,##0.0", locale=self.locale)

    def short(self, indicator: Indicator, amount: int) -> str:
        """An amount of an indicator in whole units, for charts; hours with one decimal."""
        if indicator.unit == "hours":
            return self.hours_number(amount)
        return self.number(round(amount / indicator.scale))

    def over_bar(self, indicator: Indicator, amount: int, unit: str) -> str:
        """An amount as it stands over a bar: whole units, or tonnes with one decimal where `unit` is "t"."""
        if unit != "t":
            return self.short(indicator, amount)
        return format_decimal(kilograms(amount) / 1000, format="#,##0.0", locale=self.locale)

    def day(self, day: date) -> str:
        """22 Nov 2026, in the habit of the language."""
        return format_date(day, "d MMM y", locale=self.locale)

    def month(self, month: str) -> str:
        """Nov 2026."""
        return format_skeleton("yMMM", month_by_name(month).starts_on, locale=self.locale)

    def bar(self, span: Span) -> str:
        """What stands under a bar: Nov; Apr–Jun 26; or 2026/27."""
        if span.kind == "month":
            return format_date(span.starts_on, "LLL", locale=self.locale)
        if span.kind == "year":
            return f"{span.starts_on:%Y}/{span.ends_on:%y}"
        first, last = (format_date(day, "LLL", locale=self.locale) for day in (span.starts_on, span.ends_on))
        return f"{first}–{last} {span.ends_on:%y}"

    def instant(self, at: datetime) -> str:
        """22 Nov 2026, 14:05, at the site."""
        day, clock = (
            format_datetime(at, pattern, tzinfo=zone(SITE_ZONE), locale=self.locale)
            for pattern in ("d MMM y", "HH:mm")
        )
        return f"{day}{comma(self.locale)}{clock}"

    def span(self, span: Span) -> str:
        """Apr 2026 – Mar 2027; Oct 2026; or two days."""
        if span.kind == "month":
            return format_skeleton("yMMMM", span.starts_on, locale=self.locale)
        if span.kind == "own" or not span.is_whole:
            return f"{self.day(span.starts_on)} – {self.day(span.ends_on)}"
        return " – ".join(
            format_skeleton("yMMM", day, locale=self.locale) for day in (span.starts_on, span.ends_on)
        )


IN_ENGLISH: Final = Words("en", lambda text, **values: text % values if values else text)
"""For files that are in English alone."""


def kilograms(grams: int) -> Decimal:
    """Grams as exact kilograms."""
    return Decimal(grams) / GRAMS_A_KG


def hours(milliseconds: int) -> Decimal:
    """Milliseconds as hours, to the nearest hundredth."""
    return (Decimal(milliseconds) / MS_AN_HOUR).quantize(Decimal("0.01"))


def clock(milliseconds: int) -> str:
    """A length of time as hours, minutes and seconds, exact: 1:02:03, or 1:02:03.400."""
    seconds, rest = divmod(milliseconds, 1000)
    whole = f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{whole}.{rest:03d}" if rest else whole
