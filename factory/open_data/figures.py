"""Figures for the open API: sums by site and part, with small counts of people hidden as on the public page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.clock import local_day
from core.errors import N_, RuleBroken
from core.sites import all_sites
from factory.impact.figures import FEWEST_SITES
from factory.impact.peoples_time import is_of_time, months_over, people_behind, told_by_month
from factory.impact.small_counts import PEOPLE_UNITS, is_small, public_parts
from factory.programme.indicators import INDICATORS, Indicator
from factory.programme.queries.openings import sources_of
from factory.programme.queries.overview import View, overview
from factory.programme.rules_told import Rules, rule_by, version_by
from factory.programme.spans import Span, year_span

Rooms = tuple[bool, bool]


def figure(indicator: Indicator, span: Span, at: datetime, rooms: Rooms) -> dict[str, Any]:
    """One figure as JSON. Counts of people are given for the present programme year only, whole and by site; hours
    and sessions for whole months that are over, as `impact.peoples_time` rules.

    Raises RuleBroken for other days of these: two spans taken from one another would tell small counts.
    """
    is_of_people = indicator.unit in PEOPLE_UNITS
    if is_of_people and (span.starts_on, span.ends_on) != _present(at):
        raise RuleBroken(
            "span",
            N_("Counts of people are given for the present programme year only."),
            N_("Ask without a span."),
        )
    is_time = is_of_time(indicator)
    if is_time:
        span = months_over(span, at)
    shown = INDICATORS["pieces_upcycled"]
    count = overview(View(span, None, "", shown, at, "", *rooms))
    sums = count.sums
    sites = all_sites()
    parts = [sums.total(indicator.slug, site_id=site.id) for site in sites]
    total: int | None = sums.total(indicator.slug)
    amounts: list[int | None] = [*parts]
    if is_of_people:
        hidden, is_sum_shown = public_parts(parts)
        amounts = list(hidden)
        total = total if is_sum_shown and not is_small(total or 0) else None
    if is_time:
        behind = people_behind(indicator, span, at)
        amounts, total = told_by_month(indicator, count, [site.id for site in sites], behind)
    splits = {} if is_of_people or is_time else sums.by(indicator.slug, lambda cell: cell.split)
    return {
        "indicator": indicator.slug,
        "unit": indicator.unit,
        "starts_on": span.starts_on.isoformat(),
        "ends_on": span.ends_on.isoformat(),
        "total": scaled(indicator, total),
        "by_site": [
            {"site": site.slug, "amount": scaled(indicator, amount)}
            for site, amount in zip(sites, amounts, strict=True)
        ]
        if len(parts) >= FEWEST_SITES
        else [],
        "by_part": [
            {"part": str(split), "amount": scaled(indicator, amount)}
            for split, amount in sorted(splits.items(), key=lambda item: str(item[0]))
        ],
        "opening_sources": list(sources_of(one for one in count.openings if one.indicator == indicator.slug)),
        "rules": dated_rules(indicator, count.rules, span),
    }


def dated_rules(indicator: Indicator, rules: Rules, span: Span) -> list[dict[str, Any]]:
    """Each rule that is in force in a span, with its first day: null for one from the beginning."""
    return [
        {
            "from": one.starts_on.isoformat() if one.starts_on else None,
            "rule": rule_by(indicator, one.way),
            "version": version_by(indicator, one.way),
        }
        for one in rules.within(indicator.slug, span)
    ]


def scaled(indicator: Indicator, amount: int | None) -> int | float | None:
    """An amount in its unit: whole, or kilograms and hours with three decimals."""
    if amount is None or indicator.scale == 1:
        return amount
    return round(amount / indicator.scale, 3)


def _present(at: datetime) -> tuple[object, object]:
    year = year_span(local_day(at))
    return year.starts_on, year.ends_on
