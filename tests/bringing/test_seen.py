"""The pages of an import in a real browser: tablet and laptop, both directions, light and dark."""

from __future__ import annotations

from typing import Any

import pytest

from core.db import fast, transaction
from core.spreadsheets import Cell, Sheet, write_xlsx
from tests import browsers
from tests.bringing.conftest import Opening
from tests.cast import PASSWORD
from tests.live import ThreadServer
from tests.occasions.scene import LAST_WEEK, a_cafe

pytestmark = pytest.mark.browser
HEADS = ["Date", "Item", "Outcome", "Reason", "Brand", "Fault", "Visitor name", "Ticket"]


def _book() -> bytes:
    day = LAST_WEEK.strftime("%d/%m/%Y")
    rows: list[list[Cell]] = [
        [day, "Kettle", "Fixed", "", "Swan", "No light", "Rosa", "AB 12 34 56 C"],
        [day, "Lamp", "Repairable", "", "", "Flickers", "Tom", "2"],
        ["01/01/2020", "Toaster", "Fixed", "", "", "", "", "3"],
        [day, "Spaceship", "Fixed", "", "", "", "", "4"],
        ["Total", 4, "", "", "", "", "", ""],
    ]
    return write_xlsx([Sheet("2023", HEADS, rows), Sheet("2024", HEADS, rows[:1])])


@pytest.mark.parametrize(
    ("language", "theme", "size"), [("en", "light", (1366, 900)), ("ar", "dark", (800, 1280))]
)
def test_a_file_of_repairs_is_brought_taken_and_taken_back(
    opening: Opening,
    browser: Any,
    live_server: ThreadServer,
    language: str,
    theme: str,
    size: tuple[int, int],
) -> None:
    a_cafe(opening.cast)
    with transaction():
        fast().run("UPDATE person SET language = ? WHERE id = ?", (language, opening.cast.people["ruth"]))
    context = browser.new_context(
        **browsers.context_arguments(live_server.url, viewport={"width": size[0], "height": size[1]}),
        color_scheme=theme,
    )
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("[name=login]", "ruth")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    for address in ("/bring", "/bring/repairs"):
        page.goto(address)
        _look(page, address)
    book = {"name": "old.xlsx", "mimeType": "application/octet-stream", "buffer": _book()}
    page.set_input_files("input[type=file]", files=[book])
    page.click("form[enctype] button.slab")
    page.wait_for_url("**/bring/imports/*")
    _look(page, "import")
    page.click("form[action$='/rows'] button")
    page.wait_for_load_state("networkidle")
    _look(page, "taken")
    page.click("a[href*='/bring/made/works/']")
    _look(page, "made")
    page.locator("details:has(form[action$='/undo']) > summary").click()
    page.click("form[action$='/undo'] button")
    page.wait_for_load_state("networkidle")
    _look(page, "taken back")
    assert page.locator("form[action$='/undo']").count() == 0
    context.close()


def _look(page: Any, name: str) -> None:
    assert browsers.run_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
