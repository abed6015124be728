"""The security log says who signed in and what was refused, one line each, and never a name or what was typed."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.cast import PASSWORD, PIN, Cast
from tests.front_desk.doors import give_pin, pair, show_card, sign_in
from tests.pages import Client, PageClient, fields_of


@pytest.fixture
def heard(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.INFO, logger="eco.security"):
        yield caplog


def lines(heard: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [json.loads(record.message) for record in heard.records if record.name == "eco.security"]


def test_signing_in_and_out_and_failing_to_are_noted(
    page_client: PageClient, cast: Cast, heard: pytest.LogCaptureFixture
) -> None:
    values = fields_of(page_client.get("/sign-in").form("/sign-in"))
    page_client.client.post("/sign-in", data={**values, "login": "ruth", "password": "wrong wrong wrong"})
    sign_in(page_client, "ruth")
    page_client.submit(page_client.get("/me"), action="/sign-out")
    noted = lines(heard)
    assert [line["event"] for line in noted] == ["not signed in", "signed in", "signed out"]
    assert "person" not in noted[0] and noted[1]["person"] == noted[2]["person"] == cast.numbers["ruth"]
    assert noted[1]["by"] == "password" and len({line["asker"] for line in noted}) == 1
    assert all(datetime.fromisoformat(line["at"]).utcoffset() is not None for line in noted)


def test_cards_and_pins_on_a_tablet_are_noted_with_the_tablet(
    client: Client, cast: Cast, heard: pytest.LogCaptureFixture
) -> None:
    pair(client, cast)
    show_card(client, cast, "amina")
    give_pin(client, cast, "amina", "000001")
    give_pin(client, cast, "amina")
    noted = lines(heard)
    assert [line["event"] for line in noted] == ["signed in", "not signed in", "signed in"]
    assert [line.get("by") for line in noted] == ["card", "card", "pin"]
    assert all(line["tablet"] for line in noted)


def test_what_is_refused_is_noted_with_who_asked(
    page_client: PageClient, cast: Cast, heard: pytest.LogCaptureFixture
) -> None:
    sign_in(page_client, "farah")
    page_client.client.get("/people")
    page_client.client.post("/me/pin", data={})
    page_client.client.get("/api/v1/in-today", base_url="https://evil.example")
    noted = lines(heard)[1:]
    assert [line["event"] for line in noted] == ["refused", "no token of ours", "unknown host"]
    assert noted[0]["person"] == cast.numbers["farah"]
    assert (noted[0]["page"], noted[0]["status"]) == ("admin.list_people", 403)


def test_no_line_holds_a_name_a_secret_an_address_or_a_line_of_somebody_elses_making(
    page_client: PageClient, cast: Cast, heard: pytest.LogCaptureFixture
) -> None:
    forged = 'ruth"}\r\n{"event": "signed in", "person": "1"'
    values = fields_of(page_client.get("/sign-in").form("/sign-in"))
    page_client.client.post("/sign-in", data={**values, "login": forged, "password": PASSWORD + "\n" + PIN})
    page_client.client.get("/people?q=Amina%0d%0a{}", headers={"X-Eco": "1"})
    page_client.client.open("/people", method='A"B')
    sign_in(page_client, "ruth")
    text = "\n".join(record.message for record in heard.records if record.name == "eco.security")
    assert lines(heard) and len(text.splitlines()) == len(lines(heard))
    for secret in (PASSWORD, PIN, "Ruth", "ruth", "Amina", "127.0.0.1", "forged"):
        assert secret not in text


def test_control_what_anybody_may_do_is_not_noted(
    page_client: PageClient, cast: Cast, heard: pytest.LogCaptureFixture
) -> None:
    page_client.get("/sign-in")
    page_client.get("/nothing", 404)
    assert lines(heard) == []
