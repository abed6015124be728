"""Who still waits when a run begins leaves its list with a kind word; late joining keeps it to the class's end."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from core.db import db, transaction
from core.ids import new_client_id
from factory.outbox.queries import to_tell
from factory.outbox.wording import written
from tests.cast import Cast
from tests.training.scene import book, make_course, make_learners, make_run, noon
from training.models.bookings import Booking
from training.models.delivery import Run
from training.models.off_grid import TakenRun
from training.services.lists import close_lists

HOUR = timedelta(hours=1)


@pytest.fixture
def run(app_context: Flask, cast: Cast) -> Run:
    """One seat, taken; two wait. The first class is in ten days."""
    with transaction():
        made = make_run(make_course(), cast.sites["coventry"], capacity=1)
        for person in make_learners(cast.sites["coventry"], 3):
            book(cast.actor("mary"), made, person)
        db.session.execute(update(Run).values(allows_late_joining=False))
    return made


def closed(at: datetime) -> int:
    """The clockwork's turn."""
    with transaction():
        return close_lists(at)


def states() -> list[str]:
    """The states of the bookings."""
    return list(db.session.scalars(select(Booking.state).order_by(Booking.id)))


def test_nobody_leaves_before_the_first_class_and_all_do_when_it_begins(run: Run) -> None:
    assert closed(noon(10) - HOUR) == 0
    assert closed(noon(10)) == 2
    assert states() == ["booked", "cancelled_by_centre", "cancelled_by_centre"]
    assert closed(noon(10)) == 0


def test_each_is_told_once_and_kindly_in_their_language(run: Run) -> None:
    closed(noon(10))
    closed(noon(11))
    waiting = to_tell(run.site_id, ("print", "email", "sms"))
    told = [one for one in waiting if one.kind == "list_closed"]
    assert len(told) == 2
    assert "thank you for waiting" in written(told[0]).english


def test_where_late_joining_is_open_the_list_stays_until_the_first_class_is_over(run: Run) -> None:
    with transaction():
        db.session.execute(update(Run).values(allows_late_joining=True))
    assert closed(noon(10) + HOUR) == 0
    assert closed(noon(10) + 2 * HOUR) == 2


def test_a_run_that_a_tablet_took_along_waits_until_it_is_back(run: Run, cast: Cast) -> None:
    device = next(iter(cast.tablet_ids.values()))
    with transaction():
        db.session.add(
            TakenRun(
                token=new_client_id(),
                run_id=run.id,
                device_id=device,
                by_id=cast.people["mary"],
                at=noon(9),
                until=noon(12),
            )
        )
    assert closed(noon(11)) == 0
    with transaction():
        db.session.execute(update(TakenRun).values(ended_at=noon(11)))
    assert closed(noon(11)) == 2
