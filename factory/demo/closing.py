"""The demo's closed months: all up to two months ago, and what came to light about the last of them."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from core.clock import local_day, month_of, zone
from core.db import fast, transaction
from factory.demo.world import Tokens, World
from factory.programme.services.periods import close_until, list_late_truths
from factory.programme.spans import add_months, month_by_name
from factory.visits.services import Stay, key_in_paper

FOUND_LATE = (("derek", 24), ("maureen", 24), ("khaled", 17), ("margaret", 10), ("amina", 3))
"""Who wrote on a pad that was found after its month was closed, and how many days before that month's end."""


def close_months(world: World, at: datetime, token: Tokens) -> None:
    """Close the months up to two months ago at every site; then a pad of the last of them is found and keyed in."""
    month = month_of(add_months(local_day(at).replace(day=1), -2))
    with transaction():
        close_until(
            month=month,
            site_ids=tuple(id for slug, id in world.sites.items() if slug != "practice"),
            by=world.system("coventry"),
            at=at,
            token=token(),
        )
    with transaction():
        for key, days in FOUND_LATE:
            _find_pad(world, key, month, days, at, token)
    with transaction():
        list_late_truths(at=at)


def _find_pad(world: World, key: str, month: str, days: int, at: datetime, token: Tokens) -> None:
    day = month_by_name(month).ends_on - timedelta(days=days)
    person = world.people[key]
    if fast().row("SELECT 1 FROM visit WHERE person_id = ? AND day = ?", (person.id, day)):
        return
    came = datetime.combine(day, time(10), tzinfo=zone())
    key_in_paper(
        by=world.system("coventry"),
        person=person.number,
        stay=Stay(came, came + timedelta(hours=3), "bench"),
        at=at,
        token=token(),
    )
