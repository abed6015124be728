"""A tablet's door, for tests: events proven by somebody's card, sent live or late."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.clock import milliseconds
from core.ids import lookup_key, new_client_id, proof_key, proof_message, sign_proof
from tests.cast import Cast
from tests.front_desk.doors import post_api
from tests.pages import Client


def door_event(
    cast: Cast, name: str, what: str, at: datetime, work: str = "", event_id: str = ""
) -> dict[str, Any]:
    """What a tablet keeps of a card shown at the door."""
    own, device_ms = event_id or new_client_id(), milliseconds(at)
    key = proof_key(cast.cards[name].removeprefix("ECO:"))
    proof = sign_proof(key, proof_message("visit", own, device_ms, what, work))
    return {
        "id": own,
        "what": what,
        "work": work,
        "at": device_ms,
        "by": {"card": lookup_key(key), "proof": proof},
    }


def send(tablet: Client, events: list[dict[str, Any]], device_now: datetime) -> list[dict[str, Any]]:
    """Send a batch as the tablet's queue does; the answers."""
    answer = post_api(tablet, "visits", {"now": milliseconds(device_now), "events": events})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    told: list[dict[str, Any]] = answer.json["answers"]
    return told
