"""Forbidden materials that somebody chose at a machine and that were refused: counted by material, never by person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.db import as_instant, as_json, fast

LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True)
class RefusedMaterial:
    """A material, how often it was chosen lately, and when last."""

    name: str
    count: int
    last_at: datetime


def refused_at(machine_id: int, at: datetime) -> list[RefusedMaterial]:
    """What was refused at a machine in the last three months, the most often first."""
    rows = fast().rows(
        "SELECT body, received_at FROM kiosk_event WHERE kind = 'material_refused' AND machine_id = ? "
        "AND received_at >= ? ORDER BY received_at",
        (machine_id, at - LOOKED_BACK),
    )
    last: dict[str, datetime] = {}
    counted: Counter[str] = Counter()
    for body, received in rows:
        name = str(as_json(body).get("material", ""))[:40]
        counted[name] += 1
        last[name] = as_instant(received)
    return [RefusedMaterial(name, count, last[name]) for name, count in counted.most_common()]
