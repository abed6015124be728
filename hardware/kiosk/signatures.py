"""Proves that a permit pack comes from the server that this kiosk was paired with, and hides cards behind a key.

The signature is ECDSA on P-256 over SHA-256, as the server signs what its tablets are given. Only the public key lies
on the kiosk: whoever copies its disk or listens on its network can make no pack that this or another kiosk believes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

HALF = 32
POINT = 65


def is_signed(body: bytes, signature: str, public_key: str) -> bool:
    """True if `signature` (r and s, base64) is the server's own over exactly these bytes."""
    from cryptography.exceptions import InvalidSignature  # 7 MiB that are needed only when a pack has changed
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, utils

    try:
        point, both = base64.b64decode(public_key, validate=True), base64.b64decode(signature, validate=True)
        if len(point) != POINT or len(both) != 2 * HALF:
            return False
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        r, s = int.from_bytes(both[:HALF], "big"), int.from_bytes(both[HALF:], "big")
        key.verify(utils.encode_dss_signature(r, s), body, ec.ECDSA(hashes.SHA256()))
    except (ValueError, InvalidSignature):
        return False
    return True


def card_hash(pepper: str, token: str) -> str:
    """What a card is called here and in what is sent: keyed with this kiosk's own pepper.

    The server knows a printed card by SHA-256 of SHA-256 of its letters, and makes the same name from that.
    """
    letters = token.strip().upper().removeprefix("ECO:")
    proof = hashlib.sha256(letters.encode()).hexdigest()
    lookup = hashlib.sha256(proof.encode()).hexdigest()
    return hmac.new(pepper.encode(), lookup.encode(), hashlib.sha256).hexdigest()


def tag_hash(pepper: str, uid: str) -> str:
    """What a contactless card is called; its number is never kept."""
    return hmac.new(pepper.encode(), f"uid:{uid.strip().upper()}".encode(), hashlib.sha256).hexdigest()
