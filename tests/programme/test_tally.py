"""What is kept ready of people is what their facts say, at every moment, whoever changed which fact in which way."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta

import pytest
from flask import Flask

from core.clock import local_day, now
from core.db import as_day, fast, transaction
from core.errors import RuleBroken
from core.ids import new_client_id
from core.visiting import keep_seen
from factory.clockwork import tick
from factory.privacy.services.merging import merge_people, undo_merge
from factory.programme.queries.learning import learning_cells
from factory.programme.queries.machines import machine_cells
from factory.programme.queries.works import work_cells, work_differences
from factory.programme.spans import EARLIEST, LATEST, Span
from factory.programme.works import WORKS
from factory.tally.kept import all_kept
from factory.tally.queries import are_marked, tally_differences
from factory.tally.services import settle_tally
from factory.tally.settling import tally_anew
from tests.cast import Cast, make_cast
from tests.inventory.scene import make_scene
from tests.programme.happenings import ACTS, START, WHEN, House
from tests.programme.more_happenings import MORE_ACTS

EVER = Span("own", EARLIEST, LATEST)


@pytest.fixture
def crew(app_context: Flask) -> Iterator[Cast]:
    made = make_cast(START - timedelta(days=30))
    workshop = make_scene(made)
    for _ in range(2):
        workshop.bring("received")
    yield made


def by_the_facts(span: Span) -> dict[tuple[str, str, int, str], int]:
    """The sums of a span, added up here row by row from the whole facts."""
    found: dict[tuple[str, str, int, str], int] = {}
    for one in all_kept().values():
        sql = f"SELECT f.day, f.site_id, f.split, f.amount FROM ({one.facts('')}) f"
        for day, site_id, split, amount in fast().rows(sql):
            if span.starts_on <= as_day(day) <= min(span.ends_on, local_day(WHEN)):
                at = (one.slug, f"{as_day(day):%Y-%m}", site_id, split)
                found[at] = found.get(at, 0) + int(amount)
    return found


def shown(span: Span) -> dict[tuple[str, str, int, str], int]:
    works = [work for slug, work in WORKS.items() if slug in all_kept()]
    return {
        (cell.indicator, cell.month, cell.site_id, cell.split): cell.amount
        for cell in (
            *work_cells(span, WHEN, works),
            *learning_cells(span, WHEN),
            *machine_cells(span, WHEN),
        )
    }


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_what_is_shown_is_what_the_facts_say(crew: Cast, seed: int) -> None:
    draw = random.Random(seed)
    house, acts, weights = House(crew, draw), *zip(*ACTS, *MORE_ACTS, strict=True)
    for turn in range(110):
        act = draw.choices(acts, weights)[0]
        with suppress(RuleBroken):  # a refused act changes nothing either
            act(house)
        first = date(2025, 12, 20) + timedelta(days=draw.randrange(80))
        span = Span("own", first, first + timedelta(days=draw.randrange(110)))
        assert list(tally_differences()) == [], (turn, act)
        assert shown(span) == by_the_facts(span), (turn, act, span)
    with transaction():
        fast().run("UPDATE site SET is_practice = ?", (False,))
    tick(WHEN)
    assert not are_marked()
    assert shown(EVER) == by_the_facts(EVER) != {}
    ready = fast().rows("SELECT * FROM tally_month ORDER BY 1, 2, 3, 4")
    tally_anew()
    assert fast().rows("SELECT * FROM tally_month ORDER BY 1, 2, 3, 4") == ready
    assert list(work_differences(now())) == []


@pytest.mark.parametrize(
    "spoilt",
    [
        "UPDATE tally_row SET amount = amount + 1",
        "DELETE FROM tally_row",
        "UPDATE tally_month SET amount = amount + 1",
        "UPDATE tally_thing SET amount = amount + 1",
        "DELETE FROM tally_thing",
    ],
)
def test_what_is_kept_wrongly_is_found_by_the_recount_and_made_anew(crew: Cast, spoilt: str) -> None:
    house = House(crew, random.Random(1))
    for _ in range(6):
        house.come_and_go_offline()
    tally_anew()
    with transaction():
        assert fast().run(spoilt)
    assert list(work_differences(now())) != []
    tally_anew()
    assert list(work_differences(now())) == []


def test_a_fact_that_left_no_mark_would_be_missed(crew: Cast) -> None:
    house = House(crew, random.Random(2))
    for _ in range(6):
        house.come_and_go_offline()
    tally_anew()
    with transaction():
        fast().run("UPDATE visit SET work = 'makeover', length_ms = 60000 WHERE NOT is_void")
        assert are_marked()
        fast().run("DELETE FROM tally_mark")
    assert list(tally_differences()) != []


def test_the_marks_of_an_undone_merge_may_be_settled_one_by_one(crew: Cast) -> None:
    house = House(crew, random.Random(4))
    amina, dev = crew.people["amina"], crew.people["dev"]
    by = crew.actor("ruth", strength="password", at=WHEN)
    for person in (amina, dev):
        with transaction():
            keep_seen(
                event_id=new_client_id(),
                person_id=person,
                site_id=crew.sites["coventry"],
                kind="came",
                at=START,
                now=WHEN,
                how="card",
            )
    house.begin_anew()
    with transaction():
        merge_people(by=by, person_id=amina, into_id=dev, at=WHEN, token=new_client_id())
    house.begin_anew()
    with transaction():
        undo_merge(by=by, merge_id=fast().rows("SELECT MAX(id) FROM person_merge")[0][0], at=WHEN)
    while are_marked():
        with transaction():
            settle_tally(most=1)
        assert list(tally_differences()) == []
