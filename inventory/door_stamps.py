"""The stamp of a public form: when it was opened, signed, so that neither haste nor an old page passes for a person."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from core.bounds import whole

QUICKEST_SECONDS = 3
"""Nobody reads and fills in the form faster than this."""
LONGEST_SECONDS = 24 * 3600


def stamp_of(key: bytes, token: str, at: datetime) -> str:
    """The stamp of a form with this client id that is opened at `at`."""
    opened = str(int(at.timestamp()))
    return f"{opened}.{_sign(key, token, opened)}"


def seconds_open(key: bytes, token: str, stamp: str, at: datetime) -> int | None:
    """How long the form of that client id has been open at `at`; None for a stamp that is not ours."""
    opened, _, signature = stamp.partition(".")
    opened_at = whole(opened, 11)
    if opened_at is None:
        return None
    if not hmac.compare_digest(_sign(key, token, opened).encode(), signature.encode()):
        return None
    return int(at.timestamp()) - opened_at


def _sign(key: bytes, token: str, opened: str) -> str:
    return hmac.new(key, f"door\x1f{token}\x1f{opened}".encode(), hashlib.sha256).hexdigest()[:32]
