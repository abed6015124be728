"""Signing in with a password: alike for whoever is not let in, ended at once, elsewhere too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from core.access import system_actor
from core.clock import now
from core.credentials import LONGEST_PASSWORD, make_hash, matches, set_password, set_pin, switch_account
from core.db import db, transaction
from core.people import Account, Person, Role, SignIn
from core.people_roles import end_role
from core.people_services import switch_person
from tests.cast import PASSWORD, Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient


def test_a_coordinator_signs_in_with_name_and_password(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "Ruth")
    assert "Ruth" in page_client.get("/me").text


def test_a_name_is_read_in_any_case_and_with_blanks(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "  RUTH ")
    assert page_client.get("/me").heading == "My page"


@pytest.mark.parametrize(
    ("login", "password"),
    [("ruth", "wrong wrong wrong"), ("nobody", PASSWORD), ("bashir", PASSWORD), ("amina", PASSWORD)],
)
def test_whoever_is_not_let_in_reads_the_same_words(
    page_client: PageClient, cast: Cast, login: str, password: str
) -> None:
    page = page_client.submit(
        page_client.get("/sign-in"), {"login": login, "password": password}, action="/sign-in", status=422
    )
    assert "This name and password do not match." in page.text


def test_a_password_is_compared_whole_and_unchanged(app_context: Flask) -> None:
    longest = "Oak dovetail " * 19 + "lantern  "
    assert len(longest) == LONGEST_PASSWORD
    stored = make_hash(longest)
    assert matches(stored, longest)
    for other in (longest + "x", longest.lower(), longest.strip(), longest[:-1]):
        assert not matches(stored, other)


def test_passwords_are_masked_may_be_long_and_are_open_to_password_managers(
    page_client: PageClient, cast: Cast
) -> None:
    """OWASP ASVS 5.0: 6.2.6, 6.2.7 and 6.2.9. A kiosk asks no password."""
    at_the_door = page_client.get("/sign-in").form("/sign-in").all("input", name="password")
    sign_in(page_client, "ruth")
    own = page_client.get("/me").form("/me/password")
    for box in (*at_the_door, *own.all("input", name="old"), *own.all("input", name="password")):
        assert box.get("type") == "password" and int(box.get("maxlength") or 256) >= 64
        assert (box.get("autocomplete") or "").endswith("-password")
    scripts = [path for path in Path("static/js").rglob("*.js") if path.parent.name != "kiosk"]
    assert scripts and not any('"paste"' in script.read_text() for script in scripts)


def test_somebody_whose_role_has_ended_is_told_so(page_client: PageClient, cast: Cast) -> None:
    page = page_client.submit(
        page_client.get("/sign-in"), {"login": "lena", "password": PASSWORD}, action="/sign-in", status=422
    )
    assert "no role" in page.text


def test_the_cookie_is_another_one_after_signing_in(page_client: PageClient, cast: Cast) -> None:
    page_client.get("/sign-in")
    before = page_client.client.get_cookie("eco")
    sign_in(page_client, "Ruth")
    after = page_client.client.get_cookie("eco")
    assert before is not None and after is not None and before.value != after.value
    assert "Ruth" not in after.value


def test_a_copied_cookie_is_dead_after_signing_out(
    page_client: PageClient, new_page_client: Callable[[], PageClient], cast: Cast
) -> None:
    sign_in(page_client, "Ruth")
    cookie = page_client.client.get_cookie("eco")
    assert cookie is not None
    page_client.submit(page_client.get("/me"), action="/sign-out")
    thief = new_page_client()
    thief.client.set_cookie("eco", cookie.value)
    assert thief.client.get("/me").status_code == 303


def _change_password(person: Person, at: datetime) -> None:
    set_password(
        by=system_actor(person.home_site_id), person_id=person.id, password="another four odd words", at=at
    )


def _change_pin(person: Person, at: datetime) -> None:
    set_pin(by=system_actor(person.home_site_id), person_id=person.id, pin="902715", at=at)


def _disable(person: Person, at: datetime) -> None:
    switch_account(by=system_actor(person.home_site_id), person_id=person.id, is_on=False, at=at)


def _switch_off(person: Person, at: datetime) -> None:
    switch_person(by=system_actor(person.home_site_id), person_id=person.id, is_on=False, at=at)


def _end_role(person: Person, at: datetime) -> None:
    role = db.session.query(Role).filter_by(person_id=person.id).first()
    assert role is not None
    end_role(by=system_actor(person.home_site_id), person_id=person.id, role_id=role.id, at=at)


@pytest.mark.parametrize("change", [_change_password, _change_pin, _disable, _switch_off, _end_role])
def test_a_change_of_what_guards_a_person_ends_their_sign_ins_at_once(
    app: Flask, page_client: PageClient, cast: Cast, change: Callable[[Person, datetime], None]
) -> None:
    sign_in(page_client, "Ruth")
    assert page_client.client.get("/me").status_code == 200
    with app.app_context(), transaction():
        change(db.session.get_one(Person, cast.people["ruth"]), now())
    assert page_client.client.get("/me").status_code == 303


@pytest.mark.parametrize(("idle", "status"), [(timedelta(minutes=29), 200), (timedelta(minutes=32), 303)])
def test_a_desk_falls_asleep_after_half_an_hour(
    page_client: PageClient, cast: Cast, idle: timedelta, status: int
) -> None:
    start = datetime.now(UTC)
    with time_machine.travel(start, tick=False):
        sign_in(page_client, "Ruth")
    with time_machine.travel(start + idle, tick=False):
        assert page_client.client.get("/me").status_code == status


def test_nobody_stays_signed_in_longer_than_eight_hours(page_client: PageClient, cast: Cast) -> None:
    start = datetime.now(UTC)
    with time_machine.travel(start, tick=False):
        sign_in(page_client, "Ruth")
    for minutes in range(20, 480, 20):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert page_client.client.get("/me").status_code == 200
    with time_machine.travel(start + timedelta(minutes=481), tick=False):
        assert page_client.client.get("/me").status_code == 303


def test_being_seen_is_written_once_a_minute_at_most(app: Flask, page_client: PageClient, cast: Cast) -> None:
    start = datetime.now(UTC).replace(microsecond=0)

    def seen() -> datetime:
        with app.app_context():
            row = db.session.query(SignIn).one()
            return row.last_seen_at

    with time_machine.travel(start, tick=False):
        sign_in(page_client, "Ruth")
    for seconds, written in ((30, 0), (59, 0), (61, 61), (90, 61)):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            page_client.client.get("/me")
        assert seen() == start + timedelta(seconds=written)


def test_a_password_is_hashed_anew_when_the_cost_changes(
    app: Flask, page_client: PageClient, cast: Cast
) -> None:
    from core.credentials import set_cost

    def stored() -> str:
        with app.app_context():
            return db.session.get_one(Account, cast.people["ruth"]).password_hash

    before = stored()
    set_cost(memory_kib=16, passes=1)
    try:
        sign_in(page_client, "Ruth")
    finally:
        set_cost(memory_kib=8, passes=1)
    assert stored() != before and "m=16" in stored()


@pytest.mark.parametrize(
    "back",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "/nothing", "javascript:x", "/me\r\nX: y"],
)
def test_coming_back_leads_to_our_own_pages_only(page_client: PageClient, cast: Cast, back: str) -> None:
    page = page_client.get("/sign-in")
    form = page.form("/sign-in")
    token = form.all("input", name="csrf_token")[0].get("value")
    answer = page_client.client.post(
        "/sign-in", data={"csrf_token": token, "login": "ruth", "password": PASSWORD, "back": back}
    )
    assert answer.status_code == 303 and answer.location in ("/count", "/start")


def test_coming_back_leads_where_one_was_going(page_client: PageClient, cast: Cast) -> None:
    page = page_client.client.get("/me")
    assert page.location == "/sign-in?back=/me"
    sign = page_client.get(page.location)
    assert (
        page_client.submit(sign, {"login": "ruth", "password": PASSWORD}, action="/sign-in").heading
        == "My page"
    )
