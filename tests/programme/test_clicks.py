"""In a real browser: the click budgets of the count, its accessibility, light and dark, both directions."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from core.clock import now
from core.db import fast, transaction
from factory.programme.spans import choices
from tests import browsers
from tests.cast import PASSWORD, make_cast
from tests.inventory.stories import CHAIR
from tests.live import ThreadServer
from tests.programme.year import Year, bring, labels_at

pytestmark = pytest.mark.browser
MADE = (("coventry", "released", "sale"), ("coventry", "ready", ""), ("wolverhampton", "ready", ""))
PAGES = (
    "/count",
    "/count?site=coventry&show=grams_kept",
    "/count/pieces_upcycled/rows",
    "/count/tables",
    "/count/open-ends",
    "/count/targets",
    "/count/targets/new",
)
LAST_MONTH = choices(now().date())["month"][1]


@pytest.fixture
def this_year(app: Flask) -> Year:
    """Three pieces upcycled last month and one given out, at both sites."""
    with app.app_context():
        start = datetime.combine(LAST_MONTH.starts_on, datetime.min.time(), UTC) + timedelta(days=2, hours=9)
        cast = make_cast(at=start - timedelta(days=40))
        year = Year(cast)
        for site, stage, to in (
            ("coventry", "released", "sale"),
            ("coventry", "ready", ""),
            ("wolverhampton", "ready", ""),
        ):
            code = labels_at(cast, site, start - timedelta(days=30))[0]
            bring(cast, site, code, CHAIR, stage, to, start)
            year.codes.append(code)
        return year


@pytest.fixture
def open_desk(browser: Any, live_server: ThreadServer, this_year: Year) -> Iterator[Callable[..., Any]]:
    """Opens a desk browser signed in as somebody of the cast."""
    opened: list[Any] = []

    def open_it(who: str, *, theme: str = "light", viewport: dict[str, int] | None = None) -> Any:
        context = browser.new_context(
            **browsers.context_arguments(live_server.url, viewport=viewport or browsers.DESK),
            color_scheme=theme,
        )
        opened.append(context)
        page = context.new_page()
        page.goto("/sign-in")
        page.fill("[name=login]", who)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    yield open_it
    for context in opened:
        context.close()


def test_last_months_pieces_upcycled_to_rows_to_xlsx_in_three_clicks(open_desk: Callable[..., Any]) -> None:
    page = open_desk("ann")
    page.goto("/count")
    page.get_by_role("link", name="Last month").click()
    page.get_by_role("link", name="Show rows Pieces upcycled").click()
    assert page.locator("tbody tr").count() == 3
    with page.expect_download() as caught:
        page.get_by_role("link", name="XLSX").click()
    sheet = load_workbook(io.BytesIO(caught.value.path().read_bytes())).worksheets[0]
    assert sheet.max_row == 4 and sheet["F2"].value == 1


def test_a_bar_is_one_click_from_its_rows(open_desk: Callable[..., Any]) -> None:
    page = open_desk("ruth")
    page.goto("/count")
    page.locator("svg.months a").nth(-2).click()
    assert "/count/pieces_upcycled/rows" in page.url and page.locator("tbody tr").count() == 2


def test_the_funders_pdf_of_a_quarter_in_three_clicks(open_desk: Callable[..., Any]) -> None:
    page = open_desk("farah")
    page.goto("/count")
    page.get_by_text("Export").click()
    link = page.get_by_role("link", name="PDF of").nth(1)
    answer = page.request.get(link.get_attribute("href"))
    assert answer.status == 200 and answer.body().startswith(b"%PDF")


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("ar", "dark")])
def test_axe_finds_nothing_on_any_page_of_the_count(
    open_desk: Callable[..., Any],
    app: Flask,
    this_year: Year,
    run_axe: Callable[..., list[str]],
    theme: str,
    language: str,
) -> None:
    with app.app_context(), transaction():
        fast().run("UPDATE person SET language = ? WHERE id = ?", (language, this_year.cast.people["ann"]))
    page = open_desk("ann", theme=theme)
    faults = []
    for address in PAGES:
        page.goto(address)
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        faults += [f"{address}: {fault}" for fault in run_axe(page)]
    assert faults == []


@pytest.mark.parametrize("viewport", [browsers.DESK, browsers.TABLET], ids=["desk", "tablet"])
def test_no_page_of_the_count_scrolls_sideways(
    open_desk: Callable[..., Any], viewport: dict[str, int]
) -> None:
    page = open_desk("ann", viewport=viewport)
    for address in ("/count", "/count/pieces_upcycled/rows", "/count/tables", "/count/targets"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
