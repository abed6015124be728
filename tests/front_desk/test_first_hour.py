"""A new person's first hour: a blank card, four answers, no e-mail; the same from a tablet's queue."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale

from core.audit import broken_lines
from core.clock import milliseconds, now
from core.db import db
from core.ids import lookup_key, new_client_id, proof_key, proof_message, read_card, sign_proof
from core.notice import NOTICE_VERSION
from core.people import Card, Consent, Person, Role
from core.sealing import sealing_key
from core.words import Understanding
from core.young import lacks_permission
from tests.cast import Cast
from tests.fresh import SECRET
from tests.front_desk.doors import post_api, show_card
from tests.pages import Client, PageClient
from tests.scan_desk.tablet_client import seal

TOLD = ("language", "called", "avatar", "notice", "notice_how", "is_young")


def new_newcomer(shown: str, **more: Any) -> dict[str, Any]:
    """What a tablet's queue says of a new person who showed a blank card."""
    token = read_card(shown)
    assert token is not None
    key, number = proof_key(token), str(more.pop("id", new_client_id()))
    moment = milliseconds(now())
    told = {
        "language": "ti",
        "called": "ሰላም",
        "avatar": "tulip",
        "notice": NOTICE_VERSION,
        "notice_how": "heard",
        **{name: more.pop(name) for name in list(more) if name in TOLD},
    }
    sealed = base64.b64encode(
        seal(sealing_key(SECRET), json.dumps(told).encode(), f"newcomer:{number}")
    ).decode()
    return {
        "id": number,
        "card": lookup_key(key),
        "proof": sign_proof(key, proof_message("newcomer", number, sealed)),
        "sealed": sealed,
        "at": moment,
        "now": moment,
        **more,
    }


def test_a_blank_card_begins_the_first_hour_and_four_answers_end_it(
    app: Flask, tablet_pages: PageClient, cast: Cast
) -> None:
    page = tablet_pages.get("/who")
    page = tablet_pages.submit(page, {"card": cast.blank_cards[0]}, action="/sign-in/card")
    token = page.tree.all("input", name="csrf_token")[0].get("value")
    answers = {"csrf_token": token, "token": new_client_id(), "language": "fr"}
    page = tablet_pages.post("/first-hour", answers, 200)
    assert page.tree.one("html").get("lang") == "fr"
    page = tablet_pages.post("/first-hour", {**answers, "called": "Fatou"}, 200)
    page = tablet_pages.post("/first-hour", {**answers, "called": "Fatou", "avatar": "bird"}, 200)
    done = {**answers, "called": "Fatou", "avatar": "bird", "notice_how": "seen", "interpreter": "nobody"}
    page = tablet_pages.post("/first-hour", {**answers, "called": "Fatou", "is_young": "yes"}, 200)
    assert {one.get("value") for one in page.tree.all("input", name="is_young")} == {"yes"}
    done["is_young"] = "yes"
    assert tablet_pages.client.post("/first-hour", data=done).status_code == 303
    person = tablet_pages.client.get("/api/v1/me").json["person"]
    assert (person["alias"], person["language"], person["avatar"]) == ("Fatou", "fr", "bird")
    with app.app_context():
        row = db.session.query(Person).filter_by(number=person["number"]).one()
        assert lacks_permission(row.id)
        assert db.session.query(Role).filter_by(person_id=row.id).one().role == "volunteer"
        consent = db.session.query(Consent).filter_by(person_id=row.id).one()
        assert (consent.kind, consent.version, consent.how) == ("privacy_notice", NOTICE_VERSION, "seen")
        assert list(broken_lines()) == []


def test_a_name_with_a_forbidden_number_is_asked_again(tablet_pages: PageClient, cast: Cast) -> None:
    page = tablet_pages.submit(
        tablet_pages.get("/who"), {"card": cast.blank_cards[0]}, action="/sign-in/card"
    )
    token = page.tree.all("input", name="csrf_token")[0].get("value")
    page = tablet_pages.post(
        "/first-hour", {"csrf_token": token, "language": "en", "called": "Ali QQ123456C"}, 422
    )
    assert "We never keep those" in page.text


