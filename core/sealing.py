"""The server's two P-256 keys for tablets: one opens what they sealed, one signs the pack that they work from.

Both follow from the secret key of the settings, so that a restored backup opens what still waits on the tablets.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.errors import N_, RuleBroken

if TYPE_CHECKING:  # 7 MiB that a worker needs only once a tablet calls
    from cryptography.hazmat.primitives.asymmetric import ec

POINT_BYTES = 65
IV_BYTES = 12
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Order of the P-256 group (NIST SP 800-186)."""
SEALED = b"eco sealed 1"
OWN = b"eco kept apart 1"


def _private_key(secret: str, purpose: bytes) -> ec.EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    material = HKDF(hashes.SHA256(), 48, None, b"eco tablets " + purpose).derive(secret.encode())
    return ec.derive_private_key(int.from_bytes(material, "big") % (ORDER - 1) + 1, ec.SECP256R1())


def _public_text(key: ec.EllipticCurvePrivateKey) -> str:
    from cryptography.hazmat.primitives import serialization

    point = key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return base64.b64encode(point).decode()


def sealing_key(secret: str) -> str:
    """The public key that tablets seal to: an uncompressed point, base64."""
    return _public_text(_private_key(secret, b"seal"))


def signing_key(secret: str) -> str:
    """The public key that tablets check a pack with: an uncompressed point, base64."""
    return _public_text(_private_key(secret, b"sign"))


def sign(secret: str, body: bytes) -> str:
    """The signature of a pack as browsers check it: r and s, 32 bytes each, base64."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, utils

    der = _private_key(secret, b"sign").sign(body, ec.ECDSA(hashes.SHA256()))
    r, s = utils.decode_dss_signature(der)
    return base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()


def unseal(secrets: Iterable[str], sealed: bytes, about: str) -> bytes:
    """What a tablet sealed: its point, the iv and the AES-GCM text, bound to `about`. Tries each secret in turn.

    Raises RuleBroken where no key fits or a byte was changed.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    point, rest = sealed[:POINT_BYTES], sealed[POINT_BYTES:]
    iv, body = rest[:IV_BYTES], rest[IV_BYTES:]
    for secret in secrets:
        try:
            theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
            shared = _private_key(secret, b"seal").exchange(ec.ECDH(), theirs)
            key = HKDF(hashes.SHA256(), 32, point, SEALED).derive(shared)
            return AESGCM(key).decrypt(iv, body, about.encode())
        except (ValueError, InvalidTag):
            continue
    raise RuleBroken(
        "photo", N_("This could not be opened: it was sealed for another server."), N_("Take it again.")
    )


def seal_up(secret: str, text: str, about: str) -> str:
    """`text` sealed with the server's own key and bound to `about`, for what the database must not show: base64."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    iv = os.urandom(IV_BYTES)
    return base64.b64encode(iv + AESGCM(_own_key(secret)).encrypt(iv, text.encode(), about.encode())).decode()


def open_up(secrets: Iterable[str], sealed: str, about: str) -> str:
    """What `seal_up` sealed. Tries each secret in turn; raises RuleBroken where none fits."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    raw = base64.b64decode(sealed)
    for secret in secrets:
        try:
            key = AESGCM(_own_key(secret))
            return key.decrypt(raw[:IV_BYTES], raw[IV_BYTES:], about.encode()).decode()
        except InvalidTag:
            continue
    raise RuleBroken(
        "", N_("This could not be opened: it was sealed by another server."), N_("Write it again.")
    )


def _own_key(secret: str) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(hashes.SHA256(), 32, None, OWN).derive(secret.encode())
