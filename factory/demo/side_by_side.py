"""The demo's people side by side: what they can show and want to learn, pairs, mentoring, and three near misses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.access import actor_for
from core.clock import local_day, zone
from core.db import transaction
from factory.demo.world import World
from factory.mishaps.queries import machines_of
from factory.mishaps.services import follow_mishap, tell_mishap
from factory.skills.services import (
    add_meeting,
    add_site_skill,
    begin_pair,
    count_pairs,
    end_pair,
    set_skills_for,
)

Token = Callable[[], str]
COV, WOL, LAB = "coventry", "wolverhampton", "fablab"
SKILLS: dict[str, tuple[str, str, str]] = {
    "margaret": (COV, "upholstery sewing tea language:en", "laser"),
    "derek": (COV, "joinery sanding repair language:en", "design"),
    "maureen": (COV, "sewing tea language:en", "photos"),
    "brian": (COV, "electrics bicycles language:en", "cnc"),
    "shirin": (COV, "painting language:fa", "language:en"),
    "olena": (COV, "sewing painting language:uk", "upholstery"),
    "amina": (COV, "sewing language:ar", "upholstery language:en"),
    "khaled": (COV, "electrics language:ar", "joinery language:en"),
    "samir": (COV, "language:ar", "painting joinery"),
    "leila": (COV, "language:ar design", "sewing laser"),
    "mehret": (COV, "tea language:ti", "sanding sewing"),
    "nasreen": (COV, "sewing language:ur", "upholstery"),
    "zarghuna": (COV, "sewing language:ps", "painting"),
    "tigist": (COV, "tea language:am", "repair photos"),
    "awa": (COV, "language:fr", "joinery"),
    "winston": (WOL, "upholstery repair language:en", "print_3d"),
    "pauline": (WOL, "painting tea language:en", ""),
    "colin": (WOL, "joinery hand_tools language:en", ""),
    "zofia": (WOL, "painting language:pl", "upholstery"),
    "huda": (WOL, "language:ar sewing", "painting language:en"),
    "rima": (WOL, "sewing language:ar", "upholstery"),
    "gul": (WOL, "language:ps", "joinery hand_tools"),
    "andrii": (WOL, "electrics language:uk", "upholstery"),
    "rebin": (WOL, "language:ckb", "joinery"),
    "patience": (LAB, "laser design language:en", ""),
    "keith": (LAB, "cnc print_3d language:en", "laser"),
    "iryna": (LAB, "design language:uk", "laser cnc"),
}
"""Person → site, what they offer, what they want."""


@dataclass(frozen=True)
class PairPlan:
    """A pair of the demo: since how many days, until how many days ago (0: still on), and typed meetings."""

    site: str
    kind: str
    topic: str
    guide: str
    newcomer: str
    since: int
    until: int = 0
    meetings: tuple[tuple[int, int], ...] = ()


PAIRS = (
    PairPlan(COV, "skill", "upholstery", "margaret", "amina", 300, 0, ((290, 90), (276, 120), (40, 60))),
    PairPlan(COV, "skill", "joinery", "derek", "khaled", 260, 30, ((250, 75), (222, 90))),
    PairPlan(COV, "skill", "sewing", "maureen", "leila", 40, 0, ((36, 90), (29, 90), (8, 60))),
    PairPlan(WOL, "skill", "upholstery", "winston", "rima", 210, 0, ((200, 120), (60, 45))),
    PairPlan(WOL, "skill", "joinery", "colin", "rebin", 120, 0, ((110, 60), (82, 60))),
    PairPlan(LAB, "skill", "laser", "patience", "iryna", 150, 0, ((140, 60), (100, 90), (15, 60))),
    PairPlan(
        COV, "mentoring", "enterprise", "tomasz", "olena", 180, 0, ((170, 60), (142, 60), (100, 45), (20, 60))
    ),
    PairPlan(COV, "mentoring", "decorating", "derek", "samir", 90, 0, ((80, 90), (50, 60))),
    PairPlan(WOL, "mentoring", "work", "yusuf", "huda", 70, 10, ((63, 45), (49, 45), (21, 60))),
    PairPlan(WOL, "mentoring", "diy", "pauline", "gul", 50, 0, ((44, 60),)),
)


@dataclass(frozen=True)
class MishapPlan:
    """An accident or near miss of the demo, and what was done some days later (0: nothing yet)."""

    site: str
    days: int
    kind: str
    gravity: str = "near_miss"
    place: str = ""
    book_page: str = ""
    is_at_machine: bool = False
    after: int = 0
    done: str = ""


MISHAPS = (
    MishapPlan(
        COV, 120, "slip", place="Bay 1", after=1, done="Mat laid at the door, sawdust swept twice a day"
    ),
    MishapPlan(
        COV, 47, "cut_risk", "accident", "Repair bench", "31", after=2, done="Guard fitted to the bench knife"
    ),
    MishapPlan(COV, 3, "falling", place="Shelf B"),
    MishapPlan(WOL, 20, "lifting", place="Canal-side workshop"),
    MishapPlan(LAB, 12, "fume", is_at_machine=True),
)


def bring_together(world: World, now: datetime, token: Token) -> None:
    """Tell the services of all this, at the moments at which it would have been."""
    with transaction():
        for site, name in ((COV, "Basket weaving"), (WOL, "Hand lettering")):
            add_site_skill(by=world.system(site), name=name, at=now - timedelta(days=200), token=token())
        for key, (site, offers, wants) in SKILLS.items():
            set_skills_for(
                by=world.system(site),
                number=world.people[key].number,
                offers=offers.split(),
                wants=wants.split(),
                at=now - timedelta(days=44),
            )
        for plan in PAIRS:
            _pair(world, plan, now, token)
        count_pairs()
        for mishap in MISHAPS:
            _mishap(world, mishap, now, token)


def _pair(world: World, plan: PairPlan, now: datetime, token: Token) -> None:
    by, day = world.system(plan.site), timedelta(days=1)
    pair = begin_pair(
        by=by,
        kind=plan.kind,
        topic=plan.topic,
        guide=world.people[plan.guide].number,
        newcomer=world.people[plan.newcomer].number,
        begun_on=local_day(now - plan.since * day),
        at=now - plan.since * day,
        token=token(),
    )
    for ago, minutes in plan.meetings:
        add_meeting(
            by=by,
            pair_id=pair.id,
            day=local_day(now - ago * day),
            minutes=minutes,
            at=now - ago * day,
            token=token(),
        )
    if plan.until:
        at = now - plan.until * day
        end_pair(by=by, pair_id=pair.id, ended_on=local_day(at), at=at)


def _at_work(instant: datetime) -> datetime:
    """Late in the morning of that day."""
    return instant.astimezone(zone()).replace(hour=11, minute=20).astimezone(UTC)


def _mishap(world: World, plan: MishapPlan, now: datetime, token: Token) -> None:
    by, at = world.system(plan.site), _at_work(now - timedelta(days=plan.days))
    machines = machines_of(world.sites[plan.site]) if plan.is_at_machine else []
    row = tell_mishap(
        by=by,
        gravity=plan.gravity,
        kind=plan.kind,
        happened_at=at,
        place_id=world.places.get((plan.site, plan.place)),
        machine_code=machines[0][0] if machines else "",
        piece="",
        book_page=plan.book_page,
        at=at,
        token=token(),
    )
    if not plan.done:
        return
    later = at + timedelta(days=plan.after)
    helen = actor_for(world.people["helen"].id, site_id=world.sites[plan.site], strength="password", at=later)
    if helen is not None:
        follow_mishap(by=helen, mishap_id=row.id, follow_up=plan.done, at=later)
