"""Hours and sessions of people told outside: only where enough people stand behind them.

The rule. Time is told for whole months that are over. In a month a site is hidden whose time is that of 1 to 4 people,
further sites with it as beside small counts (`small_counts`), and the month's sum too where that does not do. A longer
span shows a site, or the sum, only if it may be shown in each of its months. So whatever stands anywhere is a sum of
months that may be shown, and no span taken from another tells of fewer people. An opening figure does not say how many
people stand behind it: its month counts as small.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from core.clock import local_day
from core.errors import N_, RuleBroken
from factory.impact.small_counts import Shown, public_parts
from factory.programme.indicators import Indicator
from factory.programme.machine_hours import MACHINES
from factory.programme.queries.machines import people_at_machines
from factory.programme.queries.overview import Overview
from factory.programme.queries.works import people_of_work
from factory.programme.spans import Span
from factory.programme.works import WORKS

TIME_UNITS: Final = frozenset({"hours", "sessions"})
OF_ORGANISATIONS: Final = frozenset({"help_hours"})
"""Hours that are told by whom they were given to; no row of theirs is a person's."""
Behind = Mapping[tuple[str, int], int]
"""How many people stand behind a month at a site; under the month "" behind the whole span."""


def is_of_time(indicator: Indicator) -> bool:
    """True for an indicator that adds up people's time."""
    return indicator.unit in TIME_UNITS and indicator.slug not in OF_ORGANISATIONS


def people_behind(indicator: Indicator, span: Span, until: datetime, *, by_month: bool = True) -> Behind:
    """How many people's time an indicator adds up at each site, in each month or (`by_month` false) in the span."""
    if indicator.slug in MACHINES:
        return people_at_machines(span, until, by_month=by_month)
    return people_of_work(WORKS[indicator.slug], span, until, by_month=by_month)


def months_over(span: Span, at: datetime) -> Span:
    """The months of `span` that are over. Raises RuleBroken where it is no whole months, or none of them is over."""
    first_of_this = local_day(at).replace(day=1)
    last = min(span.ends_on, first_of_this - timedelta(days=1))
    if not span.is_whole_months or last < span.starts_on:
        raise RuleBroken(
            "span",
            N_("Hours and sessions are given for whole months that are over."),
            N_("Ask for a month, a quarter or a year."),
        )
    return span if last == span.ends_on else Span("own", span.starts_on, last)


def told_by_month(
    indicator: Indicator, count: Overview, sites: Sequence[int], behind: Behind
) -> tuple[list[Shown], Shown]:
    """The amount of each site and the sum, over the months of the count; None for what may not be told."""
    cells = count.sums.by(indicator.slug, lambda cell: (cell.month, cell.site_id))
    opened = {(one.month, one.site_id) for one in count.openings if one.indicator == indicator.slug}
    hidden, is_sum_shown = set[int](), True
    for month in count.view.span.months():
        here = [site for site in sites if cells.get((month, site))]
        people = [1 if (month, site) in opened else behind.get((month, site), 0) for site in here]
        shown, is_month_shown = told_parts(people)
        hidden |= {site for site, is_shown in zip(here, shown, strict=True) if not is_shown}
        is_sum_shown &= is_month_shown
    total = count.sums.total(indicator.slug)
    parts: list[Shown] = [
        None if site in hidden else count.sums.total(indicator.slug, site_id=site) for site in sites
    ]
    return parts, total if is_sum_shown else None


def told_parts(people: Sequence[int]) -> tuple[tuple[bool, ...], bool]:
    """By the people behind each: which parts may be told beside their sum, and whether it may. Nobody's is small."""
    shown, is_sum_shown = public_parts([max(1, count) for count in people])
    return tuple(count is not None for count in shown), is_sum_shown
