"""Who may assess what: entitled by somebody else, renewed, ended not before their last decision, papers seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from core.clock import local_day, now
from core.db import db, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from tests.training.assessment_scene import Assessed, make_assessed
from tests.training.scene import noon
from training.models.assessment import AssessorUnit
from training.models.evidence import AssessorProof
from training.queries.assessors import entitlements, staff_line
from training.services.assessors import end_entitlement, entitle_for_units, note_proof, renew_entitlement

DAY = timedelta(days=1)


@pytest.fixture
def shop(app_context: Flask, cast: Cast) -> Assessed:
    return make_assessed(cast)


def entitlement_of(shop: Assessed, name: str) -> int:
    found = db.session.scalar(
        select(AssessorUnit.id).where(AssessorUnit.person_id == shop.cast.people[name]).limit(1)
    )
    assert found is not None
    return found


def see_papers(shop: Assessed, name: str, by: str, kind: str = "cpd") -> AssessorProof:
    with transaction():
        return note_proof(
            by=shop.actor(by),
            person_number=shop.cast.numbers[name],
            kind=kind,
            what="Two days of laser safety",
            seen_on=local_day(noon(-1)),
            at=noon(),
            token=new_client_id(),
        )


def test_nobody_entitles_themselves_nor_looks_at_their_own_papers(shop: Assessed) -> None:
    with pytest.raises(NotAllowed):
        shop.entitle("hana", by="hana")
    with pytest.raises(NotAllowed):
        see_papers(shop, "hana", by="hana")
    shop.entitle("hana", "verifier")
    with pytest.raises(NotAllowed), transaction():
        end_entitlement(
            by=shop.actor("hana"),
            entitlement_id=entitlement_of(shop, "hana"),
            ends_on=local_day(noon()),
            at=noon(),
        )
    see_papers(shop, "nia", by="hana")


def test_the_database_refuses_who_looks_at_their_own_papers(shop: Assessed) -> None:
    row = see_papers(shop, "nia", by="ruth")
    values = {one.name: getattr(row, one.name) for one in AssessorProof.__table__.columns if one.name != "id"}
    with pytest.raises(DBAPIError), transaction():
        db.session.add(AssessorProof(**values | {"token": "x", "seen_by_id": row.person_id}))


def test_a_paper_that_was_seen_stays_as_it_was_noted(shop: Assessed) -> None:
    row = see_papers(shop, "nia", by="ruth")
    with pytest.raises(DBAPIError, match="append-only"), transaction():
        db.session.execute(update(AssessorProof).where(AssessorProof.id == row.id).values(what="more"))


def test_an_assessor_and_a_trainer_entitle_nobody(shop: Assessed) -> None:
    for name in ("nia", "mary"):
        with pytest.raises(NotAllowed):
            shop.entitle("hana", by=name)


def test_several_units_are_entitled_at_once_and_pressing_again_changes_nothing(shop: Assessed) -> None:
    for _ in range(2):
        with transaction():
            made = entitle_for_units(
                by=shop.actor("ruth"),
                person_number=shop.cast.numbers["hana"],
                unit_ids=[shop.unit_id],
                part="verifier",
                held="Level 4",
                starts_on=local_day(noon()),
                ends_on=None,
                at=noon(),
            )
    assert len(made) == 1
    lines = entitlements(shop.cast.sites["coventry"], person=shop.cast.numbers["hana"])
    assert [(one.part, one.held) for one in lines] == [("verifier", "Level 4")]


def test_an_entitlement_is_renewed_and_ends_but_not_before_the_last_decision(shop: Assessed) -> None:
    shop.decide()
    kept = entitlement_of(shop, "nia")
    with pytest.raises(RuleBroken, match="would count no more"), transaction():
        end_entitlement(by=shop.actor("ruth"), entitlement_id=kept, ends_on=local_day(noon(-2)), at=noon())
    with transaction():
        end_entitlement(by=shop.actor("ruth"), entitlement_id=kept, ends_on=local_day(noon()), at=noon())
    with pytest.raises(NotAllowed, match="not entitled"):
        shop.decide(1, at=noon(1))
    with transaction():
        renew_entitlement(
            by=shop.actor("ruth"), entitlement_id=kept, ends_on=local_day(noon(90)), held="", at=noon()
        )
    shop.decide(1, at=noon(1))


def test_the_state_of_an_entitlement_follows_the_day(shop: Assessed) -> None:
    day = local_day(noon())
    with transaction():
        db.session.execute(update(AssessorUnit).values(ends_on=day + 30 * DAY))
    line = entitlements(shop.cast.sites["coventry"])[0]
    assert [line.state(one) for one in (day - 40 * DAY, day - 31 * DAY, day, day + 31 * DAY)] == [
        "coming",
        "coming",
        "soon",
        "ended",
    ]


def test_another_sites_people_are_not_seen(shop: Assessed) -> None:
    assert entitlements(shop.cast.sites["wolverhampton"]) == []
    with pytest.raises(NotFound):
        staff_line(shop.cast.numbers["nia"], shop.cast.sites["wolverhampton"])
    with pytest.raises(NotFound), transaction():
        renew_entitlement(
            by=shop.actor("oluwaseun"),
            entitlement_id=entitlement_of(shop, "nia"),
            ends_on=None,
            held="",
            at=noon(),
        )


# --- pages ---


def test_a_coordinator_entitles_renews_and_ends_at_the_desk(shop: Assessed, page_client: PageClient) -> None:
    sign_in(page_client, "Ruth")
    page = page_client.get("/assessors/new")
    number = shop.cast.numbers["hana"]
    wanted = {"person": number, "part": "verifier", "units": str(shop.unit_id), "held": "Level 4 TAQA"}
    refused = page_client.submit(page, {**wanted, "held": ""}, action="/assessors/new", status=422)
    assert "Please look at this again" in refused.text
    page = page_client.submit(page, wanted, action="/assessors/new")
    assert page.heading == "Hana" and "Level 4 TAQA" in page.text
    page = page_client.submit(page, {"what": "2026: three days"}, action="/papers")
    assert "Log of further learning (CPD)" in page.text and "2026: three days" in page.text
    page = page_client.submit(page, {"ends_on": "2020-01-01"}, action="/renewal", status=422)
    assert "This day is over." in page.text
    typed = [one.get("value") for one in page.tree.all("input") if one.get("name") == "ends_on"]
    assert typed[0] == "2020-01-01" and page.tree.all("details", class_="fold")[0].has("open")
    later = (local_day(now()) + 400 * DAY).isoformat()
    page = page_client.submit(page, {"ends_on": later}, action="/renewal")
    assert "Renewed." in page.text
    page = page_client.submit(page, action="/end")
    assert "Ended." in page.text


def test_the_list_is_sought_and_sorted_by_its_address(shop: Assessed, page_client: PageClient) -> None:
    shop.entitle("hana", "verifier")
    sign_in(page_client, "Ruth")
    page = page_client.get("/assessors?sort=-name")
    assert page.text.index("Nia") < page.text.index("Hana")
    assert "Nia" not in page_client.get("/assessors?q=hana").text
    assert "Nobody is here." in page_client.get("/assessors?q=nothing").text
    sign_in(page_client, "Nia")
    assert "Entitle somebody" not in page_client.get("/assessors").text
