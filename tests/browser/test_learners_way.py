"""A learner's way through the college: a card at the tablet, a link on a phone, a paper that a stranger checks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from core.db import db, fast, transaction
from core.ids import new_client_id
from core.outbox import OutboxMessage
from tests import browsers
from tests.browser.stage import Stage
from tests.browser.tablets import Tablet, until
from tests.live import ThreadServer
from tests.training.paper_scene import TITLE, finished_run, issued, put_in, wants_name
from tests.training.scene import book, make_course, make_learners, make_run, noon
from training.models.catalogue import CourseWords
from training.services.bookings import book_seat
from training.services.queue import change_capacity

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def phone(browser: Any, live_server: ThreadServer) -> Iterator[Page]:
    """A stranger's phone: nobody signed in, no cookie of ours."""
    wanted = browsers.context_arguments(live_server.url, viewport=PHONE, camera=False)
    context = browser.new_context(**wanted)
    yield context.new_page()
    context.close()


def state_of(app: Flask, person_id: int) -> str:
    """The state of somebody's newest booking."""
    with app.app_context():
        row = fast().row("SELECT state FROM booking WHERE person_id = ? ORDER BY id DESC", (person_id,))
    return row[0] if row else ""


def test_a_trainee_books_in_arabic_at_the_tablet_with_a_card(
    app: Flask, stage: Stage, tablet: Tablet, run_axe: Any
) -> None:
    with app.app_context(), transaction():
        version = make_course("laser", title="First steps on the laser cutter")
        words = {"version_id": version.id, "language": "ar", "title": "الخطوات الأولى على قاطعة الليزر"}
        db.session.add(CourseWords(**words, summary="", is_reviewed=True))
        make_run(version, stage.cast.sites["coventry"])
    tablet.open()
    tablet.show(stage.cast.cards["amina"])
    tablet.page.wait_for_selector("html[lang=ar]")
    expect(tablet.page.locator("#who")).to_contain_text("Amina")
    tablet.tap("#who")
    tablet.tap("#my-classes")
    tablet.heading("حصصي")
    browsers.keep_shot(tablet.page, "my-classes-none")
    tablet.tap("a[href='/courses']")
    tablet.page.wait_for_url("**/courses")
    browsers.keep_shot(tablet.page, "courses-ar")
    tablet.tap("a[href*='/courses/laser']")
    tablet.heading("الخطوات الأولى")
    browsers.keep_shot(tablet.page, "course-ar")
    assert run_axe(tablet.page) == []
    tablet.tap("form[action$='/bookings'] button")
    tablet.page.wait_for_url("**/my/classes")
    expect(tablet.page.locator("h2").first).to_contain_text("الخطوات الأولى")
    browsers.keep_shot(tablet.page, "my-classes-ar")
    assert run_axe(tablet.page) == []
    assert tablet.page.locator("html").get_attribute("dir") == "rtl"
    assert state_of(app, stage.cast.people["amina"]) == "booked" and tablet.taps <= 5
    with app.app_context():
        assert fast().row("SELECT source FROM booking") == ("card",)


def test_an_offer_is_accepted_by_its_link_on_a_phone(
    app: Flask, stage: Stage, phone: Page, run_axe: Any
) -> None:
    with app.app_context():
        mary, amina = stage.cast.actor("mary"), stage.cast.people["amina"]
        with transaction():
            run = make_run(make_course(), stage.cast.sites["coventry"], capacity=1)
            (first,) = make_learners(stage.cast.sites["coventry"], 1)
            book(mary, run, first)
        with transaction():
            made = {"run_number": run.number, "at": noon(), "token": new_client_id()}
            book_seat(by=mary, person_number=stage.cast.numbers["amina"], source="desk", **made)
        with transaction():
            change_capacity(by=mary, capacity=2, **{**made, "token": new_client_id()})
        link = (
            db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "offer")).one().facts["link"]
        )
    phone.goto(f"/offers/{link}")
    expect(phone.locator("html")).to_have_attribute("lang", "ar")
    assert state_of(app, amina) == "offered", "opening the link answers nothing"
    assert "Amina" not in phone.content()
    browsers.keep_shot(phone, "offer-ar")
    assert run_axe(phone) == []
    phone.locator("button[value=yes]").tap()
    expect(phone.locator("button[value=yes]")).to_have_count(0)
    browsers.keep_shot(phone, "offer-taken-ar")
    assert state_of(app, amina) == "booked"


def test_a_stranger_checks_a_certificate_by_the_code_that_is_printed_on_it(
    app: Flask, stage: Stage, phone: Page, tablet: Tablet, run_axe: Any
) -> None:
    with app.app_context(), transaction():
        run = finished_run(stage.cast.sites["coventry"], trainer_id=stage.cast.people["mary"])
        put_in(run, stage.cast.people["amina"])
        wants_name(stage.cast.people["amina"], "Samira Haddad / سميرة حداد")
        serial = issued(stage.cast.actor("mary"), run, stage.cast.numbers["amina"])
    tablet.open()
    tablet.show(stage.cast.cards["amina"])
    expect(tablet.page.locator("#who")).to_contain_text("Amina")
    until(lambda: tablet.page.context.request.get(f"{tablet.url}/mine/skills", max_redirects=0).ok, 20)
    paper = tablet.page.context.request.get(f"{tablet.url}/mine/certificates/{serial}.pdf")
    assert paper.ok
    picture = pypdfium2.PdfDocument(paper.body())[0].render(scale=2).to_pil()
    (seen,) = zxingcpp.read_barcodes(picture)
    address = urlsplit(seen.text)
    assert address.scheme.lower() == "https" and address.netloc.lower() == "eco.example"
    phone.goto(address.path)
    expect(phone.locator("h1")).to_have_text("This paper is valid.")
    said = phone.locator("main").inner_text()
    assert TITLE in said and serial in said and "S•••" in said and "Samira" not in said
    browsers.keep_shot(phone, "paper-valid")
    assert run_axe(phone) == []

    phone.goto("/certificates/verify")
    phone.locator("input[name=code]").fill(address.path.rsplit("/", 1)[-1])
    phone.locator("input[name=letters]").fill("er")  # an altered paper says "Samuel Carter"
    phone.locator("main form button").first.tap()
    expect(phone.locator("h1")).to_contain_text("do not end the name")
    expect(phone.locator("main")).to_contain_text("do not rely on it")
    browsers.keep_shot(phone, "paper-altered")
