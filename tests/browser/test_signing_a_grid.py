"""An assessor signs a grid at the tablet: a cell with feedback, a criterion for several, under the keyboard too."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from core.db import fast
from tests.browser.stage import Stage
from tests.browser.tablets import Tablet
from tests.cast import PIN
from tests.training.assessment_scene import Assessed, make_assessed

pytestmark = pytest.mark.browser

SMALL = """() => [...document.querySelectorAll('.grid a')].filter(link => {
  const box = link.getBoundingClientRect();
  return box.width < 48 || box.height < 48;
}).length"""


@pytest.fixture
def shop(app: Flask, stage: Stage) -> Assessed:
    """Amina and eleven learners, twelve criteria; Nia may assess."""
    with app.app_context():
        return make_assessed(stage.cast, learners=11, criteria=12, own="amina")


def sign_in(tablet: Tablet, number: str) -> None:
    """By number and PIN, as somebody does whose picture is not there."""
    tablet.open()
    tablet.tap("#who")
    tablet.tap("#by-number")
    tablet.page.fill("#number", number)
    tablet.page.wait_for_selector("[data-digit='1']")
    for digit in PIN:
        tablet.tap(f"[data-digit='{digit}']")
    expect(tablet.page.locator("#who")).to_contain_text("Nia")


def cell(page: Page, words: str) -> Any:
    """The cell that says so."""
    return page.get_by_label(words, exact=True)


def decisions(app: Flask) -> list[tuple[int, int, str]]:
    """(registration, criterion, decision) as they stand now."""
    with app.app_context():
        rows = fast().rows(
            "SELECT registration_id, criterion_id, decision FROM criterion_decision WHERE superseded_by IS NULL "
            "ORDER BY criterion_id, registration_id"
        )
    return [(row[0], row[1], row[2]) for row in rows]


def test_an_assessor_signs_a_grid_at_the_tablet(
    app: Flask, stage: Stage, shop: Assessed, tablet: Tablet, run_axe: Any
) -> None:
    sign_in(tablet, stage.cast.numbers["nia"])
    page = tablet.page
    page.goto(tablet.url + "/assessment")
    page.get_by_role("link", name="First steps on the laser cutter").tap()
    expect(cell(page, "Amina, 1.1: not looked at yet")).to_be_visible()
    assert page.evaluate(SMALL) == 0
    assert run_axe(page) == []

    cell(page, "Amina, 1.1: not looked at yet").tap()
    page.get_by_text("Not yet", exact=True).tap()
    page.get_by_label("Words to the learner").fill("Hold the glasses on.")
    assert run_axe(page) == []
    page.get_by_role("button", name="Sign the decision").tap()
    expect(cell(page, "Amina, 1.1: not yet")).to_be_focused()

    page.get_by_role("link", name="1.2", exact=True).tap()
    page.get_by_label("Learner 0", exact=False).first.uncheck()
    page.get_by_text("Achieved", exact=True).tap()
    page.get_by_role("button", name="Sign for all who are ticked").tap()
    expect(page.get_by_text("11 learners: signed.")).to_be_visible()
    expect(cell(page, "Learner 0, 1.2: not looked at yet")).to_be_visible()
    made = decisions(app)
    assert made[0] == (shop.registrations[0], shop.criteria[0], "not_yet")
    assert [one[2] for one in made[1:]] == ["achieved"] * 11


def test_under_the_keyboard_arrows_go_from_cell_to_cell_and_a_letter_decides(
    app: Flask, stage: Stage, shop: Assessed, tablet: Tablet
) -> None:
    sign_in(tablet, stage.cast.numbers["nia"])
    page = tablet.page
    page.set_viewport_size({"width": 1366, "height": 900})
    page.goto(tablet.url + shop.grid)
    cell(page, "Amina, 1.1: not looked at yet").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft", "End", "Home", "ArrowRight"):
        page.keyboard.press(key)
    expect(cell(page, "Learner 1, 1.2: not looked at yet")).to_be_focused()
    page.keyboard.press("a")
    expect(page.get_by_label("Achieved", exact=True)).to_be_checked()
    page.get_by_role("button", name="Sign the decision").press("Enter")
    expect(cell(page, "Learner 1, 1.2: achieved")).to_be_focused()
    assert len(decisions(app)) == 1
