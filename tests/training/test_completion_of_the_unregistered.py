"""A learner who was never registered with the body has shown none of a run's criteria."""

from __future__ import annotations

from sqlalchemy import update

from core.db import db, transaction
from tests.cast import Cast
from tests.training.claim_scene import Workshop
from tests.training.scene import book, booking_of, make_learners
from training.models.delivery import Run
from training.services.completions import proposals


def test_who_is_not_registered_has_shown_no_criterion(shop: Workshop, cast: Cast) -> None:
    shop.decide(0, 0)
    with transaction():
        db.session.execute(update(Run).where(Run.id == shop.run.id).values(capacity=3))
        (late,) = make_learners(cast.sites["coventry"], 1)
        book(cast.actor("mary"), shop.run, late)
    late_booking = booking_of(shop.run, late).id
    found = {
        one.booking.id: one.proposal for one in proposals(by=cast.actor("mary"), run_number=shop.run.number)
    }
    shown = {
        booking: dict((name, reached) for name, _, reached in said.parts) for booking, said in found.items()
    }
    assert shown[late_booking]["criteria"] == 0
    assert shown[booking_of(shop.run, shop.learners[0]).id]["criteria"] == 50
