"""Privacy in the demo: evidence is held for the programme, and somebody came again and was written down twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from core.clock import local_day
from core.people_services import add_person
from factory.demo.world import World
from factory.privacy.services.holds import hold_evidence

PROGRAMMES = ("City regeneration fund", "Skills for makers")


def leave_privacy(world: World, at: datetime, token: Callable[[], str]) -> None:
    """Hold each site's evidence until the programmes' last day; Tomasz came again, in another script."""
    last = date(local_day(at).year + 3, 3, 31)
    for slug in ("coventry", "wolverhampton"):
        for programme in PROGRAMMES:
            hold_evidence(by=world.system(slug), programme=programme, until_on=last, at=at, token=token())
    add_person(
        by=world.system("coventry"),
        called="Томаш",
        language="uk",
        avatar="acorn",
        at=at - timedelta(days=3),
        token=token(),
    )
