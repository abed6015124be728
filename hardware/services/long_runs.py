"""Whom we tell that a machine was left running: staff of its site, once for each job. The machine is not touched."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select

from core.db import db, fast
from core.desks import holders_of
from core.outbox import OutboxMessage, put_in_outbox
from hardware.queries.board import Tile, tiles_of

KIND = "machine_left_running"
_TOLD = uuid.UUID("8b0f6a52-6d0e-4d5d-9a0b-0c4f3a7d1e66")
"""Namespace of messages: they follow from the job and whom they are for, however often it is counted."""


def tell_long_runs(*, at: datetime) -> int:
    """Tell staff of machines that are at work for longer than they should be; how many messages. Again: nothing.

    What waits to be told is dropped once the job has ended.
    """
    _drop_ended(at)
    told = 0
    for (site_id,) in fast().rows("SELECT id FROM site WHERE NOT is_practice ORDER BY id"):
        left_running = [tile for tile in tiles_of(site_id, at) if tile.long_run_ms]
        people = holders_of("edit_machines", site_id, at) if left_running else []
        told += sum(_tell(tile, person_id, site_id, at) for tile in left_running for person_id in people)
    return told


def _tell(tile: Tile, person_id: int, site_id: int, at: datetime) -> bool:
    """Tell one; False where they were told of this job already."""
    token = str(uuid.uuid5(_TOLD, f"{tile.job} {person_id}"))
    if db.session.scalar(select(OutboxMessage.id).where(OutboxMessage.token == token)) is not None:
        return False
    facts = {"machine": tile.code, "job": tile.job, "hours": tile.long_run_ms // 3_600_000}
    put_in_outbox(kind=KIND, person_id=person_id, site_id=site_id, facts=facts, at=at, token=token)
    return True


def _drop_ended(at: datetime) -> None:
    waiting = select(OutboxMessage).where(OutboxMessage.kind == KIND, OutboxMessage.state == "waiting")
    for message in db.session.scalars(waiting):
        key = str(message.facts.get("job", ""))
        if fast().row("SELECT 1 FROM machine_job WHERE key = ? AND ended_at IS NULL", (key,)) is None:
            message.state, message.ended_at = "dropped", at
    db.session.flush()
