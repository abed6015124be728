"""A reader that raves, or that somebody plays with, fills neither the disk nor the server."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from hardware.kiosk.attendance import Told
from hardware.vocabulary import EventKind

MOST_A_MINUTE = 60
MINUTE_MS = 60_000


@dataclass
class CardsShown:
    """When cards were written down lately. Whoever begins or ends is always written down; each card is answered."""

    at: deque[int] = field(default_factory=deque)

    def worth_writing(self, told: list[Told], mono_ms: int) -> list[Told]:
        """What of it is to be written down now."""
        while self.at and self.at[0] <= mono_ms - MINUTE_MS:
            self.at.popleft()
        kept = []
        for one in told:
            if one[0] is EventKind.CARD_SHOWN and len(told) == 1:
                if len(self.at) >= MOST_A_MINUTE:
                    continue
                self.at.append(mono_ms)
            kept.append(one)
        return kept
