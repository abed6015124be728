"""Keys of the open API: which one asks, how often it may, and the list of a site's keys."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from core.db import as_instant, as_json, db, fast
from core.ids import proof_key
from factory.open_data.models import OpenKey

A_MINUTE: Final = 120
"""Questions that a key may ask in a minute, in each process of the server."""
NOTED_EVERY: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class KnownKey:
    """A live key that asks."""

    id: int
    scopes: frozenset[str]
    last_used_at: datetime | None

    def is_to_note(self, at: datetime) -> bool:
        """True if its last use was noted a while ago."""
        return self.last_used_at is None or at - self.last_used_at >= NOTED_EVERY


def known_key(secret: str) -> KnownKey | None:
    """The live key with that secret, or None; found by its hash."""
    if not 20 <= len(secret) <= 80:
        return None
    row = fast().row(
        "SELECT id, scopes, last_used_at FROM open_key WHERE key_hash = ? AND ended_at IS NULL",
        (proof_key(secret),),
    )
    if row is None:
        return None
    return KnownKey(row[0], frozenset(as_json(row[1])), as_instant(row[2]) if row[2] else None)


def note_used(key_id: int, at: datetime) -> None:
    """Note that a key was used: a last-seen row, no fact. In the caller's transaction."""
    fast().run("UPDATE open_key SET last_used_at = ? WHERE id = ?", (at, key_id))


def keys_at(site_id: int) -> list[OpenKey]:
    """The keys that a site gave, the live ones first, the newest first."""
    query = (
        select(OpenKey)
        .where(OpenKey.site_id == site_id)
        .order_by(OpenKey.ended_at.isnot(None), OpenKey.id.desc())
    )
    return list(db.session.scalars(query))


def key_by_token(token: str) -> OpenKey | None:
    """The key that was made under a client id, or None."""
    return db.session.scalar(select(OpenKey).where(OpenKey.token == token))


class Throttle:
    """How many questions each key asked in the present minute; kept in this process's memory."""

    def __init__(self, most: int = A_MINUTE) -> None:
        self.most = most
        self._minute = 0
        self._asked: dict[int, int] = {}
        self._lock = threading.Lock()

    def wait_for(self, key_id: int, at: datetime) -> int:
        """0 if the question may be asked, else the seconds until the next one may."""
        minute, second = divmod(int(at.timestamp()), 60)
        with self._lock:
            if minute != self._minute:
                self._minute, self._asked = minute, {}
            self._asked[key_id] = self._asked.get(key_id, 0) + 1
            return 60 - second if self._asked[key_id] > self.most else 0
