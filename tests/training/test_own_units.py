"""A learner's own page: what I have shown, what I show again, what is next; my word by card; I do not agree."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from core.db import fast
from tests.cast import Cast
from tests.front_desk.doors import give_pin, pair, show_card, sign_in
from tests.pages import Page, PageClient
from tests.training.assessment_scene import Assessed, make_assessed, press
from training.queries.own_units import own_runs


@pytest.fixture
def shop(app_context: Flask, cast: Cast) -> Assessed:
    return make_assessed(cast, own="amina")


def value_of(page: Page, name: str) -> str:
    """What stands in the one field of that name which has something in it."""
    (found,) = [
        one.get("value") for one in page.tree.all("input") if one.get("name") == name and one.get("value")
    ]
    return found


@pytest.fixture
def tablet(page_client: PageClient, shop: Assessed) -> PageClient:
    """Amina at the tablet, by her card."""
    pair(page_client.client, shop.cast)
    show_card(page_client.client, shop.cast, "amina")
    return page_client


def test_my_units_say_what_is_done_what_to_show_again_and_what_is_next(shop: Assessed) -> None:
    shop.decide(0, 0)
    shop.decide(0, 1, "not_yet", feedback="Wear the glasses")
    (run,) = own_runs(shop.cast.people["amina"])
    (unit,) = run.units
    assert [one.number for one in unit.done] == ["1.1"]
    assert [(one.number, one.feedback) for one in unit.again] == [("1.2", "Wear the glasses")]
    assert [one.number for one in unit.next] == ["1.3", "1.4"]


def test_the_page_speaks_easy_words_in_my_language(tablet: PageClient, shop: Assessed) -> None:
    shop.decide()
    page = tablet.get("/mine/units")
    assert page.tree.one("html").get("dir") == "rtl"
    assert "أظهرت 1 من 4." in page.text and "You have shown 1 of 4." in page.text
    assert "Say what is dangerous: 2" in page.text and "Identify hazard 2" not in page.text


def test_my_card_is_enough_to_say_that_the_work_is_my_own(tablet: PageClient, shop: Assessed) -> None:
    page = tablet.get("/mine/units")
    tablet.submit(page, action="/own-work")
    tablet.submit(page, action="/own-work")
    rows = fast().rows("SELECT registration_id, language FROM own_work")
    assert [tuple(row) for row in rows] == [(shop.registrations[0], "ar")]
    assert "You said: this is my own work." in tablet.get("/mine/units").text


def test_i_do_not_agree_and_somebody_else_looks(
    tablet: PageClient, shop: Assessed, new_page_client: Callable[[], PageClient]
) -> None:
    shop.decide(decision="not_yet")
    page = tablet.submit(tablet.get("/mine/units"), {"reason": "I did focus it"}, action="/appeals/")
    assert "It is kept. Somebody else looks at it." in page.text or "سينظر فيه شخص آخر" in page.text
    desk = new_page_client()
    sign_in(desk, "Ruth")
    page = desk.get("/appeals")
    assert "I did focus it" in page.text
    page = desk.submit(page, {"note": "The photo shows it"}, action="/appeals/", button="It is decided again")
    assert "Signed." in page.text and "it is decided again" in page.text


def test_i_claim_what_i_can_already_and_ask_for_what_helps(
    tablet: PageClient, shop: Assessed, new_page_client: Callable[[], PageClient]
) -> None:
    page = tablet.get("/mine/units")
    tablet.submit(page, {"claim": "Two years at a laser", "unit": str(shop.unit_id)}, action="/claims")
    page = tablet.submit(page, {"what": "dyslexia"}, action="/adjustments", status=422)
    assert "names a condition" in page.text or "حالة" in page.text
    tablet.submit(page, {"what": "Larger print"}, action="/adjustments")
    desk = new_page_client()
    sign_in(desk, "Nia")
    page = desk.get(shop.folder())
    assert "Two years at a laser" in page.text and "Larger print" in page.text
    given = {"criteria": str(shop.criteria[3])}
    page = desk.submit(page, given, action="/claims/", button="It counts: sign")
    assert "Signed." in page.text and "agreed" in page.text
    sign_in(desk, "Ruth")
    page = desk.get(shop.folder())
    page = desk.submit(page, action="/adjustments/", button="Agree")
    assert fast().row("SELECT decision FROM learner_adjustment") == ("agreed",)


def test_what_i_typed_stays_where_it_is_refused(tablet: PageClient, shop: Assessed) -> None:
    shop.decide(decision="not_yet")
    page = tablet.get("/mine/units")
    given = {"claim": "", "evidence": "A paper from Aleppo", "unit": str(shop.unit_id)}
    again = tablet.submit(page, given, action="/claims", status=422)
    assert value_of(again, "evidence") == "A paper from Aleppo"
    again = tablet.submit(page, {"what": "dyslexia"}, action="/adjustments", status=422)
    assert value_of(again, "what") == "dyslexia"
    again = tablet.submit(page, {"reason": "no " * 200}, action="/appeals/", status=422)
    assert value_of(again, "reason") == "no " * 200
    assert fast().row("SELECT count(*) FROM prior_claim") == (0,)


def test_an_assessor_whose_pin_was_wrong_types_the_reason_once(
    tablet: PageClient, shop: Assessed, new_page_client: Callable[[], PageClient]
) -> None:
    given = {"claim": "Two years at a laser", "unit": str(shop.unit_id)}
    tablet.submit(tablet.get("/mine/units"), given, action="/claims")
    desk = new_page_client()
    sign_in(desk, "Nia")
    page = desk.get(shop.folder())
    given = {"criteria": str(shop.criteria[3]), "because": "w" * 401, "decision": "agreed"}
    again = desk.submit(page, given, action="/claims/", button="It counts: sign", status=422)
    assert value_of(again, "because") == "w" * 401
    (ticked,) = [
        one for one in again.tree.all("input") if one.get("name") == "criteria" and one.has("checked")
    ]
    assert ticked.get("value") == str(shop.criteria[3])


def test_another_learners_page_and_folder_are_not_mine(tablet: PageClient, shop: Assessed) -> None:
    assert "Learner 0" not in tablet.get("/mine/units").text
    tablet.get(shop.folder(1), 403)
    for what in ("claims", "adjustments"):
        assert press(tablet, f"/registrations/{shop.registrations[1]}/{what}", claim="x") == 404
    show_card(tablet.client, shop.cast, "tomasz")
    assert "وحدات" in tablet.get("/mine/units").text or "units" in tablet.get("/mine/units").text


def test_a_witness_signs_what_they_saw_at_the_tablet(page_client: PageClient, shop: Assessed) -> None:
    pair(page_client.client, shop.cast)
    give_pin(page_client.client, shop.cast, "mary")
    page = page_client.get("/witness")
    assert "Amina" in page.text
    address = f"{shop.folder()}/witness"
    page = page_client.get(address)
    about = f"{shop.unit_id}-{shop.criteria[0]}"
    page_client.submit(page, {"about": about, "saw": ""}, action=address, status=422)
    page = page_client.submit(page, {"about": about, "saw": "Set the bed twice"}, action=address)
    assert "Signed. The assessor sees it" in page.text
    assert "Set the bed twice" in page_client.get(shop.cell()).text
    show_card(page_client.client, shop.cast, "tomasz")
    page_client.get(address, 404)
