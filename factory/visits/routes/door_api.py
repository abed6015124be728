"""The door on a tablet: who is in, and what was seen of coming and going, live or from the queue."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from flask_babel import gettext

from core.batches import answer_open_batch
from core.clock import milliseconds, now
from core.guards import DEVICE_BATCH, TABLET, current_device, policy
from factory.visits.doors import DoorReceipt, cards_inside, cards_of, take_door_event
from factory.visits.fire_list import fire_list
from factory.visits.routes import blueprint


@blueprint.get("/api/v1/visits")
@policy(TABLET)
def tell_inside() -> Response:
    """The cards of whoever is in at the tablet's site, and the fire list that it keeps for when no line stands."""
    site_id, at = current_device().site_id, now()
    found = fire_list(site_id, at)
    cards = cards_of([one.number for one in found.people])
    people = [
        {
            "alias": one.called,
            "avatar": one.avatar,
            "since": milliseconds(one.since),
            "kind": one.kind,
            "cards": cards.get(one.number, []),
        }
        for one in found.people
    ]
    told = {
        "inside": cards_inside(site_id, at),
        "people": people,
        "heads": found.heads,
        "now": milliseconds(at),
    }
    answer = jsonify(told)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/api/v1/visits")
@policy(DEVICE_BATCH)
def take_door_events() -> Response:
    """Events of a door: each is kept once, alone, and answered with its receipt."""
    return answer_open_batch(take_door_event, failed="an event of a tablet's door failed", told=_told)


def _told(receipt: DoorReceipt) -> dict[str, Any]:
    message = gettext(receipt.message) if receipt.message else ""
    return {"id": receipt.id, "result": receipt.result, "message": message, "work": receipt.work}
