"""Whose card it is: kiosks know cards by a hash under a pepper of their own."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

from core.db import fast


def card_hash(pepper: str, lookup: str) -> str:
    """What a kiosk calls a card: keyed with its pepper, so that its list is good for nothing elsewhere."""
    return hmac.new(pepper.encode(), lookup.encode(), hashlib.sha256).hexdigest()


class Cardholders:
    """The people behind the hashes of one kiosk: looked up when the first is asked for."""

    def __init__(self, pepper: str) -> None:
        self._pepper = pepper
        self._known: dict[str, int] | None = None

    def __call__(self, hashed: str) -> int | None:
        """The person whose card it is or was; None for nobody's."""
        if not hashed:
            return None
        if self._known is None:
            self._known = dict(_hashes(self._pepper))
        return self._known.get(hashed)


def _hashes(pepper: str) -> Iterator[tuple[str, int]]:
    for lookup, person_id in fast().rows(
        "SELECT lookup_key, person_id FROM card WHERE person_id IS NOT NULL"
    ):
        yield card_hash(pepper, lookup), person_id
