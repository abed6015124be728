"""Spans of days: programme years (April to March), quarters, months and own dates, as the address bar names them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from core.clock import month_of
from core.errors import N_, RuleBroken

YEAR_STARTS_IN = 4
"""Programme years run from April to March, as the funder's do."""
MOST_BARS = 13
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
_NAMED = re.compile(r"(year|quarter|month)-(\d{4})(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `starts_on` to `ends_on`, both included. `kind` is "year", "quarter", "month" or "own"."""

    kind: str
    starts_on: date
    ends_on: date

    @property
    def slug(self) -> str:
        """How the address bar names it; own dates are named by `from` and `to` instead."""
        if self.kind == "year":
            return f"year-{self.starts_on.year}"
        return f"{self.kind}-{month_of(self.starts_on)}"

    @property
    def arguments(self) -> dict[str, str]:
        """The arguments of an address that lead back to this span."""
        if self.kind == "own" or not self.is_whole:
            return {"from": self.starts_on.isoformat(), "to": self.ends_on.isoformat()}
        return {"span": self.slug}

    @property
    def is_whole(self) -> bool:
        """True unless it was cut: a month that begins later than its first day, a year of eleven months."""
        lengths = {"month": 1, "quarter": 3, "year": 12}
        return self.is_whole_months and len(self.months()) == lengths.get(self.kind, 0)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.ends_on - self.starts_on).days + 1

    @property
    def is_whole_months(self) -> bool:
        """True if it begins with a month's first and ends with a month's last day."""
        return self.starts_on.day == 1 and (self.ends_on + timedelta(days=1)).day == 1

    def parted(self) -> tuple[Span | None, list[Span]]:
        """Its whole months (None: it has none), and the days at its ends that are of no whole month."""
        first = self.starts_on if self.starts_on.day == 1 else add_months(self.starts_on, 1)
        after = (self.ends_on + timedelta(days=1)).replace(day=1)
        if first >= after:
            return None, [self]
        ends = (
            (self.starts_on, first - timedelta(days=1)),
            (after, self.ends_on),
        )
        whole = Span("own", first, after - timedelta(days=1))
        return whole, [Span("own", start, end) for start, end in ends if start <= end]

    def days_until(self, day: date) -> int:
        """How many of its days have begun by `day`, that day included: 0 before it, all after it."""
        return max(0, min(self.days, (day - self.starts_on).days + 1))

    def months(self, until: date | None = None) -> list[str]:
        """Its months as YYYY-MM, none after the month of `until`."""
        last = min(self.ends_on, until) if until else self.ends_on
        return list(_months(self.starts_on, last))

    def overlap(self, other: Span) -> Span | None:
        """The days that both have, or None."""
        start, end = max(self.starts_on, other.starts_on), min(self.ends_on, other.ends_on)
        return Span("own", start, end) if start <= end else None


def _months(first: date, last: date) -> Iterator[str]:
    day = first.replace(day=1)
    while day <= last:
        yield month_of(day)
        day = add_months(day, 1)


def pieces_of(span: Span, until: date) -> list[Span]:
    """The bars of a chart of `span`: months, or quarters or years where there would be too many; cut at its ends."""
    count = len(span.months(until))
    cut = month_span if count <= MOST_BARS else (quarter_span if count <= 3 * MOST_BARS else year_span)
    found: list[Span] = []
    for month in span.months(until):
        whole = cut(date.fromisoformat(f"{month}-01"))
        if not found or found[-1].kind != whole.kind or found[-1].ends_on < whole.starts_on:
            found.append(_cut(whole, span))
    return found


def _cut(whole: Span, span: Span) -> Span:
    start, end = max(whole.starts_on, span.starts_on), min(whole.ends_on, span.ends_on)
    return Span(whole.kind, start, end)


def add_months(day: date, count: int) -> date:
    """The first of the month that lies `count` months from that of `day`."""
    index = day.year * 12 + day.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def month_span(day: date) -> Span:
    """The month of `day`."""
    first = day.replace(day=1)
    return Span("month", first, add_months(first, 1) - timedelta(days=1))


def quarter_span(day: date) -> Span:
    """The quarter of `day`: April, July, October or January begins one."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return Span("quarter", first, add_months(first, 3) - timedelta(days=1))


def year_span(day: date) -> Span:
    """The programme year of `day`."""
    first = date(day.year if day.month >= YEAR_STARTS_IN else day.year - 1, YEAR_STARTS_IN, 1)
    return Span("year", first, add_months(first, 12) - timedelta(days=1))


def month_by_name(month: str) -> Span:
    """The month that counters call YYYY-MM."""
    return month_span(date.fromisoformat(f"{month}-01"))


def choices(today: date) -> dict[str, list[Span]]:
    """What the span menu offers on `today`: years, quarters and months, newest first."""
    return {
        "year": [year_span(add_months(today, -12 * back)) for back in range(3)],
        "quarter": [quarter_span(add_months(today, -3 * back)) for back in range(5)],
        "month": [month_span(add_months(today, -back)) for back in range(13)],
    }


def read_span(name: str, first: str, last: str, today: date) -> Span:
    """The span that an address names; the programme year of `today` where it names none.

    Raises RuleBroken for a name or dates that mean nothing.
    """
    if first or last:
        return _own(first, last)
    if not name:
        return year_span(today)
    found = _NAMED.fullmatch(name)
    if found is None:
        raise _not_understood()
    kind, year, month = found.group(1), int(found.group(2)), int(found.group(3) or YEAR_STARTS_IN)
    if not (EARLIEST.year <= year <= LATEST.year - 1 and 1 <= month <= 12):
        raise _not_understood()
    day = date(year, month, 1)
    return {"year": year_span, "quarter": quarter_span, "month": month_span}[kind](day)


def _own(first: str, last: str) -> Span:
    try:
        start, end = date.fromisoformat(first.strip()), date.fromisoformat(last.strip())
    except ValueError:
        raise _not_understood() from None
    if not EARLIEST <= start <= end <= LATEST:
        raise RuleBroken(
            "from", N_("The first day must not be after the last."), N_("Choose the days again.")
        )
    return Span("own", start, end)


def _not_understood() -> RuleBroken:
    return RuleBroken(
        "span",
        N_("These dates are not understood."),
        N_("Choose a year, a quarter, a month, or a first and a last day."),
    )
