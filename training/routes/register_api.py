"""The register of the tablets: the pack that they take along, and the events that they bring."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, g, jsonify, make_response, request
from flask_babel import force_locale, gettext

from core.audit import writes_so_far
from core.clock import milliseconds, now, today
from core.db import transaction
from core.errors import N_, RuleBroken
from core.guards import policy
from core.people import LANGUAGES
from core.sealing import sealing_key, sign
from core.tablets import Tablet
from training.queries.register_pack import register_pack
from training.routes import blueprint
from training.services.register_events import Receipt, RefusedAtOnce, take_register_event

PACK_FORM = 1
"""Raise it when the pack is told in another form."""
MOST_EVENTS = 200
MOST_BYTES = 2 * 1024 * 1024


@blueprint.get("/api/v1/registers/pack")
@policy("tablet")
def show_register_pack() -> Response:
    """The classes of the tablet's site with their learners, signed; 304 where nothing was written since."""
    device, at = g.device, now()
    state = f"register {PACK_FORM} {today()} {at.hour} {device.id} {device.site_id} {writes_so_far()}"
    tag = hashlib.sha256(state.encode()).hexdigest()[:32]
    if request.if_none_match.contains(tag):
        return _tagged(make_response("", 304), tag)
    secret = current_app.config["ECO_SETTINGS"].secret_key
    pack = {"sealing_key": sealing_key(secret), **register_pack(device.site_id, device.id, at)}
    body = json.dumps(pack, ensure_ascii=False, separators=(",", ":")).encode()
    response = make_response(body)
    response.content_type = "application/json"
    response.headers["X-Eco-Signature"] = sign(secret, body)
    return _tagged(response, tag)


def _tagged(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.post("/api/v1/registers")
@policy("device_batch")
def take_register_events() -> Response:
    """Events of a tablet's register, live or queued: each is kept once, alone, and answered with its receipt."""
    body, arrived = _batch(), now()
    device, sign_in = g.device, g.sign_in
    present = sign_in.actor if sign_in is not None and sign_in.is_settled else None
    tablet = Tablet(device.id, device.public_id, device.site_id, present)
    wanted = body.get("language")
    language = wanted if isinstance(wanted, str) and wanted in LANGUAGES else "en"
    with force_locale(language):
        answers = [_take_one(event, tablet, body["now"], bool(body.get("live"))) for event in body["events"]]
    return jsonify({"now": milliseconds(arrived), "answers": answers})


def _batch() -> dict[str, Any]:
    """The batch, if it is one. Raises RuleBroken."""
    too_much = RuleBroken(
        "events", N_("This is too much at once."), N_("Send at most %(most)s events."), most=MOST_EVENTS
    )
    if (request.content_length or MOST_BYTES + 1) > MOST_BYTES:
        raise too_much
    body = request.get_json(force=True, silent=True)
    told: dict[str, Any] = body if isinstance(body, dict) else {}
    events, device_now = told.get("events"), told.get("now")
    if not isinstance(events, list) or not isinstance(device_now, int) or isinstance(device_now, bool):
        raise RuleBroken("events", N_("This is not a batch of events."), N_("Load the page again."))
    if len(events) > MOST_EVENTS or not all(isinstance(event, dict) for event in events):
        raise too_much
    return told


def _take_one(event: Mapping[str, Any], tablet: Tablet, device_now: int, is_live: bool) -> dict[str, Any]:
    """One event in a transaction of its own; what breaks there is logged and does not stop the others."""
    secrets = current_app.config["ECO_SETTINGS"].every_secret_key
    try:
        with transaction():
            receipt = take_register_event(
                event, tablet=tablet, secrets=secrets, device_now=device_now, arrived=now(), is_live=is_live
            )
    except RefusedAtOnce as refused:
        receipt = refused.receipt
    except Exception:
        current_app.logger.exception("an event of a tablet's register failed")
        return {"id": str(event.get("id"))[:40], "result": "failed"}
    return _told(receipt)


def _told(receipt: Receipt) -> dict[str, Any]:
    params = dict(receipt.params)
    return {
        "id": receipt.id,
        "result": receipt.result,
        "message": gettext(receipt.message, **params) if receipt.message else "",
    }
