"""The screen beside a machine, in a real browser over the real agent: cards, labels, not safe, and no way out."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import qrcode
from playwright.sync_api import Page, expect

from core.ids import new_public_code
from tests import browsers
from tests.browser.kiosks import SCREEN, KioskStand, shows_card, types

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
)
SMALL = """() => [...document.querySelectorAll("button")].map(one => one.getBoundingClientRect())
    .filter(box => box.width < 56 || box.height < 56).length"""
FITS = "() => document.body.scrollWidth <= innerWidth && document.body.scrollHeight <= innerHeight"
RUNS = 15_000
"""Milliseconds until a machine that begins is shown as running: two reports, and a machine that is busy with tests."""


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


def look(browser: Any, kiosk: KioskStand, **more: Any) -> Iterator[Page]:
    """The kiosk's page in a browser; a fault of its scripts fails the test."""
    context = browser.new_context(**{**browsers.context_arguments(kiosk.url, viewport=SCREEN), **more})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Free", timeout=RUNS)
    yield page
    assert faults == []
    context.close()


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words).click()


def says(page: Page, words: str, within: int = 8_000) -> None:
    """The page's heading says so."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(words, timeout=within)


# Cards


def test_a_card_is_greeted_in_its_own_language_and_allowed(screen: Page, kiosk: KioskStand) -> None:
    shows_card(screen, kiosk.people.amina)
    says(screen, "مرحباً Amina")
    expect(screen.locator("html")).to_have_attribute("dir", "rtl")
    expect(screen.locator("html")).to_have_attribute("lang", "ar")
    expect(screen.locator("main")).to_contain_text("يمكنك استعمال هذه الآلة.")
    expect(screen.locator("main")).to_contain_text("You may use this machine.")
    kiosk.grbl.does("run")
    expect(screen.locator("[data-clock]")).to_be_visible(timeout=RUNS)
    says(screen, "Running")
    expect(screen.locator("[data-clock]")).to_have_text("0:00:02", timeout=RUNS)
    kiosk.grbl.does("hold")
    says(screen, "Paused", RUNS)
    browsers.keep_shot(screen, "kiosk-paused-ar")


def test_a_refused_card_is_told_why_and_what_to_do(screen: Page, kiosk: KioskStand) -> None:
    shows_card(screen, kiosk.people.lena)
    says(screen, "You have no permit for this machine yet.")
    main = screen.locator("main")
    expect(main).to_contain_text("Hello, Lena")
    expect(main).to_contain_text("Come to an induction")
    expect(main).to_contain_text("Saturday 28 Nov, 14:00")
    expect(main).to_contain_text("Mary")
    expect(main).to_contain_text("CNC router")
    assert kiosk.beside.snapshot().owner is None
    browsers.keep_shot(screen, "kiosk-refused")


def test_an_unknown_card_is_sent_to_staff_and_touches_nobody(screen: Page, kiosk: KioskStand) -> None:
    shows_card(screen, kiosk.people.tomasz)
    says(screen, "Hello, Tomasz")
    shows_card(screen, "0" * 26)
    says(screen, "This card is not known here.")
    owner = kiosk.beside.snapshot().owner
    assert owner is not None and owner.called == "Tomasz"


def test_who_needs_somebody_beside_them_begins_when_that_card_is_shown(
    screen: Page, kiosk: KioskStand
) -> None:
    shows_card(screen, kiosk.people.grace)
    says(screen, "You may use it with somebody beside you.")
    expect(screen.locator("main")).to_contain_text("Mary")
    shows_card(screen, kiosk.people.mary)
    says(screen, "Hello, Grace")
    expect(screen.locator("main")).to_contain_text("with Mary beside you")


def test_a_second_card_while_it_runs_helps(screen: Page, kiosk: KioskStand) -> None:
    shows_card(screen, kiosk.people.tomasz)
    says(screen, "Hello, Tomasz")
    kiosk.grbl.does("run")
    says(screen, "Running", RUNS)
    shows_card(screen, kiosk.people.amina)
    expect(screen.locator(".kiosk-note")).to_contain_text("Amina is beside you now.")
    expect(screen.locator("main")).to_contain_text("Amina helps")
    says(screen, "Running")


def test_half_a_card_garbage_and_slow_typing_change_nothing(screen: Page, kiosk: KioskStand) -> None:
    for text in ("ECO:7K3M9QX", "ECO:", "garbage that is long", f"ECO:{kiosk.people.tomasz}7"):
        types(screen, text)
        screen.wait_for_timeout(300)
        says(screen, "Free")
    screen.keyboard.type(f"ECO:{kiosk.people.tomasz}", delay=90)
    screen.keyboard.press("Enter")
    screen.wait_for_timeout(500)
    assert kiosk.beside.snapshot().answer is None


# Pieces


def test_a_label_names_the_piece_once_somebody_is_signed_on(screen: Page, kiosk: KioskStand) -> None:
    code = new_public_code()
    types(screen, f"HTTPS://ECO.EXAMPLE.ORG/P/{code}")
    expect(screen.locator(".kiosk-note")).to_contain_text("Show your card first")
    shows_card(screen, kiosk.people.tomasz)
    says(screen, "Hello, Tomasz")
    types(screen, f"HTTPS://ECO.EXAMPLE.ORG/P/{code}")
    expect(screen.locator(".kiosk-piece .code")).to_have_text(code)
    kiosk.agent.exchange()
    assert [body["code"] for body in kiosk.told("piece_scanned")] == [code]


def test_the_camera_reads_a_card_and_a_label_and_is_closed_afterwards(
    browser: Any, kiosk: KioskStand, camera: browsers.FakeCamera
) -> None:
    code = new_public_code()
    texts = (f"ECO:{kiosk.people.tomasz}", f"HTTPS://ECO.EXAMPLE.ORG/P/{code}")
    card, label = [qrcode.make(text, box_size=9, border=4).get_image().convert("RGB") for text in texts]
    camera.show(card)
    for page in look(browser, kiosk):
        press(page, "Show your card")
        says(page, "Hello, Tomasz", RUNS)
        assert page.locator("video").count() == 0
        camera.show(label)
        press(page, "For a piece?")
        expect(page.locator(".kiosk-piece .code")).to_have_text(code, timeout=RUNS)
        assert page.locator("video").count() == 0


# Not safe


def test_not_safe_takes_two_presses_and_works_without_the_server(screen: Page, kiosk: KioskStand) -> None:
    shows_card(screen, kiosk.people.tomasz)
    says(screen, "Hello, Tomasz")
    kiosk.agent.exchange()
    kiosk.server.is_away = True
    press(screen, "Not safe")
    says(screen, "What is dangerous?")
    press(screen, "A guard is missing")
    says(screen, "Not safe")
    expect(screen.locator("header")).to_contain_text("Tell staff yourself: no connection")
    expect(screen.locator("main")).to_contain_text("Do not use this machine")
    expect(screen.locator("footer")).to_contain_text("Press the red stop on the machine.")
    browsers.keep_shot(screen, "kiosk-not-safe-away")
    assert kiosk.told("fault_reported") == []
    kiosk.server.is_away = False
    expect(screen.locator("header")).to_contain_text("Staff know", timeout=40_000)
    (told,) = kiosk.told("fault_reported")
    assert (told["what"], told["is_not_safe"]) == ("guard", True)
    assert kiosk.told("signed_off")[-1]["cause"] == "fault_reported"


def test_only_a_maintainers_card_puts_it_back(screen: Page, kiosk: KioskStand) -> None:
    press(screen, "Not safe")
    press(screen, "Fire or smoke")
    says(screen, "Not safe")
    shows_card(screen, kiosk.people.mary)
    says(screen, "Not safe")
    press(screen, "Maintainer")
    says(screen, "Make a test run")
    shows_card(screen, kiosk.people.tomasz)
    says(screen, "Not safe")
    expect(screen.locator(".kiosk-note")).to_contain_text("Only a maintainer's card can do that.")
    press(screen, "Maintainer")
    says(screen, "Make a test run")
    shows_card(screen, kiosk.people.mary)
    says(screen, "Free")
    expect(screen.locator(".kiosk-note")).to_contain_text("back in service")


def test_a_problem_is_told_by_picture_with_a_photo_and_the_machine_goes_on(
    screen: Page, kiosk: KioskStand
) -> None:
    press(screen, "Problem")
    says(screen, "What is not right?")
    press(screen, "Strange noise")
    says(screen, "Thank you.")
    press(screen, "Add a photo")
    press(screen, "Take it")
    expect(screen.locator(".kiosk-note")).to_contain_text("The photo is with it.", timeout=RUNS)
    says(screen, "Free")
    kiosk.agent.exchange()
    first, second = kiosk.told("fault_reported")
    assert (first["what"], first["is_not_safe"]) == ("noise", False)
    assert second["photo"]
    assert kiosk.server.photos[second["photo"]].startswith(b"\xff\xd8")


def test_care_is_confirmed_by_a_maintainers_card(screen: Page, kiosk: KioskStand) -> None:
    press(screen, "Clean the collet")
    press(screen, "Clean the collet")
    says(screen, "Done? Show your card")
    shows_card(screen, kiosk.people.mary)
    expect(screen.locator(".kiosk-note")).to_contain_text("Thank you, Mary.")
    kiosk.agent.exchange()
    assert [body["task"] for body in kiosk.told("maintenance_done")] == ["collet"]


# Nobody is left signed in


def test_after_done_no_name_is_left_on_the_screen_or_in_the_browser(screen: Page, kiosk: KioskStand) -> None:
    shows_card(screen, kiosk.people.amina)
    says(screen, "Amina")
    press(screen, "انتهيت")
    says(screen, "Free")
    expect(screen.locator("html")).to_have_attribute("lang", "en")
    assert "Amina" not in screen.content()
    kept = screen.evaluate(
        "async () => [document.cookie, {...localStorage}, {...sessionStorage}, (await indexedDB.databases()).length, "
        "(await caches.keys()).length, history.length]"
    )
    assert kept[0] == "" and "Amina" not in str(kept) and kept[2:5] == [{}, 0, 0]
    screen.go_back()
    assert "Amina" not in screen.content()


def test_whoever_forgets_is_asked_and_then_signed_off(screen: Page, kiosk: KioskStand) -> None:
    shows_card(screen, kiosk.people.tomasz)
    says(screen, "Hello, Tomasz")
    kiosk.clock.wind(800)
    says(screen, "Are you still using it?")
    press(screen, "Yes, I am")
    says(screen, "Hello, Tomasz")
    kiosk.clock.wind(800)
    says(screen, "Are you still using it?")
    kiosk.clock.wind(101)
    says(screen, "Free")
    assert "Tomasz" not in screen.content()
    kiosk.agent.exchange()
    assert kiosk.told("signed_off")[-1]["cause"] == "idle_timeout"


def test_a_machine_that_runs_with_nobody_asks_who_it_is(screen: Page, kiosk: KioskStand) -> None:
    kiosk.grbl.does("run")
    says(screen, "Who is using this?", RUNS)
    press(screen, "I have no card")
    says(screen, "Running")


def test_a_cable_that_is_pulled_is_shown(screen: Page, kiosk: KioskStand) -> None:
    kiosk.grbl.pull()
    says(screen, "Is the cable in?", RUNS)


# It cannot be left


def test_nothing_on_any_page_leads_out_of_it(screen: Page, kiosk: KioskStand) -> None:
    shows_card(screen, kiosk.people.tomasz)
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
