"""Erasing at the desk: an administrator, their password, the person's number typed once more."""

from __future__ import annotations

import pytest
from flask import Flask

from core.audit import AuditLine, broken_lines
from core.clock import now
from core.db import db, fast, transaction
from core.errors import NotAllowed, RuleBroken
from core.people import PersonName
from factory.privacy.trying import erase_now
from tests.cast import PASSWORD, Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient


@pytest.fixture
def office(page_client: PageClient, cast: Cast) -> PageClient:
    """Ann, who administers."""
    sign_in(page_client, "ann")
    return page_client


def test_an_administrator_erases_with_the_number_typed(app: Flask, office: PageClient, cast: Cast) -> None:
    number, person_id = cast.numbers["amina"], cast.people["amina"]
    page = office.get(f"/people/{number}/kept")
    wrong = office.submit(page, {"number": "1", "secret": PASSWORD}, action="/erase", status=422)
    assert wrong.tree.all("p", class_="error")
    page = office.submit(wrong, {"number": number, "secret": PASSWORD}, action="/erase", status=303)
    assert number in page.text
    with app.app_context():
        assert db.session.get(PersonName, person_id) is None
        for table in ("card", "pin", "permit", "account", "sign_in"):
            assert fast().row(f"SELECT 1 FROM {table} WHERE person_id = ?", (person_id,)) is None, table
        assert fast().rows("SELECT 1 FROM role WHERE person_id = ? AND ends_on IS NULL", (person_id,)) == []
        assert fast().rows("SELECT is_active FROM person WHERE id = ?", (person_id,))[0][0] in (0, False)
        assert (
            db.session.query(AuditLine).filter_by(verb="erase_person", subject=f"person:{number}").count()
            == 1
        )
        assert list(broken_lines()) == []
    kept = office.get(f"/people/{number}/kept")
    assert "/erase" not in kept.text
    again = office.get("/privacy/erasures")
    assert number in again.text


def test_a_coordinator_is_not_offered_it_and_may_not(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "ruth")
    number = cast.numbers["amina"]
    assert "/erase" not in page_client.get(f"/people/{number}/kept").text
    with page_client.client.application.app_context(), pytest.raises(NotAllowed), transaction():
        erase_person_as(cast, "ruth", "amina")


def erase_person_as(cast: Cast, who: str, whom: str) -> None:
    from core.access import actor_for
    from factory.privacy.services.erasing import erase_person

    by = actor_for(cast.people[who], site_id=cast.sites["coventry"], strength="password", at=now())
    assert by is not None
    erase_person(by=by, person_id=cast.people[whom], at=now())


def test_nobody_erases_themselves(app_context: Flask, cast: Cast) -> None:
    with pytest.raises(RuleBroken), transaction():
        erase_person_as(cast, "ann", "ann")


def test_an_erasure_cannot_be_taken_out_of_the_ledger(app_context: Flask, cast: Cast) -> None:
    from core.access import system_actor

    erase_now(by=system_actor(cast.sites["coventry"]), person_id=cast.people["amina"], at=now())
    for wrong in ("DELETE FROM erasure", "UPDATE erasure SET number = '1'"):
        with pytest.raises(Exception, match="erasure"), transaction():
            fast().run(wrong)


def test_the_guards_stand_again_after_an_erasure(app_context: Flask, cast: Cast) -> None:
    from core.access import system_actor

    erase_now(by=system_actor(cast.sites["coventry"]), person_id=cast.people["tomasz"], at=now())
    with pytest.raises(Exception, match="append-only"), transaction():
        fast().run("UPDATE audit_line SET verb = 'x'")
