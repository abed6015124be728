"""Spans as the address bar names them: programme years, quarters, months, own days."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleBroken
from factory.programme.spans import (
    EARLIEST,
    LATEST,
    Span,
    choices,
    month_span,
    pieces_of,
    quarter_span,
    read_span,
    year_span,
)

DAYS = st.dates(date(2001, 1, 1), date(2098, 12, 31))


def test_a_programme_year_runs_from_april_to_march() -> None:
    assert year_span(date(2026, 3, 31)) == Span("year", date(2025, 4, 1), date(2026, 3, 31))
    assert year_span(date(2026, 4, 1)) == Span("year", date(2026, 4, 1), date(2027, 3, 31))


def test_no_name_means_the_programme_year_of_today() -> None:
    assert read_span("", "", "", date(2026, 11, 22)) == year_span(date(2026, 11, 22))


@given(DAYS)
def test_each_span_is_read_back_from_its_own_name(day: date) -> None:
    for span in (year_span(day), quarter_span(day), month_span(day)):
        assert span.starts_on <= day <= span.ends_on and span.is_whole_months
        assert read_span(span.slug, "", "", date(2026, 11, 22)) == span


@given(DAYS, st.integers(0, 800))
def test_own_days_are_read_back(day: date, more: int) -> None:
    span = Span("own", day, min(day + timedelta(days=more), LATEST))
    assert read_span("", span.arguments["from"], span.arguments["to"], day) == span
    assert len(span.months()) >= 1 and span.days >= 1


@given(DAYS, DAYS)
def test_days_begun_never_leave_the_span(first: date, today: date) -> None:
    span = month_span(first)
    assert 0 <= span.days_until(today) <= span.days


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("year", "", ""),
        ("month-2026-13", "", ""),
        ("month-0000-01", "", ""),
        ("quarter-99999", "", ""),
        ("<script>", "", ""),
        ("", "2026-02-30", "2026-03-01"),
        ("", "2026-03-02", "2026-03-01"),
        ("", "2026-03-02", ""),
        ("", "0001-01-01", "9999-12-31"),
    ],
)
def test_it_refuses_what_means_nothing(name: str, first: str, last: str) -> None:
    with pytest.raises(RuleBroken):
        read_span(name, first, last, date(2026, 11, 22))


def test_whole_months_are_seen() -> None:
    assert Span("own", date(2026, 2, 1), date(2026, 2, 28)).is_whole_months
    assert not Span("own", date(2026, 2, 1), date(2026, 2, 27)).is_whole_months
    assert not Span("own", date(2026, 2, 2), date(2026, 2, 28)).is_whole_months


def test_the_menu_offers_years_quarters_and_months() -> None:
    offered = choices(date(2026, 11, 22))
    assert [span.starts_on for span in offered["quarter"]][:2] == [date(2026, 10, 1), date(2026, 7, 1)]
    assert offered["month"][0].slug == "month-2026-11" and len(offered["month"]) == 13
    assert offered["year"][-1].starts_on > EARLIEST


@pytest.mark.parametrize(
    ("first", "last", "kind", "count"),
    [
        (date(2025, 4, 1), date(2026, 3, 31), "month", 12),
        (date(2026, 1, 15), date(2026, 3, 4), "month", 3),
        (date(2024, 4, 1), date(2026, 3, 31), "quarter", 8),
        (date(2000, 1, 1), date(2100, 12, 31), "year", 28),
    ],
)
def test_charts_have_months_or_quarters_or_years(first: date, last: date, kind: str, count: int) -> None:
    span = Span("own", first, last)
    bars = pieces_of(span, date(2026, 11, 22))
    assert [bar.kind for bar in bars] == [kind] * count
    assert bars[0].starts_on == first and all(a.ends_on < b.starts_on for a, b in pairwise(bars))
    months = [month for bar in bars for month in bar.months()]
    assert months[: len(span.months(date(2026, 11, 22)))] == span.months(date(2026, 11, 22))


def test_a_cut_month_is_named_by_its_days() -> None:
    bar = pieces_of(Span("own", date(2026, 1, 15), date(2026, 3, 4)), date(2026, 11, 22))[0]
    assert bar.arguments == {"from": "2026-01-15", "to": "2026-01-31"}


@given(DAYS, st.integers(0, 800))
def test_whole_months_and_the_days_at_the_ends_are_the_span(first: date, more: int) -> None:
    span = Span("own", first, min(first + timedelta(days=more), LATEST))
    whole, odd = span.parted()
    assert whole is None or whole.is_whole_months
    parts = sorted(([whole] if whole else []) + odd, key=lambda part: part.starts_on)
    assert (parts[0].starts_on, parts[-1].ends_on) == (span.starts_on, span.ends_on)
    assert all(a.ends_on + timedelta(days=1) == b.starts_on for a, b in pairwise(parts))
    assert not any(part.is_whole_months for part in odd)