def test_the_first_hour_begins_with_a_card_only(tablet_pages: PageClient, cast: Cast) -> None:
    assert tablet_pages.client.get("/first-hour").status_code == 303


def test_a_tablet_brings_a_newcomer_once_however_often_it_sends(
    app: Flask, tablet: Client, cast: Cast
) -> None:
    body = new_newcomer(cast.blank_cards[0])
    first, again = post_api(tablet, "newcomers", body), post_api(tablet, "newcomers", body)
    assert (first.json["result"], again.json["result"]) == ("stored", "repeated")
    assert first.json["person"] == again.json["person"]
    assert show_card(tablet, Cast(cards={"x": cast.blank_cards[0]}), "x").json["person"]["alias"] == "ሰላም"
    young = post_api(tablet, "newcomers", new_newcomer(cast.blank_cards[1], is_young=True)).json["person"]
    with app.app_context():
        made = [
            db.session.query(Person).filter_by(number=one["number"]).one()
            for one in (first.json["person"], young)
        ]
        assert [lacks_permission(one.id) for one in made] == [False, True]


def test_it_happened_when_the_tablet_says(app: Flask, tablet: Client, cast: Cast) -> None:
    then = milliseconds(now() - timedelta(hours=5))
    number = post_api(tablet, "newcomers", new_newcomer(cast.blank_cards[0], at=then)).json["person"][
        "number"
    ]
    with app.app_context():
        made = db.session.query(Person).filter_by(number=number).one().made_at
        assert abs(milliseconds(made) - then) < 5000


def test_two_people_never_share_a_card(tablet: Client, cast: Cast) -> None:
    assert post_api(tablet, "newcomers", new_newcomer(cast.blank_cards[0])).status_code == 200
    assert post_api(tablet, "newcomers", new_newcomer(cast.blank_cards[0])).status_code == 409


@pytest.mark.parametrize(
    "more",
    [
        {"proof": "0" * 64},
        {"card": "0" * 64},
        {"language": "xx"},
        {"called": " "},
        {"called": "AB 12 34 56 C"},
        {"notice": ""},
        {"notice_how": "guessed"},
        {"id": "nonsense"},
        {"called": None},
        {"sealed": "bm9uc2Vuc2U="},
        {"sealed": "?"},
        {"sealed": 7},
    ],
)
def test_what_does_not_hold_is_refused_and_stores_nobody(
    app: Flask, tablet: Client, cast: Cast, more: dict[str, Any]
) -> None:
    body = new_newcomer(cast.blank_cards[0], **more)
    answer = post_api(tablet, "newcomers", body)
    assert answer.status_code == 422 and answer.json["error"]["message"]
    with app.app_context():
        assert db.session.query(Card).filter_by(state="blank").count() == len(cast.blank_cards)


def test_a_trainers_card_and_two_taps_give_a_new_pin(tablet_pages: PageClient, cast: Cast) -> None:
    show_card(tablet_pages.client, cast, "mary")
    page = tablet_pages.get("/help?q=amina")
    assert "Amina" in page.text
    page = tablet_pages.get(f"/help/{cast.numbers['amina']}")
    page = tablet_pages.submit(page, action=f"/help/{cast.numbers['amina']}/pin", status=200)
    pin = "".join(letter for letter in page.text.split("Amina")[-1] if letter.isdigit())[:6]
    answer = post_api(tablet_pages.client, "sign-in/pin", {"number": cast.numbers["amina"], "pin": pin})
    assert answer.json["person"]["alias"] == "Amina"


