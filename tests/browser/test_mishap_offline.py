"""Without a line a tablet says who is in the building, and takes an accident or near miss, which arrives once."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from core.db import fast
from tests import browsers
from tests.browser.stage import Stage
from tests.browser.tablets import Tablet, until

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def told(app: Flask) -> list[tuple[Any, ...]]:
    """What the house knows of mishaps."""
    with app.app_context():
        return fast().rows("SELECT gravity, kind, book_page FROM mishap")


def test_a_fire_list_and_an_accident_without_a_line(app: Flask, stage: Stage, tablet: Tablet) -> None:
    tablet.open()
    tablet.show(stage.cast.cards["tomasz"])
    tablet.page.wait_for_selector("#going-home")
    tablet.tap("#fire")
    expect(tablet.page.locator("#inside")).to_contain_text("Tomasz")
    tablet.page.wait_for_selector("#as-of")
    tablet.page.context.set_offline(True)
    tablet.line("away")
    tablet.tap("#look-again")
    expect(tablet.page.locator("#as-of")).to_contain_text("As of ")
    browsers.keep_shot(tablet.page, "fire-list")
    one = tablet.page.locator(".fire-one").first
    one.click()
    expect(one).to_have_attribute("aria-pressed", "true")
    expect(tablet.page.locator(".fire-count")).to_contain_text("0")

    tablet.tap(".chip-back")
    tablet.tap("#mishap")
    browsers.keep_shot(tablet.page, "mishap-kinds")
    tablet.tap("[data-kind='falling']")
    tablet.tap("[data-gravity='accident']")
    expect(tablet.page.locator("#tell")).to_be_disabled()
    tablet.page.fill("#page", "17")
    browsers.keep_shot(tablet.page, "mishap-where")
    tablet.tap("#tell")
    tablet.page.wait_for_selector("#type-code")
    until(lambda: [event["kind"] for event in tablet.queue()] == ["mishap"], 15)
    assert told(app) == []
    tablet.page.context.set_offline(False)
    until(lambda: told(app) == [("accident", "falling", "17")], 60)
    until(lambda: tablet.queue() == [], 30)
    assert tablet.errors == []
