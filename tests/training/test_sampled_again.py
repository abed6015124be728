"""What was decided again after a verifier looked is looked at again before it is recommended."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError

from core.clock import now, today
from core.db import db, transaction
from core.ids import new_client_id
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from tests.training.claim_scene import Workshop
from tests.training.scene import noon
from training.models.assessment import SampleItem, VerifierAction
from training.models.awards import Rac
from training.queries.claims import (
    ACTION_OPEN,
    DECIDED_AGAIN,
    NOT_IN_PLAN,
    SAMPLE_WAITS,
    why_no_step,
    why_not_achieved,
)
from training.queries.due_samples import due_for_sampling
from training.queries.samples import draw_again
from training.services.actions import close_action
from training.services.assessment import NewDecision, decide_criterion
from training.services.assessors import entitle
from training.services.samples import close_item, make_plan

DAY = timedelta(days=1)


def decide_later(shop: Workshop, hours: int, learner: int = 0, by: str = "nia") -> None:
    """The first criterion of a learner is decided again, so many hours after noon."""
    at = noon() + timedelta(hours=hours)
    new = NewDecision(new_client_id(), shop.registrations[learner], shop.criteria[0], "achieved")
    with transaction():
        assessor = replace(shop.actor(by), roles=frozenset({"assessor"}))
        decide_criterion(by=assessor, new=new, at=at, device_at=at, received_at=at)


def draw(shop: Workshop, at: datetime) -> list[SampleItem]:
    """The verifier draws what is new; all items of the run."""
    with transaction():
        make_plan(by=shop.actor("hana"), run_number=shop.run.number, seed=7, at=at, token=new_client_id())
    return list(db.session.scalars(select(SampleItem).order_by(SampleItem.id)))


def why(shop: Workshop, learner: int = 0) -> str:
    """What stands in the way of a learner's line."""
    found = why_not_achieved(shop.run.id, noon() + timedelta(hours=9))
    return found[shop.registrations[learner], shop.unit_id]


def test_a_decision_changed_after_the_look_blocks_the_line_until_it_is_looked_at_again(
    shop: Workshop,
) -> None:
    shop.decide_all()
    shop.verify_all()
    assert why(shop) == "" and why(shop, 1) == ""
    decide_later(shop, 1)
    assert why(shop) == DECIDED_AGAIN and why(shop, 1) == ""
    assert why_no_step(shop.run.id, "verified") is not None
    items = draw(shop, noon() + timedelta(hours=2))
    assert [one.reason for one in items if one.outcome is None] == ["decided_again"]
    assert why(shop) == SAMPLE_WAITS
    with transaction():
        close_item(
            by=shop.actor("hana"),
            item_id=items[-1].id,
            outcome="agreed",
            note="",
            at=noon() + timedelta(hours=3),
        )
    assert why(shop) == "" and why_no_step(shop.run.id, "verified") is None
    assert not due_for_sampling(shop.run.id)


def test_direct_sql_does_not_send_what_was_decided_again_until_it_is_looked_at_again(shop: Workshop) -> None:
    """With its control: looked at again, the same line of SQL sends it."""
    shop.decide_all()
    shop.verify_all()
    shop.draw_up()
    decide_later(shop, 1)
    with pytest.raises(DBAPIError):
        shop.send_by_sql()
    item = draw(shop, noon() + timedelta(hours=2))[-1]
    with transaction():
        looked_at = noon() + timedelta(hours=3)
        close_item(by=shop.actor("hana"), item_id=item.id, outcome="agreed", note="", at=looked_at)
    shop.send_by_sql()
    assert db.session.scalars(select(Rac.sent_at)).one() is not None


@pytest.mark.parametrize("hours", [0, 1])
def test_direct_sql_does_not_send_what_was_decided_after_the_only_draw(shop: Workshop, hours: int) -> None:
    """Work that the draw passed over: sent where it was there to be drawn, not where it came an hour later."""
    shop.decide_all()
    shop.verify_all()
    shop.draw_up()
    with transaction():
        db.session.execute(delete(SampleItem).where(SampleItem.registration_id == shop.registrations[1]))
    decide_later(shop, hours, learner=1)
    if hours:
        with pytest.raises(DBAPIError):
            shop.send_by_sql()
    else:
        shop.send_by_sql()
    assert len(db.session.scalars(select(Rac.id).where(Rac.sent_at.is_not(None))).all()) == 1 - hours


def test_drawn_once_more_without_a_change_nothing_is_drawn_twice(shop: Workshop) -> None:
    shop.decide_all()
    shop.verify_all()
    assert len(draw(shop, noon() + timedelta(hours=2))) == 2


def test_the_second_draw_is_shown_again_as_it_was(shop: Workshop) -> None:
    shop.decide_all()
    shop.verify_all()
    decide_later(shop, 1)
    items = draw(shop, noon() + timedelta(hours=2))
    lines = draw_again(items[-1].plan_id, shop.run.id) or []
    assert sorted(line.reason for line in lines) == ["decided_again", "first_run"]


def test_what_a_verifier_asked_to_be_put_right_is_seen_when_they_close_the_action(shop: Workshop) -> None:
    shop.decide_all()
    items = draw(shop, noon())
    for number, item in enumerate(items):
        with transaction():
            close_item(
                by=shop.actor("hana"),
                item_id=item.id,
                outcome="agreed" if number else "action",
                note="Show the edge",
                due_on=today() + DAY,
                at=noon(),
                token=new_client_id(),
            )
    decide_later(shop, 1)
    assert why(shop) == ACTION_OPEN
    action = db.session.scalars(select(VerifierAction)).one()
    with transaction():
        close_action(by=shop.actor("hana"), action_id=action.id, done="Seen", at=noon() + timedelta(hours=2))
    assert why(shop) == ""
    decide_later(shop, 3)
    assert why(shop) == DECIDED_AGAIN


def test_work_that_was_not_drawn_and_changed_waits_for_a_new_draw(shop: Workshop) -> None:
    shop.decide_all()
    draw(shop, noon())
    for item in db.session.scalars(
        select(SampleItem).where(SampleItem.registration_id == shop.registrations[1])
    ):
        db.session.delete(item)
    db.session.commit()
    decide_later(shop, 1, learner=1)
    assert why(shop, 1) == NOT_IN_PLAN


def test_another_assessors_later_decision_on_sampled_work_is_not_taken_as_seen(shop: Workshop) -> None:
    shop.decide_all()
    shop.verify_all()
    with transaction():
        entitle(
            by=shop.actor("ruth"),
            person_number=shop.cast.numbers["mary"],
            unit_code="DEMO-LC1",
            part="assessor",
            held="Level 3 assessor",
            starts_on=today() - 30 * DAY,
            ends_on=None,
            at=now(),
        )
    decide_later(shop, 1, by="mary")
    assert why(shop) == NOT_IN_PLAN


def test_the_page_of_the_sample_says_that_something_was_decided_again(
    shop: Workshop, page_client: PageClient
) -> None:
    shop.decide_all()
    shop.verify_all()
    decide_later(shop, 1)
    sign_in(page_client, "Hana")
    page = page_client.get(f"/runs/{shop.run.number}/sample")
    assert "1 learner's unit was decided after the sample was drawn or looked at." in page.text
