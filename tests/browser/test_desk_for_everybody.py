"""The desk's screens in both directions, light and dark: no fault of axe, nothing too small for a thumb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests import browsers
from tests.browser.stage import SOFA, Stage, move, take_in
from tests.browser.tablets import Tablet, pair
from tests.live import ThreadServer

pytestmark = pytest.mark.browser

SMALL = """() => [...document.querySelectorAll('button, a, summary, label.button')]
  .filter(one => one.offsetParent && !one.classList.contains('skip') && !one.closest('.menu-list'))
  .map(one => [one.innerText || one.id, one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 55.5 || box.width < 55.5)
  .map(([name, box]) => `${name} ${box.width}x${box.height}`)"""
TOO_WIDE = "() => document.documentElement.scrollWidth > innerWidth"


@pytest.mark.parametrize(("person", "scheme"), [("mary", "light"), ("amina", "dark")])
def test_each_screen_is_fit_for_everybody(
    app: Flask,
    stage: Stage,
    browser: Any,
    live_server: ThreadServer,
    camera: browsers.FakeCamera,
    run_axe: Callable[..., list[str]],
    person: str,
    scheme: str,
) -> None:
    with app.app_context():
        stored, late = move(stage, take_in(stage), "checked", "stored"), take_in(stage)
    camera.show(None)
    wanted = browsers.context_arguments(live_server.url)
    context = browser.new_context(**wanted, color_scheme=scheme, service_workers="block")
    pair(context, live_server.url, stage.tablet)
    tablet = Tablet(context.new_page(), live_server.url).open()
    faults: list[str] = []

    def look(name: str) -> None:
        tablet.page.wait_for_timeout(300)
        faults.extend(f"{name}: {fault}" for fault in run_axe(tablet.page))
        faults.extend(f"{name}: too small: {small}" for small in tablet.page.evaluate(SMALL))
        if tablet.page.evaluate(TOO_WIDE):
            faults.append(f"{name}: wider than the screen")

    look("home")
    tablet.show(stage.cast.cards[person])
    tablet.scan(stored)
    tablet.page.wait_for_selector("#next")
    look("piece")
    tablet.tap("#more")
    look("more")
    tablet.scan(stage.take_blank())
    tablet.page.wait_for_selector("#shutter")
    look("photo")
    for name, selector in (
        ("category", "#shutter"),
        ("weight", f"[data-category='{SOFA}']"),
        ("question", "#usual-weight"),
    ):
        tablet.tap(selector)
        look(name)
    tablet.page.goto(tablet.url + "/scan#station")
    tablet.page.wait_for_selector("[data-station='stored']")
    look("choose a station")
    tablet.tap("[data-station='stored']")
    tablet.page.wait_for_selector("#tally")
    for code in (stored, late):
        tablet.scan(code)
    tablet.page.wait_for_selector(".verdict-refused")
    look("station")
    context.close()
    assert faults == []
