"""The register of the tablets: the pack that they take along, and the events that they bring."""

from __future__ import annotations

from flask import Response, g

from core.batches import answer_batch
from core.clock import now
from core.guards import policy
from core.packs import signed_pack
from training.queries.register_pack import register_pack
from training.routes import blueprint
from training.services.register_events import take_register_event

PACK_FORM = "register 1"
"""Raise it when the pack is told in another form."""
MOST_BYTES = 2 * 1024 * 1024


@blueprint.get("/api/v1/registers/pack")
@policy("tablet")
def show_register_pack() -> Response:
    """The classes of the tablet's site with their learners, signed; 304 where nothing was written since."""
    at = now()
    return signed_pack(
        PACK_FORM, lambda: register_pack(g.device.site_id, g.device.id, at), ages=f"hour {at.hour}"
    )


@blueprint.post("/api/v1/registers")
@policy("device_batch")
def take_register_events() -> Response:
    """Events of a tablet's register, live or queued: each is kept once, alone, and answered with its receipt."""
    return answer_batch(
        take_register_event, failed="an event of a tablet's register failed", most_bytes=MOST_BYTES
    )
