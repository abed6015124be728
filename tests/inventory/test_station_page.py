"""Station mode without a script: chosen once, then each code is one event; refusals and wall cards are understood."""

from __future__ import annotations

import pytest
from flask import Flask

from core.db import fast
from tests.cast import Cast
from tests.front_desk.doors import pair, show_card
from tests.inventory.scene import make_scene
from tests.pages import Page, PageClient


@pytest.fixture
def at_station(app: Flask, cast: Cast, page_client: PageClient) -> tuple[PageClient, list[str], str]:
    """Dev at Coventry's tablet; codes of two checked pieces and of one that is only received."""
    with app.app_context():
        scene = make_scene(cast, labels=12)
        codes = [scene.bring("checked"), scene.bring("checked")]
        received = scene.bring("received")
    pair(page_client.client, cast)
    show_card(page_client.client, cast, "dev")
    return page_client, codes, received


def _scan(browser: PageClient, page: Page, code: str, status: int = 303) -> Page:
    return browser.submit(page, {"code": code}, action="/station", button="Do it", status=status)


def _stage(app: Flask, code: str) -> tuple[str, str]:
    with app.app_context():
        row = fast().row("SELECT stage, step FROM piece WHERE code = ?", (code,))
        assert row is not None
        return row[0], row[1]


def test_each_code_moves_its_piece_and_the_list_grows(
    app: Flask, at_station: tuple[PageClient, list[str], str]
) -> None:
    browser, codes, _ = at_station
    page = browser.get("/station?does=STEP.REPAIR")
    page = _scan(browser, page, f"HTTPS://ECO.EXAMPLE/P/{codes[0]}")
    page = _scan(browser, page, codes[1].lower())
    assert [_stage(app, code) for code in codes] == [("in_work", "repair")] * 2
    assert page.text.index(codes[1]) < page.text.index(codes[0])
    page = _scan(browser, page, codes[1])
    assert "Already here" in page.text


def test_a_gate_holds_here_too_and_says_why_beside_the_field(
    app: Flask, at_station: tuple[PageClient, list[str], str]
) -> None:
    browser, codes, received = at_station
    page = _scan(browser, browser.get("/station?does=STAGE.QUALITY-CHECK"), received, 422)
    assert page.tree.all("p", id="code-error") and _stage(app, received)[0] == "received"


@pytest.mark.parametrize(
    "text", ["nonsense", "7777777", "HTTPS://ECO.EXAMPLE/V/ABC", "ECO:123", "\u202eABC", "<b>"]
)
def test_what_is_no_label_is_said_and_nothing_moves(
    at_station: tuple[PageClient, list[str], str], text: str
) -> None:
    browser, _, _ = at_station
    page = browser.get("/station?does=STEP.REPAIR")
    answer = browser.client.post(
        "/station",
        data={
            "csrf_token": page.tree.all("input", name="csrf_token")[0].get("value"),
            "does": "STEP.REPAIR",
            "code": text,
        },
    )
    assert answer.status_code in (404, 422)


def test_the_last_one_is_taken_back_by_its_button_or_by_the_wall_card(
    app: Flask, at_station: tuple[PageClient, list[str], str]
) -> None:
    browser, codes, _ = at_station
    page = _scan(browser, browser.get("/station?does=STEP.REPAIR"), codes[0])
    page = browser.submit(page, {}, action="/station/undo")
    assert _stage(app, codes[0])[0] == "checked" and "taken back" in page.text
    page = _scan(browser, page, codes[1])
    page = _scan(browser, page, "HTTPS://ECO.EXAMPLE/S/UNDO")
    assert _stage(app, codes[1])[0] == "checked"
    assert "nothing to take back" in _scan(browser, page, "HTTPS://ECO.EXAMPLE/S/UNDO", 422).text


def test_a_wall_card_chooses_something_else(at_station: tuple[PageClient, list[str], str]) -> None:
    browser, codes, _ = at_station
    page = browser.get("/station?does=STEP.REPAIR")
    page = _scan(browser, page, "HTTPS://ECO.EXAMPLE/L/COV-A1")
    assert "Shelf A1" in page.text
    page = _scan(browser, page, codes[0])
    assert codes[0] in page.text


def test_another_sites_place_is_no_station(at_station: tuple[PageClient, list[str], str]) -> None:
    browser, _, _ = at_station
    assert "What does every scan do?" in browser.get("/station?does=WOL-A1").text


def test_the_shell_leads_there_without_a_script(at_station: tuple[PageClient, list[str], str]) -> None:
    browser, _, _ = at_station
    page = browser.get("/scan")
    assert page.tree.all("a", href="/station") and page.tree.all("a", href="/who")
    assert "Shelf A1" in browser.get("/station").text
