"""Hostile people: what somebody tries who wants more than they have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from core.access import system_actor
from core.clock import local_day, now
from core.db import db, fast, transaction
from core.people import Person
from core.people_roles import give_role
from tests.cast import PASSWORD, Cast
from tests.front_desk.doors import API, pair, post_api, show_card, sign_in
from tests.front_desk.test_first_hour import new_newcomer
from tests.pages import Client, PageClient

DEEP = "[" * 9_000 + "]" * 9_000


@pytest.mark.parametrize("address", ["scans", "tablet", "sign-in/card", "sign-in/pin", "newcomers"])
def test_json_nested_without_end_is_no_fault_of_ours(tablet: Client, address: str) -> None:
    answer = tablet.post(f"/api/v1/{address}", data=DEEP, headers=API)
    assert answer.status_code in (400, 422)


def _ask_for_pin(tablet: Client, number: str) -> int:
    token = tablet.get("/api/v1/me").json["csrf"]
    return tablet.post(f"/help/{number}/pin", data={"csrf_token": token}).status_code


def test_a_found_trainers_card_makes_no_pin_of_somebody_who_signs_checks(tablet: Client, cast: Cast) -> None:
    """Dev signs electrical checks with his PIN: Mary's card alone must not become his signature."""
    show_card(tablet, cast, "mary")
    assert _ask_for_pin(tablet, cast.numbers["dev"]) == 403
    post_api(tablet, "sign-in/confirm", {"pin": "418093"})
    assert _ask_for_pin(tablet, cast.numbers["dev"]) == 200


def test_a_coordinator_does_not_become_the_coordinator_of_another_site(app: Flask, cast: Cast) -> None:
    """Ruth helps out at Wolverhampton; its coordinator could else set her PIN and act in Coventry as her."""
    with app.app_context(), transaction():
        site = cast.sites["wolverhampton"]
        give_role(
            by=system_actor(site),
            person_id=cast.people["ruth"],
            role="volunteer",
            at=now(),
            site_id=site,
            starts_on=local_day(now()),
            ends_on=None,
        )
    tablet = Client(app, use_cookies=True)
    pair(tablet, cast, "wolverhampton")
    post_api(tablet, "sign-in/pin", {"number": cast.numbers["oluwaseun"], "pin": "418093"})
    assert _ask_for_pin(tablet, cast.numbers["grace"]) == 200
    assert _ask_for_pin(tablet, cast.numbers["ruth"]) == 403


def test_a_blank_card_of_another_site_begins_no_first_hour(app: Flask, cast: Cast) -> None:
    """It would be missing from its drawer there, and nobody would know whose it is."""
    tablet = Client(app, use_cookies=True)
    pair(tablet, cast, "wolverhampton")
    answer = post_api(tablet, "sign-in/card", {"card": cast.blank_cards[0]})
    assert answer.status_code == 422 and "drawer here" in answer.json["error"]["remedy"]
    queued = new_newcomer(cast.blank_cards[0])
    answer = post_api(tablet, "newcomers", queued)
    assert answer.status_code == 422 and "drawer here" in answer.json["error"]["remedy"]
    with app.app_context():
        assert db.session.query(Person).filter_by(token=queued["id"]).count() == 0


def _verbs(app: Flask) -> list[str]:
    with app.app_context():
        rows = fast().rows("SELECT verb FROM audit_line WHERE verb LIKE 'work%' ORDER BY number")
    return [row[0] for row in rows]


def test_who_came_beside_whom_and_who_took_over_is_in_the_trail(
    app: Flask, tablet: Client, cast: Cast
) -> None:
    show_card(tablet, cast, "amina")
    assert _verbs(app) == []
    post_api(tablet, "sign-in/together", {"card": cast.cards["tomasz"]})
    post_api(tablet, "sign-in/together", {"card": cast.cards["tomasz"]})
    assert _verbs(app) == ["work_together"]
    post_api(tablet, "sign-in/alone", {})
    post_api(tablet, "sign-in/alone", {})
    assert _verbs(app) == ["work_together", "work_alone"]
    show_card(tablet, cast, "amina")
    assert len(_verbs(app)) == 2, "the same person again takes nobody's place"
    post_api(tablet, "sign-in/instead", {"card": cast.cards["tomasz"]})
    assert _verbs(app)[2:] == ["work_instead"]
    post_api(tablet, "sign-in/out", {})
    show_card(tablet, cast, "amina")
    assert len(_verbs(app)) == 3


@pytest.fixture
def unattended(page_client: PageClient, cast: Cast) -> Iterator[PageClient]:
    """Ruth's desk, left open: she gave her password six minutes ago."""
    sign_in(page_client, "ruth")
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6), tick=True):
        yield page_client


def _csrf(pages: PageClient) -> str:
    return str(pages.get("/me").tree.all("input", name="csrf_token")[0].get("value"))


def test_an_unattended_desk_chooses_nobody_a_new_pin_who_signs_checks(
    app: Flask, unattended: PageClient, cast: Cast
) -> None:
    """Neither Ruth's own, nor Mary's, nor a password for her: with it whoever sits there would sign as them."""
    token, mary = _csrf(unattended), cast.numbers["mary"]
    client = unattended.client
    own = {"csrf_token": token, "pin": "730185"}
    assert client.post("/me/pin", data=own).status_code == 422
    assert client.post("/me/pin", data={**own, "secret": "a guess"}).status_code == 422
    assert client.post(f"/people/{mary}/pin", data={"csrf_token": token}).status_code == 403
    account = {"csrf_token": token, "login": "mary", "password": "a long and new secret"}
    assert client.post(f"/people/{mary}/account", data=account).status_code == 403
    assert client.post(f"/people/{cast.numbers['amina']}/pin", data={"csrf_token": token}).status_code == 200
    page = unattended.get("/sign-in/confirm?back=/me")
    unattended.submit(page, {"pin": PASSWORD}, action="/sign-in/confirm")
    token = _csrf(unattended)
    own = {**own, "csrf_token": token}
    assert client.post(f"/people/{mary}/pin", data={"csrf_token": token}).status_code == 200
    assert client.post("/me/pin", data=own).status_code == 303
