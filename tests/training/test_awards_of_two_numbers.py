"""One learner under two numbers: their units count together once somebody says so, and apart when it was wrong."""

from __future__ import annotations

from sqlalchemy import select

from core.db import db, fast, transaction
from core.ids import new_client_id
from factory.privacy.services.merging import merge_people, undo_merge
from factory.programme.queries.facts import facts_of
from factory.programme.works import WORKS
from tests.training.claim_scene import Workshop
from tests.training.scene import noon
from tests.training.test_awards import days_held, note, qualify
from tests.training.test_awards import sent as sent
from training.models.assessment import Registration
from training.models.awards import QualificationAward, RacLine
from training.models.catalogue import CombinationGroup, CombinationUnit, Unit


def test_units_under_two_numbers_of_one_learner_make_a_qualification_together_and_apart_again_none(
    shop: Workshop,
) -> None:
    shop.decide_all()
    shop.verify_all()
    shop.draw_up()
    one, again = (learner.id for learner in shop.learners)
    both = qualify(shop, title="Making more")
    with transaction():
        unit = Unit(
            token="u-2", body_id=both.body_id, code="DEMO-LC2", title="More", level="L1", credit=3, made_at=noon()
        )  # fmt: skip
        db.session.add(unit)
        db.session.flush()
        group_id = db.session.scalars(
            select(CombinationGroup.id).where(CombinationGroup.qualification_id == both.id)
        ).one()
        lines = {row.registration_id: row for row in db.session.scalars(select(RacLine))}
        theirs = {
            person: lines[
                db.session.scalars(select(Registration.id).where(Registration.person_id == person)).one()
            ]
            for person in (one, again)
        }
        second = RacLine(
            rac_id=theirs[again].rac_id,
            registration_id=theirs[again].registration_id,
            unit_id=unit.id,
            is_achieved=True,
        )
        db.session.add_all([CombinationUnit(group_id=group_id, unit_id=unit.id), second])
    first_line, second_line = theirs[one].id, second.id
    shop.send_by_sql()
    note(shop, first_line, 0)
    note(shop, second_line, 2)
    assert days_held() == {}, "control: neither number has both units"
    with transaction():
        merge_people(
            by=shop.actor("ruth"), person_id=again, into_id=one, at=noon(3), token=new_client_id()
        )  # fmt: skip
    assert days_held() == {both.title: 2}
    assert db.session.scalars(select(QualificationAward.person_id)).all() == [one]
    note(shop, second_line, 1)
    assert days_held() == {both.title: 1}, "the other number's answer is corrected"
    merge_id = fast().rows("SELECT id FROM person_merge")[0][0]
    db.session.rollback()
    with transaction():
        undo_merge(by=shop.actor("ruth"), merge_id=merge_id, at=noon(3))
    assert days_held() == {}


def test_one_learner_under_two_numbers_has_a_qualification_once(sent: Workshop) -> None:
    qualify(sent)
    for line_id in db.session.scalars(select(RacLine.id)).all():
        note(sent, line_id, 0)
    facts_sql = f"SELECT f.person_id FROM ({facts_of(WORKS['qualifications_awarded'])}) f ORDER BY 1"
    one, again = (learner.id for learner in sent.learners)
    assert [row[0] for row in fast().rows(facts_sql)] == [one, again]
    db.session.rollback()
    with transaction():
        merge_people(
            by=sent.actor("ruth"), person_id=again, into_id=one, at=noon(), token=new_client_id()
        )  # fmt: skip
    assert [row[0] for row in fast().rows(facts_sql)] == [one]
