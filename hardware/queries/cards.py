"""Whose card it is: kiosks know cards by a hash under a pepper of their own."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime

from core.db import as_instant, fast


def card_hash(pepper: str, lookup: str) -> str:
    """What a kiosk calls a card: keyed with its pepper, so that its list is good for nothing elsewhere."""
    return hmac.new(pepper.encode(), lookup.encode(), hashlib.sha256).hexdigest()


def tag_hash(pepper: str, uid: str) -> str:
    """What a kiosk calls a contactless card by its number, which is kept nowhere."""
    return hmac.new(pepper.encode(), f"uid:{uid}".encode(), hashlib.sha256).hexdigest()


class Cardholders:
    """The people behind the hashes of one kiosk: as they were when it told of them, else by the cards of today."""

    def __init__(self, kiosk_id: int, pepper: str) -> None:
        self._kiosk_id, self._pepper = kiosk_id, pepper
        self._told: dict[str, int] = dict(
            fast().rows("SELECT card_hash, person_id FROM kiosk_card WHERE kiosk_id = ?", (kiosk_id,))
        )
        self._known: dict[str, int] | None = None

    def __call__(self, hashed: str) -> int | None:
        """The person whose card it is or was; None for nobody's."""
        if not hashed:
            return None
        if hashed in self._told:
            return self._told[hashed]
        if self._known is None:
            tags = fast().rows(
                "SELECT card_hash, person_id FROM kiosk_tag WHERE kiosk_id = ?", (self._kiosk_id,)
            )
            self._known = {**dict(_hashes(self._pepper)), **dict(tags)}
        return self._known.get(hashed)

    def is_told(self, hashed: str) -> bool:
        """Whether the kiosk told of this card before."""
        return hashed in self._told


def _hashes(pepper: str) -> Iterator[tuple[str, int]]:
    for lookup, person_id in fast().rows(
        "SELECT lookup_key, person_id FROM card WHERE person_id IS NOT NULL"
    ):
        yield card_hash(pepper, lookup), person_id


def is_over(kiosk_id: int, pepper: str, hashed: str, person_id: int, at: datetime) -> bool:
    """Whether a card of somebody, printed or contactless, was no good at an instant; whoever has it is not them."""
    tag = fast().row(
        "SELECT ended_at FROM kiosk_tag WHERE kiosk_id = ? AND card_hash = ? AND state <> 'live'",
        (kiosk_id, hashed),
    )
    if tag is not None and as_instant(tag[0]) <= at:
        return True
    ended = fast().rows(
        "SELECT lookup_key, ended_at FROM card WHERE person_id = ? AND ended_at IS NOT NULL", (person_id,)
    )
    return any(card_hash(pepper, lookup) == hashed and as_instant(when) <= at for lookup, when in ended)
