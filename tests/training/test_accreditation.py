"""From a registration to an award: decisions, sampling, the RAC, what is frozen; people apart, in the database too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from core.clock import local_day
from core.db import db, transaction
from core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from core.people import Person
from tests.training.claim_scene import Workshop
from tests.training.scene import book, noon
from training.models.assessment import AssessorUnit, CriterionDecision, Registration, SampleItem, SamplePlan
from training.models.awards import UnitAward
from training.queries.assessment import units_met
from training.queries.claims import ACTION_OPEN, why_not_achieved
from training.services.actions import add_action, close_action
from training.services.assessors import entitle
from training.services.racs import amend, draw_up_rac, send_rac, sign_rac
from training.services.results import note_result
from training.services.samples import close_item, make_plan

DAY = timedelta(days=1)


def test_a_unit_is_met_only_when_every_criterion_is(shop: Workshop) -> None:
    shop.decide(0, 0)
    assert (shop.registrations[0], shop.unit_id) not in units_met(shop.run.id)
    shop.decide(0, 1, "not_yet")
    assert (shop.registrations[0], shop.unit_id) not in units_met(shop.run.id)
    shop.decide(0, 1, at=noon() + DAY / 24)
    assert (shop.registrations[0], shop.unit_id) in units_met(shop.run.id)


def test_a_decision_counts_only_by_somebody_entitled_on_its_day(shop: Workshop) -> None:
    shop.decide(0, 0)
    shop.decide(0, 1)
    with transaction():
        db.session.execute(update(AssessorUnit).values(ends_on=local_day(noon(-1))))
    assert (shop.registrations[0], shop.unit_id) not in units_met(shop.run.id)
    with pytest.raises(NotAllowed):
        shop.decide(0, 0, "not_yet")


def test_the_newest_decision_counts_in_whatever_order_they_come(shop: Workshop) -> None:
    late, early = noon(), noon() - DAY / 24
    shop.decide(0, 0, "achieved", at=late)
    shop.decide(0, 0, "not_yet", at=early)
    current = db.session.scalars(
        select(CriterionDecision.decision).where(CriterionDecision.superseded_by.is_(None))
    ).all()
    assert current == ["achieved"]


def test_the_same_id_is_the_same_decision(shop: Workshop) -> None:
    kept = shop.decide(0, 0)
    assert shop.decide(0, 0, id=kept) == kept
    with pytest.raises(Conflict):
        shop.decide(0, 0, "not_yet", id=kept)


def test_nobody_assesses_their_own_work(shop: Workshop) -> None:
    with transaction():
        book(shop.actor("mary"), shop.run, db.session.get_one(Person, shop.cast.people["nia"]))
        db.session.execute(text("UPDATE run SET capacity = 9"))
    with transaction():
        db.session.add(
            Registration(
                token=new_client_id(),
                run_id=shop.run.id,
                person_id=shop.cast.people["nia"],
                state="registered",
                made_at=noon(),
            )
        )
    own = db.session.scalars(select(Registration.id).order_by(Registration.id.desc())).first()
    assert own is not None
    shop.registrations.append(own)
    with pytest.raises(NotAllowed):
        shop.decide(2, 0)


def test_the_database_refuses_an_assessor_who_is_the_learner_or_not_entitled(shop: Workshop) -> None:
    kept = shop.decide(0, 0)
    for column, value in (("assessor_id", shop.learners[0].id), ("assessor_id", shop.cast.people["mary"])):
        row = db.session.get_one(CriterionDecision, kept)
        values = {one.name: getattr(row, one.name) for one in CriterionDecision.__table__.columns}
        values |= {"id": new_client_id(), "superseded_by": kept, column: value}
        with pytest.raises(DBAPIError), transaction():
            db.session.add(CriterionDecision(**values))


def test_the_database_refuses_who_verifies_their_own_assessment_or_their_own_work(shop: Workshop) -> None:
    shop.decide_all()
    with transaction():
        make_plan(by=shop.actor("hana"), run_number=shop.run.number, seed=7, at=noon(), token=new_client_id())
    item = db.session.scalars(select(SampleItem).order_by(SampleItem.id)).first()
    assert item is not None
    for verifier in (item.assessor_id, item.learner_id):
        with pytest.raises(DBAPIError), transaction():
            db.session.execute(
                update(SampleItem).where(SampleItem.id == item.id).values(verifier_id=verifier)
            )


def test_who_assessed_another_criterion_of_the_unit_cannot_verify_it_either(shop: Workshop) -> None:
    with transaction():
        for part in ("assessor", "verifier"):
            entitle(
                by=shop.actor("ruth"),
                person_number=shop.cast.numbers["hana"],
                unit_code="DEMO-LC1",
                part=part,
                held="Level 4",
                starts_on=local_day(noon(-30)),
                ends_on=None,
                at=noon(),
            )
        db.session.add(
            CriterionDecision(
                id=new_client_id(),
                registration_id=shop.registrations[0],
                learner_id=shop.learners[0].id,
                unit_id=shop.unit_id,
                criterion_id=shop.criteria[1],
                decision="achieved",
                assessor_id=shop.cast.people["hana"],
                decided_on=local_day(noon()),
                at=noon(),
                device_at=noon(),
                received_at=noon(),
                body_hash="x",
            )
        )
    shop.decide(0, 0)
    with transaction():
        make_plan(by=shop.actor("hana"), run_number=shop.run.number, seed=7, at=noon(), token=new_client_id())
    items = list(
        db.session.scalars(select(SampleItem).where(SampleItem.assessor_id == shop.cast.people["nia"]))
    )
    with pytest.raises(NotAllowed), transaction():
        close_item(by=shop.actor("hana"), item_id=items[0].id, outcome="agreed", note="", at=noon())
    with pytest.raises(DBAPIError, match="nobody verifies"), transaction():
        db.session.execute(
            update(SampleItem)
            .where(SampleItem.id == items[0].id)
            .values(verifier_id=shop.cast.people["hana"])
        )


@pytest.mark.parametrize("what", ["unmet", "unsampled", "action", "unregistered"])
def test_a_line_is_recommended_only_when_nothing_is_open(shop: Workshop, what: str) -> None:
    shop.decide_all()
    shop.verify_all()
    at = noon() + DAY / 24
    assert why_not_achieved(shop.run.id, at)[shop.registrations[0], shop.unit_id] == ""
    if what == "unmet":
        shop.decide(0, 0, "not_yet", at=at, because="wrong photo")
    elif what == "unsampled":
        with transaction():
            db.session.execute(update(SampleItem).values(outcome=None, closed_at=None))
    elif what == "action":
        with transaction():
            add_action(
                by=shop.actor("hana"),
                run_number=shop.run.number,
                item_id=None,
                what="Photos of the finished piece",
                due_on=local_day(noon(7)),
                at=noon(),
                token=new_client_id(),
            )
    else:
        with transaction():
            db.session.execute(update(Registration).values(registered_on=local_day(noon(2))))
    assert why_not_achieved(shop.run.id, at)[shop.registrations[0], shop.unit_id] != ""
    assert not shop.draw_up()[0].is_achieved


def test_an_action_that_is_closed_lets_the_unit_go(shop: Workshop) -> None:
    shop.decide_all()
    shop.verify_all()
    with transaction():
        action = add_action(
            by=shop.actor("hana"),
            run_number=shop.run.number,
            item_id=None,
            what="Photos",
            due_on=local_day(noon(7)),
            at=noon(),
            token=new_client_id(),
        )
    assert why_not_achieved(shop.run.id, noon())[shop.registrations[0], shop.unit_id] == ACTION_OPEN
    with transaction():
        close_action(by=shop.actor("hana"), action_id=action.id, done="They are there", at=noon())
    assert why_not_achieved(shop.run.id, noon())[shop.registrations[0], shop.unit_id] == ""


def test_one_person_cannot_sign_twice_and_both_must_sign(shop: Workshop) -> None:
    shop.decide_all()
    shop.verify_all()
    shop.draw_up()
    with transaction():
        sign_rac(by=shop.actor("nia"), run_number=shop.run.number, part="tutor", at=noon())
    with pytest.raises(RuleBroken), transaction():
        send_rac(by=shop.actor("ruth"), run_number=shop.run.number, at=noon())
    with pytest.raises(NotAllowed), transaction():
        sign_rac(by=shop.actor("nia"), run_number=shop.run.number, part="verifier", at=noon())
    with pytest.raises(NotAllowed), transaction():
        by = shop.cast.actor("hana", strength="card")
        sign_rac(by=by, run_number=shop.run.number, part="verifier", at=noon())


def test_what_was_sent_is_frozen_and_changes_by_an_amendment_only(shop: Workshop) -> None:
    shop.decide_all()
    shop.verify_all()
    line = shop.send()[0]
    with pytest.raises(RuleBroken):
        shop.decide(0, 0, "not_yet", at=noon() + DAY / 24, because="wrong photo")
    row = db.session.scalars(select(CriterionDecision)).first()
    assert row is not None
    values = {one.name: getattr(row, one.name) for one in CriterionDecision.__table__.columns}
    with pytest.raises(DBAPIError), transaction():
        db.session.add(CriterionDecision(**values | {"id": new_client_id(), "superseded_by": row.id}))
    with transaction():
        amendment = amend(
            by=shop.actor("ruth"),
            line_id=line.id,
            reason="the photo was of another learner",
            at=noon(),
            token=new_client_id(),
        )
    shop.decide(0, 0, "not_yet", at=noon() + DAY / 24, amendment_id=amendment.id, because="wrong photo")
    assert (shop.registrations[0], shop.unit_id) not in units_met(shop.run.id)


def test_credit_is_given_once_and_only_by_the_bodys_answer(shop: Workshop) -> None:
    shop.decide_all()
    shop.verify_all()
    lines = shop.send()
    assert db.session.scalars(select(UnitAward)).all() == []
    for _ in range(2):
        with transaction():
            note_result(
                by=shop.actor("ruth"),
                line_id=lines[0].id,
                result="achieved",
                body_certificate="C-1",
                result_on=local_day(noon()),
                at=noon(),
            )
    award = db.session.scalars(select(UnitAward)).one()
    assert (award.person_id, award.unit_code) == (shop.learners[0].id, "DEMO-LC1")
    with pytest.raises(DBAPIError), transaction():
        db.session.add(
            UnitAward(
                person_id=award.person_id,
                body_id=award.body_id,
                unit_code=award.unit_code,
                unit_id=award.unit_id,
                line_id=lines[1].id,
                awarded_on=award.awarded_on,
                made_at=noon(),
            )
        )


def test_another_site_sees_none_of_it(shop: Workshop) -> None:
    shop.decide_all()
    with pytest.raises(NotFound), transaction():
        draw_up_rac(by=shop.actor("oluwaseun"), run_number=shop.run.number, at=noon(), token=new_client_id())
    assert db.session.scalars(select(SamplePlan)).all() == []
