"""The tap budgets of a practised volunteer: counted, not promised."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect

from inventory.services.record import state_of
from tests.browser.stage import CHAIR, SOFA, Stage, take_in
from tests.browser.tablets import Tablet

pytestmark = pytest.mark.browser

COUNT_KEYS = (
    "() => { window.typed = 0; document.addEventListener('keydown', () => { window.typed += 1; }, true); }"
)


def typed(tablet: Tablet) -> int:
    """Keys pressed since counting began."""
    return int(tablet.page.evaluate("window.typed"))


def begin(tablet: Tablet, card: str) -> None:
    tablet.open()
    tablet.page.evaluate(COUNT_KEYS)
    tablet.show(card)
    expect(tablet.page.locator("#who")).not_to_contain_text("Who are you?")


def take(tablet: Tablet, code: str, path: list[str]) -> int:
    """Take a piece in along the given taps; how many photos it took."""
    photos = 0
    tablet.scan(code)
    for selector in path:
        tablet.page.wait_for_selector(selector)
        heading = tablet.page.locator("h1").first.inner_text()
        tablet.tap(selector)
        photos += selector == "#shutter"
        tablet.page.wait_for_function(
            "([selector, heading]) => document.querySelector('h1')?.innerText !== heading"
            " || !document.querySelector(selector)",
            arg=[selector, heading],
        )
    return photos


def test_signing_in_is_one_card_and_no_tap(stage: Stage, tablet: Tablet) -> None:
    begin(tablet, stage.cast.cards["tomasz"])
    assert tablet.taps == 0 and typed(tablet) == 0


def test_moving_on_is_one_scan_and_one_tap_and_undo_is_one_more(
    app: Flask, stage: Stage, tablet: Tablet
) -> None:
    with app.app_context():
        code = take_in(stage)
    begin(tablet, stage.cast.cards["tomasz"])
    tablet.scan(code)
    tablet.tap("#next")
    tablet.page.wait_for_selector("#last")
    assert tablet.taps == 1
    box = tablet.page.locator("#undo").bounding_box()
    assert box is not None and box["y"] + box["height"] <= 1280
    tablet.tap("#undo")
    expect(tablet.page.locator("#last")).to_have_count(0)
    assert tablet.taps == 2
    with app.app_context():
        state = state_of(code)
    assert state is not None and state.stage == "received"


def test_a_wooden_chair_is_taken_in_with_eight_taps_one_photo_and_nothing_typed(
    app: Flask, stage: Stage, tablet: Tablet
) -> None:
    begin(tablet, stage.cast.cards["amina"])
    code = stage.take_blank()
    path = [
        "#shutter",
        f"[data-category='{CHAIR}']",
        "#usual-weight",
        "[data-answer='yes']",
        "[data-answer='no']",
    ]
    photos = take(tablet, code, [*path, "#take-in"])
    tablet.page.wait_for_selector("#next-piece")
    assert tablet.taps <= 8 and photos == 1 and typed(tablet) == 0
    with app.app_context():
        state = state_of(code)
    assert state is not None and (state.stage, state.category) == ("received", CHAIR)


def test_a_sofa_with_all_its_gates_takes_fourteen_taps_and_three_photos(
    app: Flask, stage: Stage, tablet: Tablet
) -> None:
    begin(tablet, stage.cast.cards["tomasz"])
    code = stage.take_blank()
    answers = ["yes", "no", "no", "yes"]
    path = [
        "#shutter",
        f"[data-category='{SOFA}']",
        "#usual-weight",
        *(f"[data-answer='{one}']" for one in answers),
    ]
    path += ["#shutter", "[data-answer='yes']", "[data-answer='yes']", "#take-in"]
    photos = take(tablet, code, path)
    tablet.page.wait_for_selector("#next-piece")
    assert tablet.taps <= 14 and photos <= 3 and typed(tablet) == 0
    with app.app_context():
        state = state_of(code)
    assert state is not None and state.answers["fire_label"].photo
    assert state.stage == "quarantine", "a volunteer's word on the fire label waits for a checker"
