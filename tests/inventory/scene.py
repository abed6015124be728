"""A workshop scene on the database: the cast, labels, and pieces brought to a stage through the services."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from core.access import Actor, system_actor
from core.clock import now
from core.db import db, fast, transaction
from core.ids import new_client_id
from core.people import CHECK_PERMITS
from inventory.services.labels import make_batch
from inventory.services.record import Outcome, record_event
from tests.cast import Cast
from tests.inventory.stories import CHAIR, release_answers, way_to_ready

HOST = "ECO.EXAMPLE"


@dataclass
class Scene:
    """The cast with a batch of labels; `take` records, `bring` brings a fresh piece to a stage."""

    cast: Cast
    codes: list[str] = field(default_factory=list)
    used: int = 0

    def checker(self, who: str) -> Actor:
        """Somebody of the cast as if they held every check's permit."""
        return replace(self.cast.actor(who), permits=frozenset(CHECK_PERMITS))

    def label(self) -> str:
        """A fresh blank label."""
        self.used += 1
        return self.codes[self.used - 1]

    def take(self, code: str, kind: str, data: dict[str, Any], who: str = "ruth", **more: Any) -> Outcome:
        """Record one event as somebody of the cast."""
        at = more.pop("at", None) or now()
        with transaction():
            by: Actor = more.pop("by", None) or self.checker(who)
            token = more.pop("token", None) or new_client_id()
            return record_event(by=by, code=code, kind=kind, data=data, at=at, token=token, **more)

    def bring(self, stage: str, category: str = CHAIR, *, ago: timedelta = timedelta(hours=3)) -> str:
        """A fresh piece in `received`, `checked`, `in_work`, `quality_check`, `ready` or `released`; its code."""
        code, start = self.label(), now() - ago
        for minute, item in enumerate([*way_to_ready(category), *release_answers()]):
            if self.stage(code) == stage and (stage != "ready" or minute == 7):
                break
            who = "mary" if "quality_check" in item.data.get("answers", {}) else "ruth"
            outcome = self.take(code, item.kind, _fresh(item.data), who, at=start + timedelta(minutes=minute))
            assert outcome.result == "stored", outcome
        if stage == "released":
            self.take(code, "released", {"destination": "sale"}, at=start + timedelta(minutes=20))
        assert self.stage(code) == stage, self.stage(code)
        return code

    def stage(self, code: str) -> str:
        """The stage of the piece that wears a label; "blank" for none."""
        row = fast().row(
            "SELECT p.stage FROM label l JOIN piece p ON p.id = l.piece_id WHERE l.code = ?", (code,)
        )
        return str(row[0]) if row else "blank"

    def events(self, code: str) -> int:
        """How many events are stored of a piece."""
        db.session.rollback()
        row = fast().row(
            "SELECT COUNT(*) FROM piece_event e JOIN label l ON l.piece_id = e.piece_id WHERE l.code = ?",
            (code,),
        )
        return int(row[0]) if row else 0


def _fresh(data: dict[str, Any]) -> dict[str, Any]:
    """The same data with photo ids of its own, so that two pieces share none."""
    if isinstance(data, dict):
        return {
            name: new_client_id()
            if name == "photo"
            else [new_client_id() for _ in value]
            if name == "photos"
            else "2026-11-01"
            if name == "tested_on"
            else _fresh(value)
            for name, value in data.items()
        }
    return data


def make_scene(cast: Cast, labels: int = 60, at: datetime | None = None) -> Scene:
    """A batch of labels at Coventry for the cast. Needs the app's context."""
    with transaction():
        batch = make_batch(
            by=system_actor(cast.sites["coventry"]),
            stationery_name="L7160",
            count=labels,
            start=1,
            host=HOST,
            at=at or now(),
            token=new_client_id(),
        )
        codes = fast().rows("SELECT code FROM label WHERE batch_id = ? ORDER BY position", (batch.id,))
    return Scene(cast, [row[0] for row in codes])
