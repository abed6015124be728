"""The desk by keyboard alone: sign in, read the help and close it, follow a number; the focus is always seen."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import browsers
from tests.browser.stage import Stage
from tests.cast import PASSWORD
from tests.live import ThreadServer

pytestmark = pytest.mark.browser

FOCUS = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  return {words: (one.innerText || one.name || '').trim(), isBody: one === document.body,
    isSeen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    isThere: box.bottom > 0 && box.top < innerHeight};
}"""


def tab_to(page: Page, words: str, most: int = 60) -> None:
    """Press Tab until something called so has the focus; each stop on the way must be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUS)
        assert found["isSeen"] and found["isThere"] and not found["isBody"], found
        if found["words"].startswith(words):
            return
    raise AssertionError(f"nothing called {words!r} within {most} stops")


def test_a_coordinator_needs_no_mouse(browser: Any, live_server: ThreadServer, stage: Stage) -> None:
    wanted = browsers.context_arguments(live_server.url, viewport=browsers.DESK, camera=False)
    context = browser.new_context(**{**wanted, "has_touch": False})
    page = context.new_page()
    page.goto("/sign-in")
    tab_to(page, "login")
    page.keyboard.type("ruth")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/sign-in" not in address)
    page.goto("/count")
    page.wait_for_load_state()

    tab_to(page, "Help")
    page.keyboard.press("Enter")
    expect(page.locator("details.page-help[open]")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator("details[open]")).to_have_count(0)
    assert page.evaluate(FOCUS)["words"] == "Help", "the focus goes back to what opened it"

    tab_to(page, "Show rows")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rows**")
    context.close()
