"""The life of one piece in the demo, told as acts: who did what, when. Pure; nothing here writes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from factory.demo.calendar import SITE_OF, Calendar, desk, hands, holders
from factory.demo.cast import QUALITY, PersonPlan
from factory.demo.stock import WEIGHTS
from inventory.catalogue import Category

COMMON = 30
"""Kinds that come in so often have their picture taken in two ways."""

SYSTEM = ""
"""The person of an act that nobody did: the clockwork."""


@dataclass(frozen=True)
class Picture:
    """A picture to be taken: of which kind of furniture, in which finish ("before": worn), in which variation."""

    category: str
    finish: str
    variant: int


@dataclass(frozen=True)
class Act:
    """One act on one piece. `data` names places and organisations by words, photos by ids (see `pictures`)."""

    at: datetime
    piece: int
    who: str
    site: str
    kind: str
    data: dict[str, Any]
    token: str
    how: str = "scan"
    with_whom: tuple[str, ...] = ()
    is_queued: bool = False
    pictures: tuple[tuple[str, str, Picture], ...] = ()


class Over(Exception):
    """The story has come to the present day."""


@dataclass
class Story:
    """A piece on its way. Each `do` appends an act, until the present day ends the story."""

    rng: Random
    calendar: Calendar
    number: int
    kind: Category
    site: str
    at: datetime
    finishes: Sequence[str]
    donation: int = -1
    finish: str = ""
    is_filled: bool = False
    is_unasked: bool = False
    workers: list[str] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)

    def days_ago(self) -> float:
        """How long before now the story stands."""
        return (self.calendar.now - self.at).total_seconds() / 86_400

    def chance(self, probability: float) -> bool:
        """True so often."""
        return self.rng.random() < probability

    def wait(self, least: float, usual: float, most: float) -> None:
        """Let days go by."""
        days = self.rng.triangular(least, most, usual)
        self.at = self.calendar.later(self.rng, self.at, days, SITE_OF[self.site])

    def soon(self) -> None:
        """Let some minutes go by."""
        self.at = self.calendar.later(self.rng, self.at, 0, SITE_OF[self.site])

    def client_id(self) -> str:
        """An id as a tablet makes it."""
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))

    def hand(self) -> PersonPlan:
        """Somebody at the benches."""
        return self.rng.choice(hands(self.site, self.days_ago()))

    def checker(self, permit: str) -> PersonPlan:
        """Somebody who holds a permit; for the quality check not the only worker. Without one, the piece waits."""
        found = holders(permit, self.site, self.days_ago())
        others = [one for one in found if permit != QUALITY or self.workers != [one.key]]
        if not others:
            raise Over
        return self.rng.choice(others)

    def desk_person(self) -> PersonPlan:
        """A trainer or coordinator."""
        return self.rng.choice(desk(self.site, self.days_ago()))

    def place(self, *kinds: str, step: str = "") -> str:
        """The name of a place of the site for that use; "" where there is none."""
        places = SITE_OF[self.site].places
        if step:
            found = [name for name, _, does in places if does == step]
        else:
            found = [name for name, kind, _ in places if kind in kinds]
        return self.rng.choice(found) if found else ""

    def do(self, kind: str, data: dict[str, Any], who: str, **more: Any) -> Act:
        """Append an act; raises Over where it would lie in the future."""
        if self.at >= self.calendar.now:
            raise Over
        act = Act(self.at, self.number, who, self.site, kind, data, self.client_id(), **more)
        self.acts.append(act)
        return act

    def move(self, to: str, who: str = "", *, place: str = "", step: str = "", **more: Any) -> Act:
        """Append a move."""
        data: dict[str, Any] = {"to": to}
        if step:
            data["step"] = step
        if place:
            data["place"] = place
        how = self.rng.choices(("scan", "station", "wall_card", "typed"), (60, 25, 10, 5))[0]
        return self.do("moved", data, who or self.hand().key, how=how, **more)

    def picture(self, finish: str) -> tuple[str, Picture]:
        """A photo to be taken: its id and what it shows."""
        views = 2 if WEIGHTS.get(self.kind.slug, 0) >= COMMON else 1
        return self.client_id(), Picture(self.kind.slug, finish, self.rng.randrange(views))
