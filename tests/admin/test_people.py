"""People: added, named, found, given roles and permits, switched off; what was done and seen is in the trail."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from core.audit import AuditLine, LookLog, broken_lines
from core.clock import today
from core.db import db
from core.people import Consent, Permit, Person, PersonName, Role
from tests.cast import PASSWORD, Cast
from tests.front_desk.doors import sign_in
from tests.pages import Page, PageClient, fields_of


@pytest.fixture
def desk(page_client: PageClient, cast: Cast) -> PageClient:
    """Ruth at her desk in Coventry."""
    sign_in(page_client, "ruth")
    return page_client


def _send(
    desk: PageClient, page: Page, end: str, values: dict[str, str], status: int = 303, button: str = ""
) -> Page:
    return desk.submit(page, values, action=end, status=status, button=button)


def test_one_word_and_a_language_make_a_person(app: Flask, desk: PageClient) -> None:
    page = _send(
        desk,
        desk.get("/people/new"),
        "/people/new",
        {"called": "Selam", "language": "ti", "role": "volunteer"},
    )
    assert page.heading == "Selam"
    with app.app_context():
        name = db.session.query(PersonName).filter_by(called="Selam").one()
        role = db.session.query(Role).filter_by(person_id=name.person_id).one()
        assert (role.role, role.starts_on, role.ends_on) == ("volunteer", today(), None)


def test_pressing_twice_makes_one_person(app: Flask, desk: PageClient) -> None:
    page = desk.get("/people/new")
    for _ in range(2):
        _send(desk, page, "/people/new", {"called": "Selam", "language": "ti"})
    with app.app_context():
        assert db.session.query(PersonName).filter_by(called="Selam").count() == 1


@pytest.mark.parametrize(
    "name",
    ["", "   ", "Ali QQ 12 34 56 C", "ARC 123456789", "ZU1234567", "M1234567", "علي QQ١٢٣٤٥٦C", "x" * 61],
)
def test_a_name_that_may_not_be_kept_is_refused_beside_its_field(
    app: Flask, desk: PageClient, name: str
) -> None:
    page = _send(desk, desk.get("/people/new"), "/people/new", {"called": name, "language": "en"}, 422)
    assert page.tree.all("p", class_="error")
    with app.app_context():
        assert db.session.query(PersonName).filter_by(called=name).count() == 0


@pytest.mark.parametrize("name", ["Zoë", "ሰላም", "<b>Bo</b>", "O'Neil", "عبد الرحمن", "Room 12"])
def test_a_name_in_any_script_comes_back_as_it_was_given(desk: PageClient, name: str) -> None:
    page = _send(desk, desk.get("/people/new"), "/people/new", {"called": name, "language": "en"})
    assert page.heading == name


@pytest.mark.parametrize("words", ["ami", "AMINA", "number"])
def test_people_are_found_by_name_or_number(desk: PageClient, cast: Cast, words: str) -> None:
    wanted = cast.numbers["amina"] if words == "number" else words
    page = desk.get("/people", query_string={"q": wanted})
    assert "Amina" in page.text and "Tomasz" not in page.text


def test_wildcards_are_letters(desk: PageClient) -> None:
    assert "Nobody found." in desk.get("/people", query_string={"q": "%"}).text


@pytest.mark.parametrize(
    ("word", "sort"), [("Many", "called"), ("Many", "-called"), ("Олена", "called"), ("Єва", "-site")]
)
def test_the_list_goes_on_where_the_page_ended(
    app: Flask, desk: PageClient, cast: Cast, word: str, sort: str
) -> None:
    from core.access import system_actor
    from core.clock import now
    from core.db import transaction
    from core.ids import new_client_id
    from core.people_services import add_person

    with app.app_context(), transaction():
        by = system_actor(cast.sites["coventry"])
        for place in range(60):
            add_person(by=by, called=f"{word} {place:02d}", at=now(), token=new_client_id())
    page, seen = desk.get("/people", query_string={"q": word.lower(), "sort": sort}), []
    while True:
        seen += [link.text for link in page.tree.one("tbody").all("a")]
        further = [link for link in page.tree.all("a", rel="next")]
        if not further:
            break
        page = desk.get(further[0].get("href"))
    names = [f"{word} {place:02d}" for place in range(60)]
    assert sorted(seen) == names


def test_the_list_as_csv_is_the_list_as_filtered_and_carries_no_formula(desk: PageClient) -> None:
    _send(desk, desk.get("/people/new"), "/people/new", {"called": "=1+1", "language": "en"})
    body = desk.client.get("/people.csv?role=trainer").get_data(as_text=True)
    assert "Mary" in body and "Amina" not in body
    rows = list(csv.reader(io.StringIO(desk.client.get("/people.csv").get_data().decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]


def test_a_look_is_noted_and_shown(app: Flask, desk: PageClient, cast: Cast) -> None:
    number = cast.numbers["amina"]
    desk.get(f"/people/{number}")
    with app.app_context():
        look = db.session.query(LookLog).one()
        assert (look.by_id, look.subject) == (cast.people["ruth"], f"person:{number}")
    assert "1 look" in desk.get(f"/people/{number}").text


def test_the_trail_names_fields_and_never_values(app: Flask, desk: PageClient, cast: Cast) -> None:
    number = cast.numbers["amina"]
    page = desk.get(f"/people/{number}")
    _send(desk, page, f"/people/{number}/contact", {"email": "amina@example.org", "phone": "024 7600 0000"})
    with app.app_context():
        lines = [f"{line.verb} {line.subject} {line.fields}" for line in db.session.query(AuditLine)]
        assert f"set_contact person:{number} email,phone" in lines
        assert not [line for line in lines if "amina" in line.lower() or "024 7600" in line]
        assert list(broken_lines()) == []


@pytest.mark.parametrize("values", [{"email": "no address"}, {"phone": "call me"}])
def test_a_contact_that_is_none_is_refused(desk: PageClient, cast: Cast, values: dict[str, str]) -> None:
    number = cast.numbers["amina"]
    page = _send(desk, desk.get(f"/people/{number}"), f"/people/{number}/contact", values, 422)
    assert page.tree.all("p", class_="error")


def test_a_role_holds_between_its_days(app: Flask, desk: PageClient, cast: Cast) -> None:
    number = cast.numbers["amina"]
    values = {
        "role": "trainee",
        "site": str(cast.sites["coventry"]),
        "starts_on": str(today()),
        "ends_on": str(today() + timedelta(days=30)),
    }
    page = _send(desk, desk.get(f"/people/{number}"), f"/people/{number}/roles", values, button="Give")
    assert "Trainee" in page.text
    with app.app_context():
        role = db.session.query(Role).filter_by(person_id=cast.people["amina"], role="trainee").one()
        address = f"/people/{number}/roles/{role.id}/end"
    _send(desk, page, address, {})
    with app.app_context():
        assert db.session.query(Role).filter_by(person_id=cast.people["amina"], role="trainee").count() == 0


@pytest.mark.parametrize(
    ("role", "site", "ends_on", "status"),
    [
        ("administrator", "own", "", 403),
        ("volunteer", "wolverhampton", "", 422),
        ("volunteer", "all", "", 422),
        ("king", "own", "", 422),
        ("volunteer", "own", "2001-01-01", 422),
        ("volunteer", "own", "soon", 422),
    ],
)
def test_a_coordinator_widens_nothing(
    app: Flask, desk: PageClient, cast: Cast, role: str, site: str, ends_on: str, status: int
) -> None:
    number = cast.numbers["amina"]
    where = {"own": str(cast.sites["coventry"]), "wolverhampton": str(cast.sites["wolverhampton"])}.get(
        site, site
    )
    values = {"role": role, "site": where, "starts_on": str(today()), "ends_on": ends_on}
    _send(desk, desk.get(f"/people/{number}"), f"/people/{number}/roles", values, status, "Give")
    with app.app_context():
        assert db.session.query(Role).filter_by(person_id=cast.people["amina"]).count() == 1


def test_a_permit_has_a_source_and_an_end_and_nobody_gives_one_to_themselves(
    app: Flask, desk: PageClient, cast: Cast
) -> None:
    number = cast.numbers["tomasz"]
    values = {
        "kind": "check:quality",
        "source": "document",
        "starts_on": str(today() - timedelta(days=5)),
        "ends_on": str(date(today().year + 2, 1, 1)),
        "interpreter": "nobody",
    }
    page = _send(desk, desk.get(f"/people/{number}"), f"/people/{number}/permits", values, button="Give")
    assert "Document seen" in page.text
    own = cast.numbers["ruth"]
    answer = desk.client.post(
        f"/people/{own}/permits",
        data={**values, "csrf_token": page.tree.all("input", name="csrf_token")[0].get("value")},
    )
    assert answer.status_code == 422
    with app.app_context():
        permit = db.session.query(Permit).filter_by(person_id=cast.people["tomasz"]).one()
        assert db.session.query(Permit).filter_by(person_id=cast.people["ruth"]).count() == 0
        address = f"/people/{number}/permits/{permit.id}/end"
    page = _send(desk, page, address, {})
    assert "(ended)" in page.text


def test_a_person_switched_off_cannot_sign_in(desk: PageClient, page_client: PageClient, cast: Cast) -> None:
    number = cast.numbers["mary"]
    page = _send(desk, desk.get(f"/people/{number}"), f"/people/{number}/switch/off", {})
    assert "Switched off" in page.text
    desk.submit(page, action="/sign-out")
    page = desk.submit(
        desk.get("/sign-in"), {"login": "mary", "password": PASSWORD}, action="/sign-in", status=422
    )
    assert "do not match" in page.text


def test_a_coordinator_does_not_touch_an_administrators_account(
    app: Flask, page_client: PageClient, cast: Cast
) -> None:
    sign_in(page_client, "ruth")
    number = cast.numbers["ann"]
    page = page_client.get(f"/people/{number}")
    token = page.tree.all("input", name="csrf_token")[0].get("value")
    for address, values in (
        ("account", {"login": "ann", "password": "ruth wants to be ann now"}),
        ("account/off", {}),
        ("pin", {}),
        ("cards", {}),
        ("cards/lost", {}),
        ("switch/off", {}),
    ):
        answer = page_client.client.post(f"/people/{number}/{address}", data={**values, "csrf_token": token})
        assert answer.status_code == 403, address


def test_a_desk_left_alone_gives_nobody_a_password_and_takes_no_code_off(
    page_client: PageClient, cast: Cast
) -> None:
    number, start = cast.numbers["mary"], datetime.now(UTC)
    with time_machine.travel(start, tick=False):
        sign_in(page_client, "ruth")
    with time_machine.travel(start + timedelta(minutes=6), tick=False):
        token = fields_of(page_client.get("/me").form("/sign-out"))["csrf_token"]
        values = {"csrf_token": token, "login": "mary", "password": "purple gander mortar oyster"}
        for address in ("account", "code", "contact"):
            answer = page_client.client.post(f"/people/{number}/{address}", data=values)
            assert answer.status_code == 403 and "PIN or password again" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "password",
    [
        "two odd",
        "passwordpassword",
        "tomasztomasz",
        "aaaaaaaaaaaaaaa",
        "1qaz2wsx3edc",
        "Coventry furniture 7",
    ],
)
def test_an_easy_password_is_refused(desk: PageClient, cast: Cast, password: str) -> None:
    number = cast.numbers["tomasz"]
    values = {"login": "tomasz", "password": password}
    page = _send(desk, desk.get(f"/people/{number}"), f"/people/{number}/account", values, 422)
    assert page.tree.all("p", class_="error") and password not in page.response.get_data(as_text=True)


def test_a_consent_is_dated_and_its_withdrawal_too(app: Flask, desk: PageClient, cast: Cast) -> None:
    number = cast.numbers["tomasz"]
    page = _send(
        desk, desk.get(f"/people/{number}"), f"/people/{number}/consents", {"kind": "photo", "how": "paper"}
    )
    page.form("/consents", "Take back")
    desk.submit(page, {"act": "withdraw", "kind": "photo"}, action="/consents", button="Take back")
    with app.app_context():
        consent = db.session.query(Consent).one()
        assert consent.kind == "photo" and consent.withdrawn_at is not None


def test_the_first_name_is_public_only_as_long_as_its_owner_agrees(
    app: Flask, desk: PageClient, cast: Cast
) -> None:
    from core.people_services import has_consented

    page = desk.submit(desk.get("/me"), action="/me/first-name/yes")
    with app.app_context():
        assert has_consented(cast.people["ruth"], "first_name_public")
    desk.submit(page, action="/me/first-name/no")
    with app.app_context():
        assert not has_consented(cast.people["ruth"], "first_name_public")


def test_names_live_in_their_own_table(app: Flask) -> None:
    assert not {"called", "full_name", "name", "email", "phone"} & set(Person.__table__.columns.keys())
