"""How many taps a trainer needs: a learner onto a run, a register of twelve, the end of a run. Counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from core.clock import now
from core.db import db, fast, transaction
from core.people import Person
from tests import browsers
from tests.browser.stage import Stage
from tests.browser.tablets import Tablet
from tests.cast import PASSWORD, PIN
from tests.live import ThreadServer
from tests.training.paper_scene import finished_run, put_in
from tests.training.scene import book, make_course, make_learners, make_run
from training.models.delivery import CourseClass, Run

pytestmark = pytest.mark.browser


@dataclass
class Desk:
    """Ruth's screen at the desk, and how often she pressed."""

    page: Page
    taps: int = 0

    def tap(self, words: str) -> None:
        """One press of what reads so."""
        self.taps += 1
        self.page.locator("a, button").filter(has_text=words).first.click()


@pytest.fixture
def desk(browser: Any, live_server: ThreadServer, stage: Stage) -> Iterator[Desk]:
    """Ruth, signed in on a screen without a camera, with a hand scanner."""
    wanted = browsers.context_arguments(live_server.url, viewport=browsers.DESK, camera=False)
    context = browser.new_context(**wanted)
    page = context.new_page()
    page.goto("/sign-in")
    page.locator("input[name=login]").fill("Ruth")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_function("() => document.body.innerText.includes('Ruth')")
    yield Desk(page)
    context.close()


def rows(app: Flask, sql: str) -> list[Any]:
    """What the database holds now."""
    with app.app_context():
        return list(fast().rows(sql))


def test_a_learner_is_put_on_a_run_with_one_card_and_at_most_two_taps(
    app: Flask, stage: Stage, desk: Desk
) -> None:
    with app.app_context(), transaction():
        number = make_run(make_course(), stage.cast.sites["coventry"]).number
    desk.page.goto(f"/runs/{number}")
    desk.tap("Book a learner")
    expect(desk.page.locator("input[name=person]")).to_be_focused()
    desk.page.keyboard.type(stage.cast.cards["amina"])
    desk.page.keyboard.press("Enter")  # a hand scanner ends with it
    desk.page.wait_for_url(f"**/runs/{number}")
    expect(desk.page.locator("main")).to_contain_text("Booked")
    assert desk.taps <= 2
    assert rows(app, "SELECT state, source FROM booking") == [("booked", "desk")]
    browsers.keep_shot(desk.page, "run-booked")


def test_the_camera_of_the_desk_reads_the_card_too(
    app: Flask, stage: Stage, desk: Desk, browser: Any, live_server: ThreadServer
) -> None:
    with app.app_context(), transaction():
        number = make_run(make_course(), stage.cast.sites["coventry"]).number
    desk.page.goto(f"/runs/{number}/bookings/new")
    desk.page.context.grant_permissions(["camera"])
    desk.page.reload()
    desk.page.wait_for_selector("[data-viewfinder]:not([hidden])")


def test_the_end_of_a_run_is_recorded_with_at_most_four_taps(app: Flask, stage: Stage, desk: Desk) -> None:
    with app.app_context(), transaction():
        run = finished_run(stage.cast.sites["coventry"])
        for name in ("amina", "tomasz"):
            put_in(run, stage.cast.people[name], state="attending")
        number = run.number
    desk.page.goto(f"/runs/{number}")
    desk.tap("Completion")
    expect(desk.page.locator("h1")).to_have_text("Completion")
    browsers.keep_shot(desk.page, "completion")
    desk.tap("Record it")
    expect(desk.page.locator("main")).to_contain_text("recorded")
    assert desk.taps <= 4
    assert rows(app, "SELECT state FROM booking") == [("completed",)] * 2


class Twelve:
    """A class that has just begun with twelve learners."""

    def __init__(self, stage: Stage) -> None:
        site = stage.cast.sites["coventry"]
        with transaction():
            run: Run = make_run(
                make_course(), site, capacity=12, starts_at=now() - timedelta(minutes=5), classes=1
            )
            people: list[Person] = make_learners(site, 12)
        for turn, person in enumerate(people):
            at = now().replace(hour=12) - timedelta(days=9, minutes=-turn)
            with transaction():
                book(stage.cast.actor("mary"), run, person, at=at)
        self.token = db.session.query(CourseClass.token).filter_by(run_id=run.id).scalar()


def pin_in(tablet: Tablet, number: str) -> None:
    """A trainer gives number and PIN: the register's pages want more than a card."""
    tablet.open()
    tablet.tap("#who")
    tablet.tap("#by-number")
    tablet.page.fill("#number", number)
    tablet.page.wait_for_selector("[data-digit='1']")
    for digit in PIN:
        tablet.tap(f"[data-digit='{digit}']")
    expect(tablet.page.locator("#who")).to_contain_text("Mary")


@pytest.mark.parametrize(("absent", "budget"), [(False, 2), (True, 3)], ids=["all there", "one is not"])
def test_a_register_of_twelve_takes_two_taps_and_three_where_one_is_missing(
    app: Flask, stage: Stage, tablet: Tablet, absent: bool, budget: int
) -> None:
    with app.app_context():
        token = Twelve(stage).token
    pin_in(tablet, stage.cast.numbers["mary"])
    tablet.taps = 0
    tablet.page.goto(f"{tablet.url}/registers")
    tablet.tap(f"a[href*='{token}']")
    tablet.page.wait_for_selector(".register-line")
    if absent:
        tablet.tap(".register-line button[value=absent]")
        tablet.page.wait_for_selector(".register-absent")
    tablet.tap(".thumb-zone button")
    tablet.page.wait_for_function("() => document.querySelectorAll('.register-present').length >= 11")
    browsers.keep_shot(tablet.page, f"register-{budget}")
    assert tablet.taps == budget
    found = sorted(
        mark for (mark,) in rows(app, "SELECT mark FROM attendance_mark WHERE superseded_by IS NULL")
    )
    assert found == ["absent"] * absent + ["present"] * (12 - absent)
