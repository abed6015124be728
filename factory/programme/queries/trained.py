"""The rule of the trained before it is chosen: from which month on it may hold, and what it would change."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from core.clock import local_day, month_of
from core.db import as_instant, fast
from core.errors import N_, RuleBroken
from factory.programme.queries.learning import learning_cells
from factory.programme.queries.openings import opening_places
from factory.programme.spans import EARLIEST, Span, add_months, month_by_name, month_span
from training.queries.counts import sums_if
from training.queries.trained_rules import trained_choices
from training.trained import TRAINED, WAYS, Choice, stretches

MONTHS_AHEAD = 12
_MONTH = re.compile(r"20\d{2}-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True)
class Changed:
    """What a month comes to now, and what it would come to."""

    month: str
    now: int
    then: int


def first_open_month() -> str:
    """The month after the last that is closed at any site; "" where none is closed."""
    row = fast().row("SELECT MAX(month) FROM period")
    return month_of(add_months(month_by_name(row[0]).starts_on, 1)) if row and row[0] else ""


def months_to_choose(at: datetime) -> list[str]:
    """The months from which another rule may hold: every open one that had a class, and a year ahead."""
    today = local_day(at)
    first = first_open_month()
    if not first:
        row = fast().row("SELECT MIN(starts_at) FROM course_class")
        begun = local_day(as_instant(row[0])) if row and row[0] else today
        first = month_of(max(EARLIEST, min(begun, today)))
    last = month_span(add_months(today.replace(day=1), MONTHS_AHEAD)).ends_on
    return Span("own", month_by_name(first).starts_on, last).months()


def first_day(month: str) -> date:
    """The first day of a month as a form names it. Raises RuleBroken for what is none of this century."""
    if not _MONTH.fullmatch(month):
        raise RuleBroken("month", N_("This is no month."), N_("Choose a month that is open at every site."))
    return month_by_name(month).starts_on


def choice_refused(indicator: str, way: str, starts_on: date, at: datetime) -> RuleBroken | None:
    """Why a rule cannot be chosen; None where it can."""
    if indicator not in TRAINED:
        return RuleBroken("indicator", N_("Choose what is counted."))
    if way not in WAYS:
        return RuleBroken("way", N_("Choose who counts."))
    first = first_open_month()
    if month_of(starts_on) < first:
        return RuleBroken(
            "month",
            N_("This month is closed at a site, or lies before one that is: its figures stay."),
            N_("Choose a month that is open at every site."),
        )
    known = [one for one in trained_choices() if one.indicator == indicator]
    more = Choice(indicator, way, starts_on, at, "")
    if stretches([*known, more]) == stretches(known):
        return RuleBroken("way", N_("That is the rule from this month on already."))
    return None


def changed_months(indicator: str, way: str, starts_on: date, at: datetime) -> list[Changed]:
    """Each month that has begun, from the first of the rule on: what it comes to at all sites, now and then."""
    today = local_day(at)
    if starts_on > today:
        return []
    span = Span("own", starts_on, month_span(today).ends_on)
    places = opening_places(indicator, span)
    now = _by_month(
        ((cell.month, cell.site_id), cell.amount)
        for cell in learning_cells(span, at)
        if cell.indicator == indicator and (indicator, cell.month, cell.site_id) not in places
    )
    then = _by_month(
        (place, amount)
        for place, amount in sums_if(indicator, way, starts_on, span.ends_on, at).items()
        if (indicator, *place) not in places
    )
    return [Changed(month, now.get(month, 0), then.get(month, 0)) for month in span.months()]


def _by_month(amounts: Iterable[tuple[tuple[str, int], int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for (month, _site), amount in amounts:
        found[month] = found.get(month, 0) + amount
    return found
