"""Each role begins with what waits for it: a class of their own, something to follow up, a visit as a guest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from core.clock import now
from core.db import db, transaction
from core.ids import new_client_id
from core.people import Person
from factory.front_desk.my_day import day_of, waits_for
from factory.mishaps.services import tell_mishap
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from tests.training.scene import book, make_course, make_run


@pytest.mark.parametrize(("name", "home"), [("marek", "/visits"), ("hana", "/start")])
def test_a_guest_begins_with_their_visits_and_a_verifier_of_the_house_with_their_day(
    page_client: PageClient, cast: Cast, name: str, home: str
) -> None:
    sign_in(page_client, name)
    assert page_client.client.get("/").location.endswith(home)


def test_what_waits_stands_over_a_coordinators_figures_and_over_nobody_elses(
    app: Flask, page_client: PageClient, cast: Cast
) -> None:
    with app.app_context(), transaction():
        tell_mishap(
            by=cast.actor("amina"), gravity="near_miss", kind="slip", happened_at=now(), place_id=None,
            machine_code="", piece="", book_page="", at=now(), token=new_client_id(),
        )  # fmt: skip
    sign_in(page_client, "ruth")
    assert "1 Accidents and near misses to follow up" in page_client.get("/count").text
    with app.app_context():
        later = now() + timedelta(minutes=1)
        assert [one.endpoint for one in waits_for(cast.actor("ruth"), later)] == ["mishaps.list_mishaps"]
        assert waits_for(cast.actor("amina"), later) == []
        assert waits_for(cast.actor("oluwaseun"), later) == []


def test_a_learners_home_says_their_next_class_first(app: Flask, cast: Cast) -> None:
    with app.app_context():
        with transaction():
            run = make_run(make_course(), cast.sites["coventry"], starts_at=now() + timedelta(days=3))
        with transaction():
            book(cast.actor("mary"), run, db.session.get_one(Person, cast.people["amina"]), at=now())
        own = day_of(cast.actor("amina"), now()).own
        assert [one.words for one in own] == ["Your next class"] and own[0].at is not None
        assert day_of(cast.actor("dev"), now()).own == []
