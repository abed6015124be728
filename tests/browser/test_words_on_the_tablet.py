"""Words on the tablet: the mark of unchecked texts, the ear, a recorded voice, and pages without a script."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from core.access import system_actor
from core.catalogues import key_of
from core.clock import now, today
from core.db import as_json, db, fast, transaction
from core.people import Person
from core.people_roles import give_permit
from tests import browsers
from tests.browser.stage import CHAIR, SOFA, Stage, move, take_in
from tests.browser.tablets import Tablet, pair, until
from tests.cast import PASSWORD
from tests.live import ThreadServer

pytestmark = pytest.mark.browser
UNSEEN = """() => [...document.querySelectorAll('.answer, #back, #interpreter, h1')].filter(part => {
  const box = part.getBoundingClientRect();
  const under = document.elementFromPoint(box.x + box.width / 2, box.bottom - 4);
  return box.top < 0 || box.bottom > innerHeight || !part.contains(under);
}).map(part => part.id || part.textContent)"""
"""Which parts of a question's page have their lower edge off the screen or under something else."""

QUESTION = "Does the donor want it to be used again?"
NO_VOICE = "() => { Object.defineProperty(window, 'speechSynthesis', {value: undefined}); }"


def shot(page: Any, name: str) -> None:
    """A picture for whoever looks, where ECO_SHOTS names a folder."""
    if os.environ.get("ECO_SHOTS"):
        page.screenshot(path=f"{os.environ['ECO_SHOTS']}/{name}.png", full_page=True)


def name_mary(stage: Stage) -> None:
    """Mary becomes the reviewer of Arabic."""
    with transaction():
        give_permit(
            by=system_actor(stage.cast.sites["coventry"]),
            person_id=stage.cast.people["mary"],
            kind="words:ar",
            source="document",
            starts_on=today(),
            ends_on=today() + timedelta(days=90),
            at=now(),
        )


def to_first_question(tablet: Tablet, stage: Stage) -> str:
    """Amina takes a chair in, as far as the first question."""
    tablet.open()
    tablet.show(stage.cast.cards["amina"])
    tablet.page.wait_for_selector("html[lang=ar]")
    code = stage.take_blank()
    tablet.scan(code)
    for selector in ("#shutter", f"[data-category='{CHAIR}']", "#usual-weight"):
        tablet.tap(selector)
    tablet.page.wait_for_selector("[data-answer='yes']")
    return code


def test_an_unchecked_gate_is_marked_with_its_english_and_the_record_says_so_without_a_tap(
    tablet: Tablet, stage: Stage, app: Flask
) -> None:
    with app.app_context(), transaction():
        db.session.get_one(Person, stage.cast.people["amina"]).shows_english = False
    code = to_first_question(tablet, stage)
    expect(tablet.page.locator(".not-checked")).to_contain_text("No person has checked these words yet")
    expect(tablet.page.locator("main")).to_contain_text(QUESTION)
    expect(tablet.page.locator("main")).to_contain_text("use it again")
    shot(tablet.page, "question-unchecked-ar")
    for selector in ("[data-answer='yes']", "[data-answer='no']", "#take-in"):
        tablet.tap(selector)
    tablet.page.wait_for_selector("#next-piece")
    assert tablet.taps <= 8
    with app.app_context():
        row = fast().row("SELECT data FROM piece_event WHERE kind = 'intake' AND label = ?", (code,))
        assert row is not None
        shown = as_json(row[0])["shown"]
    assert (shown["language"], shown["checked"], shown["english"]) == ("ar", False, True)
    assert len(shown["version"]) == 16


def record(browser: Any, live_server: ThreadServer, key: str) -> None:
    """Mary speaks a text into the microphone of her computer."""
    wanted = browsers.context_arguments(live_server.url, viewport=browsers.DESK)
    context = browser.new_context(**{**wanted, "permissions": ["microphone"]})
    page = context.new_page()
    page.goto(f"{live_server.url}/sign-in")
    page.fill("input[name=login]", "mary")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "sign-in" not in address)
    page.goto(f"{live_server.url}/texts")
    shot(page, "texts-languages")
    page.goto(f"{live_server.url}/texts/ar")
    shot(page, "texts-list")
    page.goto(f"{live_server.url}/texts/ar/{key}")
    page.click("#record")
    page.wait_for_selector("#record[aria-pressed=true]")
    page.wait_for_timeout(1500)
    page.click("#record")
    page.wait_for_selector("#record-heard:not([hidden])")
    page.check("input[name=agreed]")
    shot(page, "texts-recorded")
    page.click("text=Keep the recording")
    page.wait_for_selector("audio[src*='/texts/clips/']")
    shot(page, "texts-kept")
    context.close()


