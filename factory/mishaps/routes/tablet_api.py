"""Accidents and near misses on a tablet: what can be chosen, and what was told, live or from the queue."""

from __future__ import annotations

from flask import Response, jsonify

from core.batches import answer_open_batch
from core.guards import DEVICE_BATCH, TABLET, current_device, policy
from factory.mishaps.kinds import KINDS
from factory.mishaps.queries import machines_of
from factory.mishaps.routes import blueprint
from factory.mishaps.tablets import take_mishap_event


@blueprint.get("/api/v1/mishaps")
@policy(TABLET)
def tell_mishap_choices() -> Response:
    """What happens, by picture, and the machines of the tablet's site: kept there for when no line stands."""
    told = {
        "kinds": [{"slug": kind.slug, "name": kind.name, "picture": kind.picture} for kind in KINDS],
        "machines": [{"code": code, "name": name} for code, name in machines_of(current_device().site_id)],
    }
    answer = jsonify(told)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/api/v1/mishaps")
@policy(DEVICE_BATCH)
def take_mishap_events() -> Response:
    """What a tablet tells: each is kept once, alone, and answered with its receipt."""
    return answer_open_batch(take_mishap_event, failed="what a tablet told of a mishap could not be kept")
