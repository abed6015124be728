"""The desk is told of a van from which nobody has said that they left, once a delivery."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import select

from core.db import db, fast
from core.desks import holders_of
from core.outbox import OutboxMessage, put_in_outbox

OVERDUE = timedelta(minutes=30)
"""So long after its time nobody asks yet."""
ASKED_FOR = timedelta(days=2)
"""After so long nobody is told any more: it stands on the page of the van."""
KIND = "van_overdue"
_TOLD = uuid.UUID("2b7d1a52-6f55-4f0c-9e6e-0d8b6c1f7a33")


def tell_van_overdue(at: datetime) -> int:
    """Tell the desk of each delivery whose van is not away from there in time; how many messages. Again: nothing."""
    rows = fast().rows(
        "SELECT d.id, d.number, d.site_id FROM delivery d WHERE d.left_at IS NULL AND d.cancelled_at IS NULL "
        "AND d.due_at < ? AND d.due_at > ? AND (d.arrived_at IS NOT NULL OR EXISTS (SELECT 1 FROM delivery_piece x "
        "WHERE x.delivery_id = d.id AND x.state = 'loaded')) ORDER BY d.id",
        (at - OVERDUE, at - ASKED_FOR),
    )
    return sum(
        _tell(delivery_id, number, site_id, person_id, at)
        for delivery_id, number, site_id in rows
        for person_id in holders_of("plan_van", site_id, at)
    )


def _tell(delivery_id: int, number: str, site_id: int, person_id: int, at: datetime) -> bool:
    token = str(uuid.uuid5(_TOLD, f"{delivery_id} {person_id}"))
    if db.session.scalar(select(OutboxMessage.id).where(OutboxMessage.token == token)) is not None:
        return False
    put_in_outbox(
        kind=KIND, person_id=person_id, site_id=site_id, facts={"delivery": number}, at=at, token=token
    )
    return True
