"""Hours of people told to programs and on the public page: of whole months, and never those of few people."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask

from core.access import system_actor
from core.clock import local_day, now, start_of_day
from core.db import transaction
from core.ids import new_client_id
from core.people_roles import give_role
from core.people_services import add_person
from factory.impact.figures import impact
from factory.impact.peoples_time import told_parts
from factory.open_data import figures
from factory.programme.spans import add_months, month_span
from factory.visits.services import Stay, key_in_paper
from tests.cast import Cast
from tests.open_data.test_keys import a_key, ask
from tests.pages import Client

COUNT = {"coventry": 6, "wolverhampton": 1}
HOURS = 3


@pytest.fixture
def house(app_context: Flask, cast: Cast) -> Cast:
    """In the last month that is over six people helped in Coventry and one in Wolverhampton, three hours each."""
    for slug, count in COUNT.items():
        for _ in range(count):
            help_on(cast, slug, newcomer(cast, slug), last_month().starts_on + timedelta(days=1))
    return cast


def last_month() -> Any:
    return month_span(add_months(local_day(now()), -1))


def newcomer(cast: Cast, slug: str) -> str:
    by = system_actor(cast.sites[slug])
    with transaction():
        made = add_person(by=by, called="Somebody", at=now(), token=new_client_id())
        day = local_day(now()) - timedelta(days=150)
        give_role(
            by=by,
            person_id=made.id,
            role="volunteer",
            site_id=by.site_id,
            starts_on=day,
            ends_on=None,
            at=now(),
        )
        return made.number


def help_on(cast: Cast, slug: str, number: str, day: date) -> None:
    came: datetime = start_of_day(day) + timedelta(hours=10)
    stay = Stay(came, came + timedelta(hours=HOURS), "bench")
    with transaction():
        key_in_paper(
            by=system_actor(cast.sites[slug]), person=number, stay=stay, at=now(), token=new_client_id()
        )


def hours(client: Client, key: str, more: str) -> Any:
    return ask(client, key, f"figures/volunteer_hours{more}")


def test_a_day_of_hours_is_refused_and_a_month_hides_the_site_of_one_person(
    house: Cast, client: Client
) -> None:
    key = a_key(house, "count")
    day = last_month().starts_on + timedelta(days=1)
    for span in (
        f"?from={day}&to={day}",
        f"?from={last_month().starts_on}&to={day}",
        f"?span={this_month()}",
    ):
        refused = hours(client, key, span)
        assert refused.status_code == 422, span
        assert "whole months that are over" in refused.get_json()["error"]["message"]
    found = hours(client, key, f"?span={last_month().slug}").get_json()
    assert found["total"] == 7 * HOURS and found["by_part"] == []
    assert {one["site"]: one["amount"] for one in found["by_site"]} == {
        "coventry": None,
        "wolverhampton": None,
    }


def this_month() -> str:
    return month_span(local_day(now())).slug


def test_no_span_taken_from_another_tells_a_month_of_few(house: Cast, client: Client) -> None:
    """The month before was everybody's: Wolverhampton may be told there, and not in the two months together."""
    before = month_span(add_months(local_day(now()), -2))
    for slug in COUNT:
        for _ in range(5):
            help_on(house, slug, newcomer(house, slug), before.starts_on + timedelta(days=1))
    key = a_key(house, "count")
    alone = hours(client, key, f"?span={before.slug}").get_json()
    assert [one["amount"] for one in alone["by_site"]] == [5 * HOURS, 5 * HOURS]
    both = f"?from={before.starts_on}&to={last_month().ends_on}"
    together = hours(client, key, both).get_json()
    assert [one["amount"] for one in together["by_site"]] == [None, None]
    assert together["total"] == 17 * HOURS


def test_without_the_rule_one_persons_day_is_told(
    house: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what was answered before."""
    monkeypatch.setattr(figures, "is_of_time", lambda indicator: False)
    day = last_month().starts_on + timedelta(days=1)
    found = hours(client, a_key(house, "count"), f"?from={day}&to={day}").get_json()
    assert {"site": "wolverhampton", "amount": HOURS} in found["by_site"]


def test_the_public_page_hides_hours_of_few_people_at_a_site(house: Cast) -> None:
    told = impact(("volunteer_hours",), shows_stories=False, at=now(), rooms=(False, False))
    figure = told.of("volunteer_hours")
    assert figure is not None
    is_april = last_month().starts_on < told.year.starts_on
    assert (figure.by_site, figure.year) == (((), 0) if is_april else ((None, None), 7 * HOURS * 3_600_000))


def test_time_of_nobody_known_is_told_like_that_of_one() -> None:
    for people in product((0, 1, 4, 5, 9), repeat=3):
        shown, is_sum_shown = told_parts(people)
        assert all(count >= 5 for count, is_shown in zip(people, shown, strict=True) if is_shown)
        hidden = [max(1, count) for count, is_shown in zip(people, shown, strict=True) if not is_shown]
        assert not hidden or not is_sum_shown or (len(hidden) > 1 and sum(hidden) >= 5), people
