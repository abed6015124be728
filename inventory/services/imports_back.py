"""A piece that an import took in is taken back, if nothing came after it."""

from __future__ import annotations

import uuid
from datetime import datetime

from core.access import Actor, require
from core.db import fast
from inventory.services.record import record_event


def take_back_piece(*, by: Actor, code: str, at: datetime) -> bool:
    """Undo that a piece was taken in by an import, and put down; False where something was built upon it since.

    Its label stays spent. Taken back before: True, and nothing changes.
    """
    require(by, "import_pieces")
    rows = fast().rows(
        "SELECT e.id, e.kind, e.how FROM piece_event e JOIN label l ON l.piece_id = e.piece_id WHERE l.code = ? "
        "AND NOT EXISTS (SELECT 1 FROM event_verdict v WHERE v.event_id = e.id) AND e.kind <> 'undone' "
        "ORDER BY e.at, e.id",
        (code,),
    )
    if not rows:
        return True
    if [row[1] for row in rows] not in (["intake"], ["intake", "placed"]) or any(
        row[2] != "import" for row in rows
    ):
        return False
    for event_id, _, _ in reversed(rows):
        done = record_event(
            by=by,
            code=code,
            kind="undone",
            data={"event": event_id, "whole": "import"},
            at=at,
            token=str(uuid.uuid5(uuid.UUID(event_id), "import taken back")),
            how="import",
        )
        if done.result == "refused":
            return False
    return True
