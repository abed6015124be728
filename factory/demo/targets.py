"""The programme's targets in the demo: the published promises, as data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from core.clock import local_day
from factory.demo.world import World
from factory.programme.services import set_target

PIECES_PROMISED = 1000
"""Pieces upcycled: the programme's own figure, for two programme years."""
PROMISED = (("makeovers", 100, ""), ("makeovers", 100, "home"), ("people_taking_part", 3000, ""))
"""Makeovers, homes among them, and people taking part: what the programme promised for the same two years."""
A_YEAR = (
    ("pieces_received", 720, ""),
    ("pieces_given_out", 640, ""),
    ("co2e_low_grams", 8_500, ""),
    ("pieces_upcycled", 330, "coventry"),
    ("pieces_upcycled", 225, "wolverhampton"),
)
"""Indicator, number, site ("" is all) of each programme year, which begins in April."""


def set_targets(world: World, at: datetime, token: Callable[[], str]) -> None:
    """Set the programme's target, and those of the year that `at` lies in and of the one before."""
    today = local_day(at)
    this_year = today.year if today.month >= 4 else today.year - 1
    _set(world, "pieces_upcycled", PIECES_PROMISED, "", this_year, 2, at, token)
    for indicator, number, split in PROMISED:
        _set(world, indicator, number, "", this_year, 2, at, token, split)
    for year in (this_year - 1, this_year):
        for indicator, number, slug in A_YEAR:
            _set(world, indicator, number, slug, year, 1, at, token)


def _set(
    world: World,
    indicator: str,
    number: int,
    slug: str,
    year: int,
    years: int,
    at: datetime,
    token: Callable[[], str],
    split: str = "",
) -> None:
    set_target(
        indicator=indicator,
        number=number,
        starts_on=date(year, 4, 1),
        ends_on=date(year + years, 3, 31),
        site_id=world.sites[slug] if slug else None,
        by=world.system(slug or "coventry"),
        at=at,
        token=token(),
        split=split,
    )
