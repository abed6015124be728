"""The way of a chair on a paired tablet whose browser runs no script: plain forms, a hand scanner, file fields."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect

from core.db import fast
from tests import browsers
from tests.browser.stage import CHAIR, Stage
from tests.browser.tablets import pair
from tests.cast import PIN
from tests.live import ThreadServer

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(browser: Any, live_server: ThreadServer, stage: Stage) -> Iterator[Page]:
    """Coventry's tablet, without JavaScript."""
    context = browser.new_context(**browsers.context_arguments(live_server.url), java_script_enabled=False)
    pair(context, live_server.url, stage.tablet)
    page = context.new_page()
    page.goto(f"{live_server.url}/scan")
    yield page
    context.close()


@pytest.fixture
def picture(tmp_path: Path) -> str:
    """A photo for a file field."""
    path = tmp_path / "chair.jpg"
    Image.new("RGB", (640, 480), "sienna").save(path)
    return str(path)


def shot(page: Page, name: str) -> None:
    """A picture for whoever looks, where ECO_SHOTS names a folder."""
    if os.environ.get("ECO_SHOTS"):
        page.screenshot(path=f"{os.environ['ECO_SHOTS']}/{name}.png", full_page=True)


def go(page: Page, path: str) -> None:
    """Open an address of the house."""
    parts = urlsplit(page.url)
    page.goto(f"{parts.scheme}://{parts.netloc}{path}")


def type_code(page: Page, code: str) -> None:
    """The hand scanner types a code into the desk's one field, and Enter."""
    go(page, "/scan")
    page.fill("#code", code)
    page.keyboard.press("Enter")


def show_card(page: Page, card: str) -> None:
    """Somebody's card at “Who are you?”."""
    page.fill("input[name=card]", card)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/who" not in address)


def press(page: Page, words: str) -> None:
    """The button that says so."""
    page.click(f"button:has-text('{words}')")


def unfold(page: Page, words: str) -> None:
    """Open the fold that says so, as a finger does."""
    fold = page.locator(f"details:has(> summary:has-text('{words}'))").first
    if fold.get_attribute("open") is None:
        fold.locator("> summary").click()


def answer(page: Page, question: str, word: str) -> None:
    """Answer a question of a check, in its own fold."""
    unfold(page, "Answer a check")
    unfold(page, question)
    form = page.locator(f"details:has(> summary:has-text('{question}')) form").last
    form.locator(f"label:has(input[value={word}])").click()
    if form.locator("input[name=secret]").count():
        form.locator("input[name=secret]").fill(PIN)
    form.locator("button:has-text('Keep the answer')").click()


def stage_of(app: Flask, code: str) -> str:
    """Where a piece is."""
    with app.app_context():
        row = fast().row("SELECT stage FROM piece WHERE code = ?", (code,))
    assert row is not None
    return str(row[0])


def test_a_chair_comes_in_is_worked_on_checked_and_given_out(
    plain: Page, stage: Stage, app: Flask, picture: str
) -> None:
    code = stage.take_blank()
    plain.click("a[href='/who']")
    show_card(plain, stage.cast.cards["tomasz"])
    type_code(plain, code)
    shot(plain, "what-it-is")
    plain.click(f"label[for='category-{CHAIR}']")
    press(plain, "Go on")
    plain.set_input_files("#photo", picture)
    plain.click("label[for='intent-yes']")
    plain.click("label[for='infestation-no']")
    shot(plain, "questions")
    press(plain, "Take it in")
    assert stage_of(app, code) == "received"
    for button, reached in (
        ("Checked", "checked"),
        ("Store it", "stored"),
        ("Start work", "in_work"),
        ("To quality check", "quality_check"),
    ):
        press(plain, button)
        assert stage_of(app, code) == reached, button
    shot(plain, "quality-check")
    go(plain, "/who")
    press(plain, "I am leaving")
    go(plain, "/who")
    plain.click("a:has-text('Not in the pictures')")
    plain.fill("input[name=number]", stage.cast.numbers["mary"])
    plain.fill("input[name=pin]", PIN)
    plain.keyboard.press("Enter")
    plain.wait_for_url(lambda address: "/who" not in address)
    type_code(plain, code)
    answer(plain, "work well done", "yes")
    assert stage_of(app, code) == "ready"
    answer(plain, "stand firm", "yes")
    unfold(plain, "Photo")
    photo = plain.locator("form[action$='/photos']")
    photo.locator("select[name=shelf]").select_option("after")
    photo.locator("input[type=file]").set_input_files(picture)
    photo.locator("button").last.click()
    unfold(plain, "Give it out")
    plain.click("label:has(input[name=destination][value=organisation])")
    plain.locator("select[name=organisation_id]").select_option(label="Hope House")
    shot(plain, "release")
    plain.locator("form[action$='/releases'] button").last.click()
    assert stage_of(app, code) == "released"


def test_a_press_is_undone_and_a_code_of_nobody_is_told_so(
    plain: Page, stage: Stage, app: Flask, picture: str
) -> None:
    code = stage.take_blank()
    plain.click("a[href='/who']")
    show_card(plain, stage.cast.cards["tomasz"])
    type_code(plain, code)
    plain.click(f"label[for='category-{CHAIR}']")
    press(plain, "Go on")
    plain.set_input_files("#photo", picture)
    plain.click("label[for='intent-yes']")
    plain.click("label[for='infestation-no']")
    press(plain, "Take it in")
    press(plain, "Checked")
    press(plain, "Undo the last thing")
    assert stage_of(app, code) == "received"
    type_code(plain, "NONSENSE")
    expect(plain.locator("h1")).not_to_be_empty()
    assert "500" not in plain.title()
    shot(plain, "nonsense")


def test_a_blank_card_begins_a_first_hour_and_the_language_turns_the_page(
    plain: Page, stage: Stage, app: Flask
) -> None:
    plain.click("a[href='/who']")
    show_card(plain, stage.cast.blank_cards[0])
    plain.wait_for_url("**/first-hour*")
    shot(plain, "first-hour-language")
    plain.locator("main [value=ar]").first.click()
    expect(plain.locator("html")).to_have_attribute("lang", "ar")
    expect(plain.locator("html")).to_have_attribute("dir", "rtl")
    shot(plain, "first-hour-arabic")
