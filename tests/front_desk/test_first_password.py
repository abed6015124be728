"""A password that somebody else chose opens nothing but choosing one's own, and that for a week (ASVS 5.0, 6.4.1)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from core.access import system_actor
from core.clock import now
from core.credentials import make_account, set_password
from core.db import fast, transaction
from tests.cast import PASSWORD, Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient, fields_of

OWN = "purple gander mortar oyster"


@pytest.fixture
def given(app: Flask, cast: Cast) -> None:
    """Ruth was given the password of the cast by somebody else."""
    with app.app_context(), transaction():
        by = system_actor(cast.sites["coventry"])
        make_account(by=by, person_id=cast.people["ruth"], login="ruth", password=PASSWORD, at=now())


def choose(page_client: PageClient, old: str, new: str, status: int) -> str:
    """Send the form of the first password; the page that came."""
    page = page_client.get("/me/password")
    values = {**fields_of(page.form("/me/password")), "old": old, "password": new}
    answer = page_client.client.post("/me/password", data=values)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def test_it_opens_nothing_before_ones_own_was_chosen(page_client: PageClient, given: None) -> None:
    sign_in(page_client, "ruth")
    for path in ("/", "/me", "/people", "/count", "/me/code", "/sign-in/confirm"):
        answer = page_client.client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/me/password"), path
    assert page_client.client.get("/api/v1/me").status_code == 403
    token = fields_of(page_client.get("/me/password").form("/me/password"))["csrf_token"]
    assert page_client.client.post("/people/new", data={"csrf_token": token}).status_code == 403
    choose(page_client, PASSWORD, OWN, 303)
    assert page_client.get("/people").heading == "People"


def test_it_is_asked_for_and_cannot_be_kept(page_client: PageClient, given: None) -> None:
    sign_in(page_client, "ruth")
    assert "This is not the password of today." in choose(page_client, "another wrong one here", OWN, 422)
    assert "than the one that you were given" in choose(page_client, PASSWORD, PASSWORD, 422)
    assert page_client.client.get("/people").status_code == 303


def test_the_next_sign_in_is_like_any_other(app: Flask, page_client: PageClient, given: None) -> None:
    sign_in(page_client, "ruth")
    choose(page_client, PASSWORD, OWN, 303)
    again = PageClient(app)
    values = {**fields_of(again.get("/sign-in").form("/sign-in")), "login": "ruth", "password": OWN}
    assert again.client.post("/sign-in", data=values).status_code == 303
    assert again.get("/people").heading == "People"


@pytest.mark.parametrize(("days", "status"), [(6, 303), (8, 422)])
def test_it_lapses_after_a_week(page_client: PageClient, given: None, days: int, status: int) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(days=days)):
        values = {**fields_of(page_client.get("/sign-in").form("/sign-in")), "login": "ruth"}
        answer = page_client.client.post("/sign-in", data={**values, "password": PASSWORD})
        assert answer.status_code == status
        assert ("has lapsed" in answer.get_data(as_text=True)) == (status == 422)


def test_one_that_the_desk_sets_is_a_first_one_too(
    app: Flask, page_client: PageClient, cast: Cast, given: None
) -> None:
    with app.app_context(), transaction():
        by = system_actor(cast.sites["coventry"])
        set_password(by=by, person_id=cast.people["mary"], password=OWN, at=now())
    with app.app_context():
        row = fast().row("SELECT password_given_at FROM account WHERE person_id = ?", (cast.people["mary"],))
    assert row is not None and row[0] is not None


def test_control_a_password_of_ones_own_opens_everything_at_once(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "ruth")
    assert page_client.get("/people").heading == "People"
