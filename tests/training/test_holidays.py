"""Deadlines in working days leave out England's bank holidays, with what a coordinator noted of them."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from core.clock import now
from core.db import transaction
from core.errors import NotAllowed, RuleBroken
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from training.bank_holidays import published_holidays
from training.profiles import Deadline
from training.queries.holidays import bank_holidays
from training.services.holidays import note_holiday


def easter(year: int) -> date:
    """Easter Sunday by the rule of the Gregorian calendar (Meeus, Jones, Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    last = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * last) // 433
    month = (h + last - 7 * m + 90) // 25
    return date(year, month, (h + last - 7 * m + 33 * month + 19) % 32)


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2028])
def test_the_shipped_days_are_eight_a_year_on_working_days_and_easters_are_right(year: int) -> None:
    days = {day: name for day, name in published_holidays().items() if day.year == year}
    assert len(days) == 8 and all(day.weekday() < 5 for day in days)
    named = {name: day for day, name in days.items()}
    assert (named["Easter Monday"] - easter(year)).days == 1
    assert (easter(year) - named["Good Friday"]).days == 2


def note_day(cast: Cast, day: date, what: str, name: str = "", by: str = "ruth") -> None:
    """A coordinator notes something of a day."""
    with transaction():
        note_holiday(by=cast.actor(by), day=day, name=name, what=what, at=now())


def test_christmas_moves_a_deadline_of_five_working_days(app_context: Flask) -> None:
    deadline = Deadline(5, is_working=True)
    assert deadline.due(date(2026, 12, 23)) == date(2026, 12, 30)
    assert deadline.due(date(2026, 12, 23), bank_holidays()) == date(2027, 1, 4)


def test_one_more_holiday_moves_it_and_one_that_is_worked_moves_it_back(
    app_context: Flask, cast: Cast
) -> None:
    deadline, start = Deadline(2, is_working=True), date(2026, 6, 8)
    assert deadline.due(start, bank_holidays()) == date(2026, 6, 10)
    note_day(cast, date(2026, 6, 9), "holiday", "A day of thanks")
    assert deadline.due(start, bank_holidays()) == date(2026, 6, 11)
    note_day(cast, date(2026, 6, 9), "published")
    note_day(cast, date(2026, 5, 25), "worked")
    assert date(2026, 5, 25) not in bank_holidays() and date(2026, 6, 9) not in bank_holidays()


def test_a_weekend_a_day_without_a_name_and_an_assessor_are_refused(app_context: Flask, cast: Cast) -> None:
    with pytest.raises(RuleBroken, match="weekend"):
        note_day(cast, date(2026, 12, 26), "holiday", "Boxing Day")
    with pytest.raises(RuleBroken, match="called"):
        note_day(cast, date(2026, 6, 9), "holiday")
    with pytest.raises(NotAllowed):
        note_day(cast, date(2026, 6, 9), "holiday", "Mine", by="nia")


def test_the_coordinator_notes_a_day_on_its_page(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "Ruth")
    page = page_client.get("/catalogue/bank-holidays?year=2026")
    assert "Good Friday" in page.text and "Boxing Day (substitute day)" in page.text
    page = page_client.submit(
        page, {"day": "2026-06-09", "name": "A day of thanks", "what": "holiday"}, action="/bank-holidays"
    )
    assert "A day of thanks" in page.text and "noted here" in page.text
    assert "not shipped yet" in page_client.get("/catalogue/bank-holidays?year=2031").text
