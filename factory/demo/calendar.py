"""The demo's year: working moments of a site, from a year ago until now, and who was there at the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from core.clock import local_day, zone
from factory.demo.cast import PEOPLE, SITES, PersonPlan, SitePlan

OPENS, CLOSES = 9.4, 16.4
"""Hours of the day between which people work."""
PRACTISERS = ("tomasz", "leila", "amina", "mehret")
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Calendar:
    """Time in the demo. `now` is when it is made: no event lies after it."""

    now: datetime

    def moment(self, rng: Random, days_ago: float, site: SitePlan) -> datetime:
        """A working moment of the site, about `days_ago` before now; never after now."""
        day = self.now - timedelta(days=days_ago)
        for _ in range(8):
            if local_day(day).weekday() in site.weekdays:
                break
            day -= timedelta(days=1)
        return min(_at_work(rng, day), self.now - timedelta(minutes=rng.randint(3, 40)))

    def later(self, rng: Random, after: datetime, days: float, site: SitePlan) -> datetime:
        """A working moment of the site at least a few minutes after `after`, about `days` later."""
        if days < 0.1:
            return _whole(after + timedelta(minutes=rng.uniform(4, 45)))
        day = after + timedelta(days=days)
        for _ in range(8):
            if local_day(day).weekday() in site.weekdays:
                break
            day += timedelta(days=1)
        found = _at_work(rng, day)
        return found if found > after else _whole(after + timedelta(minutes=rng.uniform(4, 45)))


def _at_work(rng: Random, instant: datetime) -> datetime:
    """A moment of the working hours on the local day of `instant`."""
    local = instant.astimezone(zone())
    minutes = rng.triangular(OPENS, CLOSES) * 60
    return _whole(local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(minutes=minutes))


def _whole(instant: datetime) -> datetime:
    """Cut to seconds, UTC."""
    from datetime import UTC

    return instant.astimezone(UTC).replace(microsecond=0)


SITE_OF = {site.slug: site for site in SITES}


def is_here(person: PersonPlan, site: str, days_ago: float) -> bool:
    """True if the person worked at the site so many days ago."""
    at_site = person.site == site or (site == "practice" and person.key in PRACTISERS)
    return at_site and person.days > days_ago + 1


def hands(site: str, days_ago: float) -> list[PersonPlan]:
    """Who could work at a bench of the site then."""
    found = [
        one for one in PEOPLE if is_here(one, site, days_ago) and {"volunteer", "trainee"} & set(one.roles)
    ]
    return found or [one for one in PEOPLE if is_here(one, site, days_ago) and "trainer" in one.roles]


def holders(permit: str, site: str, days_ago: float) -> list[PersonPlan]:
    """Who held a check's permit at the site then."""
    return [one for one in PEOPLE if is_here(one, site, days_ago) and permit in one.permits]


def desk(site: str, days_ago: float) -> list[PersonPlan]:
    """Trainers and coordinators of the site: who may lift a seal."""
    return [
        one for one in PEOPLE if is_here(one, site, days_ago) and {"trainer", "coordinator"} & set(one.roles)
    ]


def coordinator(site: str) -> str:
    """The key of the site's coordinator; "" where it has none of its own."""
    return next((one.key for one in PEOPLE if one.site == site and "coordinator" in one.roles), "")
