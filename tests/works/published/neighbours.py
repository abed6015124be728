"""Those who came without a name, the firms that were helped, and the things made for organisations and hospitals."""

from __future__ import annotations

from core.clock import local_day
from core.db import transaction
from core.recipients import add_organisation
from factory.occasions.services.artefacts import ArtefactData, add_artefact
from factory.occasions.services.helping import HelpData, add_help
from factory.occasions.services.occasions import OccasionData, add_occasion, count_heads
from tests.works.published.scene import BEGAN, Scene, days, token

OCCASIONS, HEADS, FIRMS, ARTEFACTS, BATCHES = 30, 1506, 44, 6000, 24
KINDS = ("open_day", "family_workshop", "exhibition", "school_visit", "van_stop")


def hold_occasions(scene: Scene) -> None:
    """Thirty occasions in three cities, with all heads counted, a third of them children."""
    for turn, at in enumerate(days(OCCASIONS)):
        by, heads = scene.actor("ruth", at), HEADS // OCCASIONS + (turn < HEADS % OCCASIONS)
        city = ("Coventry", "Wolverhampton", "Birmingham")[turn % 3]
        with transaction():
            data = OccasionData(local_day(at), f"Occasion {turn + 1}", KINDS[turn % len(KINDS)], city)
            row = add_occasion(by=by, data=data, at=at, token=token())
            for is_child, change in ((False, heads - heads // 3), (True, heads // 3)):
                count_heads(by=by, occasion_id=row.id, is_child=is_child, change=change, at=at, token=token())


def help_firms(scene: Scene) -> None:
    """Forty-four firms, two hours each."""
    for turn, at in enumerate(days(FIRMS)):
        with transaction():
            firm = add_organisation(
                name=f"Firm {turn + 1:02d}",
                kind="firm",
                city="Coventry",
                site_id=scene.site,
                by_id=None,
                at=BEGAN,
                token=token(),
            )
            data = HelpData(firm.id, "prototyping", 120, local_day(at))
            add_help(by=scene.actor("ruth", at), data=data, at=at, token=token())


def make_artefacts(scene: Scene) -> None:
    """Six thousand pieces of PPE and other things, in two dozen batches."""
    for turn, at in enumerate(days(BATCHES)):
        data = ArtefactData(
            "ppe", f"Face shields {turn + 1}", ARTEFACTS // BATCHES, local_day(at), scene.organisations[turn]
        )
        with transaction():
            add_artefact(by=scene.actor("ruth", at), data=data, at=at, token=token())
