"""Reads of practice pieces: those whose day is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.clock import local_day, start_of_day
from core.db import fast
from inventory.stages import OPEN_STAGES


@dataclass(frozen=True)
class PracticePiece:
    """A practice piece in its present life."""

    code: str
    life: int
    site_id: int


def practice_of_earlier_days(at: datetime, most: int) -> list[PracticePiece]:
    """Open practice pieces that were last moved before the day of `at`, the oldest first, `most` at most."""
    stages = (*OPEN_STAGES, "draft")
    places = ", ".join("?" for _ in stages)
    rows = fast().rows(
        f"SELECT code, life, site_id FROM piece WHERE is_practice AND stage IN ({places}) AND since < ? "
        "ORDER BY id LIMIT ?",
        (*stages, start_of_day(local_day(at)), most),
    )
    return [PracticePiece(*row) for row in rows]
