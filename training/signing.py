"""The site's key for skills records: Ed25519, made from the secret key of the settings, so that a backup keeps it."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # 7 MiB that a worker needs only once somebody makes a record
    from cryptography.hazmat.primitives.asymmetric import ed25519

PURPOSE = b"eco skills records"


def _private_key(secret: str) -> ed25519.Ed25519PrivateKey:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ed25519
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    material = HKDF(hashes.SHA256(), 32, None, PURPOSE).derive(secret.encode())
    return ed25519.Ed25519PrivateKey.from_private_bytes(material)


def public_key(secret: str) -> str:
    """The public key that anybody checks a record with: 32 bytes, base64."""
    return base64.b64encode(_private_key(secret).public_key().public_bytes_raw()).decode()


def sign(secret: str, body: bytes) -> str:
    """The signature of a record's frozen text: 64 bytes, base64."""
    return base64.b64encode(_private_key(secret).sign(body)).decode()


def is_ours(secrets: Iterable[str], body: bytes, signature: str) -> bool:
    """Whether one of our keys (today's, or an earlier one that is still accepted) signed these bytes."""
    from cryptography.exceptions import InvalidSignature

    try:
        signed = base64.b64decode(signature, validate=True)
    except ValueError:
        return False
    for secret in secrets:
        try:
            _private_key(secret).public_key().verify(signed, body)
            return True
        except InvalidSignature:
            continue
    return False
