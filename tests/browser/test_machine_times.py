"""Bookings of machines at the desk: made for somebody, moved and back, settled where a machine is out; for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from core.clock import now, today
from core.db import fast, transaction
from core.ids import new_client_id
from hardware.services.bookings import BookingData, book_machine
from hardware.services.faults import FaultData, report_fault
from hardware.services.machines import MachineData, add_machine
from tests import browsers
from tests.browser.test_desk_for_everybody import SMALL as SMALL_AT_A_TABLET
from tests.browser.test_desk_for_everybody import TOO_WIDE
from tests.cast import PASSWORD, Cast
from tests.hardware.workshop import ROUTER, Workshop, make_workshop, permit, rows
from tests.live import ThreadServer

pytestmark = pytest.mark.browser
HOUR = timedelta(hours=1)
SMALL = SMALL_AT_A_TABLET.replace("55.5", "23.5")
"""A desk has a mouse; what is pressed there is 24 pixels at the least (WCAG 2.5.8)."""


@pytest.fixture
def shop(app: Flask, cast: Cast) -> Iterator[Workshop]:
    """Two routers; Amina and Tomasz have the first one in two days."""
    with app.app_context():
        workshop = make_workshop(cast)
        with transaction():
            data = MachineData("Router two", "router")
            add_machine(by=workshop.actor("ruth"), data=data, at=now() - HOUR, token=new_client_id())
        for number, name in enumerate(("amina", "tomasz")):
            permit(cast, name, ROUTER, on=today() - timedelta(days=30))
            begin = (now() + timedelta(days=2)).replace(hour=10 + number, minute=0, second=0, microsecond=0)
            code, token = workshop.machines["router"].code, new_client_id()
            with transaction():
                data_of = BookingData(begin, begin + HOUR)
                book_machine(by=cast.actor(name), code=code, data=data_of, at=now(), token=token)
        yield workshop


def look(page: Page, run_axe: Callable[..., list[str]], name: str) -> list[str]:
    """What is wrong with the page as it stands."""
    page.wait_for_timeout(200)
    faults = [f"{name}: {fault}" for fault in run_axe(page)]
    faults += [f"{name}: too small: {small}" for small in page.evaluate(SMALL)]
    return faults + ([f"{name}: wider than the screen"] if page.evaluate(TOO_WIDE) else [])


@pytest.mark.parametrize(("size", "language"), [(browsers.DESK, "en"), (browsers.TABLET, "ar")])
def test_the_desk_moves_books_and_settles(
    app: Flask,
    shop: Workshop,
    browser: Any,
    live_server: ThreadServer,
    run_axe: Callable[..., list[str]],
    size: dict[str, int],
    language: str,
) -> None:
    with app.app_context(), transaction():
        fast().run("UPDATE person SET language = ? WHERE id = ?", (language, shop.cast.people["ruth"]))
    context = browser.new_context(
        **browsers.context_arguments(live_server.url, viewport=size), service_workers="block"
    )
    page, router = context.new_page(), shop.machines["router"].code
    page.goto("/sign-in")
    page.fill("[name=login]", "Ruth")
    page.fill("[name=password]", PASSWORD)
    page.locator("form[action='/sign-in'] button").click()
    day, faults = (today() + timedelta(days=2)).isoformat(), []
    page.goto(f"/machine-bookings?day={day}")
    faults += look(page, run_axe, "list")
    page.locator("a[href$='/move']").first.click()
    faults += look(page, run_axe, "move")
    page.locator("button[name=starts]").last.click()
    faults += look(page, run_axe, "moved")
    page.locator("form[action$='/undo'] button").click()
    page.goto(f"/machine-bookings/{router}?day={day}")
    page.fill("#whom", "mina")
    page.keyboard.press("Enter")
    page.locator("a.line-link").first.click()
    expect(page.locator("input[name=person][type=hidden]")).not_to_have_value("")
    faults += look(page, run_axe, "for whom")
    page.goto("/machine-bookings/calendars")
    page.locator("form[action$='/site'] button").click()
    faults += look(page, run_axe, "calendars")
    with app.app_context(), transaction():
        report_fault(
            by=shop.cast.actor("amina"),
            code=router,
            data=FaultData("smoke", True),
            at=now(),
            token=new_client_id(),
        )
    page.goto(f"/machines/{router}/concerned")
    faults += look(page, run_axe, "concerned")
    page.locator("select").first.select_option(index=1)
    page.locator("select").last.select_option("cancel")
    page.locator(".actions button").click()
    faults += look(page, run_axe, "refused")
    page.locator("input[name=reason]").fill("It smokes")
    page.locator(".actions button").click()
    page.wait_for_load_state()
    faults += look(page, run_axe, "settled")
    page.goto("/machines/kinds/router")
    faults += look(page, run_axe, "kind")
    assert faults == []
    with app.app_context():
        assert sorted(rows("SELECT state FROM machine_booking")) == [("booked",), ("cancelled",)]
    context.close()
