"""A hundred makeovers, three of four of them homes, from referral to the household's sign-off."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from core.access import system_actor
from core.clock import local_day
from core.db import transaction
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
from tests.works.published.scene import BEGAN, Scene, days, token

MAKEOVERS = 100
SAFE = Survey(
    needs=["beds"],
    risks=dict.fromkeys(BUILDING_RISKS, "no"),
    permission="owner",
    asbestos="no",
    lead_paint="no",
)


def make_over(scene: Scene) -> None:
    """Each makeover on one day of the year, with Mary at work there for an hour and a half."""
    with transaction():
        for kind in ("enter:homes", "lead:work_days"):
            give_permit(
                by=system_actor(scene.site),
                person_id=scene.cast.people["mary"],
                kind=kind,
                source="training",
                at=BEGAN,
                starts_on=local_day(BEGAN),
                ends_on=local_day(BEGAN) + timedelta(days=500),
            )
    for turn, at in enumerate(days(MAKEOVERS, 9)):
        _one(scene, turn, at)


def _one(scene: Scene, turn: int, at: datetime) -> None:
    kind = "community" if turn % 4 == 3 else "home"
    said = Referral(kind, "Coventry", "Foleshill", f"REF-{turn:03d}", ["beds"], title=f"Place {turn}")
    who: dict[str, Any] = {"by": scene.actor("ruth", at), "at": at}
    with transaction():
        made = refer_makeover(referral=said, token=token(), **who)
        of = {**who, "makeover_id": made.id}
        save_survey(survey=SAFE, **of)
        add_room(kind="bedroom", words="", token=token(), **of)
        finish_survey(**of)
        add_task(kind="paint", words="", token=token(), **of)
        plan_makeover(begins_on=local_day(at), ends_on=local_day(at), **of)
        day = plan_day(on=local_day(at), begins="09:30", ends="15:30", token=token(), **of)
        put_on_day(day_id=day.id, person=scene.cast.numbers["mary"], part="lead", **of)
        mary = {"day_id": day.id, "person_id": scene.cast.people["mary"]}
        ended = at + timedelta(minutes=90)
        arrive(**of | mary)
        leave(**of | mary | {"at": ended})
        finish_work(**of | {"at": ended})
        sign_off(outcome="signed", drawing="M 10 10 L 90 40", token=token(), **of | {"at": ended})
