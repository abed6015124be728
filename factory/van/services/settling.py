"""What a tablet in the van told and could not be done: a coordinator looks at it and says what became of it."""

from __future__ import annotations

from datetime import datetime

from core.access import Actor, require
from core.db import db
from core.errors import N_, NotFound, RuleBroken
from factory.van.models.deliveries import VanEvent, VanEventSettled
from factory.van.services.numbers import note_write
from factory.van.words import SETTLED


def settle_van_event(*, by: Actor, event_id: str, how: str, at: datetime) -> None:
    """It was put right by hand, or was not so: it leaves the list. Again changes nothing.

    Raises NotFound for an event of another site or one that was done.
    """
    require(by, "plan_van")
    if how not in SETTLED:
        raise RuleBroken("how", N_("Say what became of it."), N_("Press one of the two."))
    row = db.session.get(VanEvent, event_id)
    if row is None or row.site_id != by.site_id or row.state == "done":
        raise NotFound()
    if db.session.get(VanEventSettled, event_id) is not None:
        return
    db.session.add(VanEventSettled(event_id=event_id, how=how, at=at, by_id=by.person_id))
    db.session.flush()
    note_write("settle_van_event", f"event:{event_id}", by, at, ("how",))
