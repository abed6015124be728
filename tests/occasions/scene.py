"""Occasions, cafés and organisations for tests, made through the services."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from core.clock import local_day, now
from core.db import transaction
from core.ids import new_client_id
from core.recipients import add_organisation
from factory.occasions.services.occasions import OccasionData, add_occasion, count_heads
from factory.repair_cafes.services import ItemData, OutcomeData, end_repair, take_in_item
from tests.cast import Cast

TODAY = local_day(now())
LAST_WEEK = TODAY - timedelta(days=7)


def an_occasion(
    cast: Cast,
    kind: str = "open_day",
    day: date = LAST_WEEK,
    title: str = "Open day",
    who: str = "ruth",
    **more: Any,
) -> int:
    """The number of a new occasion; needs the app's context."""
    with transaction():
        data = OccasionData(day=day, title=title, kind=kind, city=more.pop("city", "Coventry"), **more)
        return add_occasion(by=cast.actor(who), data=data, at=now(), token=new_client_id()).id


def a_cafe(cast: Cast, day: date = LAST_WEEK, who: str = "ruth") -> int:
    """The number of a new repair café."""
    return an_occasion(cast, "repair_cafe", day, "Repair café in the hall", who)


def heads(cast: Cast, occasion_id: int, change: int, *, is_child: bool = False, who: str = "ruth") -> None:
    """Count heads."""
    with transaction():
        count_heads(
            by=cast.actor(who),
            occasion_id=occasion_id,
            is_child=is_child,
            change=change,
            at=now(),
            token=new_client_id(),
        )


def a_ticket(
    cast: Cast, cafe_id: int, category: int = 14, token: str = "", who: str = "mary", **more: Any
) -> int:
    """The number of a new ticket."""
    with transaction():
        row = take_in_item(
            by=cast.actor(who),
            occasion_id=cafe_id,
            data=ItemData(category=category, problem=more.pop("problem", "dead"), **more),
            at=now(),
            token=token or new_client_id(),
        )
        return row.number


def a_repair(cast: Cast, cafe_id: int, outcome: str = "fixed", category: int = 14, **more: Any) -> int:
    """The number of a ticket whose thing has an outcome."""
    barrier, minutes = more.pop("barrier", 1 if outcome == "end_of_life" else None), more.pop("minutes", 30)
    number = a_ticket(cast, cafe_id, category, **more)
    with transaction():
        end_repair(
            by=cast.actor(more.get("who", "mary")),
            occasion_id=cafe_id,
            number=number,
            data=OutcomeData(outcome, barrier, minutes),
            at=now(),
        )
    return number


def an_organisation(cast: Cast, name: str = "Spon End Kitchen") -> int:
    """The number of a new organisation."""
    with transaction():
        return add_organisation(
            name=name,
            kind="firm",
            city="Coventry",
            site_id=cast.sites["coventry"],
            by_id=None,
            at=now(),
            token=new_client_id(),
        ).id
