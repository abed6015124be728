"""A tablet's register without a browser: seals, proves and sends events as the desk's scripts do."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.clock import milliseconds, now
from core.ids import new_client_id, proof_message
from core.sealing import sealing_key
from tests.scan_desk.tablet_client import HEADERS, by_card, seal

Event = dict[str, Any]


@dataclass
class RegisterClient:
    """A paired tablet; `card` is what somebody shows to it."""

    app: Flask
    client: FlaskClient
    secret: str
    sequence: int = 0

    def event(
        self, card: str, kind: str, at: datetime, *, learner: object = None, own: str = "", **said: Any
    ) -> Event:
        """An event as a tablet makes it: sealed, proven by `card`; `own` is the card that the learner shows."""
        self.sequence += 1
        event_id, device_ms = new_client_id(), milliseconds(at)
        if own:
            message = proof_message("register learner", event_id, device_ms, kind)
            learner = by_card(own, message)
        body = json.dumps({"kind": kind, "learner": learner, **said}).encode()
        key = sealing_key(self.app.config["ECO_SETTINGS"].secret_key)
        sealed = base64.b64encode(seal(key, body, f"register:{event_id}")).decode()
        message = proof_message("register", event_id, device_ms, sealed)
        return {
            "id": event_id,
            "at": device_ms,
            "seq": self.sequence,
            "sealed": sealed,
            "by": by_card(card, message),
        }

    def send(self, *events: Any, is_live: bool = False, **more: Any) -> TestResponse:
        """The events in one batch, whose tablet's clock is right."""
        self.client.set_cookie("eco-device", self.secret)
        body = {"now": milliseconds(now()), "live": is_live, "events": list(events), **more}
        return self.client.post("/api/v1/registers", data=json.dumps(body), headers=HEADERS)

    def results(self, *events: Any, is_live: bool = False) -> list[str]:
        """What became of each."""
        answer = self.send(*events, is_live=is_live)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return [one["result"] for one in answer.get_json()["answers"]]

    def pack(self) -> dict[str, Any]:
        """What the tablet takes along."""
        self.client.set_cookie("eco-device", self.secret)
        answer = self.client.get("/api/v1/registers/pack")
        assert answer.status_code == 200
        told: dict[str, Any] = answer.get_json()
        return told
