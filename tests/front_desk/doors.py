"""Ways in, for tests: a browser signed in by password, a paired tablet, a tablet with somebody's card shown."""

from __future__ import annotations

from typing import Any

from tests.cast import PASSWORD, PIN, Cast
from tests.pages import Client, PageClient, fields_of

API = {"X-Eco": "1", "Origin": "http://localhost"}


def pair(client: Client, cast: Cast, site: str = "coventry") -> None:
    """Make the browser a paired tablet of the site."""
    client.set_cookie("eco-device", cast.tablets[site])


def sign_in(browser: PageClient, name: str) -> None:
    """Sign somebody in by password, through the page."""
    page = browser.get("/sign-in")
    values = {**fields_of(page.form("/sign-in")), "login": name, "password": PASSWORD}
    answer = browser.client.post("/sign-in", data=values)
    assert answer.status_code == 303, answer.get_data(as_text=True)


def post_api(client: Client, address: str, body: dict[str, Any]) -> Any:
    """Post JSON as a tablet's script does."""
    return client.post(f"/api/v1/{address}", json=body, headers=API)


def show_card(client: Client, cast: Cast, name: str) -> Any:
    """Show somebody's card on a paired tablet."""
    return post_api(client, "sign-in/card", {"card": cast.cards[name]})


def give_pin(client: Client, cast: Cast, name: str, pin: str = PIN) -> Any:
    """Give somebody's number and PIN on a paired tablet."""
    return post_api(client, "sign-in/pin", {"number": cast.numbers[name], "pin": pin})
