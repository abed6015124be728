"""From a printed label before the camera to the next stage, and the ways around the camera."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from inventory.drawing.label_sheets import LabelFace, draw_label_sheets
from inventory.services.record import state_of
from inventory.stationery import stationery_by_name
from tests import browsers
from tests.browser.stage import HOST, Stage, cut_label, draw_symbol, move, payload, take_in, wall
from tests.browser.tablets import Tablet, pair

pytestmark = pytest.mark.browser


def printed_label(code: str) -> Any:
    """The label of `code`, cut from the PDF that the printer gets."""
    sheet = stationery_by_name("L7160")
    pdf = draw_label_sheets(
        [LabelFace(code, "Coventry")], stationery=sheet, host=HOST, batch_number=1, title="Labels"
    )
    return cut_label(pdf, sheet.left_mm, sheet.top_mm, sheet.label_width_mm, sheet.label_height_mm)


def stage_of(app: Flask, code: str) -> tuple[str, str]:
    with app.app_context():
        state = state_of(code)
        assert state is not None
        return state.stage, state.step


def test_a_printed_label_leads_to_the_next_stage_in_two_taps(
    app: Flask, stage: Stage, camera: browsers.FakeCamera, tablet: Tablet
) -> None:
    with app.app_context():
        code = take_in(stage)
    camera.show(printed_label(code))
    tablet.open()
    tablet.show(stage.cast.cards["tomasz"])
    tablet.heading("Dining chair")
    assert tablet.page.locator(".code").first.inner_text() == code
    tablet.tap("#next")
    tablet.page.wait_for_selector("#last")
    assert tablet.taps <= 2
    assert stage_of(app, code) == ("checked", "")


def test_station_mode_moves_three_labels_that_pass_the_camera(
    app: Flask, stage: Stage, camera: browsers.FakeCamera, tablet: Tablet
) -> None:
    with app.app_context():
        codes = [take_in(stage) for _ in range(3)]
    tablet.open()
    tablet.show(stage.cast.cards["tomasz"])
    tablet.tap("#station")
    film = [draw_symbol(payload(code)) for code in codes]
    tablet.page.wait_for_selector("[data-station='checked']")
    camera.show(*film, seconds_each=1.5)
    tablet.reload()
    tablet.show(stage.cast.cards["tomasz"])
    tablet.page.goto(tablet.url + "/scan#station")
    tablet.tap("[data-station='checked']")
    expect(tablet.page.locator(".tally-number")).to_have_text("3", timeout=40_000)
    assert {stage_of(app, code)[0] for code in codes} == {"checked"}


def test_a_refused_camera_has_a_screen_of_its_own_and_a_typed_code_works(
    app: Flask, stage: Stage, deny_camera: Callable[[], Any], live_server: Any
) -> None:
    with app.app_context():
        code = take_in(stage)
    page = deny_camera()
    pair(page.context, live_server.url, stage.tablet)
    tablet = Tablet(page, live_server.url).open()
    tablet.tap("#camera-help")
    tablet.heading("The camera does not work here")
    assert page.locator(".step").count() == 3
    tablet.tap("#type-code")
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    page.fill("#code", wrong)
    expect(page.locator("#code-fault")).to_contain_text("do not fit together")
    expect(page.locator("#open-code")).to_be_disabled()
    page.fill("#code", f" {code[:3].lower()}-{code[3:]}")
    tablet.tap("#open-code")
    tablet.heading("Dining chair")


def test_the_server_reads_a_label_from_a_photo(
    app: Flask, stage: Stage, deny_camera: Callable[[], Any], live_server: Any, tmp_path: Any
) -> None:
    with app.app_context():
        code = take_in(stage)
    picture = tmp_path / "label.png"
    printed_label(code).save(picture)
    page = deny_camera()
    pair(page.context, live_server.url, stage.tablet)
    tablet = Tablet(page, live_server.url).open()
    tablet.tap("#camera-help")
    page.set_input_files("#label-photo", str(picture))
    tablet.heading("Dining chair")


def test_a_hand_scanner_types_labels_anywhere_on_the_page(app: Flask, stage: Stage, tablet: Tablet) -> None:
    with app.app_context():
        code = take_in(stage)
    tablet.open()
    tablet.type_quickly(payload(code))
    tablet.heading("Dining chair")


@pytest.mark.parametrize(
    "order", ["piece, wall, card", "wall, card, piece", "card, wall, piece", "wall, piece, card"]
)
def test_piece_wall_card_and_card_work_in_any_order(
    app: Flask, stage: Stage, tablet: Tablet, order: str
) -> None:
    with app.app_context():
        code = move(stage, take_in(stage), "checked")
    shown = {"piece": payload(code), "wall": wall("STEP.REPAIR"), "card": stage.cast.cards["tomasz"]}
    tablet.open()
    for thing in order.split(", "):
        tablet.show(shown[thing])
        tablet.page.wait_for_timeout(500)
    tablet.page.wait_for_selector("#last")
    assert stage_of(app, code) == ("in_work", "repair")


def test_what_is_not_ours_is_said_so(stage: Stage, tablet: Tablet) -> None:
    tablet.open()
    tablet.show("https://example.org/some/page")
    tablet.sees("Not one of ours.")
    tablet.scan("7777777")
    tablet.sees("Not one of ours.")


def test_another_code_on_a_piece_does_not_end_what_is_under_way(stage: Stage, tablet: Tablet) -> None:
    tablet.open()
    tablet.show(stage.cast.cards["tomasz"])
    tablet.page.wait_for_timeout(300)
    tablet.tap("#station")
    tablet.tap("[data-station='stored']")
    tablet.page.wait_for_selector("#tally")
    tablet.show("https://shop.example/12345")
    tablet.sees("Not one of ours.")
    expect(tablet.page.locator("#tally")).to_be_visible()
    expect(tablet.page.locator("#main > :first-child")).to_contain_text("Not one of ours.")


def test_a_label_that_nothing_wears_begins_an_intake(stage: Stage, tablet: Tablet) -> None:
    tablet.open()
    tablet.show(stage.cast.cards["tomasz"])
    tablet.page.wait_for_timeout(300)
    tablet.scan(stage.take_blank())
    tablet.heading("Take a photo of the whole piece")


def test_move_many_shows_each_verdict_and_asks_once(app: Flask, stage: Stage, tablet: Tablet) -> None:
    with app.app_context():
        codes = [move(stage, take_in(stage), "checked") for _ in range(3)]
        late = take_in(stage)
    tablet.open()
    tablet.show(stage.cast.cards["tomasz"])
    tablet.tap("#many")
    tablet.tap("[data-target='stored']")
    tablet.page.wait_for_selector("#tally .slab")
    for number, code in enumerate([*codes, late], start=1):
        tablet.scan(code)
        expect(tablet.page.locator(".verdict")).to_have_count(number)
    expect(tablet.page.locator(".verdict .disc-refused")).to_have_count(1)
    tablet.tap("#move-all")
    tablet.page.wait_for_function("() => document.querySelector('#move-all')?.disabled")
    assert [stage_of(app, code)[0] for code in codes] == ["stored"] * 3
    assert stage_of(app, late)[0] == "received"


def test_a_card_takes_over_with_the_network_off(app: Flask, stage: Stage, keeping_tablet: Tablet) -> None:
    tablet = keeping_tablet
    with app.app_context():
        code = take_in(stage)
    tablet.open()
    tablet.is_kept()
    tablet.page.context.set_offline(True)
    tablet.reload()
    tablet.show(stage.cast.cards["tomasz"])
    expect(tablet.page.locator("#who")).to_contain_text("Tomasz")
    tablet.show(stage.cast.cards["amina"])
    tablet.tap("#instead")
    expect(tablet.page.locator("#who")).to_contain_text("Amina")
    expect(tablet.page.locator("html")).to_have_attribute("dir", "rtl")
    tablet.scan(code)
    tablet.tap("#next")
    tablet.page.wait_for_selector("#last")
    tablet.line("away")
    kinds = sorted(event["kind"] for event in tablet.queue())
    assert kinds == ["moved", "visit", "visit"], "both came, and the move"
    tablet.page.context.set_offline(False)
    tablet.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    tablet.line("saved")
    assert stage_of(app, code) == ("checked", "")


def test_arabic_mirrors_the_desk_and_leaves_codes_as_they_are(
    app: Flask, stage: Stage, tablet: Tablet
) -> None:
    with app.app_context():
        code = take_in(stage)
    tablet.open()
    tablet.show(stage.cast.cards["amina"])
    tablet.scan(code)
    tablet.page.wait_for_selector("#next")
    page = tablet.page
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(page.locator("#next")).to_be_visible()
    left = {
        name: page.locator(name).bounding_box()["x"] for name in ("#place", "#more", ".bar-start", "#line")
    }  # type: ignore[index]
    assert left["#place"] > left["#more"] and left[".bar-start"] > left["#line"]
    assert page.locator(".tags .code").evaluate("one => getComputedStyle(one).direction") == "ltr"
    boards = page.locator(".track-board")
    assert boards.first.bounding_box()["x"] > boards.last.bounding_box()["x"]  # type: ignore[index]


def test_nobody_stays_signed_in_over_a_reload(stage: Stage, keeping_tablet: Tablet) -> None:
    tablet = keeping_tablet
    tablet.open()
    tablet.show(stage.cast.cards["tomasz"])
    expect(tablet.page.locator("#who")).to_contain_text("Tomasz")
    tablet.reload()
    expect(tablet.page.locator("#who")).to_contain_text("Who are you?")
    token = stage.cast.cards["tomasz"].removeprefix("ECO:")
    kept = tablet.page.evaluate(
        "async () => JSON.stringify([Object.entries(localStorage), (await caches.keys()).length])"
    )
    assert token not in kept


def test_a_piece_of_the_other_site_is_received_here_with_one_tap(
    app: Flask, stage: Stage, tablet: Tablet
) -> None:
    with app.app_context():
        code = take_in(stage, by="grace")
    tablet.open()
    tablet.show(stage.cast.cards["tomasz"])
    tablet.scan(code)
    tablet.sees("It is booked at another site.")
    tablet.tap("#next")
    tablet.page.wait_for_selector("#last")
    with app.app_context():
        state = state_of(code)
    assert state is not None and state.site == stage.cast.sites["coventry"]


def test_a_refusal_says_what_is_missing_and_who_can_help(app: Flask, stage: Stage, tablet: Tablet) -> None:
    with app.app_context():
        code = take_in(stage)
    tablet.open()
    tablet.show(stage.cast.cards["tomasz"])
    tablet.show(wall("STAGE.READY"))
    tablet.scan(code)
    expect(tablet.page.locator(".notice-refused")).to_contain_text("From here it cannot go there.")
    assert tablet.page.evaluate("document.body.dataset.signal") in (None, "refused")
    assert stage_of(app, code)[0] == "received"
