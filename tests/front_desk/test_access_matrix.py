"""The access matrix, cell by cell, by real requests: routes × methods × cast; and other sites' ids answer 404."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from core.access import system_actor
from core.clock import local_day, now
from core.credentials import switch_account
from core.db import db, transaction
from core.devices import add_device
from core.ids import new_client_id
from core.people import Permit, Person, Role
from core.people_roles import end_role, give_permit
from tests.cast import PARTS, PASSWORD, Cast, make_cast
from tests.front_desk.access_matrix import ASKERS, IN, OUT, TABLE, Asker, cells, written
from tests.front_desk.doors import API, give_pin, show_card, sign_in
from tests.hardware.workshop import make_kiosk, make_machine
from tests.pages import Client, PageClient, fields_of


def test_the_written_matrix_is_the_app(built_app: Flask) -> None:
    assert TABLE.read_text(encoding="utf-8") == written(built_app), (
        "run `python -m tests.front_desk.access_matrix` and read the change"
    )


@pytest.fixture
def probed(app: Flask) -> Iterator[Callable[[], None]]:
    """Call it to put a sentinel behind every guard: the guards are real, the views answer 299 and write nothing."""
    kept = dict(app.view_functions)

    def put() -> None:
        for name, view in kept.items():
            app.view_functions[name] = functools.wraps(view)(lambda *_, **__: ("in", 299))

    yield put
    app.view_functions.clear()
    app.view_functions.update(kept)


def _end_of(cast: Cast, name: str) -> None:
    """While they are signed in, Lena's role ends and Bashir's account is disabled."""
    with transaction():
        person = db.session.get_one(Person, cast.people[name])
        by = system_actor(person.home_site_id)
        if name == "lena":
            role = db.session.query(Role).filter_by(person_id=person.id, role="coordinator").one()
            end_role(by=by, person_id=person.id, role_id=role.id, at=now())
        else:
            switch_account(by=by, person_id=person.id, is_on=False, at=now())


def _browser(app: Flask, cast: Cast, asker: Asker) -> tuple[Client, str]:
    """The asker's browser and the CSRF token of its cookie."""
    pages, name = PageClient(app), asker.name.split("-")[0]
    if asker.is_kiosk:
        pages.client.environ_base = {**pages.client.environ_base, "HTTP_AUTHORIZATION": _kiosk_of(app, cast)}
    if asker.is_tablet:
        _pair_anew(app, pages.client, cast)
        if asker.how == "card":
            assert show_card(pages.client, cast, name).status_code == 200
        elif asker.how == "pin":
            assert give_pin(pages.client, cast, name).status_code == 200
        return pages.client, pages.client.get("/api/v1/me").json["csrf"]
    if name not in ("stranger", "kiosk"):
        sign_in(pages, name)
    token = fields_of(pages.get("/sign-in").form("/sign-in"))["csrf_token"]
    if name in ("lena", "bashir"):
        with app.app_context():
            _end_of(cast, name)
    return pages.client, token


def _pair_anew(app: Flask, client: Client, cast: Cast) -> None:
    """A tablet of their own: one tablet knows one person at a time."""
    with app.app_context(), transaction():
        _, secret = add_device(
            site_id=cast.sites["coventry"], name="Bench", by_id=None, at=now(), public_id=new_client_id()
        )
    client.set_cookie("eco-device", secret)


def _kiosk_of(app: Flask, cast: Cast) -> str:
    """What a kiosk beside Coventry's router shows of itself."""
    with app.app_context():
        machine = make_machine(cast, "Router", "machine:cnc_router")
        return f"Bearer {make_kiosk(cast, machine).token}"


