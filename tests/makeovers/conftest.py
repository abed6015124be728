"""A makeover to work on: Ruth at her desk, pieces of the workshop, Mary and Yusuf with permits to enter homes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from core.access import Actor, system_actor
from core.clock import local_day, now, start_of_day, today
from core.db import transaction
from core.ids import new_client_id
from core.people_roles import give_permit
from factory.makeovers.services.days import arrive, leave, plan_day, put_on_day
from factory.makeovers.services.ending import finish_work, sign_off
from factory.makeovers.services.planning import (
    Survey,
    add_room,
    add_task,
    finish_survey,
    plan_makeover,
    save_survey,
)
from factory.makeovers.services.referrals import Referral, refer_makeover
from factory.makeovers.words import BUILDING_RISKS
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.inventory.scene import Scene, make_scene
from tests.pages import PageClient

SAFE = Survey(
    needs=["beds", "painting"],
    risks=dict.fromkeys(BUILDING_RISKS, "no"),
    permission="landlord",
    asbestos="no",
    lead_paint="yes",
    lead_plan="Wet sanding only",
)


@dataclass
class Home:
    """The cast, the workshop and a browser, with short ways through a makeover's life."""

    cast: Cast
    scene: Scene
    browser: PageClient
    folder: Path

    @property
    def ruth(self) -> Actor:
        """The coordinator."""
        return self.cast.actor("ruth")

    def do(self, act: Callable[..., object], makeover_id: int, **said: object) -> object:
        """One write by Ruth, now."""
        with transaction():
            return act(**{"by": self.ruth, "makeover_id": makeover_id, "at": now(), **said})

    def refer(self, kind: str = "home", by: Actor | None = None, **more: object) -> int:
        """A fresh referral; its id."""
        said: dict[str, Any] = {"kind": kind, "city": "Coventry", "area": "Foleshill", "reference": "CV-2041",
                                "needs": ["beds"], **more}  # fmt: skip
        with transaction():
            return refer_makeover(
                by=by or self.ruth,
                referral=Referral(**said),
                at=now(),
                token=new_client_id(),
            ).id

    def survey(self, makeover_id: int, survey: Survey = SAFE) -> None:
        """Survey it whole."""
        self.do(save_survey, makeover_id, survey=survey)
        self.do(add_room, makeover_id, kind="bedroom", words="", token=new_client_id())
        self.do(finish_survey, makeover_id)

    def plan(self, makeover_id: int, survey: Survey = SAFE) -> None:
        """Survey and plan it."""
        self.survey(makeover_id, survey)
        self.do(add_task, makeover_id, kind="paint", words="", token=new_client_id())
        day = local_day(now())
        self.do(plan_makeover, makeover_id, begins_on=day, ends_on=day + timedelta(days=2))

    def day(self, makeover_id: int) -> int:
        """A work day today, from half past nine; its id."""
        made = self.do(plan_day, makeover_id, on=local_day(now()), begins="09:30", ends="15:30",
                       token=new_client_id())  # fmt: skip
        return int(made.id)  # type: ignore[attr-defined]

    def work(self, makeover_id: int) -> int:
        """Planned, begun and finished by Mary; the day's id."""
        self.plan(makeover_id)
        day_id = self.day(makeover_id)
        self.do(put_on_day, makeover_id, day_id=day_id, person=self.cast.numbers["mary"], part="lead")
        mary, start = self.cast.people["mary"], max(now() - timedelta(hours=2), start_of_day(today()))
        self.do(arrive, makeover_id, day_id=day_id, person_id=mary, at=start)
        self.do(leave, makeover_id, day_id=day_id, person_id=mary, at=start + timedelta(minutes=95))
        self.do(finish_work, makeover_id)
        return day_id

    def sign(self, makeover_id: int, **more: object) -> object:
        """The household signs."""
        said = {"outcome": "signed", "drawing": "M 10 10 L 90 40", "token": new_client_id(), **more}
        return self.do(sign_off, makeover_id, **said)


def may_enter_homes(cast: Cast, *names: str, at: datetime | None = None) -> None:
    """Give people the permit to enter homes; Mary the one to lead work days too."""
    day = local_day(at or now())
    for name in names:
        give_one(cast, name, "enter:homes", day, at)
    if "mary" in names:
        give_one(cast, "mary", "lead:work_days", day - timedelta(days=9), at)


def give_one(cast: Cast, name: str, kind: str, starts_on: date, at: datetime | None = None) -> None:
    """Give somebody a permit from a day on."""
    with transaction():
        give_permit(
            by=system_actor(cast.sites["coventry"]),
            person_id=cast.people[name],
            kind=kind,
            source="training",
            at=at or now(),
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=300),
        )


@pytest.fixture
def home(app: Flask, cast: Cast, page_client: PageClient) -> Iterator[Home]:
    """Ruth at Coventry, with a batch of labels."""
    with app.app_context():
        scene = make_scene(cast)
        may_enter_homes(cast, "mary", "yusuf")
        sign_in(page_client, "Ruth")
        yield Home(cast, scene, page_client, app.config["ECO_SETTINGS"].photo_folder)
