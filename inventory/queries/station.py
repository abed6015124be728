"""Reads of station mode: the running list of what a person scanned there today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.access import Actor
from core.clock import local_day, start_of_day
from core.db import as_instant, as_json, fast

MOST_SHOWN = 30


@dataclass(frozen=True)
class StationScan:
    """One scan of the running list, the newest first."""

    event: str
    code: str
    label: str
    category: str
    title: str
    at: datetime
    is_undone: bool
    is_last: bool


def scans_today(by: Actor, *, kind: str, data: Mapping[str, Any], at: datetime) -> list[StationScan]:
    """What the person did today at the station whose scans are of this kind and data, the newest first."""
    rows = fast().rows(
        "SELECT e.id, p.code, e.label, p.category, p.title, e.at, v.verdict, e.data, e.kind FROM piece_event e "
        "JOIN piece p ON p.id = e.piece_id LEFT JOIN event_verdict v ON v.event_id = e.id "
        "WHERE e.by_id = ? AND e.at >= ? AND e.site_id = ? AND e.how IN ('station', 'typed') AND e.kind = ? "
        "ORDER BY e.at DESC, e.id DESC LIMIT ?",
        (by.person_id, start_of_day(local_day(at)), by.site_id, kind, 2 * MOST_SHOWN),
    )
    here = [row for row in rows if _is_of(as_json(row[7]), data)][:MOST_SHOWN]
    undoable = next((row[0] for row in here if row[6] != "undone"), "")
    return [
        StationScan(
            row[0], row[1], row[2], row[3], row[4], as_instant(row[5]), row[6] == "undone", row[0] == undoable
        )
        for row in here
    ]


def _is_of(told: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
    return all(told.get(name) == value for name, value in data.items())
