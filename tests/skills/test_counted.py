"""The figures of pairs: a pair on the day of its first time together, its hours by day, people mentored once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from core.clock import now, today
from core.db import as_day, fast, transaction
from core.ids import new_client_id
from factory.programme.queries.facts import facts_of
from factory.programme.works import WORKS
from factory.skills.services import add_meeting
from tests.inventory.conftest import Desk

DAY = timedelta(days=1)
Paired = Callable[..., int]


def counted(slug: str) -> list[tuple[date, str, int]]:
    rows = fast().rows(
        f"SELECT f.day, f.split, f.amount FROM ({facts_of(WORKS[slug])}) f ORDER BY f.day, f.key"
    )
    return [(as_day(row[0]), row[1], int(row[2])) for row in rows]


def met(desk: Desk, pair: int, *days: date) -> None:
    for day in days:
        with transaction():
            add_meeting(
                by=desk.scene.cast.actor("ruth"),
                pair_id=pair,
                day=day,
                minutes=30,
                at=now(),
                token=new_client_id(),
            )


def test_a_pair_counts_once_on_the_day_of_its_first_time_together(desk: Desk, paired: Paired) -> None:
    since = today() - DAY * 5
    upholstery, spoken = (
        paired("dev", "amina", since, "upholstery"),
        paired("dev", "amina", since, "language:en"),
    )
    paired("dev", "yusuf", since)
    met(desk, upholstery, today() - DAY, today() - DAY * 3)
    met(desk, spoken, today())
    assert counted("skill_pairs") == [(today() - DAY * 3, "upholstery", 1), (today(), "language", 1)]
    half = 30 * 60_000
    assert counted("pair_hours") == [
        (today() - DAY * 3, "upholstery", half),
        (today() - DAY, "upholstery", half),
        (today(), "language", half),
    ]
    assert counted("people_mentored") == []


def test_who_has_two_mentors_is_one_person_on_the_first_day(desk: Desk, paired: Paired) -> None:
    since = today() - DAY * 5
    first = paired("mary", "amina", since, "enterprise", "mentoring")
    second = paired("dev", "amina", since, "diy", "mentoring")
    met(desk, first, today() - DAY)
    met(desk, second, today() - DAY * 2)
    assert counted("people_mentored") == [(today() - DAY * 2, "diy", 1)]
    assert counted("skill_pairs") == [] and counted("pair_hours") == []


def test_pairs_of_a_practice_site_are_not_counted(desk: Desk, paired: Paired) -> None:
    met(desk, paired("dev", "amina", today()), today())
    with transaction():
        fast().run("UPDATE site SET is_practice = ? WHERE slug = 'coventry'", (True,))
    assert counted("skill_pairs") == [] and counted("pair_hours") == []
