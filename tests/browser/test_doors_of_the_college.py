"""The tablet's home after a card: assessment, witnessing and what waits for an answer, each one tap away."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from core.db import db, fast, transaction
from core.people import Person
from tests import browsers
from tests.browser.stage import Stage
from tests.browser.tablets import Tablet
from tests.cast import PIN
from tests.training.assessment_scene import make_assessed
from tests.training.test_indicators import taught
from training.models.delivery import ClassTrainer, CourseClass

pytestmark = pytest.mark.browser


def come(tablet: Tablet, card: str, name: str) -> None:
    """Somebody shows a card at the scan desk."""
    tablet.open()
    with tablet.page.expect_response("**/api/v1/mine"):
        tablet.show(card)
    expect(tablet.page.locator("#who")).to_contain_text(name)


def give_pin(tablet: Tablet) -> None:
    """The PIN, where a page asks for it."""
    tablet.page.wait_for_url("**/confirm**")
    tablet.page.fill("input[name=pin]", PIN)
    tablet.tap("form .slab")


def test_what_came_next_is_asked_of_whoever_shows_their_card_and_of_nobody_else(
    app: Flask, stage: Stage, tablet: Tablet, run_axe: Any
) -> None:
    with app.app_context():
        amina = db.session.get_one(Person, stage.cast.people["amina"])
        amina_id = amina.id
        taught(stage.cast, "laser", "digital_fabrication", [amina])
    come(tablet, stage.cast.cards["tomasz"], "Tomasz")
    tablet.page.wait_for_selector("#my-classes")
    expect(tablet.page.locator("#step-waits")).to_have_count(0)
    come(tablet, stage.cast.cards["amina"], "Amina")
    expect(tablet.page.locator("#step-waits")).to_contain_text("ماذا جاء بعد دورتك؟")
    browsers.keep_shot(tablet.page, "home-step-waits-ar")
    assert run_axe(tablet.page) == []
    before = tablet.taps
    tablet.tap("#step-waits")
    tablet.page.wait_for_url("**/mine/next")
    browsers.keep_shot(tablet.page, "my-next-step-ar")
    assert tablet.taps == before + 1
    tablet.page.locator("button[name=step]").first.tap(timeout=4000)
    expect(tablet.page.locator("button[name=step]")).to_have_count(0)
    with app.app_context():
        told = fast().rows("SELECT after_months, by_id FROM next_step")
        assert [tuple(row) for row in told] == [(0, amina_id)]
    come(tablet, stage.cast.cards["amina"], "Amina")
    tablet.page.wait_for_selector("#my-classes")
    expect(tablet.page.locator("#step-waits")).to_have_count(0)


def test_an_assessor_is_one_tap_and_a_pin_from_the_grid(
    app: Flask, stage: Stage, tablet: Tablet, run_axe: Any
) -> None:
    with app.app_context():
        shop = make_assessed(stage.cast, learners=3)
    come(tablet, stage.cast.cards["amina"], "Amina")
    expect(tablet.page.locator("#assessment")).to_have_count(0)
    come(tablet, stage.cast.cards["nia"], "Nia")
    tablet.page.wait_for_selector("#assessment")
    browsers.keep_shot(tablet.page, "home-assessor")
    assert run_axe(tablet.page) == []
    tablet.tap("#assessment")
    give_pin(tablet)
    tablet.page.wait_for_url("**/assessment")
    expect(tablet.page.locator(f"a[href='{shop.grid}']")).to_be_visible()


def test_a_mentor_finds_whom_to_witness_on_the_home_screen(app: Flask, stage: Stage, tablet: Tablet) -> None:
    with app.app_context():
        shop = make_assessed(stage.cast, learners=3)
        with transaction():
            first = db.session.query(CourseClass.id).filter_by(run_id=shop.run.id).first()
            helper = ClassTrainer(class_id=first[0], person_id=stage.cast.people["tomasz"], part="helper")
            db.session.add(helper)
    come(tablet, stage.cast.cards["tomasz"], "Tomasz")
    tablet.page.wait_for_selector("#witness")
    browsers.keep_shot(tablet.page, "home-mentor")
    tablet.tap("#witness")
    tablet.page.wait_for_url("**/witness")
    tablet.sees("A witness signs with a PIN.")
    browsers.keep_shot(tablet.page, "witness-by-card")
    tablet.tap("a[href*='confirm']")
    give_pin(tablet)
    tablet.page.wait_for_url("**/witness")
    expect(tablet.page.locator("a[href*='/witness']").first).to_contain_text("Learner")


def test_a_trainers_card_alone_leads_over_the_pin_to_the_registers(
    app: Flask, stage: Stage, tablet: Tablet
) -> None:
    come(tablet, stage.cast.cards["mary"], "Mary")
    tablet.page.wait_for_selector("#my-classes")
    tablet.page.goto(f"{tablet.url}/registers")
    give_pin(tablet)
    tablet.page.wait_for_url("**/registers")
    tablet.heading("Registers")
    come(tablet, stage.cast.cards["amina"], "Amina")
    tablet.page.wait_for_selector("#my-classes")
    answer = tablet.page.goto(f"{tablet.url}/registers")
    assert answer is not None and answer.status == 403
