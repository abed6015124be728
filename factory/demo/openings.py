"""The demo's opening figures: a few months before its year, as a spreadsheet of then would have told them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from core.clock import local_day, month_of
from factory.demo.world import World
from factory.programme.indicators import MS_AN_HOUR
from factory.programme.opening_rules import OpeningFacts
from factory.programme.services.openings import enter_openings
from factory.programme.spans import add_months

MONTHS_BEFORE = (17, 16, 15)
FIGURES = (
    ("occasions", 1, (2, 3, 2)),
    ("volunteer_hours", MS_AN_HOUR, (118, 131, 126)),
)
"""Indicator, its scale, and what each of these months came to at Coventry; Wolverhampton had half of it."""


def fill_openings(world: World, at: datetime, token: Callable[[], str]) -> None:
    """Take the figures of a spreadsheet in, a batch a site. In the caller's transaction."""
    for site, by in (("coventry", 1), ("wolverhampton", 2)):
        facts = [
            OpeningFacts(
                world.sites[site],
                slug,
                "",
                month_of(add_months(local_day(at), -months)),
                amount * scale // by,
                f"Figures of the first workshop.xlsx, sheet {site}",
            )
            for slug, scale, amounts in FIGURES
            for months, amount in zip(MONTHS_BEFORE, amounts, strict=True)
        ]
        enter_openings(
            facts=facts,
            called="Figures of the first workshop.xlsx",
            by=world.system(site),
            at=at,
            token=token(),
        )
