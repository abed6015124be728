"""Learner, assessor and verifier are three people, asked of the database by itself: one guard at a time, named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from core.clock import local_day
from core.db import db, transaction
from core.errors import NotAllowed
from core.ids import new_client_id
from tests.training.claim_scene import Workshop
from tests.training.scene import noon
from training.models.assessment import AssessorUnit, CriterionDecision, SampleItem
from training.services.racs import sign_rac
from training.services.samples import close_item, make_plan


@pytest.fixture
def drawn(shop: Workshop) -> Workshop:
    """Nia assessed everything; Hana drew the sample and has looked at nothing yet."""
    shop.decide_all()
    with transaction():
        make_plan(by=shop.actor("hana"), run_number=shop.run.number, seed=7, at=noon(), token=new_client_id())
    return shop


def entitle_past_the_services(shop: Workshop, person_id: int) -> None:
    """Somebody may assess the unit, whoever they are."""
    with transaction():
        db.session.add(
            AssessorUnit(
                person_id=person_id, unit_id=shop.unit_id, starts_on=local_day(noon(-30)), made_at=noon()
            )
        )


def put_decision(shop: Workshop, **changed: Any) -> None:
    """A decision on the first learner's first criterion like Nia's, written past the services."""
    rows = select(CriterionDecision).where(
        CriterionDecision.registration_id == shop.registrations[0],
        CriterionDecision.criterion_id == shop.criteria[0],
    )
    row = db.session.scalars(rows.limit(1)).one()
    values = {one.name: getattr(row, one.name) for one in CriterionDecision.__table__.columns}
    with transaction():
        db.session.add(
            CriterionDecision(**values | {"id": new_client_id(), "superseded_by": row.id} | changed)
        )


def put_item(shop: Workshop, **changed: Any) -> None:
    """An item of the draw like the first, in a plan of its own, written past the services."""
    row = db.session.scalars(select(SampleItem).order_by(SampleItem.id).limit(1)).one()
    values = {one.name: getattr(row, one.name) for one in SampleItem.__table__.columns if one.name != "id"}
    with transaction():
        plan = "INSERT INTO sample_plan (token, run_id, seed, made_at, made_by_id) SELECT {0}, run_id, 8, made_at, "
        db.session.execute(
            text(plan.format(":token") + "made_by_id FROM sample_plan"), {"token": new_client_id()}
        )
        own = db.session.execute(text("SELECT MAX(id) FROM sample_plan")).scalar_one()
        db.session.add(SampleItem(**values | {"plan_id": own} | changed))


def test_a_learner_who_may_assess_the_unit_does_not_decide_on_their_own_work(drawn: Workshop) -> None:
    learner = drawn.learners[0].id
    entitle_past_the_services(drawn, learner)
    with pytest.raises(DBAPIError, match="assessor_not_learner"):
        put_decision(drawn, assessor_id=learner)
    entitle_past_the_services(drawn, drawn.learners[1].id)
    put_decision(drawn, assessor_id=drawn.learners[1].id)  # control: another entitled person's goes in


def test_who_is_not_entitled_on_the_day_decides_nothing(drawn: Workshop) -> None:
    for assessor, day in (("mary", noon()), ("nia", noon(-31))):
        with pytest.raises(DBAPIError, match="entitled assessor"):
            put_decision(drawn, assessor_id=drawn.cast.people[assessor], decided_on=local_day(day))
    put_decision(drawn, decided_on=local_day(noon(-30)))  # control


def test_the_named_assessor_of_an_item_does_not_verify_it_even_where_they_decided_nothing(
    drawn: Workshop,
) -> None:
    hana, mary = drawn.cast.people["hana"], drawn.cast.people["mary"]
    with pytest.raises(DBAPIError, match="verifier_not_assessor"):
        put_item(drawn, assessor_id=hana, verifier_id=hana)
    put_item(drawn, assessor_id=mary, verifier_id=hana)  # control


def test_the_learner_of_an_item_does_not_verify_it(drawn: Workshop) -> None:
    with pytest.raises(DBAPIError, match="verifier_not_learner"):
        put_item(drawn, verifier_id=drawn.learners[0].id)
    put_item(drawn, verifier_id=drawn.learners[1].id)  # control


def test_no_item_says_that_learners_assessed_themselves(drawn: Workshop) -> None:
    with pytest.raises(DBAPIError, match="assessor_not_learner"):
        put_item(drawn, assessor_id=drawn.learners[0].id)


def test_an_item_is_not_born_with_a_verifier_who_assessed_any_of_the_unit(drawn: Workshop) -> None:
    mary = drawn.cast.people["mary"]
    entitle_past_the_services(drawn, mary)
    put_decision(drawn, assessor_id=mary)
    with pytest.raises(DBAPIError, match="nobody verifies"):
        put_item(drawn, verifier_id=mary)
    put_item(drawn, verifier_id=drawn.cast.people["hana"])  # control


def test_an_item_is_not_born_looked_at_by_nobody(drawn: Workshop) -> None:
    with pytest.raises(DBAPIError, match="by a verifier"):
        put_item(drawn, outcome="agreed", closed_at=noon())
    put_item(drawn, outcome="agreed", closed_at=noon(), verifier_id=drawn.cast.people["hana"])  # control


def test_who_verified_a_unit_does_not_decide_on_it_afterwards(drawn: Workshop) -> None:
    hana = drawn.cast.people["hana"]
    entitle_past_the_services(drawn, hana)
    put_decision(drawn, assessor_id=hana)  # control: she verified nothing yet
    put_item(drawn, registration_id=drawn.registrations[1], learner_id=drawn.learners[1].id, verifier_id=hana)
    with pytest.raises(DBAPIError, match="what they verified"):
        put_decision(
            drawn, assessor_id=hana, registration_id=drawn.registrations[1], learner_id=drawn.learners[1].id
        )


def test_the_service_says_that_a_learner_does_not_verify_their_own_unit(drawn: Workshop) -> None:
    """Past the screens the learner becomes a verifier of the site."""
    items = select(SampleItem).where(SampleItem.learner_id == drawn.learners[0].id)
    item = db.session.scalars(items.order_by(SampleItem.id).limit(1)).one()
    by = replace(drawn.actor("hana"), person_id=drawn.learners[0].id)
    with pytest.raises(NotAllowed, match="own assessment"), transaction():
        close_item(by=by, item_id=item.id, outcome="agreed", note="", at=noon())


@pytest.mark.parametrize("first", ["tutor", "verifier"])
def test_the_service_says_that_one_person_does_not_sign_as_both(drawn: Workshop, first: str) -> None:
    """Hana verifies, and past the screens may assess at the site as well."""
    for item_id in db.session.scalars(select(SampleItem.id)).all():
        with transaction():
            close_item(by=drawn.actor("hana"), item_id=item_id, outcome="agreed", note="", at=noon())
    drawn.draw_up()
    hana = drawn.actor("hana")
    by = replace(hana, roles=hana.roles | {"assessor"})
    with transaction():
        sign_rac(by=by, run_number=drawn.run.number, part=first, at=noon())
    second = "tutor" if first == "verifier" else "verifier"
    with pytest.raises(NotAllowed, match="cannot sign twice"), transaction():
        sign_rac(by=by, run_number=drawn.run.number, part=second, at=noon())
