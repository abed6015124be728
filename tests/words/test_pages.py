"""The pages of words: found by filter and search, corrected and approved in place, taken out and in as a catalogue."""

from __future__ import annotations

import io
from typing import Any

import pytest
from babel.messages.pofile import read_po
from flask import Flask

from core.catalogues import catalogue_path, key_of
from core.db import db
from core.people import Permit
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient

YES = key_of("Yes")
WRONG_PO = [
    b"",
    b"nothing of the kind",
    b"\xff\xfe\x00\x01",
    b'msgid "Yes"\nmsgstr "unclosed',
    b'msgid "Yes"\nmsgid_plural "Yeses"\nmsgstr[99] "x"\n',
]


def test_each_language_says_how_far_it_is_and_who_reviews_it(desk: PageClient) -> None:
    page = desk.get("/texts")
    assert "Mary" in page.text and "العربية" in page.text and "yours" in page.text


def test_texts_are_found_by_filter_and_in_both_languages(desk: PageClient) -> None:
    page = desk.get("/texts/ar?state=safety&q=fire+label")
    assert "Can you see the fire label?" in page.text and "not yet checked" in page.text
    assert "Where does it go?" not in page.text
    page = desk.get("/texts/ar?state=all&q=نعم")
    assert "Yes" in page.text
    assert "No text fits" in desk.get("/texts/ar?state=approved&q=zzzz").text
    assert "More" in desk.get("/texts/ar?state=all").text
    assert desk.get("/texts/ar?state=all&from=99999999&q=").text
    assert desk.get("/texts/ti?state=missing").text


def test_a_text_is_corrected_and_every_screen_says_it(desk: PageClient, app: Flask, cast: Cast) -> None:
    page = desk.get(f"/texts/ar/{YES}")
    page = desk.submit(page, {"form": "أجل"}, action=f"/texts/ar/{YES}", button="Save and approve")
    assert "Mary" in page.text and "approved" in page.text
    words = desk.client.get("/words/ar.json").json
    assert words["Yes"] == "أجل"


def test_a_text_whose_places_are_lost_is_refused_and_what_was_typed_stays(desk: PageClient) -> None:
    key = key_of("Put it on %(place)s.")
    page = desk.get(f"/texts/ar/{key}")
    page = desk.submit(
        page, {"form": "ضعه هناك"}, action=f"/texts/ar/{key}", button="Save and approve", status=422
    )
    assert "%(place)s is missing" in page.text and "ضعه هناك" in page.text


def test_one_press_in_the_list_approves(desk: PageClient) -> None:
    page = desk.get("/texts/ar?state=safety&q=Can+you+see+the+fire+label")
    key = key_of("Can you see the fire label?")
    page = desk.submit(page, {}, action=f"/texts/ar/{key}/approve")
    assert "approved" in page.text and page.url.startswith("/texts/ar?state=safety")


def test_a_trainer_looks_and_changes_nothing(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "mary")
    page = page_client.get(f"/texts/ar/{YES}")
    assert not page.tree.all("textarea")
    token = page.tree.all("input", name="csrf_token")[0].get("value")
    answer = page_client.client.post(f"/texts/ar/{YES}", data={"csrf_token": token, "form": "x"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({}, 422),
        ({"form": ""}, 422),
        ({"form": ["a", "b"]}, 422),
        ({"form": "أجل", "seen": "-1"}, 303),
        ({"form": "أجل", "seen": "9" * 40}, 303),
        ({"form": "\u202e"}, 422),
        ({"form": "x" * 100_000}, 422),
    ],
)
def test_bad_input_is_a_sentence_and_never_a_fault(
    desk: PageClient, data: dict[str, Any], status: int
) -> None:
    token = desk.get(f"/texts/ar/{YES}").tree.all("input", name="csrf_token")[0].get("value")
    answer = desk.client.post(f"/texts/ar/{YES}", data={"csrf_token": token, **data})
    assert answer.status_code == status


@pytest.mark.parametrize(
    "address", ["/texts/xx", "/texts/ar/nonsense", "/texts/xx/messages.po", f"/texts/xx/{YES}"]
)
def test_what_does_not_exist_is_not_found(desk: PageClient, address: str) -> None:
    assert desk.client.get(address).status_code == 404


def test_a_catalogue_without_corrections_goes_out_as_it_came(desk: PageClient) -> None:
    answer = desk.client.get("/texts/ar/messages.po")
    assert answer.data == catalogue_path("ar").read_bytes()


def test_a_catalogue_goes_out_and_comes_in_again(desk: PageClient, app: Flask) -> None:
    page = desk.get(f"/texts/ar/{YES}")
    desk.submit(page, {"form": "أجل أجل"}, action=f"/texts/ar/{YES}", button="Save and approve")
    data = desk.client.get("/texts/ar/messages.po").data
    brought = read_po(io.BytesIO(data), locale="ar")
    assert brought["Yes"].string == "أجل أجل" and not brought["Yes"].fuzzy and brought["No"].fuzzy
    changed = data.replace("أجل أجل".encode(), "بلى".encode())
    changed = changed.replace(b'msgid "No"\nmsgstr "', b'msgid "No"\nmsgstr "%(x)s')
    page = desk.submit(
        desk.get("/texts/ar"),
        {"file": (io.BytesIO(changed), "ar.po"), "approves": "y"},
        action="/texts/ar/import",
    )
    said = page.tree.one("div", class_="notices").text
    assert "1 text is taken" in said and "«No»: %(x)s is not in the English" in said, said
    assert desk.client.get("/words/ar.json").json["Yes"] == "بلى"
    again = desk.submit(
        page, {"file": (io.BytesIO(changed), "ar.po"), "approves": "y"}, action="/texts/ar/import"
    )
    assert "0 texts are taken" in again.text


@pytest.mark.parametrize("data", WRONG_PO)
def test_what_is_no_catalogue_is_refused(desk: PageClient, data: bytes) -> None:
    page = desk.submit(
        desk.get("/texts/ar"), {"file": (io.BytesIO(data), "x.po")}, action="/texts/ar/import", status=422
    )
    assert page.tree.all("div", id="errors")


def test_a_coordinator_names_a_reviewer_and_a_trainer_cannot(
    page_client: PageClient, app: Flask, cast: Cast
) -> None:
    from core.clock import today

    values = {"kind": "words:pl", "source": "document", "starts_on": str(today()), "ends_on": str(today())}
    number = cast.numbers["tomasz"]
    sign_in(page_client, "ann")
    page_client.submit(
        page_client.get(f"/people/{number}"),
        values,
        action=f"/people/{number}/permits",
        button="Give the permit",
    )
    with app.app_context():
        assert db.session.query(Permit).filter_by(kind="words:pl").count() == 1
    assert "Tomasz" in page_client.get("/texts").text
