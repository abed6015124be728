"""Paired tablets: cards, pictures and PINs, together and instead, step-up, falling asleep."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from core.access import system_actor
from core.cards import lose_cards
from core.clock import now
from core.db import db, transaction
from core.devices import revoke_device
from core.people import DayIn, Person
from tests.cast import PIN, Cast
from tests.front_desk.doors import API, give_pin, post_api, show_card
from tests.pages import Client, PageClient


def test_a_card_signs_its_person_in_and_they_are_in_today(app: Flask, tablet: Client, cast: Cast) -> None:
    person = show_card(tablet, cast, "amina").json["person"]
    assert (person["alias"], person["strength"], person["language"]) == ("Amina", "card", "ar")
    with app.app_context():
        assert db.session.query(DayIn).one().person_id == cast.people["amina"]
    assert [one["alias"] for one in tablet.get("/api/v1/in-today").json["people"]] == ["Amina"]


def test_a_card_shown_to_the_page_is_enough(tablet_pages: PageClient, cast: Cast) -> None:
    page = tablet_pages.get("/who")
    values = {"csrf_token": page.form("/sign-in/card").all("input", name="csrf_token")[0].get("value")}
    answer = tablet_pages.client.post("/sign-in/card", data={**values, "card": cast.cards["tomasz"]})
    assert answer.status_code == 303
    assert tablet_pages.client.get("/api/v1/me").json["person"]["alias"] == "Tomasz"


def test_a_card_is_worth_nothing_on_a_browser_that_is_not_paired(client: Client, cast: Cast) -> None:
    assert show_card(client, cast, "amina").status_code == 403
    assert client.post("/sign-in/card", data={"card": cast.cards["amina"]}).status_code in (400, 403)


def test_a_card_of_another_site_is_told_where_it_belongs(tablet: Client, cast: Cast) -> None:
    answer = show_card(tablet, cast, "grace")
    assert answer.status_code == 403
    assert "no role at this site" in answer.json["error"]["message"]


def test_a_lost_card_is_dead_and_so_is_the_sign_in_it_began(app: Flask, tablet: Client, cast: Cast) -> None:
    show_card(tablet, cast, "amina")
    with app.app_context(), transaction():
        person = db.session.get_one(Person, cast.people["amina"])
        lose_cards(by=system_actor(cast.sites["coventry"]), person_id=person.id, at=now())
    assert tablet.get("/api/v1/me").json["person"] is None
    assert show_card(tablet, cast, "amina").status_code == 403


def test_a_revoked_tablet_is_a_stranger_on_its_next_request(app: Flask, tablet: Client, cast: Cast) -> None:
    show_card(tablet, cast, "amina")
    with app.app_context(), transaction():
        revoke_device(
            public_id=cast.tablet_names["coventry"], site_id=cast.sites["coventry"], by_id=None, at=now()
        )
    assert tablet.get("/api/v1/me").status_code == 401
    assert show_card(tablet, cast, "amina").status_code == 403


def test_a_sign_in_of_one_tablet_is_no_good_on_another(
    tablet: Client, new_tablet: Callable[[], Client], cast: Cast
) -> None:
    show_card(tablet, cast, "amina")
    cookie = tablet.get_cookie("eco")
    other = new_tablet()
    assert cookie is not None
    other.set_cookie("eco", cookie.value)
    other.set_cookie("eco-device", cast.tablets["wolverhampton"])
    assert other.get("/api/v1/me").json["person"] is None
    unpaired = new_tablet()
    unpaired.set_cookie("eco", cookie.value)
    assert unpaired.get("/me").status_code == 303


def test_the_next_card_ends_the_sign_in_before_it(tablet: Client, cast: Cast) -> None:
    show_card(tablet, cast, "amina")
    cookie = tablet.get_cookie("eco")
    post_api(tablet, "sign-in/instead", {"card": cast.cards["tomasz"]})
    assert tablet.get("/api/v1/me").json["person"]["alias"] == "Tomasz"
    assert cookie is not None
    tablet.set_cookie("eco", cookie.value)
    assert tablet.get("/api/v1/me").json["person"] is None


def test_what_is_asked_with_the_last_persons_cookie_and_answered_late_signs_nobody_out(
    tablet: Client, cast: Cast
) -> None:
    show_card(tablet, cast, "amina")
    before = tablet.get_cookie("eco")
    post_api(tablet, "sign-in/card", {"card": cast.cards["tomasz"]})
    since = tablet.get_cookie("eco")
    assert before is not None and since is not None
    tablet.set_cookie("eco", before.value)
    late = tablet.get("/words/ar.json")
    assert late.status_code == 200 and "Set-Cookie" not in late.headers
    page = tablet.get("/station")
    assert "Set-Cookie" in page.headers, "a page empties the cookie that is good for nothing"
    tablet.set_cookie("eco", since.value)
    assert tablet.get("/api/v1/me").json["person"]["alias"] == "Tomasz"


def test_two_cards_stand_together_and_one_goes_on_alone(tablet: Client, cast: Cast) -> None:
    show_card(tablet, cast, "amina")
    person = post_api(tablet, "sign-in/together", {"card": cast.cards["tomasz"]}).json["person"]
    assert person["alias"] == "Amina" and [one["alias"] for one in person["with"]] == ["Tomasz"]
    again = post_api(tablet, "sign-in/together", {"card": cast.cards["tomasz"]}).json["person"]
    assert len(again["with"]) == 1
    assert post_api(tablet, "sign-in/alone", {}).json["person"]["with"] == []


def test_a_pin_signs_in_strongly_enough_to_sign_checks(tablet: Client, cast: Cast) -> None:
    person = give_pin(tablet, cast, "mary").json["person"]
    assert person["strength"] == "pin" and "check:fire_label" in person["permits"]


def test_a_card_alone_signs_no_check_until_the_pin_is_given_for_five_minutes(
    tablet: Client, cast: Cast
) -> None:
    start = datetime.now(UTC)
    with time_machine.travel(start, tick=False):
        assert show_card(tablet, cast, "mary").json["person"]["permits"] == []
        raised = post_api(tablet, "sign-in/confirm", {"pin": PIN}).json["person"]
        assert raised["strength"] == "pin" and raised["permits"]
    for minutes in (2, 4):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert tablet.get("/api/v1/me").json["person"]["strength"] == "pin"
    with time_machine.travel(start + timedelta(minutes=5, seconds=1), tick=False):
        assert tablet.get("/api/v1/me").json["person"]["strength"] == "card"


@pytest.mark.parametrize(
    ("idle", "is_there"), [(timedelta(seconds=110), True), (timedelta(minutes=4), False)]
)
def test_a_tablet_forgets_whoever_walked_away(
    tablet: Client, cast: Cast, idle: timedelta, is_there: bool
) -> None:
    start = datetime.now(UTC)
    with time_machine.travel(start, tick=False):
        show_card(tablet, cast, "amina")
    with time_machine.travel(start + idle, tick=False):
        assert (tablet.get("/api/v1/me").json["person"] is not None) is is_there


def test_only_those_in_today_are_in_the_pictures(tablet_pages: PageClient, cast: Cast) -> None:
    show_card(tablet_pages.client, cast, "tomasz")
    page = tablet_pages.get("/who")
    assert "Tomasz" in page.text and "Mary" not in page.text
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1), tick=False):
        assert "Tomasz" not in tablet_pages.get("/who").text


def test_a_picture_and_a_pin_are_enough(tablet_pages: PageClient, cast: Cast) -> None:
    show_card(tablet_pages.client, cast, "tomasz")
    post_api(tablet_pages.client, "sign-in/out", {})
    page = tablet_pages.get(f"/who/{cast.numbers['tomasz']}")
    token = page.tree.all("input", name="csrf_token")[0].get("value")
    number = cast.numbers["tomasz"]
    answer = tablet_pages.client.post(
        f"/who/{number}", data={"csrf_token": token, "number": number, "pin": PIN}
    )
    assert answer.status_code == 303
    assert tablet_pages.client.get("/api/v1/me").json["person"]["strength"] == "pin"


def test_who_is_not_in_the_pictures_types_number_and_pin(tablet_pages: PageClient, cast: Cast) -> None:
    page = tablet_pages.get("/who/number")
    wrong = tablet_pages.submit(
        page, {"number": cast.numbers["dev"], "pin": "000000"}, action="/who/number", status=422
    )
    assert "This PIN does not match." in wrong.text


def test_a_tablet_script_needs_its_origin_and_its_header(tablet: Client, cast: Cast) -> None:
    body = {"card": cast.cards["amina"]}
    for headers in (
        {"X-Eco": "1"},
        {"Origin": API["Origin"]},
        {"X-Eco": "1", "Origin": "https://evil.example"},
    ):
        assert tablet.post("/api/v1/sign-in/card", json=body, headers=headers).status_code == 403
    assert tablet.post("/api/v1/sign-in/card", json=body, headers=API).status_code == 200


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"x"', b'{"card": 5}', b'{"card": "\\ud800"}', b"\xff"])
def test_nonsense_is_refused_in_words(tablet: Client, body: bytes) -> None:
    answer = tablet.post(
        "/api/v1/sign-in/card", data=body, headers={**API, "Content-Type": "application/json"}
    )
    assert answer.status_code in (400, 422) and answer.json["error"]["message"]


def test_a_tablet_asks_who_somebody_is_and_leads_them_on_where_they_were_going(
    tablet_pages: PageClient, cast: Cast
) -> None:
    asked = tablet_pages.client.get("/station")
    assert asked.headers["Location"] == "/who?back=/station"
    page = tablet_pages.get("/who?back=/station")
    fields = {"csrf_token", "token", "back"}
    values = {
        field.get("name"): field.get("value", "")
        for field in page.form("/sign-in/card").all("input")
        if field.get("name") in fields
    }
    answer = tablet_pages.client.post("/sign-in/card", data={**values, "card": cast.cards["tomasz"]})
    assert answer.headers["Location"] == "/station"
    grid = tablet_pages.get("/who?back=/station")
    assert any("back=/station" in link for link in grid.links), "a picture and PIN lead on as well"


def test_a_page_shut_to_a_card_alone_asks_for_the_pin_and_goes_on(tablet: Client, cast: Cast) -> None:
    show_card(tablet, cast, "mary")
    assert tablet.get("/registers").headers["Location"] == "/sign-in/confirm?back=/registers"
    assert tablet.post("/api/v1/sign-in/confirm", json={}, headers=API).status_code != 303
    give_pin(tablet, cast, "mary")
    assert tablet.get("/registers").status_code == 200
    show_card(tablet, cast, "amina")
    assert tablet.get("/registers").status_code == 403, "a PIN would open nothing to a volunteer"


def test_a_browser_that_is_no_tablet_asks_for_the_password(client: Client, cast: Cast) -> None:
    assert client.get("/admin").headers["Location"].startswith("/sign-in?back=")
