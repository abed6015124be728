"""Going home: one tap at the scanner, each card at the door, and a day without a line that is told once it is back."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect

from core.db import fast
from tests import browsers
from tests.browser.stage import Stage
from tests.browser.tablets import Tablet, until

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def visits(app: Flask) -> list[tuple[str, bool, str]]:
    """Who was here, whether they are gone, and what for."""
    with app.app_context():
        rows = fast().rows(
            "SELECT n.called, v.left_at IS NOT NULL, v.work FROM visit v "
            "JOIN person_name n ON n.person_id = v.person_id WHERE NOT v.is_void ORDER BY v.came_at, v.id"
        )
        return [(row[0], bool(row[1]), row[2]) for row in rows]


def test_one_tap_goes_home_and_one_picture_says_what_for(app: Flask, stage: Stage, tablet: Tablet) -> None:
    tablet.open()
    tablet.show(stage.cast.cards["tomasz"])
    tablet.page.wait_for_selector("#going-home")
    browsers.keep_shot(tablet.page, "home-with-going-home")
    until(lambda: visits(app) == [("Tomasz", False, "")], 15)
    tablet.tap("#going-home")
    tablet.page.wait_for_selector("[data-work='makeover']")
    browsers.keep_shot(tablet.page, "going-home")
    tablet.tap("[data-work='makeover']")
    tablet.page.wait_for_selector("#type-code")
    expect(tablet.page.locator("#going-home")).to_have_count(0)
    until(lambda: visits(app) == [("Tomasz", True, "makeover")], 15)
    assert tablet.errors == []


def test_at_the_door_each_card_comes_and_goes_in_its_own_language(
    app: Flask, stage: Stage, tablet: Tablet
) -> None:
    tablet.open()
    tablet.tap("#who")
    tablet.tap("#door")
    tablet.heading("Show your card")
    browsers.keep_shot(tablet.page, "door")
    tablet.show(stage.cast.cards["amina"])
    tablet.page.wait_for_selector("#here")
    expect(tablet.page.locator("html")).to_have_attribute("lang", "ar")
    until(lambda: visits(app) == [("Amina", False, "")], 15)
    tablet.show(stage.cast.cards["dev"])
    until(lambda: ("Dev", False, "") in visits(app), 15)
    tablet.show(stage.cast.cards["amina"])
    tablet.page.wait_for_selector("[data-work='course_help']")
    browsers.keep_shot(tablet.page, "door-going-arabic")
    tablet.tap("[data-work='course_help']")
    until(lambda: ("Amina", True, "course_help") in visits(app), 15)
    assert ("Dev", False, "") in visits(app)
    assert tablet.errors == []


def test_a_door_without_a_line_keeps_what_it_saw_and_tells_it_once(
    app: Flask, stage: Stage, tablet: Tablet
) -> None:
    tablet.open()
    tablet.tap("#who")
    tablet.tap("#door")
    tablet.page.context.set_offline(True)
    tablet.line("away")
    tablet.show(stage.cast.cards["tomasz"])
    tablet.page.wait_for_selector("#here")
    tablet.show(stage.cast.cards["tomasz"])
    expect(tablet.page.locator("[data-work]")).to_have_count(0)
    tablet.page.wait_for_timeout(5500)  # it was still in the hand; now it is shown anew
    tablet.show(stage.cast.cards["tomasz"])
    tablet.page.wait_for_selector("[data-work='other']")
    tablet.tap("[data-work='other']")
    until(lambda: len(tablet.queue()) == 3, 15)
    assert visits(app) == []
    tablet.page.context.set_offline(False)
    until(lambda: visits(app) == [("Tomasz", True, "other")], 60)
    until(lambda: tablet.queue() == [], 30)
    assert tablet.errors == []
