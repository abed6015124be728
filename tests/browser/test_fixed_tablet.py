"""The fixed tablet at the door of a class: newcomers, who is early, who is refused, and two tablets with one run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from core.audit import write_audit_line
from core.clock import now
from core.db import fast, transaction
from tests import browsers
from tests.browser.stage import Stage
from tests.browser.tablets import Tablet, pair, until
from tests.browser.test_register_offline import ClassRoom, become_somebody, come, marks

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def class_room(app: Flask, stage: Stage) -> ClassRoom:
    """A class that has begun: three places, three learners with one, one without."""
    with app.app_context():
        return ClassRoom(stage)


def to_check_in(tablet: Tablet) -> None:
    """From the home screen to the screen that everybody shows their card to."""
    tablet.page.wait_for_selector("#registers")
    tablet.tap("#registers")
    tablet.tap("#check-in")
    tablet.heading("Show your card")


def test_a_newcomer_is_seated_where_the_trainer_stands_by_and_asks_for_the_trainer_elsewhere(
    app: Flask, stage: Stage, class_room: ClassRoom, tablet: Tablet
) -> None:
    tablet.open()
    to_check_in(tablet)
    become_somebody(tablet, stage.cast.blank_cards[0], "Selam")
    expect(tablet.page.locator(".notice-look")).to_contain_text("You are not on the list")
    browsers.keep_shot(tablet.page, "check-in-newcomer-waits")
    assert marks(app) == []

    tablet.open()
    come(tablet, stage.cast.cards["mary"], "Mary")
    tablet.tap("#registers")
    tablet.tap(f"[data-class='{class_room.token}']")
    tablet.tap(f"[data-more='{class_room.numbers[2]}']")
    tablet.tap("#give-up")
    tablet.sees("place given on")
    tablet.tap(".chip-back")
    tablet.tap("#check-in")
    become_somebody(tablet, stage.cast.blank_cards[1], "Dawit")
    tablet.sees("Dawit has a place")
    browsers.keep_shot(tablet.page, "check-in-newcomer-seated")
    until(lambda: ("Dawit", "present", "card") in marks(app), 15)


def test_who_is_early_is_told_when_and_their_card_counts_later(
    app: Flask, stage: Stage, class_room: ClassRoom, tablet: Tablet
) -> None:
    with app.app_context(), transaction():
        later = now() + timedelta(hours=3)
        fast().run(
            "UPDATE course_class SET starts_at = ?, ends_at = ? WHERE token = ?",
            (later, later + timedelta(hours=2), class_room.token),
        )
    tablet.open()
    to_check_in(tablet)
    tablet.show(class_room.cards[0])
    expect(tablet.page.locator(".notice-look")).to_contain_text("You are early")
    expect(tablet.page.locator(".notice-look")).to_contain_text("half an hour before")
    browsers.keep_shot(tablet.page, "check-in-early")
    assert marks(app) == []
    with app.app_context(), transaction():
        begins = now() + timedelta(minutes=20)
        fast().run("UPDATE course_class SET starts_at = ? WHERE token = ?", (begins, class_room.token))
        write_audit_line("change_class", "run:1", site_id=stage.cast.sites["coventry"], at=now(), by_id=None)
    tablet.open()
    to_check_in(tablet)
    tablet.show(class_room.cards[0])
    tablet.page.wait_for_selector("#here")
    until(lambda: marks(app) == [("Learner 0", "present", "card")], 15)


def test_who_lost_their_place_meanwhile_is_refused_in_words(
    app: Flask, stage: Stage, class_room: ClassRoom, tablet: Tablet
) -> None:
    tablet.open()
    to_check_in(tablet)
    with app.app_context(), transaction():
        fast().run(
            "UPDATE booking SET state = 'cancelled_by_learner' "
            "WHERE person_id = (SELECT id FROM person WHERE number = ?)",
            (class_room.numbers[1],),
        )
    tablet.show(class_room.cards[1])
    tablet.page.wait_for_selector("html[lang=ar] .notice-refused")
    expect(tablet.page.locator(".notice-refused")).not_to_contain_text("This person")
    browsers.keep_shot(tablet.page, "check-in-refused-ar")
    assert marks(app) == []
    expect(tablet.page.locator("#here")).to_have_count(0)


def test_two_tablets_at_two_doors_come_to_one_register(
    app: Flask,
    stage: Stage,
    class_room: ClassRoom,
    tablet: Tablet,
    browser: Any,
    second_device: Callable[[], str],
) -> None:
    context = browser.new_context(**browsers.context_arguments(tablet.url), service_workers="block")
    pair(context, tablet.url, second_device())
    other = Tablet(context.new_page(), tablet.url)
    for one in (tablet, other):
        one.open()
        to_check_in(one)
    tablet.show(class_room.cards[0])
    tablet.page.wait_for_selector("#here")
    other.show(class_room.cards[2])
    other.page.wait_for_selector("#here")
    other.show(class_room.cards[0])
    expect(other.page.locator("#here")).to_contain_text("Learner 0")
    until(lambda: marks(app) == [("Learner 0", "present", "card"), ("Learner 2", "present", "card")], 15)
    with app.app_context():
        row = fast().row("SELECT COUNT(*) FROM attendance_mark WHERE superseded_by IS NULL")
        assert row is not None and row[0] == 2
    come_again = tablet.open()
    come(come_again, stage.cast.cards["mary"], "Mary")
    come_again.tap("#registers")
    come_again.tap(f"[data-class='{class_room.token}']")
    expect(come_again.page.locator(".register-tile.register-present")).to_have_count(2)
    assert other.errors == []
    context.close()
