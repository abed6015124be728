"""A coordinator's morning: from the overview to a number, its rows, the piece, the mistake put right, the report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from core.clock import local_day, now
from factory.programme.spans import month_span
from factory.recounting import all_differences
from tests import browsers
from tests.cast import PASSWORD, make_cast
from tests.inventory.stories import CHAIR
from tests.live import ThreadServer
from tests.programme.year import bring, csv_rows, labels_at, pdf_text, record, xlsx_rows

pytestmark = pytest.mark.browser


@pytest.fixture
def codes(app: Flask) -> list[str]:
    """Two chairs that were ready long ago and left just now, the second by mistake."""
    with app.app_context():
        start = now() - timedelta(days=70)
        cast = make_cast(at=start - timedelta(days=40))
        codes = labels_at(cast, "coventry", start - timedelta(days=30))[:2]
        for code in codes:
            bring(cast, "coventry", code, CHAIR, "ready", "", start)
        for code in codes:
            record(cast, "coventry", code, "released", {"destination": "sale"}, now())
    return codes


@pytest.fixture
def page(browser: Any, live_server: ThreadServer, codes: list[str]) -> Iterator[Page]:
    """Ruth at her desk, the overview of this month before her."""
    wanted = browsers.context_arguments(live_server.url, viewport=browsers.DESK, camera=False)
    context = browser.new_context(**wanted)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("[name=login]", "ruth")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(overview())
    yield page
    context.close()


def overview(what: str = "") -> str:
    """The address of this month at Coventry."""
    return f"/count{what}?span={month_span(local_day(now())).slug}&site=coventry"


def number(page: Page) -> str:
    """The large number of pieces given out."""
    line = page.locator("li.target").filter(has=page.locator("h3", has_text="Pieces given out"))
    return line.locator(".target-number").inner_text()


def given_out(page: Page) -> tuple[str, str, int]:
    """Pieces given out in the line of each file: CSV, workbook, and how many figures of the paper say one."""
    csv = csv_rows(page.request.get(overview("/tables.csv") + "&table=targets").body())
    book = xlsx_rows(page.request.get(overview("/tables.xlsx")).body())
    paper = pdf_text(page.request.get(overview("/report.pdf")).body(), first=1)
    (line,) = [row[5] for row in csv if row[0] == "Pieces given out"]
    typed = [row[5] for row in book if row[0] == "Pieces given out"]
    assert all(type(value) is int for value in typed)
    return line, str(typed[0]), paper.count("Pieces given out")


def test_a_wrong_number_is_followed_to_its_piece_put_right_there_and_reported(
    app: Flask, page: Page, codes: list[str]
) -> None:
    assert number(page) == "2" and given_out(page)[:2] == ("2", "2")
    page.get_by_role("link", name="Show rows Pieces given out").click()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(2)
    rows.filter(has_text=codes[1]).get_by_role("link", name=codes[1]).click()
    page.get_by_role("button", name="Undo the last thing").click()
    expect(page.locator("main")).to_contain_text("Taken back.")
    page.goto(overview())
    assert number(page) == "1"
    page.goto(overview("/tables"))
    expect(page.locator("main")).to_contain_text("Pieces given out")
    line, typed, said = given_out(page)
    assert (line, typed) == ("1", "1") and said
    with app.app_context():
        assert all_differences() == []
