"""The kiosk that a request comes from, by the token that it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.db import as_instant, fast
from core.devices import hash_token


@dataclass(frozen=True)
class KnownKiosk:
    """A kiosk as a request knows it."""

    id: int
    public_id: str
    site_id: int
    pepper: str
    turned_at: datetime
    is_by_old_token: bool
    is_turn_asked: bool = False


_KIOSK = (
    "SELECT d.id, d.public_id, d.site_id, k.pepper, k.turned_at, d.token_hash, k.old_token_until, k.turn_asked_at "
    "FROM device d "
    "JOIN kiosk k ON k.device_id = d.id WHERE (d.token_hash = ? OR k.old_token_hash = ?) AND d.revoked_at IS NULL"
)


def known_kiosk(token: str, at: datetime) -> KnownKiosk | None:
    """The live kiosk with that token, in one statement; None for an empty, unknown, ended or revoked one."""
    if not 40 <= len(token) <= 100 or not token.isascii():
        return None
    hashed = hash_token(token)
    row = fast().row(_KIOSK, (hashed, hashed))
    if row is None:
        return None
    is_old = row[5] != hashed
    if is_old and (row[6] is None or as_instant(row[6]) < at):
        return None
    return KnownKiosk(row[0], row[1], row[2], row[3], as_instant(row[4]), is_old, row[7] is not None)