def test_a_recorded_voice_is_heard_at_the_bench_also_without_a_line(
    keeping_tablet: Tablet, stage: Stage, app: Flask, browser: Any, live_server: ThreadServer
) -> None:
    with app.app_context():
        name_mary(stage)
    record(browser, live_server, key_of(QUESTION))
    with app.app_context():
        row = fast().row("SELECT form, length_seconds FROM clip")
    assert row is not None and row[0] == "webm" and 1 <= row[1] <= 4
    tablet = keeping_tablet
    tablet.page.add_init_script(f"({NO_VOICE})()")
    tablet.open()
    tablet.is_kept()
    tablet.show(stage.cast.cards["amina"])
    tablet.page.wait_for_selector("html[lang=ar]")
    tablet.reload()
    tablet.show(stage.cast.cards["amina"])
    tablet.page.wait_for_selector("html[lang=ar]")
    fetch_clips = "async () => (await (await caches.open('eco-clips')).keys()).length"
    tablet.page.evaluate(
        "async () => { const w = await import('/static/js/words.js'); const v = await import('/static/js/voice.js');"
        " await w.renewWords(); await v.keepClips(...w.clipLists()); }"
    )
    until(lambda: tablet.page.evaluate(fetch_clips) == 1, 20)
    tablet.page.context.set_offline(True)
    code = stage.take_blank()
    tablet.scan(code)
    for selector in ("#shutter", f"[data-category='{CHAIR}']", "#usual-weight"):
        tablet.tap(selector)
    tablet.page.evaluate(
        "() => { const play = Audio.prototype.play; window.heard = 0;"
        " HTMLMediaElement.prototype.play = function () { window.heard += 1; return play.call(this); }; }"
    )
    tablet.page.locator(".question [data-ear]").tap()
    until(lambda: tablet.page.evaluate("() => window.heard") == 1, 10)
    expect(tablet.page.locator(".said-head [data-ear]")).to_have_count(0)
    tablet.page.context.set_offline(False)


def test_station_mode_and_the_first_hour_work_without_a_script(
    browser: Any, live_server: ThreadServer, stage: Stage, app: Flask, run_axe: Callable[..., list[str]]
) -> None:
    with app.app_context():
        codes = [move(stage, take_in(stage), "checked") for _ in range(2)]
    context = browser.new_context(**browsers.context_arguments(live_server.url), java_script_enabled=False)
    pair(context, live_server.url, stage.tablet)
    page = context.new_page()
    page.goto(f"{live_server.url}/scan")
    shot(page, "plain-scan")
    page.click("a[href='/who']")
    page.fill("input[name=card]", stage.cast.cards["tomasz"])
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/who" not in address)
    page.goto(f"{live_server.url}/station")
    shot(page, "plain-station-choice")
    page.click("a[href*='STEP.REPAIR']")
    for code in codes:
        page.fill("#code", code)
        page.keyboard.press("Enter")
        page.wait_for_selector(f"text={code}")
    page.fill("#code", "NONSENSE")
    page.keyboard.press("Enter")
    page.wait_for_selector("#code-error")
    shot(page, "plain-station")
    assert page.locator(".verdict").count() == 2
    with app.app_context():
        rows = fast().rows("SELECT stage FROM piece WHERE stage = 'in_work'")
    assert len(rows) == 2
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_of_words_are_fit_for_everybody(
    browser: Any,
    live_server: ThreadServer,
    stage: Stage,
    app: Flask,
    run_axe: Callable[..., list[str]],
    theme: str,
) -> None:
    with app.app_context():
        name_mary(stage)
        with transaction():
            db.session.get_one(Person, stage.cast.people["mary"]).language = "ar" if theme == "dark" else "en"
    context = browser.new_context(
        **browsers.context_arguments(live_server.url, viewport=browsers.DESK), color_scheme=theme
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/sign-in")
    page.fill("input[name=login]", "mary")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "sign-in" not in address)
    plural = key_of("%(num)s day", "%(num)s days")
    for name, address in (
        ("languages", "/texts"),
        ("list", "/texts/ar"),
        ("text", f"/texts/ar/{key_of(QUESTION)}"),
        ("plural", f"/texts/ar/{plural}"),
        ("station", "/station"),
    ):
        page.goto(live_server.url + address)
        shot(page, f"axe-{theme}-{name}")
        assert run_axe(page) == [], address
    context.close()


def test_who_interpreted_a_check_may_be_said_and_stands_in_the_record(
    tablet: Tablet, stage: Stage, app: Flask
) -> None:
    tablet.open()
    tablet.show(stage.cast.cards["amina"])
    tablet.page.wait_for_selector("html[lang=ar]")
    code = stage.take_blank()
    tablet.scan(code)
    answers = [f"[data-answer='{one}']" for one in ("yes", "no")]
    for selector in ("#shutter", f"[data-category='{SOFA}']", "#usual-weight", *answers):
        tablet.tap(selector)
    tablet.page.wait_for_selector("#interpreter")
    lookup = tablet.page.evaluate(
        "async () => (await import('/static/js/pack.js')).current().people.find(one => one.alias === 'Dev').lookup"
    )
    tablet.page.select_option("#interpreter", lookup)
    shot(tablet.page, "question-interpreter-ar")
    assert tablet.page.evaluate(UNSEEN) == [], (
        "with English beside and an interpreter all of it is on one screen"
    )
    for one in ("no", "yes"):
        tablet.tap(f"[data-answer='{one}']")
    tablet.tap("#shutter")
    for one in ("yes", "yes"):
        tablet.tap(f"[data-answer='{one}']")
    tablet.tap("#take-in")
    tablet.page.wait_for_selector("#next-piece")
    with app.app_context():
        row = fast().row("SELECT data FROM piece_event WHERE kind = 'intake' AND label = ?", (code,))
        assert row is not None
        assert as_json(row[0])["shown"]["interpreter"] == stage.cast.people["dev"]
