"""Ruth's browser over the workshop, and a way to pair two of the cast."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from core.clock import now
from core.db import transaction
from core.ids import new_client_id
from factory.skills.services import begin_pair
from tests.inventory.conftest import Desk
from tests.inventory.conftest import desk as desk


@pytest.fixture
def paired(desk: Desk) -> Callable[..., int]:
    """Pair two of the cast by name, for a topic, since a day; the pair's id."""
    cast = desk.scene.cast

    def pair(guide: str, newcomer: str, since: date, topic: str = "sanding", kind: str = "skill") -> int:
        with transaction():
            return begin_pair(
                by=cast.actor("ruth"),
                kind=kind,
                topic=topic,
                guide=cast.numbers[guide],
                newcomer=cast.numbers[newcomer],
                begun_on=since,
                at=now(),
                token=new_client_id(),
            ).id

    return pair
