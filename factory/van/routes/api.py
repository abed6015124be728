"""The van's tablet: the pack that it takes along, and the events that it brings."""

from __future__ import annotations

from typing import Any

from flask import Response, g

from core.batches import answer_batch
from core.clock import now
from core.guards import DEVICE_BATCH, TABLET, policy
from core.packs import signed_pack
from factory.van.queries.pack import van_pack
from factory.van.routes import blueprint
from factory.van.services.events import take_van_event
from factory.van.words import BACK_REASONS, DECLINE_REASONS, NOT_SIGNED

PACK_FORM = "van 1"
"""Raise it when the pack is told in another form."""
MOST_BYTES = 2 * 1024 * 1024
AT_THE_DOOR = ("no_fire_label", "damaged", "infested", "too_big", "taken_back")


@blueprint.get("/api/v1/van/pack")
@policy(TABLET)
def show_van_pack() -> Response:
    """The deliveries and rounds of these days at the tablet's site, signed; 304 where nothing was written since."""
    return signed_pack(PACK_FORM, _pack)


def _pack() -> dict[str, Any]:
    return {
        "back": [(slug, words) for slug, words in BACK_REASONS.items() if slug != "not_taken"],
        "not_signed": list(NOT_SIGNED.items()),
        "at_door": [(slug, DECLINE_REASONS[slug]) for slug in AT_THE_DOOR],
        **van_pack(g.device.site_id, now()),
    }


@blueprint.post("/api/v1/van")
@policy(DEVICE_BATCH)
def take_van_events() -> Response:
    """Events of the van's tablet, live or queued: each is kept once, alone, and answered with its receipt."""
    return answer_batch(take_van_event, failed="an event of a van's tablet failed", most_bytes=MOST_BYTES)
