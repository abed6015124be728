"""Practice ends with its day: each life is closed by an event of its own."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from core.access import system_actor
from inventory.queries.practice import PracticePiece
from inventory.services.record import record_event

CLOSING: Final = uuid.UUID("5b1f7a52-7f0e-4c1c-9f5e-2f6a4a3d9c11")
"""Namespace of the ids of closing events: the same piece and life always closes with the same id."""


def close_practice(*, found: Iterable[PracticePiece], at: datetime) -> None:
    """Close the lives of these practice pieces; a life that is closed already stays as it is."""
    for piece in found:
        record_event(
            by=system_actor(piece.site_id),
            code=piece.code,
            kind="closed",
            data={},
            at=at,
            token=str(uuid.uuid5(CLOSING, f"{piece.code} {piece.life}")),
            how="system",
        )
