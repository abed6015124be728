"""Registers' pages around the van: taking a run along with a PIN, signing on return, settling the rest."""

from __future__ import annotations

import pytest
from flask import Flask

from core.clock import now
from core.db import fast, transaction
from core.ids import new_client_id
from tests.cast import PIN, Cast
from tests.front_desk.doors import give_pin, pair, show_card
from tests.pages import Client, PageClient
from tests.training.van_scene import Van, make_van
from training.services.registrations import register_learners

SIGN = "/registers/signatures"


@pytest.fixture
def van(app_context: Flask, app: Flask, client: Client, cast: Cast) -> Van:
    """The van, six days ago."""
    return make_van(app, client, cast)


@pytest.fixture
def mary(page_client: PageClient, van: Van) -> PageClient:
    """Mary at Coventry's tablet with her PIN."""
    pair(page_client.client, van.cast)
    give_pin(page_client.client, van.cast, "mary")
    return page_client


def count(sql: str) -> int:
    """One number of the database as it is now."""
    row = fast().row(f"SELECT COUNT(*) FROM {sql}")
    return int(row[0]) if row else 0


def test_a_run_is_taken_along_and_brought_back_at_the_tablet(mary: PageClient, van: Van) -> None:
    page = mary.get(f"/classes/{van.classes[1].token}/register")
    page = mary.submit(page, {"days": "3"}, button="Take it along")
    assert "It goes along on this tablet until" in page.text
    assert count("taken_run WHERE ended_at IS NULL") == 1
    page = mary.get(f"/classes/{van.classes[1].token}/register")
    assert "Along on Coventry bench 1 until" in page.text
    page = mary.submit(page, button="Bring it back")
    assert count("taken_run WHERE ended_at IS NULL") == 0


def test_what_a_card_said_is_signed_with_the_pin(page_client: PageClient, van: Van) -> None:
    van.tablet.results(*van.week())
    with transaction():
        register_learners(
            by=van.cast.actor("ruth"), run_number=van.run.number, at=now(), token=new_client_id()
        )
    pair(page_client.client, van.cast)
    show_card(page_client.client, van.cast, "nia")
    page = page_client.get("/registers/signatures")
    assert page.text.count("Do 1") == 2
    page = page_client.submit(page, action=SIGN, status=422)
    assert count("criterion_decision") == 0
    link = next(one for one in page.links if "confirm" in one)
    page = page_client.submit(page_client.get(link), {"pin": PIN}, button="That is me")
    page = page_client.submit(page, action=SIGN)
    assert "5 signed." in page.text
    assert "Nothing waits for you." in page.text
    assert count("criterion_decision") == 5


def test_what_could_not_be_done_is_looked_at_and_settled(mary: PageClient, van: Van) -> None:
    said = {"class": van.classes[0].token}
    learner = {"number": van.learners[11].number}
    event = van.tablet.event(
        van.cast.cards["mary"], "mark", van.classes[0].starts_at, learner=learner, mark="present", **said
    )
    assert van.tablet.results(event) == ["stray"]
    page = mary.get("/registers")
    assert "it could not be done" in page.text
    page = mary.get("/registers/events")
    assert "Learner 11" in page.text
    assert "not on the list" in page.text
    again = mary.submit(page, button="Try again")
    assert "Nothing could be done yet." in again.text
    page = mary.submit(page, {"note": ""}, button="Settled", status=422)
    page = mary.submit(page, {"note": "Booked by hand"}, button="Settled")
    assert "Nothing waits." in page.text
    assert "Booked by hand" in mary.get("/registers/events?settled=1").text
    assert van.tablet.results(event) == ["repeated"]
