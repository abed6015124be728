"""The programme's targets in the demo: the published promises, as data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from core.clock import local_day
from factory.demo.world import World
from factory.programme.services import set_target

TARGETS = (
    ("pieces_upcycled", 1000, ""),
    ("pieces_received", 1200, ""),
    ("pieces_given_out", 900, ""),
    ("pieces_upcycled", 560, "coventry"),
    ("pieces_upcycled", 340, "wolverhampton"),
)
"""Indicator, number, site ("" is all): 1,000 pieces upcycled is the programme's own figure."""


def set_targets(world: World, at: datetime, token: Callable[[], str]) -> None:
    """Set the targets of the programme year that `at` lies in, and of the one before."""
    today = local_day(at)
    this_year = today.year if today.month >= 4 else today.year - 1
    for year in (this_year - 1, this_year):
        for indicator, number, slug in TARGETS:
            set_target(
                indicator=indicator,
                number=number,
                starts_on=date(year, 4, 1),
                ends_on=date(year + 1, 3, 31),
                site_id=world.sites[slug] if slug else None,
                by=world.system(slug or "coventry"),
                at=at,
                token=token(),
            )
