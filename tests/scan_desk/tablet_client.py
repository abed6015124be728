"""A tablet without a browser: speaks the tablets' API as the desk's scripts do."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.clock import milliseconds, now
from core.ids import lookup_key, new_client_id, proof_key, proof_message, sign_proof

HEADERS = {"X-Eco": "1", "Origin": "http://localhost"}


class TabletClient:
    """A paired tablet; `card` is what the person shows."""

    def __init__(self, client: FlaskClient, secret: str) -> None:
        self.client = client
        client.set_cookie("eco-device", secret)

    def event(self, card: str, code: str, kind: str, data: dict[str, Any], **more: Any) -> dict[str, Any]:
        """An event as a tablet makes it: its data as text, proven by the card unless `by` says otherwise."""
        made = {
            "id": new_client_id(),
            "kind": kind,
            "code": code,
            "at": milliseconds(now()),
            "seq": 1,
            "how": "scan",
            "with": [],
            "data": json.dumps(data),
            **more,
        }
        return {"by": by_card(card, message_of(made)), **made}

    def send(self, *events: Any, live: bool = True, **more: Any) -> TestResponse:
        """The events in one batch."""
        body = {"now": milliseconds(now()), "live": live, "events": list(events), **more}
        return self.client.post("/api/v1/scans", data=json.dumps(body), headers=HEADERS)

    def answers(self, *events: Any, live: bool = True) -> list[dict[str, Any]]:
        """What the server says of each."""
        response = self.send(*events, live=live)
        assert response.status_code == 200, response.get_data(as_text=True)
        told = response.get_json()
        assert isinstance(told["now"], int)
        answers: list[dict[str, Any]] = told["answers"]
        return answers

    def photo(self, photo_id: str, code: str, card: str, **files: bytes) -> TestResponse:
        """A photo, open or sealed."""
        at, sent = str(milliseconds(now())), next(iter(files.values()), b"")
        message = proof_message("photo", photo_id, code, "before", at, hashlib.sha256(sent).hexdigest())
        form: dict[str, Any] = {
            "id": photo_id,
            "code": code,
            "kind": "before",
            "at": at,
            "now": at,
            "by": json.dumps(by_card(card, message)),
        }
        form.update({name: (io.BytesIO(data), name) for name, data in files.items()})
        return self.client.post("/api/v1/photos", data=form, headers=HEADERS)


def message_of(event: dict[str, Any]) -> str:
    """What the proofs of an event are made over."""
    return proof_message("event", *(event[name] for name in ("id", "kind", "code", "at", "how", "data")))


def by_card(card: str, message: str) -> dict[str, str]:
    """Who acts, proven by the card."""
    proof = proof_key(card.removeprefix("ECO:"))
    return {"card": lookup_key(proof), "proof": sign_proof(proof, message)}


def seal(public_key: str, data: bytes, about: str) -> bytes:
    """What a tablet's script makes of a photo before it lies on the disk."""
    server = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.b64decode(public_key))
    ours = ec.generate_private_key(ec.SECP256R1())
    point = ours.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    key = HKDF(hashes.SHA256(), 32, point, b"eco sealed 1").derive(ours.exchange(ec.ECDH(), server))
    iv = b"0123456789ab"
    return point + iv + AESGCM(key).encrypt(iv, data, about.encode())
