"""A code of one's own phone beside the password: RFC 6238, good once, set up first where a site wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from core.access import system_actor
from core.clock import now
from core.code_services import take_code_off
from core.db import as_json_text, db, fast, transaction
from core.one_time_codes import code_of, matching_step, step_of
from tests.cast import PASSWORD, Cast
from tests.front_desk.doors import sign_in
from tests.pages import Page, PageClient, fields_of

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The ASCII text 12345678901234567890 of RFC 6238, appendix B, in base32."""
START = datetime(2026, 11, 20, 9, 0, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.mark.parametrize(
    ("seconds", "digits"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, digits: str) -> None:
    assert code_of(RFC_SECRET, seconds // 30) == digits


def test_a_code_is_read_a_step_early_or_late_with_gaps_and_in_any_digits_but_once() -> None:
    step = step_of(START)
    for near in (-1, 0, 1):
        assert matching_step(RFC_SECRET, code_of(RFC_SECRET, step + near), at=START, after=0) == step + near
    for far in (-2, 2):
        assert matching_step(RFC_SECRET, code_of(RFC_SECRET, step + far), at=START, after=0) is None
    code = code_of(RFC_SECRET, step)
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert matching_step(RFC_SECRET, f"{arabic[:3]} {arabic[3:]}", at=START, after=0) == step
    assert matching_step(RFC_SECRET, code, at=START, after=step) is None
    assert matching_step(RFC_SECRET, "", at=START, after=0) is None


def set_up(page_client: PageClient) -> str:
    """Set a code up for whoever is signed in; the secret."""
    page = page_client.submit(page_client.get("/me/code"), {}, action="/me/code/new")
    secret = "".join(page.tree.one("code").text.split())
    page_client.submit(page, {"code": code_of(secret, step_of(datetime.now(UTC)))}, action="/me/code")
    return secret


def half_way(page_client: PageClient, who: str = "Ruth") -> Page:
    """The page that asks for the code, after the right password."""
    return page_client.submit(
        page_client.get("/sign-in"), {"login": who, "password": PASSWORD}, action="/sign-in"
    )


@pytest.fixture
def secret(page_client: PageClient, cast: Cast, clock: time_machine.Coordinates) -> str:
    """Ruth gives a code and is signed out; half a minute has passed."""
    sign_in(page_client, "Ruth")
    made = set_up(page_client)
    page_client.client.delete_cookie("eco")
    clock.shift(timedelta(seconds=60))
    return made


def present(secret: str) -> str:
    return code_of(secret, step_of(datetime.now(UTC)))


def test_after_the_password_the_code_is_asked_and_each_is_good_once(
    page_client: PageClient, new_page_client: Callable[[], PageClient], secret: str
) -> None:
    page = half_way(page_client)
    assert page.heading == "The code of your phone"
    assert page_client.client.get("/me").status_code == 303, "nobody is signed in yet"
    page_client.submit(page, {"code": "000000"}, action="/sign-in/code", status=422)
    code = present(secret)
    page_client.submit(page, {"code": code}, action="/sign-in/code")
    assert "Ruth" in page_client.get("/me").text
    other = new_page_client()
    refused = other.submit(half_way(other), {"code": code}, action="/sign-in/code", status=422)
    assert "does not match" in refused.text


def test_a_code_without_a_password_and_a_password_that_waited_too_long_open_nothing(
    page_client: PageClient, secret: str, clock: time_machine.Coordinates
) -> None:
    assert page_client.get("/sign-in/code", status=303)
    page = half_way(page_client)
    clock.shift(timedelta(minutes=11))
    page_client.submit(page, {"code": present(secret)}, action="/sign-in/code")
    assert page_client.client.get("/me").status_code == 303


def test_guesses_are_counted(page_client: PageClient, secret: str) -> None:
    page = half_way(page_client)
    for _ in range(5):
        page_client.submit(page, {"code": "000000"}, action="/sign-in/code", status=422)
    page_client.submit(page, {"code": present(secret)}, action="/sign-in/code", status=429)


def test_the_database_alone_opens_nothing(app: Flask, secret: str, cast: Cast) -> None:
    with app.app_context():
        row = fast().row("SELECT code_sealed FROM account WHERE person_id = ?", (cast.people["ruth"],))
    assert row is not None and row[0] and secret not in row[0]


def test_setting_up_ends_the_other_sign_ins(
    page_client: PageClient, new_page_client: Callable[[], PageClient], cast: Cast
) -> None:
    other = new_page_client()
    sign_in(other, "Ruth")
    sign_in(page_client, "Ruth")
    set_up(page_client)
    assert other.client.get("/me").status_code == 303
    assert page_client.get("/me").heading == "My page"


def test_with_a_last_code_none_is_asked_any_more(
    page_client: PageClient, secret: str, clock: time_machine.Coordinates
) -> None:
    page_client.submit(half_way(page_client), {"code": present(secret)}, action="/sign-in/code")
    clock.shift(timedelta(seconds=60))
    page = page_client.get("/me/code")
    page_client.submit(page, {"code": "111111"}, action="/me/code/end", status=422)
    page_client.submit(page, {"code": present(secret)}, action="/me/code/end")
    page_client.client.delete_cookie("eco")
    sign_in(page_client, "Ruth")
    assert "Ruth" in page_client.get("/me").text


def want_codes(app: Flask, cast: Cast) -> None:
    with app.app_context(), transaction():
        fast().run(
            "UPDATE site SET settings = ? WHERE id = ?",
            (as_json_text({"wants_codes": True}), cast.sites["coventry"]),
        )


def test_a_site_that_wants_codes_lets_a_coordinator_do_nothing_before(
    app: Flask, page_client: PageClient, cast: Cast
) -> None:
    want_codes(app, cast)
    sign_in(page_client, "Ruth")
    for path in ("/", "/me", "/people", "/count"):
        answer = page_client.client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/me/code"), path
    set_up(page_client)
    assert page_client.get("/me").heading == "My page"
    assert "/me/code/end" not in page_client.get("/me/code").response.get_data(as_text=True)
    forbidden = page_client.client.post("/me/code/end", data={"code": "1"})
    assert forbidden.status_code in (400, 403)


def test_giving_the_password_again_is_no_way_around(app: Flask, page_client: PageClient, cast: Cast) -> None:
    want_codes(app, cast)
    sign_in(page_client, "Ruth")
    page = page_client.get("/sign-in/confirm")
    values = {**fields_of(page.form("/sign-in/confirm")), "pin": PASSWORD}
    assert page_client.client.post("/sign-in/confirm", data=values).status_code == 303
    assert page_client.client.get("/people").headers.get("Location") == "/me/code"


def test_who_sees_few_people_is_asked_nothing(app: Flask, page_client: PageClient, cast: Cast) -> None:
    want_codes(app, cast)
    sign_in(page_client, "Mary")
    assert page_client.get("/me").heading == "My page"


def test_an_administrator_takes_the_code_of_a_lost_phone_off(
    app: Flask, page_client: PageClient, new_page_client: Callable[[], PageClient], secret: str, cast: Cast
) -> None:
    ann = new_page_client()
    sign_in(ann, "Ann")
    number = cast.numbers["ruth"]
    ann.submit(ann.get(f"/people/{number}"), {}, action=f"/people/{number}/code")
    sign_in(page_client, "Ruth")
    assert "Ruth" in page_client.get("/me").text
    with app.app_context():
        verbs = [
            row[0]
            for row in fast().rows("SELECT verb FROM audit_line WHERE subject = ?", (f"person:{number}",))
        ]
    assert [verb for verb in verbs if verb.endswith("_code")] == ["begin_code", "prove_code", "end_code"]


def test_taking_off_what_is_not_there_leaves_no_line(app_context: Flask, cast: Cast) -> None:
    before = fast().row("SELECT COUNT(*) FROM audit_line")
    with transaction():
        take_code_off(by=system_actor(cast.sites["coventry"]), person_id=cast.people["ruth"], at=START)
    db.session.rollback()
    assert fast().row("SELECT COUNT(*) FROM audit_line") == before


def change_key(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server has another key from now on, and the one before was not kept."""
    settings = replace(app.config["ECO_SETTINGS"], secret_key="another key of forty letters, for the tests")
    monkeypatch.setitem(app.config, "ECO_SETTINGS", settings)


def test_a_code_begun_under_an_earlier_key_is_said_to_be_lost_and_begun_anew(
    app: Flask, page_client: PageClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(page_client, "Ruth")
    page_client.submit(page_client.get("/me/code"), {}, action="/me/code/new")
    change_key(app, monkeypatch)
    page = page_client.get("/me/code")
    assert "key has changed since you began" in page.text
    set_up(page_client)
    assert "is asked after your password" in page_client.get("/me/code").text


def test_a_code_set_up_under_an_earlier_key_says_who_takes_it_off_and_no_try_is_counted(
    app: Flask, page_client: PageClient, cast: Cast, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    change_key(app, monkeypatch)
    page = half_way(page_client)
    for _ in range(7):
        told = page_client.submit(page, {"code": present(secret)}, action="/sign-in/code", status=422)
        assert "key has changed" in told.text and "administrator" in told.text
    with app.app_context(), transaction():
        take_code_off(by=cast.actor("ann"), person_id=cast.people["ruth"], at=now())
    sign_in(page_client, "Ruth")
    assert "key has changed" not in page_client.get("/me/code").text


def test_who_is_signed_in_still_reads_on_their_page_that_the_code_is_lost(
    app: Flask, page_client: PageClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(page_client, "Ruth")
    set_up(page_client)
    change_key(app, monkeypatch)
    page = page_client.get("/me/code")
    assert "key has changed" in page.text and "administrator" in page.text
    assert not page.tree.all("input", name="code")