def _current(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    from dataclasses import replace

    return tuple(replace(part, ended=False, is_disabled=False) for part in parts)


@pytest.mark.slow
def test_each_cell_of_the_matrix_holds(
    app: Flask, probed: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.cast.PARTS", _current(PARTS))
    with app.app_context():
        cast = make_cast()
    browsers = {asker.name: _browser(app, cast, asker) for asker in ASKERS}
    rows = list(cells(app))
    probed()
    expected = {
        tuple(line.split()[:2]): line.split()[2]
        for line in TABLE.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    }
    wrong, asked = [], 0
    for endpoint, method, address, _ in rows:
        for asker, mark in zip(ASKERS, expected[endpoint, method], strict=True):
            client, token = browsers[asker.name]
            headers = {**API, "X-CSRFToken": token}
            answer = client.open(address, method=method, headers=headers)
            seen = IN if answer.status_code in (200, 299, 304) else OUT
            asked += 1
            if seen != mark or (seen == OUT and answer.status_code not in (303, 401, 403)):
                wrong.append(f"{method} {address} by {asker.name}: {answer.status_code}, expected {mark}")
    assert wrong == [] and asked == len(rows) * len(ASKERS)


def test_a_view_without_a_policy_lets_nobody_in(app: Flask, page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "ann")
    kept = app.view_functions["front_desk.show_me"]
    app.view_functions["front_desk.show_me"] = lambda: "in"
    try:
        assert page_client.client.get("/me").status_code == 403
    finally:
        app.view_functions["front_desk.show_me"] = kept


def test_a_write_without_its_csrf_token_is_refused_everywhere(app: Flask, cast: Cast) -> None:
    pages = PageClient(app)
    sign_in(pages, "ann")
    for endpoint, method, address, policy in cells(app):
        if method != "GET" and policy not in ("device_batch", "kiosk", "kiosk_pairing"):
            status = pages.client.open(address, method=method).status_code
            assert status in (400, 404, 405), f"{endpoint} {method} answered {status} without its token"


# Other sites' ids


def _foreign(app: Flask, cast: Cast) -> dict[str, str]:
    """Ids of Wolverhampton's: a person, a role, a permit, a tablet, a card, the site."""
    with app.app_context(), transaction():
        grace = db.session.get_one(Person, cast.people["grace"])
        by, day = system_actor(grace.home_site_id), local_day(now())
        give_permit(
            by=by,
            person_id=grace.id,
            kind="check:quality",
            source="training",
            starts_on=day,
            ends_on=day,
            at=now(),
        )
        return {
            "number": grace.number,
            "role": str(db.session.query(Role).filter_by(person_id=grace.id).one().id),
            "permit": str(db.session.query(Permit).filter_by(person_id=grace.id).one().id),
            "tablet": cast.tablet_names["wolverhampton"],
        }


FOREIGN = (
    ("GET", "/people/{number}", {}),
    ("POST", "/people/{number}/name", {"called": "X", "language": "en"}),
    ("POST", "/people/{number}/contact", {"email": "x@example.org"}),
    ("POST", "/people/{number}/switch/off", {}),
    ("POST", "/people/{number}/roles", {"role": "volunteer", "site": "1", "starts_on": "2026-01-01"}),
    ("POST", "/people/{number}/roles/{role}/end", {}),
    ("POST", "/people/{own}/roles/{role}/end", {}),
    ("POST", "/people/{number}/permits", {"kind": "check:quality"}),
    ("POST", "/people/{own}/permits/{permit}/end", {}),
    ("POST", "/people/{number}/account", {"login": "grace", "password": PASSWORD}),
    ("POST", "/people/{number}/account/off", {}),
    ("POST", "/people/{number}/pin", {}),
    ("POST", "/people/{number}/cards", {}),
    ("POST", "/people/{number}/cards/lost", {}),
    ("POST", "/people/{number}/consents", {"kind": "photo"}),
    ("POST", "/help/{number}/pin", {}),
    ("POST", "/help/{number}/card", {}),
    ("POST", "/admin/devices/{tablet}/name", {"name": "Mine"}),
    ("POST", "/admin/devices/{tablet}/end", {}),
    ("GET", "/admin/sites/wolverhampton", {}),
    ("POST", "/admin/sites/wolverhampton", {"name": "Mine"}),
)


def test_ids_of_another_site_are_not_there(app: Flask, cast: Cast) -> None:
    foreign = {**_foreign(app, cast), "own": cast.numbers["tomasz"]}
    pages = PageClient(app)
    sign_in(pages, "ruth")
    token = fields_of(pages.get("/people/new").form("/people/new"))["csrf_token"]
    for method, address, values in FOREIGN:
        data = {**values, "csrf_token": token} if method == "POST" else None
        answer = pages.client.open(address.format(**foreign), method=method, data=data)
        assert answer.status_code in (404, 422), f"{method} {address} answered {answer.status_code}"
        assert "Grace" not in answer.get_data(as_text=True)
    with app.app_context():
        grace = db.session.get_one(Person, cast.people["grace"])
        assert grace.is_active and grace.alias == "Grace"
        assert db.session.query(Role).filter_by(person_id=grace.id, ends_on=None).count() == 1
        assert db.session.query(Permit).filter_by(person_id=grace.id, ended_at=None).count() == 1


def test_no_page_of_one_site_names_people_of_another(app: Flask, cast: Cast) -> None:
    pages = PageClient(app)
    sign_in(pages, "ruth")
    rules = [
        rule.rule for rule in app.url_map.iter_rules() if not rule.arguments and "GET" in (rule.methods or ())
    ]
    for address in rules:
        body = pages.client.get(address).get_data().decode("utf-8", "replace")
        assert not {"Grace", "Oluwaseun", cast.numbers["grace"]} & set(body.split()), address
