"""The public page: the story only after release, nothing personal, no cookie, in the stranger's own language."""

from __future__ import annotations

import pytest
from flask import Flask

from core.clock import now
from core.db import fast, transaction
from core.ids import new_client_id
from tests.cast import Cast
from tests.front_desk.doors import pair
from tests.inventory.conftest import Desk
from tests.pages import Client, PageClient


def stranger(app: Flask, **headers: str) -> PageClient:
    return PageClient(app)


def agree(desk: Desk, name: str) -> None:
    with transaction():
        fast().run(
            "INSERT INTO consent (person_id, kind, version, how, given_at) "
            "VALUES (?, 'first_name_public', '1', 'seen', ?)",
            (desk.scene.cast.people[name], now()),
        )


@pytest.mark.parametrize("stage", ["received", "in_work", "ready"])
def test_before_release_it_only_says_whose_it_is(desk: Desk, app: Flask, stage: str) -> None:
    page = stranger(app).get(f"/P/{desk.scene.bring(stage)}")
    assert page.heading == "This belongs to EcoWorks"
    assert "Dining chair" not in page.text and "Ruth" not in page.text


def test_after_release_it_tells_the_story(desk: Desk, app: Flask) -> None:
    page = stranger(app).get(f"/P/{desk.scene.bring('released')}")
    assert page.heading == "Dining chair"
    for words in (
        "7.0 kg",
        "made ready",
        "Care",
        "Something is wrong",
        "Bring it back",
        "I’d like one",
        "Join us",
    ):
        assert words in page.text


@pytest.mark.parametrize("spelling", [str.lower, str.upper, lambda c: c[:3] + "-" + c[3:]])
def test_any_spelling_of_the_code_is_read(desk: Desk, app: Flask, spelling: object) -> None:
    code = desk.scene.bring("released")
    for path in ("P", "p"):
        assert stranger(app).get(f"/{path}/{spelling(code)}").heading == "Dining chair"  # type: ignore[operator]


def test_it_names_nobody_who_did_not_agree(desk: Desk, app: Flask) -> None:
    code = desk.scene.bring("released")
    assert "Made by volunteers in Coventry" in stranger(app).get(f"/P/{code}").text
    agree(desk, "ruth")
    assert "Ruth" in stranger(app).get(f"/P/{code}").text
    with transaction():
        fast().run("UPDATE consent SET withdrawn_at = ? WHERE kind = 'first_name_public'", (now(),))
    assert "Ruth" not in stranger(app).get(f"/P/{code}").text


def test_no_destination_donor_place_or_day_is_told(desk: Desk, app: Flask) -> None:
    code = desk.scene.bring("released")
    body = stranger(app).get(f"/P/{code}").response.get_data(as_text=True)
    for word in ("sale", "Shelf", "COV-A1", "N-0", "D-0", now().date().isoformat()):
        assert word not in body
    day = now().date()
    assert f"{day.day} {day:%b}" not in body


def test_only_approved_photos_are_shown_and_served(desk: Desk, app: Flask) -> None:
    code = desk.scene.bring("released")
    photo = fast().row("SELECT id FROM photo WHERE kind = 'after' AND piece_id = (SELECT MAX(id) FROM piece)")
    assert photo is not None
    with transaction():
        fast().run("UPDATE photo SET sha256 = ?", ("a" * 64,))
    assert photo[0] not in stranger(app).get(f"/P/{code}").response.get_data(as_text=True)
    assert stranger(app).client.get(f"/photos/{photo[0]}").status_code == 404
    with transaction():
        fast().run("UPDATE photo SET approved_at = ? WHERE id = ?", (now(), photo[0]))
    assert photo[0] in stranger(app).get(f"/P/{code}").response.get_data(as_text=True)


def test_a_stranger_gets_no_cookie(desk: Desk, app: Flask) -> None:
    for code in (desk.scene.bring("released"), desk.scene.label(), "7777777"):
        answer = Client(app, use_cookies=True).get(f"/P/{code}")
        assert "Set-Cookie" not in answer.headers


def test_the_strangers_own_language_is_spoken_and_can_be_changed(desk: Desk, app: Flask) -> None:
    code = desk.scene.bring("released")
    own = stranger(app).get(f"/P/{code}", headers={"Accept-Language": "ar,en;q=0.5"})
    assert own.tree.one("html").get("dir") == "rtl"
    assert stranger(app).get(f"/P/{code}?language=ar").tree.one("html").get("lang") == "ar"
    assert stranger(app).get(f"/P/{code}?language=xx").tree.one("html").get("lang") == "en"


def test_an_unknown_code_is_told_kindly(desk: Desk, app: Flask) -> None:
    for code in ("7777777", "x", "%F0%9F%AA%91", "Z" * 300):
        page = stranger(app).get(f"/P/{code}", 404)
        assert page.heading == "This code is not one of ours"


def test_staff_and_paired_tablets_go_on_to_the_piece(desk: Desk, app: Flask, cast: Cast) -> None:
    code = desk.scene.bring("released")
    assert desk.browser.client.get(f"/P/{code}").location == f"/pieces/{code}"
    tablet = Client(app, use_cookies=True)
    pair(tablet, cast)
    assert tablet.get(f"/P/{code.lower()}").location == f"/pieces/{code}"


def test_a_recalled_to_work_piece_hides_its_story_again(desk: Desk, app: Flask) -> None:
    code = desk.scene.bring("released")
    desk.scene.take(
        code, "intake",
        {"category": "dining-or-kitchen-chair-wooden", "weight": "average", "photos": [new_client_id()],
         "answers": {"intent": "yes", "infestation": "no"}},
    )  # fmt: skip
    assert desk.scene.stage(code) == "received"
    assert stranger(app).get(f"/P/{code}").heading == "This belongs to EcoWorks"
