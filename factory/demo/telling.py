"""Telling the plan to the services: labels and donations first, then every act in the order of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from core.access import Actor, actor_for
from core.clock import local_day
from core.db import transaction
from factory.demo.calendar import desk
from factory.demo.lives.leaving import APPROVE
from factory.demo.partners import DONORS
from factory.demo.pictures import PhotoShelf
from factory.demo.planning import YearPlan
from factory.demo.story import SYSTEM, Act, Story
from factory.demo.world import World
from inventory.queries.labels import labels_of
from inventory.services.donors import add_donation, add_donor
from inventory.services.labels import make_batch
from inventory.services.photos import add_photo, approve_photo
from inventory.services.record import record_event

AT_ONCE = 300
"""Acts in one transaction: enough to be quick, few enough to show progress."""
BATCH = 84
STATIONERY = "L7160"
BLANKS = 42
SCREENS = ("scan", "station", "wall_card", "typed")
Tell = Callable[[int, int], None]


@dataclass
class Telling:
    """What is known while the plan is told."""

    world: World
    shelf: PhotoShelf
    host: str
    token: Callable[[], str]
    new_code: Callable[[], str]
    codes: dict[int, str] = field(default_factory=dict)
    results: Counter[str] = field(default_factory=Counter)
    surprises: list[str] = field(default_factory=list)
    _actors: dict[tuple[str, str, object], Actor] = field(default_factory=dict)
    _queued: int = 0

    def tell(self, plan: YearPlan, now: datetime, progress: Tell) -> None:
        """Write the whole plan."""
        with transaction():
            self._print_labels(plan.stories, now)
            self._take_donations(plan)
        acts, done = iter(plan.acts), 0
        total = len(plan.acts)
        while part := list(islice(acts, AT_ONCE)):
            self.shelf.prepare(picture for act in part for _, _, picture in act.pictures)
            with transaction():
                for act in part:
                    self._act(act)
            done += len(part)
            progress(done, total)

    # Labels and donations

    def _print_labels(self, stories: Sequence[Story], now: datetime) -> None:
        """Batches printed ahead, each a few days before its first label is used; one more lies ready today."""
        for site in self.world.sites:
            here = sorted(
                (one for one in stories if one.acts and _home(one) == site), key=lambda one: one.acts[0].at
            )
            for first in range(0, len(here), BATCH):
                part = here[first : first + BATCH]
                codes = self._batch(site, BATCH, part[0].acts[0].at - timedelta(days=3))
                self.codes |= {story.number: code for story, code in zip(part, codes, strict=False)}
            self._batch(site, BLANKS, now - timedelta(hours=20))

    def _batch(self, site: str, count: int, at: datetime) -> Iterator[str]:
        by = self._actor(_printer(site, at), site, at) or self.world.system(site)
        if not by.may("print_labels"):
            by = self.world.system(site)
        batch = make_batch(
            by=by,
            stationery_name=STATIONERY,
            count=count,
            start=1,
            host=self.host,
            at=at,
            token=self.token(),
            new_code=self.new_code,
        )
        return iter([label.code for label in labels_of(batch.id)])

    def _take_donations(self, plan: YearPlan) -> None:
        """Donors as they first come, and what each brought."""
        donors: dict[tuple[str, int], str] = {}
        for donation in sorted(plan.donations, key=lambda one: one.at):
            by = self.world.system(donation.site)
            key = (donation.site, donation.donor)
            if donation.donor >= 0 and key not in donors:
                name, kind = DONORS[donation.donor]
                donors[key] = add_donor(
                    by=by, kind=kind, name=name, email="", phone="", at=donation.at, token=self.token()
                ).number
            row = add_donation(
                by=by,
                donor_number=donors.get(key, ""),
                given_on=local_day(donation.at),
                at=donation.at,
                token=self.token(),
            )
            self.world.donations[donation.number] = row.id

    # Acts

    def _act(self, act: Act) -> None:
        by = self._actor(act.who, act.site, act.at)
        if act.kind == APPROVE:
            for photo in act.data["photos"]:
                approve_photo(by=by, photo_id=photo, at=act.at)
            return
        outcome = record_event(
            by=replace(by, device_id=self._tablet(act)[0]) if self._is_on_tablet(act) else by,
            code=self.codes[act.piece],
            kind=act.kind,
            data=self._resolved(act),
            at=act.at,
            token=act.token,
            how=act.how,
            with_ids=tuple(self.world.people[key].id for key in act.with_whom),
            **self._queue_of(act),
        )
        self.results[outcome.result] += 1
        if (outcome.result != "stored") is not act.is_queued:
            self.surprises.append(
                f"{act.kind} {act.data}: {outcome.result} {outcome.reason} {outcome.message}"
            )
        if outcome.result == "stored":
            self._add_photos(act, by)

    def _add_photos(self, act: Act, by: Actor) -> None:
        for photo, kind, picture in act.pictures:
            add_photo(
                by=by,
                code=self.codes[act.piece],
                photo_id=photo,
                kind=kind,
                stored=self.shelf.stored(picture),
                at=act.at,
            )

    def _actor(self, who: str, site: str, at: datetime) -> Actor:
        """The person as they were on that day, signed in with their PIN."""
        if who == SYSTEM:
            return self.world.system(site)
        key = (who, site, local_day(at))
        if key not in self._actors:
            found = actor_for(
                self.world.people[who].id, site_id=self.world.sites[site], strength="pin", at=at
            )
            self._actors[key] = found or self.world.system(site)
        return self._actors[key]

    def _is_on_tablet(self, act: Act) -> bool:
        return act.is_queued or (act.who != SYSTEM and act.how in SCREENS)

    def _tablet(self, act: Act) -> tuple[int, str]:
        tablets = self.world.tablets[act.site]
        return tablets[act.piece % len(tablets)]

    def _queue_of(self, act: Act) -> dict[str, Any]:
        """What is further known of an act that came through a tablet's queue."""
        if not act.is_queued:
            return {}
        self._queued += 1
        return {
            "keep_refused": True,
            "received_at": act.at + timedelta(minutes=17),
            "device": self._tablet(act)[1],
            "sequence": self._queued,
        }

    def _resolved(self, act: Act) -> dict[str, Any]:
        """The act's data with ids in the place of words."""
        data = dict(act.data)
        if data.get("place"):
            data["place"] = self.world.places[act.site, data["place"]]
        if "organisation" in data:
            data["organisation_id"] = self.world.organisations[data.pop("organisation")]
        if "donation" in data:
            data["donation"] = self.world.donations[data["donation"]]
        return data


def _home(story: Story) -> str:
    """The site where a story's piece came in."""
    return story.acts[0].site


def _printer(site: str, at: datetime) -> str:
    """Who prints labels at a site: a trainer or coordinator, else the shell."""
    found = desk(site, 0)
    return found[0].key if found else SYSTEM
