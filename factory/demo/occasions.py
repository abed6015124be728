"""The demo's year of occasions, repair cafés, artefacts and help, through the services alone; all invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random

from core.clock import local_day, start_of_day
from core.db import fast
from core.recipients import add_organisation
from factory.demo.cast import PEOPLE
from factory.demo.occasion_plans import (
    AHEAD,
    BATCHES,
    CAFES,
    FIRMS,
    FOR_OCCASIONS,
    OCCASIONS,
    STARTED,
    SUBJECTS,
    THINGS,
    WAITING,
)
from factory.demo.world import World
from factory.occasions.services.artefacts import ArtefactData, add_artefact
from factory.occasions.services.helping import HelpData, add_help
from factory.occasions.services.occasions import OccasionData, add_occasion, count_heads
from factory.repair_cafes.services import ItemData, OutcomeData, begin_repair, end_repair, take_in_item

Token = Callable[[], str]
OUTCOMES = ("fixed",) * 12 + ("repairable",) * 5 + ("end_of_life",) * 3 + ("unknown",)


def fill_occasions(world: World, at: datetime, token: Token, seed: int) -> None:
    """A year of it that ends at `at`. In the caller's transaction."""
    rng = Random(f"occasions {seed}")
    known = {row[1]: row[0] for row in fast().rows("SELECT id, name FROM organisation")}
    latest = _open_to_anyone(world, at, token, rng, known)
    for site, title, city, partner, days, things in CAFES:
        day = local_day(at - timedelta(days=days))
        data = OccasionData(day, title, "repair_cafe", city, known.get(partner))
        cafe_id = _held(world, site, data, rng.randint(20, 45), rng.randint(2, 9), at, token)
        _mend(world, site, cafe_id, things, _noon(day, at), token, rng, is_now=days == 0)
    _made(world, at, token, known, latest)
    _helped(world, at, token, rng)


def _noon(day: date, at: datetime) -> datetime:
    """The middle of a day, or now where that is still to come."""
    return min(start_of_day(day) + timedelta(hours=12), at)


def _open_to_anyone(
    world: World, at: datetime, token: Token, rng: Random, known: dict[str, int]
) -> dict[str, int]:
    """Everything but the cafés; the last occasion of each site."""
    latest: dict[str, int] = {}
    for site, kind, title, city, partner, first, every, adults, children in OCCASIONS:
        for days in range(first, 3, -every):
            data = OccasionData(local_day(at - timedelta(days=days)), title, kind, city, known.get(partner))
            grown, small = (round(mean * rng.uniform(0.7, 1.35)) for mean in (adults, children))
            latest[site] = _held(world, site, data, grown, small, at, token)
    for site, kind, title, city, days in AHEAD:
        data = OccasionData(local_day(at + timedelta(days=days)), title, kind, city)
        add_occasion(by=world.system(site), data=data, at=at - timedelta(days=6), token=token())
    return latest


def _held(
    world: World, site: str, data: OccasionData, adults: int, children: int, at: datetime, token: Token
) -> int:
    by, when = world.system(site), _noon(data.day, at)
    row = add_occasion(by=by, data=data, at=when - timedelta(days=9), token=token())
    for is_child, heads in ((False, adults), (True, children)):
        count_heads(by=by, occasion_id=row.id, is_child=is_child, change=heads, at=when, token=token())
    return row.id


def _mend(
    world: World,
    site: str,
    cafe_id: int,
    things: int,
    at: datetime,
    token: Token,
    rng: Random,
    *,
    is_now: bool,
) -> None:
    by = world.system(site)
    menders = [world.people[one.key].id for one in PEOPLE if one.site == site and "volunteer" in one.roles][
        :5
    ]
    for place in range(things):
        category, what, brand, made_in, problem, words = THINGS[rng.randrange(len(THINGS))]
        data = ItemData(category, problem, what, brand, words, made_in)
        number = take_in_item(by=by, occasion_id=cafe_id, data=data, at=at, token=token()).number
        if is_now and place >= things - WAITING:
            continue
        mender = rng.choice(menders) if menders else None
        if is_now and place >= things - WAITING - 2:
            begin_repair(by=by, occasion_id=cafe_id, number=number, repairer_id=mender, at=at)
            continue
        outcome = rng.choice(OUTCOMES)
        barrier = rng.randint(1, 6) if outcome == "end_of_life" else None
        done = OutcomeData(outcome, barrier, rng.randint(10, 75), mender)
        end_repair(by=by, occasion_id=cafe_id, number=number, data=done, at=at)


def _made(world: World, at: datetime, token: Token, known: dict[str, int], latest: dict[str, int]) -> None:
    for site, kind, title, quantity, name, days, is_by_machine in BATCHES:
        by = world.system(site)
        row = fast().row("SELECT code FROM machine WHERE site_id = ? ORDER BY id LIMIT 1", (by.site_id,))
        when = at - timedelta(days=days)
        machine = row[0] if row and is_by_machine else ""
        data = ArtefactData(kind, title, quantity, local_day(when), known[name], None, machine)
        add_artefact(by=by, data=data, at=when, token=token())
    for site, kind, title, quantity in FOR_OCCASIONS:
        when = at - timedelta(days=12)
        data = ArtefactData(kind, title, quantity, local_day(when), None, latest[site])
        add_artefact(by=world.system(site), data=data, at=when, token=token())


def _helped(world: World, at: datetime, token: Token, rng: Random) -> None:
    kinds = list(SUBJECTS)
    for place, (name, city) in enumerate(FIRMS):
        came = rng.randint(60, 340)
        site = "wolverhampton" if city == "Wolverhampton" else ("coventry", "fablab")[place % 2]
        by, begun = world.system(site), at - timedelta(days=came)
        firm = add_organisation(
            name=name, kind="firm", city=city, site_id=by.site_id, by_id=None, at=begun, token=token()
        )
        for turn in range(rng.randint(1, 4)):
            when = at - timedelta(days=came - turn * rng.randint(7, 18))
            kind = kinds[(place + turn) % len(kinds)]
            started = local_day(when) if turn == 0 and place in STARTED else None
            data = HelpData(firm.id, kind, rng.randint(2, 16) * 30, local_day(when), SUBJECTS[kind], started)
            add_help(by=by, data=data, at=when, token=token())
