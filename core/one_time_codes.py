"""Codes of an authenticator app: six digits that follow from a secret and the half minute (TOTP, RFC 6238)."""

from __future__ import annotations

import base64
import hmac
import os
import struct
import unicodedata
from datetime import datetime
from urllib.parse import quote

STEP_SECONDS = 30
"""The time step that every authenticator app knows (RFC 6238, section 5.2)."""
DIGITS = 6
SECRET_BYTES = 20
"""As long as the hash, as RFC 4226, section 4 (R6) recommends."""
SLACK_STEPS = 1
"""A phone's clock may be one step off (RFC 6238, section 5.2)."""


def new_secret() -> str:
    """A fresh secret in base32, as apps take it."""
    return base64.b32encode(os.urandom(SECRET_BYTES)).decode()


def step_of(at: datetime) -> int:
    """The number of the half minute that `at` lies in."""
    return int(at.timestamp()) // STEP_SECONDS


def code_of(secret: str, step: int) -> str:
    """The digits of a step (RFC 4226, section 5.3, with HMAC-SHA-1 as every app has it)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def matching_step(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """The step whose code it is, if it is one of about now and later than `after`; a code is good once.

    Spaces in `code` do not matter, and digits of any script are read.
    """
    given = "".join(str(unicodedata.decimal(letter, "")) for letter in code[:40])
    now = step_of(at)
    found = None
    for step in range(now - SLACK_STEPS, now + SLACK_STEPS + 1):
        if hmac.compare_digest(code_of(secret, step), given) and step > after:
            found = step
    return found


def app_address(secret: str, *, account: str, house: str = "EcoWorks") -> str:
    """What the QR code says that an authenticator app scans."""
    return (
        f"otpauth://totp/{quote(house)}:{quote(account)}?secret={secret}&issuer={quote(house)}"
        f"&digits={DIGITS}&period={STEP_SECONDS}"
    )
