"""The van's tablet: the pack that it takes along, and the events that it brings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, g, jsonify, make_response, request
from flask_babel import force_locale, gettext

from core.audit import writes_so_far
from core.batches import read_batch, tablet_at_hand, take_alone, told_language
from core.clock import milliseconds, now, today
from core.guards import DEVICE_BATCH, TABLET, policy
from core.sealing import sealing_key, sign
from core.tablets import Receipt, Tablet
from factory.van.queries.pack import van_pack
from factory.van.routes import blueprint
from factory.van.services.events import take_van_event
from factory.van.words import BACK_REASONS, DECLINE_REASONS, NOT_SIGNED

PACK_FORM = 1
"""Raise it when the pack is told in another form."""
MOST_BYTES = 2 * 1024 * 1024
AT_THE_DOOR = ("no_fire_label", "damaged", "infested", "too_big", "taken_back")


@blueprint.get("/api/v1/van/pack")
@policy(TABLET)
def show_van_pack() -> Response:
    """The deliveries and rounds of these days at the tablet's site, signed; 304 where nothing was written since."""
    device, at = g.device, now()
    state = f"van {PACK_FORM} {today()} {device.id} {device.site_id} {writes_so_far()}"
    tag = hashlib.sha256(state.encode()).hexdigest()[:32]
    if request.if_none_match.contains(tag):
        return _tagged(make_response("", 304), tag)
    secret = current_app.config["ECO_SETTINGS"].secret_key
    pack = {
        "sealing_key": sealing_key(secret),
        "back": [(slug, words) for slug, words in BACK_REASONS.items() if slug != "not_taken"],
        "not_signed": list(NOT_SIGNED.items()),
        "at_door": [(slug, DECLINE_REASONS[slug]) for slug in AT_THE_DOOR],
        **van_pack(device.site_id, at),
    }
    body = json.dumps(pack, ensure_ascii=False, separators=(",", ":")).encode()
    response = make_response(body)
    response.content_type = "application/json"
    response.headers["X-Eco-Signature"] = sign(secret, body)
    return _tagged(response, tag)


def _tagged(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.post("/api/v1/van")
@policy(DEVICE_BATCH)
def take_van_events() -> Response:
    """Events of the van's tablet, live or queued: each is kept once, alone, and answered with its receipt."""
    body, arrived = read_batch(MOST_BYTES), now()
    tablet = tablet_at_hand(g.device, g.sign_in)
    with force_locale(told_language(body)):
        answers = [_take_one(event, tablet, body["now"], bool(body.get("live"))) for event in body["events"]]
    return jsonify({"now": milliseconds(arrived), "answers": answers})


def _take_one(event: Mapping[str, Any], tablet: Tablet, device_now: int, is_live: bool) -> dict[str, Any]:
    secrets = current_app.config["ECO_SETTINGS"].every_secret_key
    return take_alone(
        event,
        lambda: take_van_event(
            event, tablet=tablet, secrets=secrets, device_now=device_now, arrived=now(), is_live=is_live
        ),
        _told,
        "an event of a van's tablet failed",
    )


def _told(receipt: Receipt) -> dict[str, Any]:
    params = dict(receipt.params)
    words = (gettext(text, **params) for text in (receipt.message, receipt.remedy) if text)
    return {"id": receipt.id, "result": receipt.result, "message": " ".join(words)}
