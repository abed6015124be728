"""The screen beside a machine cannot be left, and every page of it is fit to be seen and pressed with gloves."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import browsers
from tests.browser.kiosks import KioskStand, look, press, says, shows_card, skip

pytestmark = pytest.mark.browser
ASKED = (
    "/problem",
    "/not-safe",
    "/care",
    "/care/collet",
    "/card-of-machine",
    "/language",
    "/release",
    "/show",
    "/piece",
    "/photo",
    "/thanks",
    "/material",
    "/purpose",
)
SMALL = """() => [...document.querySelectorAll("button")].map(one => one.getBoundingClientRect())
    .filter(box => box.width < 63.5 || box.height < 63.5).length"""
FITS = "() => document.body.scrollWidth <= innerWidth && document.body.scrollHeight <= innerHeight"


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[KioskStand]:
    """A kiosk beside a CNC router in Coventry."""
    stand = KioskStand(tmp_path)
    yield stand
    stand.close()


@pytest.fixture
def screen(browser: Any, kiosk: KioskStand) -> Iterator[Page]:
    """Its screen, with the machine free and heard."""
    yield from look(browser, kiosk)


# It cannot be left


def test_nothing_on_any_page_leads_out_of_it(screen: Page, kiosk: KioskStand) -> None:
    shows_card(screen, kiosk.people.tomasz)
    skip(screen)
    says(screen, "Hello, Tomasz")
    for address in ("/", *ASKED):
        screen.goto(address)
        assert (
            screen.locator("a, iframe, object, embed, textarea, select, input:not([type=hidden])").count()
            == 0
        )
        outside = "forms => forms.filter(one => new URL(one.action).origin !== location.origin).length"
        assert screen.locator("form").evaluate_all(outside) == 0
    screen.goto("/no/such/page")
    assert screen.url == f"{kiosk.url}/"


def test_menu_selection_drag_and_keys_of_the_browser_are_not_taken(screen: Page) -> None:
    """Control: the letters of a reader and the keys that move from button to button go on."""
    events = "kind => !document.body.dispatchEvent(new Event(kind, {bubbles: true, cancelable: true}))"
    for kind in ("contextmenu", "selectstart", "dragstart", "drop", "auxclick", "copy", "paste"):
        assert screen.evaluate(events, kind), kind
    keys = "one => !document.dispatchEvent(new KeyboardEvent('keydown', {...one, cancelable: true}))"
    for key in ("F1", "F5", "F11", "F12", "Escape", "BrowserHome", "ContextMenu"):
        assert screen.evaluate(keys, {"key": key}), key
    for key in "lnwtpo+-0":
        assert screen.evaluate(keys, {"key": key, "ctrlKey": True}), key
    for key in ("ArrowLeft", "F4", "Home"):
        assert screen.evaluate(keys, {"key": key, "altKey": True}), key
    for key in ("E", "Tab"):
        screen.wait_for_timeout(100)
        assert not screen.evaluate(keys, {"key": key}), key


def test_a_page_of_another_address_on_this_computer_can_press_nothing(
    screen: Page, kiosk: KioskStand, tmp_path: Path
) -> None:
    """Control: the very same form on the kiosk's own page is taken."""
    word = screen.locator("body").get_attribute("data-word")
    button = '<button name="what" value="smoke">x</button>'
    form = f'<form method="post" action="{kiosk.url}/not-safe"><input name="csrf_token" value="{word}">{button}</form>'
    other = serve(f"<title>x</title>{form}".encode())
    try:
        page = screen.context.new_page()
        page.goto(f"http://127.0.0.1:{other.server_address[1]}/")
        with page.expect_response(f"{kiosk.url}/not-safe") as answer:
            page.locator("button").click()
        assert answer.value.status == 403
        page.close()
        assert kiosk.beside.snapshot().fault is None
    finally:
        other.shutdown()
    screen.goto("/not-safe")
    press(screen, "Fire or smoke")
    says(screen, "Not safe")


def serve(body: bytes) -> http.server.ThreadingHTTPServer:
    """A page at another address of this computer."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def test_a_screen_whose_kiosk_has_gone_says_so(screen: Page, kiosk: KioskStand) -> None:
    kiosk.stop_screen()
    expect(screen.locator(".kiosk-gone")).to_be_visible(timeout=30_000)
    expect(screen.locator(".kiosk-gone")).to_contain_text("Do not rely on it.")


# Fit to be seen


@pytest.mark.parametrize(("scheme", "card"), [("light", "amina"), ("dark", "tomasz")])
def test_every_page_is_axe_clean_and_large_enough_for_gloves(
    browser: Any, kiosk: KioskStand, scheme: str, card: str
) -> None:
    for page in look(browser, kiosk, color_scheme=scheme):
        assert browsers.run_axe(page) == []
        shows_card(page, getattr(kiosk.people, card))
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Free")
        for address in ("/", *ASKED):
            page.goto(address)
            assert browsers.run_axe(page) == [], address
            assert page.evaluate(SMALL) == 0, address
            assert page.evaluate(FITS), address
