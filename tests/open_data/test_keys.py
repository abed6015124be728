"""Keys of the open API: shown once, kept as a hash, opening what they say, ended by a press, held to a pace."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from core.clock import now
from core.db import fast, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from factory.open_data.declared import SCOPES
from factory.open_data.keys import Throttle
from factory.open_data.services import end_key, make_key
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import Client, PageClient


def a_key(cast: Cast, *scopes: str, who: str = "ruth", **more: Any) -> str:
    """A key that somebody makes; needs the app's context."""
    values: dict[str, Any] = {"name": "City page", "token": new_client_id(), **more}
    with transaction():
        return make_key(scopes=scopes or tuple(SCOPES), by=cast.actor(who), at=now(), **values)


def ask(client: Client, key: str, address: str) -> Any:
    """Ask as a program does."""
    return client.get(f"/api/v1/open/{address}", headers={"Authorization": f"Bearer {key}"})


def test_a_key_is_shown_once_and_kept_as_a_hash(page_client: PageClient, cast: Cast, app: Flask) -> None:
    sign_in(page_client, "ruth")
    page = page_client.get("/sharing/keys")
    made = page_client.submit(
        page, {"name": "City page", "scopes": ["count"]}, button="Make the key", status=200
    )
    found = re.search(r"eco_[0-9A-Z]{26}", made.text)
    assert found is not None
    assert found.group() not in page_client.get("/sharing/keys").text
    with app.app_context():
        assert found.group() not in repr(fast().rows("SELECT * FROM open_key"))
    assert ask(page_client.client, found.group(), "indicators").status_code == 200
    assert "never" not in page_client.get("/sharing/keys").tree.one("table").text
    page_client.submit(page_client.get("/sharing/keys"), action="/end")
    refused = ask(page_client.client, found.group(), "indicators")
    assert refused.status_code == 401 and refused.get_json()["error"]["message"]


def test_a_key_opens_what_it_says_and_nothing_else(app: Flask, cast: Cast, client: Client) -> None:
    with app.app_context():
        key = a_key(cast, "pieces")
    assert ask(client, key, "pieces").status_code == 200 == ask(client, key, "courses").status_code
    for address in ("indicators", "figures/pieces_upcycled", "machines"):
        assert ask(client, key, address).status_code == 403
    assert client.get("/api/v1/open/pieces").status_code == 401
    assert ask(client, "eco_" + "0" * 26, "pieces").status_code == 401
    assert client.get("/people", headers={"Authorization": f"Bearer {key}"}).status_code in (303, 404)


def test_a_key_that_asks_too_often_waits(app: Flask, cast: Cast, client: Client) -> None:
    with app.app_context():
        key = a_key(cast)
    app.extensions["eco_open_keys"] = Throttle(most=3)
    try:
        codes = [ask(client, key, "courses").status_code for _ in range(4)]
        assert codes[:3] == [200, 200, 200] and codes[3] in (200, 429)  # a minute may have ended in between
        answers = [ask(client, key, "courses") for _ in range(8)]
        late = next(answer for answer in answers if answer.status_code == 429)
        assert 0 < int(late.headers["Retry-After"]) <= 60
    finally:
        del app.extensions["eco_open_keys"]


def test_who_may_make_and_end_keys(app: Flask, cast: Cast) -> None:
    with app.app_context():
        with pytest.raises(NotAllowed):
            a_key(cast, "count", who="mary")
        for scopes in ((), ("everything",), ("count", "everything")):
            with pytest.raises(RuleBroken), transaction():
                make_key(name="x", scopes=scopes, by=cast.actor("ruth"), at=now(), token=new_client_id())
        with pytest.raises(RuleBroken):
            a_key(cast, "count", name=" ")
        token = new_client_id()
        assert a_key(cast, token=token) and a_key(cast, token=token) == ""
        row = fast().row("SELECT id FROM open_key")
        assert row is not None
        with pytest.raises(NotFound), transaction():
            end_key(key_id=row[0], by=cast.actor("oluwaseun"), at=now())
        verbs = [one[0] for one in fast().rows("SELECT verb FROM audit_line WHERE subject LIKE 'key:%'")]
        assert verbs == ["make_key"]


def test_a_refusal_speaks_to_a_program_and_not_to_somebody_at_a_tablet(
    app: Flask, cast: Cast, client: Client
) -> None:
    with app.app_context():
        key = a_key(cast, "pieces")
    app.extensions["eco_open_keys"] = Throttle(most=1)
    try:
        late = [ask(client, key, "courses") for _ in range(4)][-1]
    finally:
        del app.extensions["eco_open_keys"]
    said = {
        429: late,
        401: ask(client, "eco_" + "0" * 26, "courses"),
        404: ask(client, key, "nothing"),
        405: client.post("/api/v1/open/pieces", headers={"Authorization": f"Bearer {key}"}),
    }
    for status, answer in said.items():
        assert answer.status_code == status
        told = str(answer.get_json()["error"]).lower()
        assert not any(word in told for word in ("tablet", "card", "scan", "page", "sign in")), told
    assert "Retry-After" in late.get_json()["error"]["remedy"] and late.headers["Retry-After"]
