"""The pack that a tablet takes along: signed, and sent only where something was written since the last one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, current_app, g, make_response, request

from core.audit import writes_so_far
from core.clock import today
from core.sealing import sealing_key, sign


def signed_pack(form: str, make: Callable[[], Mapping[str, Any]], *, ages: str = "") -> Response:
    """The pack of the request's tablet as JSON, with the key to seal to; 304 where the tablet has it.

    `form` names the room and the form it is told in; `ages` is what else makes a pack old, beside a write and a day.
    """
    device = g.device
    state = f"{form} {today()} {ages} {device.id} {device.site_id} {writes_so_far()}"
    tag = hashlib.sha256(state.encode()).hexdigest()[:32]
    if request.if_none_match.contains(tag):
        return _tagged(make_response("", 304), tag)
    secret = current_app.config["ECO_SETTINGS"].secret_key
    pack = {"sealing_key": sealing_key(secret), **make()}
    body = json.dumps(pack, ensure_ascii=False, separators=(",", ":")).encode()
    response = make_response(body)
    response.content_type = "application/json"
    response.headers["X-Eco-Signature"] = sign(secret, body)
    return _tagged(response, tag)


def _tagged(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.headers["Cache-Control"] = "no-cache"
    return response
