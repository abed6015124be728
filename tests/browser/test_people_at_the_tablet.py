"""Who stands at the tablet: cards, PINs, a new person's first hour; and a piece's way out by their hands."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import expect

from core.db import fast
from inventory.services.record import state_of
from tests.browser.stage import Stage, move, take_in
from tests.browser.tablets import Tablet
from tests.cast import PIN

pytestmark = pytest.mark.browser


def give_pin(tablet: Tablet, pin: str = PIN) -> None:
    """Six taps on the pad."""
    tablet.page.wait_for_selector("[data-digit='1']")
    for digit in pin:
        tablet.tap(f"[data-digit='{digit}']")


def test_number_and_pin_sign_in_where_no_picture_is_shown(stage: Stage, tablet: Tablet) -> None:
    tablet.open()
    tablet.tap("#who")
    tablet.tap("#by-number")
    tablet.page.fill("#number", stage.cast.numbers["mary"])
    give_pin(tablet, "000111")
    expect(tablet.page.locator("#pin-fault")).not_to_be_empty()
    give_pin(tablet)
    expect(tablet.page.locator("#who")).to_contain_text("Mary")
    tablet.heading("Show the label to the camera")


def test_a_refused_pin_is_told_in_the_language_of_the_screen(stage: Stage, tablet: Tablet) -> None:
    tablet.open()
    with tablet.page.expect_response("**/api/v1/sign-in/card"):
        tablet.show(stage.cast.cards["amina"])
    tablet.open()  # a reload: nobody stands at the screen, while the server still knows Amina, who reads Arabic
    tablet.tap(".chip-language")
    tablet.tap(".menu-list [lang='en']")
    tablet.tap("#who")
    tablet.tap("#by-number")
    tablet.page.fill("#number", stage.cast.numbers["mary"])
    give_pin(tablet, "000111")
    expect(tablet.page.locator("#pin-fault")).to_contain_text(re.compile("[A-Za-z]{4}"))
    expect(tablet.page.locator("html")).to_have_attribute("lang", "en")


def test_whoever_showed_a_card_today_is_in_the_grid(stage: Stage, tablet: Tablet) -> None:
    tablet.open()
    tablet.show(stage.cast.cards["mary"])
    expect(tablet.page.locator("#who")).to_contain_text("Mary")
    tablet.page.wait_for_timeout(1500)
    tablet.tap("#who")
    tablet.tap("#leave")
    tablet.tap("#who")
    expect(tablet.page.locator("#in-today .person")).to_have_count(1)
    tablet.tap("#in-today .person")
    give_pin(tablet)
    expect(tablet.page.locator("#who")).to_contain_text("Mary")


def test_two_work_together_and_both_stand_on_the_move(app: Flask, stage: Stage, tablet: Tablet) -> None:
    with app.app_context():
        code = take_in(stage)
    tablet.open()
    tablet.show(stage.cast.cards["tomasz"])
    tablet.page.wait_for_timeout(300)
    tablet.show(stage.cast.cards["mary"])
    tablet.tap("#together")
    expect(tablet.page.locator("#who")).to_contain_text("Tomasz, Mary")
    tablet.scan(code)
    tablet.tap("#next")
    tablet.page.wait_for_selector("#last")
    with app.app_context():
        row = fast().row("SELECT by_id, with_ids FROM piece_event WHERE kind = 'moved'")
    assert row is not None and row[0] == stage.cast.people["tomasz"]
    assert str(stage.cast.people["mary"]) in str(row[1])


def test_a_blank_card_begins_a_first_hour_though_the_network_is_off(
    app: Flask, stage: Stage, keeping_tablet: Tablet
) -> None:
    tablet = keeping_tablet
    tablet.open()
    tablet.is_kept()
    tablet.page.context.set_offline(True)
    tablet.show(stage.cast.blank_cards[0])
    tablet.tap("[data-language='ar']")
    tablet.page.wait_for_selector("html[dir='rtl']")
    tablet.page.fill("#called", "ليلى")
    tablet.tap("form .slab")
    tablet.tap("[data-avatar='fox']")
    tablet.tap("#notice")
    tablet.tap("#nobody")  # nobody has checked the Arabic of the notice, so it is asked who interpreted
    expect(tablet.page.locator("#who")).to_contain_text("ليلى")
    tablet.page.context.set_offline(False)
    tablet.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    tablet.line("saved")
    with app.app_context():
        row = fast().row(
            "SELECT p.language, p.avatar FROM person p JOIN person_name n ON n.person_id = p.id WHERE n.called = 'ليلى'"
        )
    assert row is not None and tuple(row) == ("ar", "fox")
    with app.app_context():
        told = fast().row("SELECT language, is_checked, with_english, interpreted FROM understanding")
    assert told is not None and (told[0], bool(told[1]), bool(told[2]), told[3]) == (
        "ar",
        False,
        True,
        "nobody",
    )


def test_an_unknown_card_is_refused_in_words(tablet: Tablet) -> None:
    tablet.open()
    tablet.show("ECO:" + "7" * 26)
    tablet.sees("This card is not known here.")


def test_a_finished_chair_is_checked_and_given_out_at_the_tablet(
    app: Flask, stage: Stage, tablet: Tablet
) -> None:
    with app.app_context():
        code = move(stage, take_in(stage), "checked", "in_work.repair", "quality_check", by="tomasz")
    tablet.open()
    tablet.tap("#who")
    tablet.tap("#by-number")
    tablet.page.fill("#number", stage.cast.numbers["mary"])
    give_pin(tablet)
    expect(tablet.page.locator("#who")).to_contain_text("Mary")
    tablet.scan(code)
    tablet.tap("#next")
    tablet.heading("Is the work well done?")
    tablet.tap("[data-answer='yes']")
    tablet.page.wait_for_selector(".track-now.stage-6")
    tablet.tap("#next")
    tablet.heading("A photo of the finished piece")
    tablet.tap("#shutter")
    tablet.page.wait_for_selector("#next")
    tablet.tap("#next")
    tablet.heading("Does it stand firm")
    tablet.tap("[data-answer='yes']")
    tablet.heading("Where does it go?")
    tablet.tap("[data-destination='organisation']")
    tablet.tap("[data-recipient]")
    expect(tablet.page.locator("#last")).to_contain_text(re.compile("Released"))
    with app.app_context():
        state, rows = state_of(code), fast().rows("SELECT destination FROM release")
    assert state is not None and state.stage == "released" and [row[0] for row in rows] == ["organisation"]


def test_two_idle_minutes_and_nobody_is_signed_in_half_an_hour_at_a_station(
    stage: Stage, tablet: Tablet
) -> None:
    who = tablet.page.locator("#who")
    tablet.page.clock.install()
    tablet.open()
    tablet.show(stage.cast.cards["mary"])
    expect(who).to_contain_text("Mary")
    tablet.page.clock.run_for(110_000)
    expect(who).to_contain_text("Mary")
    tablet.page.clock.run_for(15_000)
    expect(who).to_contain_text("Who are you?")
    tablet.show(stage.cast.cards["mary"])
    expect(who).to_contain_text("Mary")
    tablet.tap("#station")
    tablet.tap("[data-station='stored']")
    tablet.page.wait_for_selector("#tally")
    tablet.page.clock.fast_forward(29 * 60_000)
    tablet.page.clock.run_for(3_000)
    expect(who).to_contain_text("Mary")
    tablet.page.clock.fast_forward(2 * 60_000)
    tablet.page.clock.run_for(3_000)
    expect(who).to_contain_text("Who are you?")


def test_a_lost_card_is_one_tap_from_who_are_you_and_needs_the_network(tablet: Tablet) -> None:
    tablet.open()
    tablet.tap("#who")
    tablet.page.wait_for_selector("#door")
    tablet.page.context.set_offline(True)
    tablet.page.evaluate("() => window.dispatchEvent(new Event('offline'))")
    tablet.line("away")
    tablet.tap(".chip-back")
    tablet.tap("#who")
    tablet.page.wait_for_selector("#door")
    expect(tablet.page.locator("#lost")).to_have_count(0)
    tablet.page.context.set_offline(False)
    tablet.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    tablet.line("saved")
    tablet.tap(".chip-back")
    tablet.tap("#who")
    tablet.tap("#lost")
    tablet.page.wait_for_url("**/help")
    tablet.heading("Lost card or PIN")


def test_what_only_a_screen_reader_says_follows_the_language(stage: Stage, tablet: Tablet) -> None:
    tablet.open()
    tablet.show(stage.cast.cards["amina"])
    tablet.page.wait_for_selector("html[lang=ar]")
    expect(tablet.page.locator("#thumb")).to_have_attribute("aria-label", "ماذا تفعل")
    expect(tablet.page.locator(".skip")).to_have_text("انتقل إلى الصفحة")


def test_without_a_line_the_bar_fits_where_nobody_is_there(tablet: Tablet) -> None:
    tablet.open()
    tablet.tap("#who")
    tablet.page.context.set_offline(True)
    tablet.page.evaluate("() => window.dispatchEvent(new Event('offline'))")
    tablet.line("away")
    chip = tablet.page.locator("#line").bounding_box()
    language = tablet.page.locator(".chip-language").bounding_box()
    assert chip is not None and chip["x"] + chip["width"] <= 800 - 16
    assert language is not None and language["width"] >= 56
