"""The screen beside a machine, in a real browser over the real agent: cards, labels, not safe, and no way out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import qrcode
from playwright.sync_api import Page, expect

from core.ids import new_public_code
from tests import browsers
from tests.browser.kiosks import RUNS, SCREEN, KioskStand, look, press, says, shows_card, skip, types

pytestmark = pytest.mark.browser


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


# Cards


def test_a_card_is_greeted_in_its_own_language_and_allowed(screen: Page, kiosk: KioskStand) -> None:
    shows_card(screen, kiosk.people.amina)
    expect(screen.locator("main")).to_contain_text("مرحباً Amina")
    expect(screen.locator("main")).to_contain_text("What is it for?")
    skip(screen)
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
    skip(screen)
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
    skip(screen)
    says(screen, "Hello, Grace")
    expect(screen.locator("main")).to_contain_text("with Mary beside you")


def test_a_second_card_while_it_runs_helps(screen: Page, kiosk: KioskStand) -> None:
    shows_card(screen, kiosk.people.tomasz)
    skip(screen)
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


# What for, and pieces


def test_one_touch_says_what_for_and_the_server_is_told(screen: Page, kiosk: KioskStand) -> None:
    shows_card(screen, kiosk.people.tomasz)
    says(screen, "What is it for?")
    assert screen.get_by_role("button", name="Maintenance").count() == 0
    browsers.keep_shot(screen, "kiosk-purpose")
    press(screen, "A makeover")
    says(screen, "Hello, Tomasz")
    press(screen, "A makeover")
    press(screen, "Own work")
    expect(screen.locator("main")).to_contain_text("Own work")
    kiosk.agent.exchange()
    assert [body["purpose"] for body in kiosk.told("purpose_chosen")] == ["makeover", "own_work"]


def test_a_machine_that_stopped_itself_is_left_as_it_is(screen: Page, kiosk: KioskStand) -> None:
    kiosk.grbl.does("alarm")
    says(screen, "The machine stopped itself", RUNS)
    expect(screen.locator("main")).to_contain_text("Leave it as it is and ask one of them.")
    expect(screen.locator("main")).to_contain_text("Mary")
    for word in ("reset", "unlock", "restart", "switch"):
        assert word not in screen.locator("body").inner_text().lower()


def test_an_opened_door_is_told(screen: Page, kiosk: KioskStand) -> None:
    kiosk.grbl.does("run")
    says(screen, "Who is using this?", RUNS)
    kiosk.grbl.does("door")
    press(screen, "I have no card")
    says(screen, "The door was opened", RUNS)


def test_a_label_names_the_piece_once_somebody_is_signed_on(screen: Page, kiosk: KioskStand) -> None:
    code = new_public_code()
    types(screen, f"HTTPS://ECO.EXAMPLE.ORG/P/{code}")
    expect(screen.locator(".kiosk-note")).to_contain_text("Show your card first")
    shows_card(screen, kiosk.people.tomasz)
    skip(screen)
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
        says(page, "What is it for?", RUNS)
        skip(page)
        says(page, "Hello, Tomasz")
        assert page.locator("video").count() == 0
        camera.show(label)
        press(page, "For a piece?")
        expect(page.locator(".kiosk-piece .code")).to_have_text(code, timeout=RUNS)
        assert page.locator("video").count() == 0


# Not safe


def test_not_safe_takes_two_presses_and_works_without_the_server(screen: Page, kiosk: KioskStand) -> None:
    shows_card(screen, kiosk.people.tomasz)
    skip(screen)
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
    shows_card(screen, kiosk.people.tomasz)
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
    says(screen, "Care that is due")
    press(screen, "Clean the collet")
    says(screen, "Done? Show your card")
    shows_card(screen, kiosk.people.mary)
    expect(screen.locator(".kiosk-note")).to_contain_text("Thank you, Mary.")
    kiosk.agent.exchange()
    assert [body["task"] for body in kiosk.told("maintenance_done")] == ["collet"]


# Nobody is left signed in


def test_after_done_no_name_is_left_on_the_screen_or_in_the_browser(screen: Page, kiosk: KioskStand) -> None:
    shows_card(screen, kiosk.people.amina)
    skip(screen)
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
    skip(screen)
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


# Several machines


def test_one_screen_of_two_machines_goes_to_one_by_a_touch_and_back(
    browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = KioskStand(tmp_path, "LAS-1")
    context = browser.new_context(**browsers.context_arguments(stand.url, viewport=SCREEN))
    page = context.new_page()
    try:
        page.goto("/")
        says(page, "Choose your machine")
        shows_card(page, stand.people.tomasz)
        expect(page.locator(".kiosk-note")).to_contain_text("Press your machine first")
        press(page, "Machine LAS-1")
        says(page, "Free", RUNS)
        shows_card(page, stand.people.tomasz)
        says(page, "What is it for?")
        press(page, "Own work")
        says(page, "Hello, Tomasz")
        assert [code for code, one in stand.agent.beside.items() if one.here.owner] == ["LAS-1"]
        press(page, "All machines")
        says(page, "Choose your machine")
        expect(page.locator("main")).to_contain_text("Tomasz")
        stand.grbl.does("alarm")
        expect(page.get_by_role("button", name="CNC router")).to_contain_text(
            "It stopped itself", timeout=RUNS
        )
        assert browsers.run_axe(page) == []
        press(page, "CNC router")
        says(page, "The machine stopped itself")
        monkeypatch.setattr("hardware.kiosk.screen.spell.STAYS_SECONDS", 0.0)
        says(page, "Choose your machine", RUNS)
    finally:
        context.close()
        stand.close()
