"""What every part of the demo's college needs: who acts where at which time, and what was made so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from core.access import Actor, actor_for
from factory.demo.training.terms import RunPlan
from factory.demo.world import World

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pupil:
    """Somebody who learns."""

    person_id: int
    number: str
    called: str
    site: str
    language: str


@dataclass
class Held:
    """A run that was made, with whom it seated."""

    plan: RunPlan
    number: str
    run_id: int
    pupils: list[Pupil] = field(default_factory=list)
    ends_at: datetime | None = None


@dataclass
class College:
    """The college of a demo that is made at `at`; `rng` is its own, so that the year's pieces stay as they were."""

    world: World
    at: datetime
    token: Callable[[], str]
    rng: Random
    pupils: list[Pupil] = field(default_factory=list)
    unit_ids: dict[str, int] = field(default_factory=dict)
    slugs: dict[str, str] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    taught: set[tuple[str, int]] = field(default_factory=set)

    def actor(self, key: str, site: str, at: datetime) -> Actor:
        """Somebody of the cast at work at a site, signed in with a password."""
        return self.person(self.world.people[key].id, site, at)

    def person(self, person_id: int, site: str, at: datetime, strength: str = "password") -> Actor:
        """Anybody at a site."""
        found = actor_for(person_id, site_id=self.world.sites[site], strength=strength, at=at)
        assert found is not None, (person_id, site)
        return found
