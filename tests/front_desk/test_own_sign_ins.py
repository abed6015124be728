"""Where somebody is signed in: seen and ended by themselves, and by whoever may help them (ASVS 5.0: 7.4.5, 7.5.2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from core.db import fast
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient, fields_of

NewPage = Callable[[], PageClient]


@pytest.fixture
def elsewhere(new_page_client: NewPage, cast: Cast) -> PageClient:
    """Ruth left a browser open elsewhere."""
    other = new_page_client()
    sign_in(other, "ruth")
    return other


def verbs(app: Flask, number: str) -> list[str]:
    with app.app_context():
        rows = fast().rows(
            "SELECT verb FROM audit_line WHERE subject = ? AND verb LIKE 'end%' ORDER BY id",
            (f"person:{number}",),
        )
    return [row[0] for row in rows]


def test_my_page_lists_them_and_ends_one(
    app: Flask, page_client: PageClient, elsewhere: PageClient, cast: Cast
) -> None:
    sign_in(page_client, "ruth")
    page = page_client.get("/me")
    assert "Where I am signed in" in page.text and page.text.count("A browser at a desk") == 2
    page_client.submit(page, action="/end", button="End it")
    assert elsewhere.client.get("/me").status_code == 303
    assert page_client.get("/me").text.count("A browser at a desk") == 1
    assert verbs(app, cast.numbers["ruth"]) == ["end_own_sign_in"]


def test_all_but_this_one_end_together(
    app: Flask, page_client: PageClient, elsewhere: PageClient, cast: Cast
) -> None:
    sign_in(page_client, "ruth")
    page_client.submit(page_client.get("/me"), action="/me/sign-ins/end")
    assert elsewhere.client.get("/me").status_code == 303
    assert page_client.get("/me").heading == "My page"
    assert verbs(app, cast.numbers["ruth"]) == ["end_other_sign_ins"]


def test_the_password_is_asked_again_first(
    page_client: PageClient, cast: Cast, new_page_client: NewPage
) -> None:
    start = datetime.now(UTC)
    with time_machine.travel(start, tick=False):
        sign_in(new_page_client(), "ruth")
        sign_in(page_client, "ruth")
    with time_machine.travel(start + timedelta(minutes=6), tick=False):
        page = page_client.get("/me")
        assert "give your PIN or password again first" in page.text
        token = fields_of(page.form("/sign-out"))["csrf_token"]
        refused = page_client.client.post("/me/sign-ins/end", data={"csrf_token": token})
        assert refused.status_code == 403


def test_nobody_ends_a_sign_in_of_somebody_else(
    app: Flask, page_client: PageClient, elsewhere: PageClient, cast: Cast
) -> None:
    with app.app_context():
        row = fast().row("SELECT public_id FROM sign_in WHERE person_id = ?", (cast.people["ruth"],))
    assert row is not None
    sign_in(page_client, "mary")
    token = fields_of(page_client.get("/me").form("/sign-out"))["csrf_token"]
    answer = page_client.client.post(f"/me/sign-ins/{row[0]}/end", data={"csrf_token": token})
    assert answer.status_code == 404
    assert elsewhere.client.get("/me").status_code == 200


def test_the_desk_signs_somebody_out_everywhere(
    app: Flask, page_client: PageClient, cast: Cast, new_page_client: NewPage
) -> None:
    mary, number = new_page_client(), cast.numbers["mary"]
    sign_in(mary, "mary")
    sign_in(page_client, "ruth")
    page_client.submit(page_client.get(f"/people/{number}"), action=f"/people/{number}/sign-ins/end")
    assert mary.client.get("/me").status_code == 303
    assert verbs(app, number) == ["end_every_sign_in_of"]


def test_a_coordinator_signs_no_administrator_out(
    page_client: PageClient, cast: Cast, new_page_client: NewPage
) -> None:
    ann, number = new_page_client(), cast.numbers["ann"]
    sign_in(ann, "ann")
    sign_in(page_client, "ruth")
    token = fields_of(page_client.get("/me").form("/sign-out"))["csrf_token"]
    answer = page_client.client.post(f"/people/{number}/sign-ins/end", data={"csrf_token": token})
    assert answer.status_code == 403
    assert ann.client.get("/me").status_code == 200
