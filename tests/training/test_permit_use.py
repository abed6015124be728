"""Permits for machines live by use: they lapse without it, once, and whoever holds one is told two weeks before."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from core.clock import local_day, now
from core.db import db, fast, transaction
from core.outbox import OutboxMessage
from core.people import Permit
from factory.clockwork import tick
from tests.cast import Cast
from tests.training.test_inductions import hold
from training.models.inductions import PermitUse
from training.services.checklists import add_starter_checklists
from training.services.permit_use import note_permit_use

LASER = "machine:laser_cutter"
DAY = timedelta(days=1)


@pytest.fixture
def permit(app_context: Flask, cast: Cast) -> Permit:
    """Dev has held the laser's permit for ten days; it lapses after 180 days without use."""
    with transaction():
        add_starter_checklists(by=cast.actor("ruth"), at=now())
        return hold(cast, "dev", since=10, days=1000)


def use(cast: Cast, on: date, minutes: int = 30) -> int:
    with transaction():
        return note_permit_use(person_id=cast.people["dev"], kind=LASER, on=on, minutes=minutes)


def run_clock(at: datetime) -> None:
    tick(at)
    db.session.rollback()
    db.session.expire_all()


def told(kind: str = "permit_ends") -> list[OutboxMessage]:
    return db.session.query(OutboxMessage).filter_by(kind=kind).order_by(OutboxMessage.id).all()


def test_real_use_is_added_up_and_its_last_day_never_goes_back(cast: Cast, permit: Permit) -> None:
    today = local_day(now())
    assert use(cast, today) == 1 and use(cast, today - 5 * DAY, 15) == 1
    row = db.session.get_one(PermitUse, permit.id)
    assert (row.last_on, row.minutes) == (today, 45)


@pytest.mark.parametrize(("on", "minutes"), [(-11, 30), (2000, 30), (0, 0), (0, -5)])
def test_use_outside_the_permit_or_for_no_time_is_none(
    cast: Cast, permit: Permit, on: int, minutes: int
) -> None:
    assert use(cast, local_day(now()) + on * DAY, minutes) == 0


def test_a_permit_lapses_after_so_long_without_use_and_only_once(cast: Cast, permit: Permit) -> None:
    start = permit.starts_on
    last = now() + (start + 180 * DAY - local_day(now()))
    run_clock(last)
    assert db.session.get_one(Permit, permit.id).ended_at is None
    for _ in range(3):
        run_clock(last + DAY)
    assert db.session.get_one(Permit, permit.id).ended_at is not None
    lines = fast().rows("SELECT fields FROM audit_line WHERE verb = 'lapse_permit'")
    assert [row[0] for row in lines] == [LASER]


def test_control_use_keeps_it_alive(cast: Cast, permit: Permit) -> None:
    use(cast, local_day(now()))
    run_clock(now() + 175 * DAY)
    assert db.session.get_one(Permit, permit.id).ended_at is None
    run_clock(now() + 182 * DAY)
    assert db.session.get_one(Permit, permit.id).ended_at is not None


def test_the_holder_is_told_two_weeks_before_and_once(cast: Cast, permit: Permit) -> None:
    ends = permit.starts_on + 180 * DAY
    fifteen = now() + (ends - 15 * DAY - local_day(now()))
    run_clock(fifteen)
    assert told() == []
    for extra in range(3):
        run_clock(fifteen + DAY + extra * timedelta(hours=1))
    (message,) = told()
    assert message.person_id == cast.people["dev"]
    assert message.facts == {"kind": LASER, "on": ends.isoformat(), "unused": True}


def test_nobody_is_warned_of_a_permit_that_goes_on(cast: Cast, permit: Permit) -> None:
    with transaction():
        db.session.get_one(Permit, permit.id).ends_on = local_day(now()) + 10 * DAY
        hold(cast, "dev", since=0, days=700)
    run_clock(now())
    assert told() == []


def test_permits_for_checks_do_not_lapse_unused(cast: Cast, permit: Permit) -> None:
    before = db.session.query(Permit).filter(Permit.kind.like("check:%"), Permit.ended_at.is_(None)).count()
    run_clock(now() + 400 * DAY)
    after = db.session.query(Permit).filter(Permit.kind.like("check:%"), Permit.ended_at.is_(None)).count()
    assert before == after > 0


def test_the_message_is_written_in_the_persons_language(
    cast: Cast, permit: Permit, app_context: Flask
) -> None:
    from factory.outbox.queries import Waiting
    from factory.outbox.wording import written

    fields = {name: None for name in Waiting.__dataclass_fields__}
    facts = {"kind": LASER, "on": "2027-01-02", "unused": True}
    message = Waiting(**{**fields, "called": "Dev", "language": "en", "kind": "permit_ends", "facts": facts})
    words = written(message)
    assert "Laser cutter" in words.subject and "2 Jan 2027" in words.text and "Dev" in words.text
