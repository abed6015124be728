"""Recipients at the desk: found, corrected, archived, and each with what it received."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask

from core.clock import now
from core.db import db, fast, transaction
from core.errors import NotFound, RuleBroken
from core.ids import new_client_id
from core.recipient_changes import archive_makeover, change_household, change_makeover, change_organisation
from core.recipients import add_makeover, add_organisation, household_by_reference
from factory.programme.queries.facts import facts_of
from factory.programme.works import WORKS
from tests.front_desk.doors import sign_in
from tests.inventory.conftest import Desk
from tests.pages import PageClient


def organisation(desk: Desk, name: str, city: str = "Coventry") -> int:
    with transaction():
        return add_organisation(
            name=name, kind="charity", city=city, site_id=desk.scene.cast.sites["coventry"], by_id=None, at=now(),
            token=new_client_id(),
        ).id  # fmt: skip


def makeover(desk: Desk, code: str, site: str = "coventry") -> int:
    with transaction():
        return add_makeover(
            site_id=desk.scene.cast.sites[site], code=code, title=f"Flat {code}", kind="home", city="", by_id=None,
            at=now(), token=new_client_id(),
        ).id  # fmt: skip


def household(desk: Desk, reference: str) -> int:
    at: datetime = now()
    with transaction():
        return household_by_reference(
            reference=reference, site_id=desk.scene.cast.sites["coventry"], by_id=None, at=at, token=new_client_id()
        ).id  # fmt: skip


def test_what_a_recipient_received_is_listed_and_taken_away(desk: Desk) -> None:
    number = organisation(desk, "Hillfields Hall")
    code = desk.scene.bring("ready")
    desk.scene.take(code, "released", {"destination": "organisation", "organisation_id": number})
    listed = desk.get("/recipients")
    row = next(row for row in listed.tree.all("tr") if "Hillfields Hall" in row.text)
    assert row.all("td")[2].text == "1"
    page = desk.get(f"/recipients/organisations/{number}")
    assert page.heading == "Hillfields Hall" and code in page.text and "7.0 kg" in page.text
    sheet = desk.browser.client.get(f"/recipients/organisations/{number}/pieces.csv").get_data(as_text=True)
    assert code in sheet and len(sheet.strip().splitlines()) == 2
    assert desk.browser.client.get(f"/recipients/organisations/{number}/pieces.xlsx").get_data()[:2] == b"PK"
    assert desk.browser.client.get(f"/recipients/organisations/{number}/pieces.pdf").status_code == 404


def test_a_release_that_was_taken_back_gave_nobody_anything(desk: Desk) -> None:
    number = organisation(desk, "Hillfields Hall")
    code = desk.scene.bring("ready")
    token = new_client_id()
    desk.scene.take(code, "released", {"destination": "organisation", "organisation_id": number}, token=token)
    desk.scene.take(code, "undone", {"event": token})
    assert code not in desk.get(f"/recipients/organisations/{number}").text
    assert "No piece has gone there yet" in desk.get(f"/recipients/organisations/{number}").text


def test_a_piece_given_to_the_wrong_one_first_counts_the_right_one_alone(desk: Desk) -> None:
    wrong, right = organisation(desk, "Hillfields Hall"), organisation(desk, "Foleshill Kitchen")
    code, token = desk.scene.bring("ready"), new_client_id()
    desk.scene.take(code, "released", {"destination": "organisation", "organisation_id": wrong}, token=token)
    desk.scene.take(code, "undone", {"event": token})
    desk.scene.take(code, "released", {"destination": "organisation", "organisation_id": right})
    rows = fast().rows(facts_of(WORKS["organisations_given"]))
    assert [row[6] for row in rows] == ["Foleshill Kitchen"]


def test_an_organisation_is_corrected_archived_and_used_again(desk: Desk) -> None:
    number, other = organisation(desk, "Hillfield Hall"), organisation(desk, "Radford House")
    at = f"/recipients/organisations/{number}"
    page = desk.browser.submit(
        desk.get(at), {"name": "  Hillfields   Hall ", "kind": "school"}, action=at, button="Keep it"
    )
    assert page.heading == "Hillfields Hall" and "School" in page.text
    refused = desk.browser.submit(
        desk.get(at), {"name": "Radford House"}, action=at, button="Keep it", status=422
    )
    assert "on the list already" in refused.text
    page = desk.browser.submit(desk.get(at), {"is_archived": "yes"}, action="/state")
    assert "offered no more" in page.text
    assert "Hillfields Hall" not in desk.get("/recipients").text
    assert "Hillfields Hall" in desk.get("/recipients?state=archived").text
    ready = desk.get(f"/pieces/{desk.scene.bring('ready')}").text
    assert "Hillfields Hall" not in ready and "Radford House" in ready
    page = desk.browser.submit(desk.get(at), {"is_archived": "no"}, action="/state")
    assert "in use again" in page.text and "Hillfields Hall" in desk.get("/recipients").text
    row = fast().row("SELECT COUNT(*) FROM audit_line WHERE subject = ?", (f"organisation:{number}",))
    assert row is not None and row[0] == 4 and other


def test_a_makeover_is_corrected_and_closed(desk: Desk) -> None:
    number, other = makeover(desk, "M-01"), makeover(desk, "M-02")
    at = f"/recipients/makeovers/{number}"
    page = desk.browser.submit(desk.get(at), {"code": "M-11", "title": "Hall"}, action=at, button="Keep it")
    assert page.heading == "Hall" and "M-11" in page.text
    refused = desk.browser.submit(desk.get(at), {"code": "M-02"}, action=at, button="Keep it", status=422)
    assert "code is taken" in refused.text and other
    desk.browser.submit(desk.get(at), {"is_archived": "yes"}, action="/state")
    assert "Hall" not in desk.get("/recipients?group=makeovers").tree.one("tbody").text
    assert "archived" in desk.get("/recipients?group=makeovers&state=all").text


def test_a_households_reference_is_corrected_and_never_becomes_a_name(desk: Desk) -> None:
    number = household(desk, "CV-2041")
    household(desk, "CV-9")
    at = f"/recipients/households/{number}"
    page = desk.browser.submit(desk.get(at), {"reference": "cv-2042"}, action=at, button="Keep it")
    assert page.heading == "CV-2042"
    for wrong in ("Mrs Smith", "smith", "CV-9", "4 High Street"):
        desk.browser.submit(desk.get(at), {"reference": wrong}, action=at, button="Keep it", status=422)
    assert "CV-2042" in desk.get("/recipients?group=households").text
    desk.browser.post(f"{at}/state", {"is_archived": "yes", "csrf_token": ""}, status=400)


def test_lists_are_searched_sorted_paged_and_exported_as_filtered(desk: Desk) -> None:
    for place in range(53):
        organisation(desk, f"Hall {place:02}", "Rugby" if place % 2 else "Coventry")
    first = desk.get("/recipients")
    assert len(first.tree.one("tbody").all("tr")) == 50
    older = next(link for link in first.links if "start=50" in link)
    assert "Hall 52" in desk.get(older).text
    rugby = desk.get("/recipients?q=rugby&sort=-name")
    names = [row.all("a")[0].text for row in rugby.tree.one("tbody").all("tr")]
    assert len(names) == 26 and names == sorted(names, reverse=True)
    sheet = desk.browser.client.get("/recipients.csv?q=rugby&sort=-name").get_data(as_text=True)
    assert len(sheet.strip().splitlines()) == 27 and "Hall 52" not in sheet
    for sort in ("kind", "-city", "pieces", "-last", "nonsense"):
        desk.get(f"/recipients?sort={sort}")
    for words in ("%25", "_", "!", "zzz"):
        assert "Nobody fits" in desk.get(f"/recipients?q={words}").text
    assert "Nobody fits" in desk.get("/recipients?state=archived").text


def test_makeovers_and_households_of_another_site_are_not_there(desk: Desk, app: Flask) -> None:
    number, theirs = household(desk, "CV-2041"), makeover(desk, "W-01", "wolverhampton")
    other = PageClient(app)
    sign_in(other, "oluwaseun")
    assert other.client.get(f"/recipients/households/{number}").status_code == 404
    for path in (
        f"makeovers/{theirs}",
        "nobodies/1",
        "organisations/999999",
        f"makeovers/{theirs}/pieces.csv",
    ):
        assert desk.browser.client.get(f"/recipients/{path}").status_code == 404
    by = desk.scene.cast.actor("ruth")
    with pytest.raises(NotFound), transaction():
        archive_makeover(by=by, makeover_id=theirs, is_archived=True, at=now())
    with pytest.raises(NotFound), transaction():
        change_makeover(by=by, makeover_id=theirs, code="X", title="X", kind="home", city="", at=now())


def test_no_identity_number_gets_into_a_name(desk: Desk) -> None:
    by, number = desk.scene.cast.actor("ruth"), organisation(desk, "Hall")
    home = household(desk, "CV-1")
    with pytest.raises(RuleBroken), transaction():
        change_organisation(
            by=by, organisation_id=number, name="QQ 12 34 56 C", kind="charity", city="", at=now()
        )
    with pytest.raises(RuleBroken), transaction():
        change_household(by=by, household_id=home, reference="Smith", at=now())
    db.session.rollback()
