"""An appeal that is decided again sets the decision aside; the new decision supersedes it, audited."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from core.db import db, transaction
from core.errors import RuleBroken
from core.ids import new_client_id
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from tests.training.assessment_scene import HOUR, Assessed
from tests.training.conftest import value
from tests.training.scene import noon
from training.models.assessment import CriterionDecision
from training.queries.grid import grid_of
from training.services.appeals import hear_appeal, make_appeal
from training.services.assessment import NewDecision, decide_criterion


def heard(shop: Assessed, outcome: str = "changed") -> str:
    """Nia says not yet, the learner appeals, Hana hears it; the id of the decision."""
    decision = shop.decide(decision="not_yet")
    with transaction():
        made = make_appeal(
            by=shop.actor("ruth"), decision_id=decision, reason="I did", at=noon(), token=new_client_id()
        )
        hear_appeal(by=shop.actor("hana"), appeal_id=made.id, outcome=outcome, words="Look again", at=noon())
    return decision


def decide_again(shop: Assessed, name: str) -> str:
    """Somebody who may assess the unit says: achieved."""
    new = NewDecision(new_client_id(), shop.registrations[0], shop.criteria[0], "achieved")
    by = replace(shop.actor(name), roles=frozenset({"assessor"}))
    with transaction():
        at = noon() + HOUR
        return decide_criterion(by=by, new=new, at=at, device_at=at, received_at=at).id


def cell(shop: Assessed) -> str:
    """What the grid shows of the learner's first criterion."""
    rows = {one.id: one for one in grid_of(shop.run.id, shop.unit_id)}
    return rows[shop.registrations[0]].cells.get(shop.criteria[0], "")


def test_what_stands_stays_and_what_is_set_aside_is_open_again(shop: Assessed) -> None:
    heard(shop, "stands")
    assert cell(shop) == "not_yet"


def test_the_earlier_decision_is_set_aside_at_once(shop: Assessed) -> None:
    decision = heard(shop)
    assert cell(shop) == ""
    with pytest.raises(RuleBroken, match="stands no more"), transaction():
        make_appeal(
            by=shop.actor("ruth"), decision_id=decision, reason="Again", at=noon(), token=new_client_id()
        )


def test_whoever_decides_again_supersedes_it_with_the_appeal_in_the_audit_line(
    shop: Assessed,
) -> None:
    shop.entitle("mary")
    decision = heard(shop)
    made = decide_again(shop, "mary")
    old = db.session.get_one(CriterionDecision, decision)
    db.session.refresh(old)
    assert old.superseded_by == made and cell(shop) == "achieved"
    current = select(CriterionDecision.assessor_id).where(CriterionDecision.superseded_by.is_(None))
    assert list(db.session.scalars(current)) == [shop.cast.people["mary"]]
    fields = value(
        "SELECT fields FROM audit_line WHERE verb = 'decide_criterion' ORDER BY number DESC LIMIT 1"
    )
    assert "appeal:" in str(fields)


def test_the_pages_say_that_it_waits_and_then_who_decided_again(
    shop: Assessed, page_client: PageClient
) -> None:
    shop.entitle("mary")
    heard(shop)
    sign_in(page_client, "Nia")
    assert "waits to be decided again" in page_client.get("/appeals").text
    page = page_client.get(shop.cell())
    assert "Set aside after an appeal" in page.text and "best by somebody else than Nia" in page.text
    decide_again(shop, "mary")
    page = page_client.get("/appeals")
    assert "waits to be decided again" not in page.text and "Decided again" in page.text
