"""The walk of `docs/first-day.md`: from blank labels out of the printer to a number that opens the piece."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from core.ids import new_client_id
from inventory.services.record import state_of
from inventory.stationery import stationery_by_name
from tests import browsers
from tests.browser.stage import CHAIR, Stage, cut_label, do, move, take_in
from tests.browser.tablets import Tablet
from tests.browser.test_people_at_the_tablet import give_pin
from tests.browser.test_tap_budgets import COUNT_KEYS, take, typed
from tests.cast import PASSWORD
from tests.live import ThreadServer

pytestmark = pytest.mark.browser

SHEET = "L7160"
INTAKE = [
    "#shutter",
    f"[data-category='{CHAIR}']",
    "#usual-weight",
    "[data-answer='yes']",
    "[data-answer='no']",
]


@pytest.fixture
def desk(browser: Any, live_server: ThreadServer, stage: Stage) -> Iterator[Page]:
    """The coordinator's browser at the desk, signed in with name and password."""
    wanted = browsers.context_arguments(live_server.url, viewport=browsers.DESK, camera=False)
    context = browser.new_context(**{**wanted, "has_touch": False})
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("[name=login]", "ruth")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    yield page
    context.close()


def upcycle_another(stage: Stage) -> None:
    """A chair of last week that is counted already, so that the number rises from one and not from nothing."""
    code = move(stage, take_in(stage), "checked", "in_work.repair", "quality_check", by="tomasz")
    do(stage, code, "answered", {"answers": {"quality_check": {"answer": "yes"}}}, by="mary")
    do(stage, code, "photographed", {"as": "after", "photo": new_client_id()}, by="mary")


def print_blanks(desk: Page) -> bytes:
    """Labels, Print labels, the sheet, its first label, Make the labels, Print: nothing is typed."""
    desk.get_by_role("link", name="Labels", exact=True).click()
    desk.get_by_role("link", name="Print labels").click()
    desk.locator(f"a[href*='stationery={SHEET}']").click()
    desk.locator("[name=start][value='1']").click()
    desk.get_by_role("button", name="Make the labels").click()
    desk.get_by_text("The labels are ready to print.").wait_for()
    address = desk.get_by_role("link", name="Print", exact=True).get_attribute("href")
    answer = desk.request.get(address or "")
    assert answer.headers["content-type"] == "application/pdf"
    return bytes(answer.body())


def upcycled(desk: Page) -> int:
    """What the overview says of pieces upcycled."""
    desk.get_by_role("link", name="Overview", exact=True).click()
    line = desk.locator(".target", has=desk.get_by_role("heading", name="Pieces upcycled"))
    return int(line.locator(".target-number").inner_text())


def press_on(tablet: Tablet, code: str, *before: str) -> None:
    """One scan and the big button, after whatever is chosen above it; the desk is back at its scanner."""
    tablet.scan(code)
    for selector in (*before, "#next"):
        tablet.page.wait_for_selector(selector)
        tablet.tap(selector)
    tablet.page.wait_for_selector("#viewfinder")
    expect(tablet.page.locator("#last .code")).to_have_text(code)


def take_in_without_typing(stage: Stage, camera: browsers.FakeCamera, tablet: Tablet, pdf: bytes) -> str:
    """Amina takes in a wooden chair; the label that she shows is cut from the printed sheet. Its code."""
    sheet = stationery_by_name(SHEET)
    left, top = sheet.corner_mm(1)
    camera.show(cut_label(pdf, left, top, sheet.label_width_mm, sheet.label_height_mm))
    tablet.open()
    tablet.page.evaluate(COUNT_KEYS)
    tablet.show(stage.cast.cards["amina"])
    expect(tablet.page.locator("html")).to_have_attribute("dir", "rtl")
    tablet.page.wait_for_selector("#shutter")
    code: str = tablet.page.locator(".asked .code").inner_text()
    take(tablet, code, [*INTAKE, "#take-in"])
    tablet.page.wait_for_selector("#next-piece")
    assert typed(tablet) == 0
    return code


def check_and_give_out(stage: Stage, tablet: Tablet, code: str) -> None:
    """Mary, who did none of the work: number and PIN, the quality, the photo after, does it stand, to whom."""
    page = tablet.page
    for selector in ("#who", "#leave", "#who", "#by-number"):
        tablet.tap(selector)
    page.fill("#number", stage.cast.numbers["mary"])
    give_pin(tablet)
    expect(page.locator("#who")).to_contain_text("Mary")
    tablet.scan(code)
    tablet.tap("#next")
    tablet.heading("Is the work well done?")
    tablet.tap("[data-answer='yes']")
    page.wait_for_selector(".track-now.stage-6")
    tablet.tap("#next")
    tablet.heading("A photo of the finished piece")
    tablet.tap("#shutter")
    page.wait_for_selector("#next")
    tablet.tap("#next")
    tablet.heading("Does it stand firm")
    tablet.tap("[data-answer='yes']")
    tablet.heading("Where does it go?")
    tablet.tap("[data-destination='organisation']")
    page.get_by_role("button", name="Hope House").tap()
    expect(page.locator("#last")).to_contain_text("Released")


def test_from_blank_labels_to_a_number_that_opens_the_piece(
    app: Flask, stage: Stage, desk: Page, camera: browsers.FakeCamera, tablet: Tablet
) -> None:
    with app.app_context():
        upcycle_another(stage)
    before = upcycled(desk)
    code = take_in_without_typing(stage, camera, tablet, print_blanks(desk))
    assert code not in stage.codes, "the label comes from the sheet that was just printed"
    camera.show(None)
    tablet.open()
    tablet.show(stage.cast.cards["amina"])
    press_on(tablet, code)
    press_on(tablet, code)
    press_on(tablet, code, ".step-row button:first-child")
    press_on(tablet, code)
    check_and_give_out(stage, tablet, code)
    with app.app_context():
        state = state_of(code)
    assert state is not None and state.stage == "released"
    assert before == 1 and upcycled(desk) == before + 1
    desk.get_by_role("link", name="Show rows Pieces upcycled").click()
    assert desk.locator("tbody tr").count() == 2
    desk.locator("tbody").get_by_role("link", name=code).click()
    expect(desk.locator(".title-line")).to_contain_text(code)
    assert desk.locator(".before-after img").count() == 2
    for name in ("Amina", "Mary"):
        expect(desk.locator(".events")).to_contain_text(name)
