"""Each thing that holds a recommendation or credit up, by itself: what the service says, what the database refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError

from core.clock import local_day
from core.db import db, transaction
from core.errors import RuleBroken
from core.ids import new_client_id
from tests.training.claim_scene import Workshop
from tests.training.scene import noon
from training.models.assessment import SampleItem
from training.models.awards import Rac, RacLine, UnitAward
from training.queries.claims import AWARDED_BEFORE, NOT_IN_PLAN, why_not_achieved
from training.services.racs import send_rac, sign_rac
from training.services.registrations import withdraw_registration
from training.services.results import note_result
from training.services.samples import close_item, make_plan


def answer(shop: Workshop, line_id: int, result: str = "achieved") -> None:
    """The body's answer to a line."""
    with transaction():
        note_result(
            by=shop.actor("ruth"),
            line_id=line_id,
            result=result,
            body_certificate="C-1",
            result_on=local_day(noon()),
            at=noon(),
            token=new_client_id(),
        )


def why_not(shop: Workshop, learner: int) -> str:
    """Why a learner's unit is not recommended; "" where it is."""
    return why_not_achieved(shop.run.id, noon())[shop.registrations[learner], shop.unit_id]


@pytest.fixture
def awarded(ready: Workshop) -> Workshop:
    """Sent, and the first learner's unit awarded."""
    answer(ready, ready.send()[0].id)
    return ready


def second_line(shop: Workshop) -> int:
    """The same learner's unit once more on another sending, written past the services; the line's id."""
    row = db.session.scalars(select(Rac)).one()
    values = {one.name: getattr(row, one.name) for one in Rac.__table__.columns if one.name != "id"}
    with transaction():
        own = Rac(**values | {"token": new_client_id(), "number": 2, "sent_at": None})
        db.session.add(own)
        db.session.flush()
        line = RacLine(
            rac_id=own.id, registration_id=shop.registrations[0], unit_id=shop.unit_id, is_achieved=True
        )
        db.session.add(line)
        db.session.flush()
        own.sent_at = noon()
    return line.id


def test_what_was_assessed_after_the_draw_waits_for_another_draw(shop: Workshop) -> None:
    for criterion in (0, 1):
        shop.decide(0, criterion)
    shop.verify_all()
    for criterion in (0, 1):
        shop.decide(1, criterion)
    assert why_not(shop, 0) == ""
    assert why_not(shop, 1) == NOT_IN_PLAN
    assert [line.is_achieved for line in shop.draw_up()] == [True, False]
    with transaction():
        make_plan(by=shop.actor("hana"), run_number=shop.run.number, seed=8, at=noon(), token=new_client_id())
    for item_id in db.session.scalars(select(SampleItem.id).where(SampleItem.outcome.is_(None))).all():
        with transaction():
            close_item(by=shop.actor("hana"), item_id=item_id, outcome="agreed", note="", at=noon())
    assert why_not(shop, 1) == ""


def test_no_recommendation_is_born_sent(ready: Workshop) -> None:
    facts = {"run_id": ready.run.id, "number": 2, "made_at": noon(), "sent_at": noon()}
    with pytest.raises(DBAPIError, match="two signed"), transaction():
        db.session.execute(insert(Rac).values(token="x", **facts))
    with transaction():  # control: unsent, it is
        db.session.execute(insert(Rac).values(token="x", **facts | {"sent_at": None}))


def test_what_changed_after_it_was_drawn_up_is_neither_signed_nor_sent(ready: Workshop) -> None:
    number = ready.run.number
    with transaction():
        sign_rac(by=ready.actor("nia"), run_number=number, part="tutor", at=noon())
    ready.decide(0, 0, "not_yet", at=noon() + timedelta(hours=1), because="wrong photo")
    with pytest.raises(RuleBroken, match="Something changed"), transaction():
        sign_rac(by=ready.actor("hana"), run_number=number, part="verifier", at=noon())
    with transaction():
        db.session.execute(
            update(Rac).values(verifier_id=ready.cast.people["hana"], verifier_signed_at=noon())
        )
    with pytest.raises(RuleBroken, match="Something changed"), transaction():
        send_rac(by=ready.actor("ruth"), run_number=number, at=noon())


def test_an_empty_sending_is_not_deleted_either(awarded: Workshop) -> None:
    """No line holds it fast; the guard alone does."""
    row = db.session.scalars(select(Rac)).one()
    values = {one.name: getattr(row, one.name) for one in Rac.__table__.columns if one.name != "id"}
    own = {"token": new_client_id(), "number": 2}
    with transaction():
        db.session.execute(insert(Rac).values(**values | own | {"sent_at": None}))
        db.session.execute(text("DELETE FROM rac WHERE number = 2"))  # control: unsent, it goes
        db.session.execute(insert(Rac).values(**values | own))
    with pytest.raises(DBAPIError, match="was sent"), transaction():
        db.session.execute(text("DELETE FROM rac WHERE number = 2"))


def test_the_body_answers_only_what_was_sent_and_recommended(ready: Workshop) -> None:
    line = db.session.scalars(select(RacLine.id).order_by(RacLine.id)).first()
    assert line is not None
    with pytest.raises(RuleBroken, match="not recommended and sent"):
        answer(ready, line)
    with pytest.raises(DBAPIError, match="has an answer"), transaction():
        db.session.execute(update(RacLine).values(result="achieved"))
    with transaction():
        db.session.execute(update(RacLine).where(RacLine.id == line).values(is_achieved=False, why_not="x"))
    ready.send_as_it_is()
    with pytest.raises(RuleBroken, match="not recommended and sent"):
        answer(ready, line)
    with pytest.raises(DBAPIError, match="has an answer"), transaction():
        db.session.execute(update(RacLine).where(RacLine.id == line).values(result="achieved"))


def test_who_holds_a_units_credit_is_not_recommended_for_it_again(awarded: Workshop) -> None:
    assert why_not(awarded, 0) == AWARDED_BEFORE
    assert why_not(awarded, 1) == ""


def test_a_second_answer_for_the_same_learner_and_unit_gives_no_second_credit(awarded: Workshop) -> None:
    line = second_line(awarded)
    with pytest.raises(RuleBroken, match="awarded the unit before"):
        answer(awarded, line)
    award = db.session.scalars(select(UnitAward)).one()
    values = {one.name: getattr(award, one.name) for one in UnitAward.__table__.columns if one.name != "id"}
    with transaction():
        db.session.execute(update(RacLine).where(RacLine.id == line).values(result="achieved"))
    with pytest.raises(DBAPIError, match=r"(?i)unique"), transaction():
        db.session.add(UnitAward(**values | {"line_id": line}))
    with transaction():  # control: in place of the first it goes in
        db.session.execute(text("DELETE FROM unit_award"))
        db.session.add(UnitAward(**values | {"line_id": line}))


def test_who_was_withdrawn_since_it_was_drawn_up_does_not_hold_up_the_others(ready: Workshop) -> None:
    ready.draw_up()
    with transaction():
        withdraw_registration(by=ready.actor("ruth"), registration_id=ready.registrations[1], at=noon())
    with pytest.raises(RuleBroken, match="Something changed"), transaction():
        sign_rac(by=ready.actor("nia"), run_number=ready.run.number, part="tutor", at=noon())
    lines = ready.send()
    assert [(line.is_achieved, bool(line.why_not)) for line in lines] == [(True, False), (False, True)]
