"""What a tablet tells of accidents and near misses: each proven, kept once, whenever and in whatever order it comes.

Whoever told it may have gone by the time it arrives. So what can be kept is kept: a machine, place or label that the
site does not know (any more) is left out, and the rest stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.db import fast
from core.errors import N_, EcoError, RuleBroken
from core.ids import proof_message, read_client_id
from core.tablets import Receipt, Tablet, actor_of, blank_card, corrected_time, whole_number
from core.told import without_id
from factory.mishaps.queries import machines_of, piece_at, places_of
from factory.mishaps.services import tell_mishap

WAITS = N_("This card has no person yet: it is tried again.")
LONGEST = 2000
_HALF = re.compile("[\ud800-\udfff]")
"""A lone surrogate, which no database keeps: the tablet would send it for ever."""
OLDEST_MS = 24 * 3_600_000
"""On a tablet one tells of today; for another day there is the page."""


def take_mishap_event(
    body: Mapping[str, Any], *, tablet: Tablet, device_now: int, arrived: datetime
) -> Receipt:
    """Keep one accident or near miss, inside the caller's transaction. It never raises for what the event says."""
    event_id = read_client_id(body.get("id"))
    if event_id is None:
        return without_id(body)
    try:
        return _taken(body, event_id, tablet, device_now, arrived)
    except EcoError as problem:
        return Receipt(event_id, "refused", problem.message, problem.remedy)


def _taken(
    body: Mapping[str, Any], event_id: str, tablet: Tablet, device_now: int, arrived: datetime
) -> Receipt:
    told = {name: _word(body, name) for name in ("gravity", "what", "machine", "piece", "page")}
    device_ms, ago = whole_number(body.get("at"), "at"), whole_number(body.get("ago") or 0, "ago")
    place_id = whole_number(body.get("place") or 0, "place")
    at = corrected_time(device_ms, device_now, arrived)
    said = (*told.values(), str(place_id), str(ago))
    message = proof_message("mishap", event_id, device_ms, *said)
    if blank_card(body.get("by"), message):
        return Receipt(event_id, "waits", WAITS)
    actor = actor_of(body.get("by"), message, tablet, at, arrived)
    is_known = fast().row("SELECT 1 FROM mishap WHERE token = ?", (event_id,)) is not None
    tell_mishap(
        by=actor,
        gravity=told["gravity"],
        kind=told["what"],
        happened_at=corrected_time(device_ms - max(0, min(ago, OLDEST_MS)), device_now, arrived),
        place_id=place_id if place_id in {number for number, _ in places_of(tablet.site_id)} else None,
        machine_code=told["machine"] if told["machine"] in dict(machines_of(tablet.site_id)) else "",
        piece=told["piece"] if piece_at(told["piece"], tablet.site_id) else "",
        book_page=told["page"],
        at=arrived,
        token=event_id,
    )
    return Receipt(event_id, "repeated" if is_known else "stored")


def _word(body: Mapping[str, Any], name: str) -> str:
    word = str(body.get(name) or "").replace("\x00", "")[:LONGEST]
    if _HALF.search(word):
        raise RuleBroken(name, N_("Half a letter stands in this."), N_("Write it again."))
    return word
