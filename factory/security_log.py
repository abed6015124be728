"""The security log: who signed in and how, who did not, what was refused. One line of JSON each, to the service's log.

It names people and tablets by number and id only, and a network address by a short hash made with the secret
key: lines of one asker are known to belong together, and nobody reads the address out. Neither the address of a
page nor what was typed is told.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from typing import Final

from flask import Flask, Response, current_app, g

from core.clock import iso, now
from factory.cookies import this_request
from factory.fault_log import ToStderr

log = logging.getLogger("eco.security")
SIGN_IN: Final = frozenset(
    {
        "front_desk.sign_in",
        "front_desk.give_code",
        "front_desk.enter_pin",
        "front_desk.sign_in_by_card",
        "front_desk.work_instead",
        "front_desk.take_card",
        "front_desk.take_instead",
        "front_desk.take_pin",
    }
)
CONFIRM: Final = frozenset({"front_desk.confirm_pin", "front_desk.take_confirmation"})
PAIR: Final = frozenset(
    {"front_desk.pair_tablet", "front_desk.pair_this_browser", "hardware.pair_this_kiosk"}
)
SIGN_OUT: Final = frozenset({"front_desk.sign_out", "front_desk.take_sign_out"})
REFUSED: Final = (401, 403, 429)
HASH_LETTERS: Final = 8


def register_security_log(app: Flask) -> None:
    """Look at each answer for something to note; the lines go where systemd or a container keeps them."""
    log.setLevel(logging.INFO)
    if not log.handlers:
        log.addHandler(ToStderr())
    app.after_request(_note)


def _note(response: Response) -> Response:
    asked = this_request()
    if response.status_code < 400 and asked.method != "POST":
        return response  # the way of nearly every request
    event = _event(asked.endpoint or "", asked.method, response.status_code)
    if event:
        log.info(_line(event, asked.endpoint or "", asked.method, response.status_code))
    return response


def _event(endpoint: str, method: str, status: int) -> str:
    """What happened, in a word or two; empty for what is no matter of security."""
    if g.get("breach"):
        return str(g.breach)
    if method == "POST" and endpoint in SIGN_IN:
        if status >= 400:
            return "not signed in"
        return "signed in" if g.get("actor") is not None else "half signed in"
    if method == "POST" and endpoint in CONFIRM:
        return "confirmed" if status < 400 else "not confirmed"
    if method == "POST" and endpoint in PAIR:
        return "paired" if status < 400 else "not paired"
    if method == "POST" and endpoint in SIGN_OUT:
        return "signed out"
    return "refused" if status in REFUSED else ""


def _line(event: str, endpoint: str, method: str, status: int) -> str:
    actor, device, sign_in = g.get("actor"), g.get("device"), g.get("sign_in")
    told = {
        "at": iso(now()),
        "event": event,
        "page": endpoint,
        "method": method[:10],
        "status": status,
        "person": actor.number if actor is not None else g.get("left", ""),
        "by": sign_in.method if sign_in is not None else "",
        "tablet": device.public_id if device is not None else "",
        "asker": _asker(),
    }
    return json.dumps({name: value for name, value in told.items() if value != ""})


def _asker() -> str:
    """A short keyed hash of the address that the request came from."""
    address = (this_request().remote_addr or "unknown").encode()
    key = str(current_app.secret_key).encode()
    return hmac.new(key, b"asker " + address, hashlib.sha256).hexdigest()[:HASH_LETTERS]
