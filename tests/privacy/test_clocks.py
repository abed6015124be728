"""Every period of the register has a clock, and every clock really deletes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from core.db import db, fast
from factory.clockwork import tick
from factory.privacy.clocks import CLOCKS, clock_lines
from factory.privacy.register import register
from factory.privacy.trying import purge_now, purge_tried
from factory.training_clockwork import tick_training
from tests.privacy.conftest import AT, settings_of

PERIOD = re.compile(
    r"\b(a|one|half a|three|six|14|30)\s+(day|days|month|months|year|years)\b|then (purged|deleted|emptied)"
    r"|until the end"
)
BY_HAND = {
    "mishap": "three years is the least: a safety record of the site, with no person in it",
    "makeover_sign_off": "goes with the evidence",
}
"""Tables whose retention names a period that no clock winds, and why."""


@pytest.mark.static
def test_each_period_of_the_register_is_some_clocks() -> None:
    wound = {table for clock in CLOCKS for table in clock.tables}
    said = {one.table for one in register().values() if PERIOD.search(one.retention)}
    assert said - wound - BY_HAND.keys() == set()
    assert wound - {one.table for one in register().values()} == set()


def test_what_is_due_goes_with_the_clockwork_and_what_is_not_stays(copy: Flask) -> None:
    before = {line.clock.slug: line for line in clock_lines(AT)}
    db.session.rollback()
    later = AT + timedelta(days=8 * 365)
    due = {line.clock.slug: line.due for line in clock_lines(later) if line.clock.due}
    assert {slug for slug, count in due.items() if count} >= {"attempts", "messages"} & {
        slug for slug, line in before.items() if line.kept
    }
    db.session.rollback()
    tick(later)
    for _ in range(20):
        if not any(count for count, _ in tick_training(later.replace(minute=0), settings_of(copy))):
            break
    tried = purge_tried(at=later)
    assert purge_now(at=later).lines() == tried.lines()
    after = {line.clock.slug: line for line in clock_lines(later)}
    assert {slug: line.due for slug, line in after.items() if line.due} == {}
    for slug in ("offers", "signatures", "door_contacts", "windows", "webhooks"):
        assert after[slug].kept == 0, (slug, before[slug].kept)
    held = (
        "SELECT COUNT(*) FROM learner_needs d "
        "WHERE NOT EXISTS (SELECT 1 FROM booking b WHERE b.person_id = d.person_id)"
    )
    assert fast().rows(held)[0][0] == 0
    assert after["needs"].kept < before["needs"].kept
    assert fast().rows("SELECT COUNT(*) FROM person_name")[0][0] > 0
