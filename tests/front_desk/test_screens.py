"""The screens in a real browser: no fault of axe, nothing wider than the screen, light and dark, in both directions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browsers import DESK, TABLET, context_arguments
from tests.cast import PASSWORD, Cast
from tests.live import ThreadServer

pytestmark = pytest.mark.browser
Check = Callable[[str], None]
LOOKS = (("en", "light"), ("ar", "dark"), ("ar", "light"), ("en", "dark"))
WIDER = "document.documentElement.scrollWidth > innerWidth + 1"
CHOOSE = """async ([language, theme]) => {
  const token = document.querySelector('input[name=csrf_token]').value;
  const post = (to, more) => fetch(to, { method: 'POST', body: new URLSearchParams({ csrf_token: token, ...more }) });
  await post('/language', { language }); await post('/appearance', { theme }); }"""


@pytest.fixture(params=LOOKS, ids=["-".join(look) for look in LOOKS])
def look(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A language and a theme."""
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def open_page(
    browser: Any, live_server: ThreadServer, cast: Cast, look: tuple[str, str]
) -> Iterator[Callable[..., Any]]:
    """Opens a page on a tablet or a desk, in the look of the test."""
    opened = []

    def make(*, is_tablet: bool) -> Any:
        size = TABLET if is_tablet else DESK
        context = browser.new_context(**context_arguments(live_server.url, viewport=size, camera=False))
        cookies = {"eco-language": look[0], "eco-theme": look[1]}
        if is_tablet:
            cookies["eco-device"] = cast.tablets["coventry"]
        context.add_cookies(
            [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
        )
        opened.append(context)
        return context.new_page()

    yield make
    for context in opened:
        context.close()


def _checker(page: Any, run_axe: Callable[..., list[str]]) -> Check:
    faults: list[str] = []

    def check(what: str) -> None:
        for details in page.query_selector_all("main details"):
            details.evaluate("one => { one.open = true }")
        faults.extend(f"{what}: {fault}" for fault in run_axe(page))
        if page.evaluate(WIDER):
            faults.append(f"{what} is wider than the screen")
        assert faults == []

    return check


def _card(page: Any, live_server: ThreadServer, card: str) -> None:
    page.request.post(
        "/api/v1/sign-in/card",
        data=json.dumps({"card": card}),
        headers={"X-Eco": "1", "Origin": live_server.url, "Content-Type": "application/json"},
    )


def test_the_tablets_screens(
    open_page: Callable[..., Any],
    run_axe: Callable[..., list[str]],
    live_server: ThreadServer,
    cast: Cast,
    look: tuple[str, str],
) -> None:
    page = open_page(is_tablet=True)
    check = _checker(page, run_axe)
    _card(page, live_server, cast.cards["tomasz"])
    page.context.clear_cookies(name="eco")
    for address in ("/who", f"/who/{cast.numbers['tomasz']}", "/who/number", "/help", "/nothing", "/sign-in"):
        page.goto(address)
        check(address)
    _first_hour(page, check, cast, look[0])
    _card(page, live_server, cast.cards["mary"])
    for address in ("/help", f"/help/{cast.numbers['amina']}", "/who", "/sign-in/confirm", "/me"):
        page.goto(address)
        check(address)


def _first_hour(page: Any, check: Check, cast: Cast, language: str) -> None:
    """A hand scanner types the card; then a tap, a word, a tap, a tap."""
    page.goto("/who")
    page.fill("input[name=card]", cast.blank_cards[0])
    page.keyboard.press("Enter")
    page.wait_for_url("**/first-hour")
    check("language")
    page.click(f"main button[value={language}]")
    page.wait_for_selector("#called")
    check("name")
    page.fill("#called", "Selam")
    page.click(".thumb-zone button")
    page.wait_for_selector("button[value=tulip]")
    check("picture")
    page.click("button[value=tulip]")
    page.wait_for_selector("button[value=seen]")
    if language != "en":  # nobody has checked these words yet, so somebody says who interpreted
        page.select_option("#interpreter", "nobody")
    check("notice")
    page.click("button[value=seen]")
    page.wait_for_url("**/scan*")
    told = page.request.get("/api/v1/me").json()["person"]
    assert (told["alias"], told["avatar"], told["language"]) == ("Selam", "tulip", language)


def test_the_desks_screens(
    open_page: Callable[..., Any], run_axe: Callable[..., list[str]], cast: Cast, look: tuple[str, str]
) -> None:
    page = open_page(is_tablet=False)
    check = _checker(page, run_axe)
    page.goto("/pair")
    check("/pair")
    page.goto("/sign-in")
    page.fill("input[name=login]", "ann")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "sign-in" not in address)
    page.goto("/me")
    page.evaluate(CHOOSE, list(look))
    person = f"/people/{cast.numbers['mary']}"
    people = ("/people", "/people?q=zzz", "/people/new", person, "/cards", "/me", "/start", "/sign-in/site")
    admin = ("", "/devices", "/sites", "/sites/new", "/sites/coventry", "/audit?check=1", "/health")
    for address in (*people, *(f"/admin{end}" for end in admin)):
        page.goto(address)
        check(address)
