"""A thousand pieces, upcycled and given to thirty organisations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core.access import system_actor
from core.db import fast, transaction
from core.recipients import add_organisation
from inventory.services.labels import make_batch
from inventory.services.record import record_event
from tests.inventory.stories import CHAIR, release_answers, way_to_ready
from tests.programme.year import _fresh
from tests.works.published.scene import BEGAN, Scene, days, token

PIECES, ORGANISATIONS = 1000, 30


def make_organisations(scene: Scene) -> None:
    """The thirty organisations that the factory gave to."""
    with transaction():
        for number in range(1, ORGANISATIONS + 1):
            row = add_organisation(
                name=f"Organisation {number:02d}",
                kind="charity",
                city="Coventry",
                site_id=scene.site,
                by_id=None,
                at=BEGAN,
                token=token(),
            )
            scene.organisations.append(row.id)


def give_pieces(scene: Scene, count: int = PIECES) -> None:
    """Each piece from the door to an organisation on one day; a transaction holds the pieces of a month or so."""
    codes = _labels(scene, count)
    for start in range(0, count, 100):
        with transaction():
            for turn, at in enumerate(list(days(count))[start : start + 100], start):
                _bring(scene, codes[turn], at, scene.organisations[turn % len(scene.organisations)])
    scene.codes += codes


def bring_late(scene: Scene, count: int) -> None:
    """Pieces of the year's last month, told years later by a tablet that was found."""
    for turn, code in enumerate(_labels(scene, count)):
        with transaction():
            _bring(scene, code, datetime(2020, 3, 10 + turn, 10, tzinfo=UTC), scene.organisations[0])


def _labels(scene: Scene, count: int) -> list[str]:
    codes: list[str] = []
    with transaction():
        while len(codes) < count:
            batch = make_batch(
                by=system_actor(scene.site),
                stationery_name="L7160",
                count=210,
                start=1,
                host="ECO.EXAMPLE",
                at=BEGAN,
                token=token(),
            )
            codes += [row[0] for row in fast().rows("SELECT code FROM label WHERE batch_id = ?", (batch.id,))]
    return codes[:count]


def _bring(scene: Scene, code: str, at: datetime, organisation_id: int) -> None:
    steps = [(item.kind, _fresh(item.data, at)) for item in (*way_to_ready(CHAIR), *release_answers())]
    gives = {"destination": "organisation", "organisation_id": organisation_id}
    for minute, (kind, data) in enumerate([*steps, ("moved", {"to": "ready"}), ("released", gives)]):
        when = at + timedelta(minutes=minute)
        by = scene.checker("mary" if "quality_check" in data.get("answers", {}) else "ruth")
        outcome = record_event(
            by=by, code=code, kind=kind, data=data, at=when, received_at=when, token=token()
        )
        assert outcome.result in ("stored", "already"), (kind, outcome)
