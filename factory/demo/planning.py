"""The year's work of the demo, planned from a seed: which pieces came when, with which donation, and their stories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

from factory.demo.calendar import Calendar
from factory.demo.cast import SITES, SitePlan
from factory.demo.lives.whole import live, practise
from factory.demo.partners import DONORS
from factory.demo.pictures import finishes
from factory.demo.stock import pick_category
from factory.demo.story import Act, Story

SEED = 20_261_122
MOST_OF_ONE_DONATION = 6
DRAFTS = 2
"""Pieces that came just now and whose donors nobody has asked yet: so the demo always shows a draft."""


@dataclass(frozen=True)
class DonationPlan:
    """What one donor brought on one day; `donor` is a place in DONORS, -1 for somebody unnamed."""

    number: int
    site: str
    at: datetime
    donor: int


@dataclass(frozen=True)
class YearPlan:
    """Everything that happens."""

    donations: list[DonationPlan]
    stories: list[Story]

    @property
    def acts(self) -> list[Act]:
        """All acts of all pieces in the order of time."""
        return sorted(
            (act for story in self.stories for act in story.acts), key=lambda act: (act.at, act.piece)
        )


def plan_year(now: datetime, *, seed: int = SEED, share: float = 1.0) -> YearPlan:
    """Plan the year that ends at `now`. The same seed and `now` give the same plan; `share` makes a smaller one."""
    rng = Random(seed)
    plan = YearPlan([], [])
    calendar = Calendar(now)
    for site in SITES:
        wanted = max(2, round(site.pieces * share))
        while wanted > 0:
            wanted -= _donation(rng, calendar, site, plan, wanted, 363 * (1 - rng.random() ** 0.72))
    _donation(rng, calendar, SITES[0], plan, DRAFTS, 0.0, is_unasked=True)
    return plan


def _donation(
    rng: Random,
    calendar: Calendar,
    site: SitePlan,
    plan: YearPlan,
    most: int,
    days_ago: float,
    *,
    is_unasked: bool = False,
) -> int:
    """Plan one donation and the stories of its pieces; returns how many there are."""
    at = calendar.moment(rng, days_ago, site)
    donor = rng.randrange(len(DONORS)) if rng.random() < 0.8 else -1
    donation = DonationPlan(len(plan.donations), site.slug, at, donor)
    if not site.is_practice:
        plan.donations.append(donation)
    count = min(most, rng.choices(range(1, MOST_OF_ONE_DONATION + 1), (40, 24, 14, 12, 4, 6))[0])
    for at_piece in _one_after_another(rng, at, count, calendar):
        plan.stories.append(_story(rng, calendar, site, len(plan.stories), at_piece, donation, is_unasked))
    return count


def _one_after_another(rng: Random, at: datetime, count: int, calendar: Calendar) -> Iterator[datetime]:
    from datetime import timedelta

    for number in range(count):
        yield min(
            at + timedelta(seconds=70 * number + rng.randint(0, 40)),
            calendar.now - timedelta(seconds=count - number),
        )


def _story(
    rng: Random,
    calendar: Calendar,
    site: SitePlan,
    number: int,
    at: datetime,
    donation: DonationPlan,
    is_unasked: bool,
) -> Story:
    kind = pick_category(rng, small=site.kind != "factory")
    story = Story(
        rng=rng,
        calendar=calendar,
        number=number,
        kind=kind,
        site=site.slug,
        at=at,
        finishes=finishes()[kind.slug],
        donation=-1 if site.is_practice else donation.number,
        is_unasked=is_unasked,
    )
    (practise if site.is_practice else live)(story)
    return story