def test_a_trainers_card_and_two_taps_give_a_new_card(tablet_pages: PageClient, cast: Cast) -> None:
    number = cast.numbers["amina"]
    show_card(tablet_pages.client, cast, "mary")
    page = tablet_pages.get(f"/help/{number}")
    page = tablet_pages.submit(page, action=f"/help/{number}/card", status=200)
    page = tablet_pages.submit(
        page, {"card": cast.blank_cards[0]}, action=f"/help/{number}/new-card", status=200
    )
    assert show_card(tablet_pages.client, cast, "amina").status_code == 403
    fresh = Cast(cards={"amina": cast.blank_cards[0]})
    assert show_card(tablet_pages.client, fresh, "amina").json["person"]["alias"] == "Amina"


@pytest.mark.parametrize(
    ("helper", "helped"), [("mary", "ruth"), ("mary", "ann"), ("ruth", "ann"), ("amina", "dev")]
)
def test_nobody_helps_somebody_above_them(tablet: Client, cast: Cast, helper: str, helped: str) -> None:
    """A trainer who could set a coordinator's PIN would be a coordinator."""
    post_api(tablet, "sign-in/pin", {"number": cast.numbers[helper], "pin": "418093"})
    token = tablet.get("/api/v1/me").json["csrf"]
    answer = tablet.post(f"/help/{cast.numbers[helped]}/pin", data={"csrf_token": token})
    assert answer.status_code in (403, 404)


def test_nobody_helps_somebody_of_another_site(tablet: Client, cast: Cast) -> None:
    post_api(tablet, "sign-in/pin", {"number": cast.numbers["ruth"], "pin": "418093"})
    assert tablet.get(f"/help/{cast.numbers['grace']}").status_code == 404


def test_the_english_stands_below_a_languages_own_words_and_once_where_it_has_none(
    app: Flask, tablet_pages: PageClient, cast: Cast
) -> None:
    page = tablet_pages.submit(
        tablet_pages.get("/who"), {"card": cast.blank_cards[0]}, action="/sign-in/card"
    )
    token = page.tree.all("input", name="csrf_token")[0].get("value")
    page = tablet_pages.post("/first-hour", {"csrf_token": token, "language": "pl"}, 200)
    heading = page.tree.one("h1").text
    assert heading.endswith("What shall we call you?") and heading != "What shall we call you?"
    with app.test_request_context("/"), force_locale("pl"):
        once = render_template_string("{{ duo('Words that no catalogue has') }}")
    assert once.count("Words that no catalogue has") == 1


def test_unchecked_words_carry_no_consent_without_who_interpreted(
    app: Flask, tablet_pages: PageClient, cast: Cast
) -> None:
    show_card(tablet_pages.client, cast, "mary")
    post_api(tablet_pages.client, "sign-in/out", {})
    page = tablet_pages.submit(
        tablet_pages.get("/who"), {"card": cast.blank_cards[0]}, action="/sign-in/card"
    )
    token = page.tree.all("input", name="csrf_token")[0].get("value")
    told = {
        "csrf_token": token,
        "token": new_client_id(),
        "language": "ar",
        "called": "Noor",
        "avatar": "fox",
    }
    page = tablet_pages.post("/first-hour", told, 200)
    assert "No person has checked these words yet" in page.text and "Mary" in page.text
    page = tablet_pages.post("/first-hour", {**told, "notice_how": "seen"}, 422)
    with app.app_context():
        assert db.session.query(Consent).count() == 0
    done = {**told, "notice_how": "heard", "interpreter": cast.numbers["mary"]}
    assert tablet_pages.client.post("/first-hour", data=done).status_code == 303
    with app.app_context():
        row = db.session.query(Understanding).one()
        assert (row.language, row.is_checked, row.interpreted) == ("ar", False, "person")
        assert row.interpreter_id == cast.people["mary"]


def test_a_queued_newcomer_whom_nobody_asked_is_kept_and_said_to_the_desk(
    app: Flask, tablet: Client, cast: Cast
) -> None:
    assert post_api(tablet, "newcomers", new_newcomer(cast.blank_cards[0])).status_code == 200
    with app.app_context():
        row = db.session.query(Understanding).one()
        assert (row.language, row.interpreted, row.interpreter_id) == ("ti", "unasked", None)
