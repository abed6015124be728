"""The mode without bytes: an isolated "working" contact of the machine on the CTS or DSR line of a serial adapter."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from hardware.kiosk.clock import Clock
from hardware.kiosk.link import Link, LinkLost
from hardware.kiosk.relay import Kind, News

LOOKS_EVERY_SECONDS = 0.1
STEADY_LOOKS = 2
"""A contact bounces: only what two looks in a row agree on has changed."""


@dataclass
class ContactWatch:
    """Looks at one line of the port and tells when it has changed. Writes nothing, reads no byte."""

    link: Link
    clock: Clock
    line: str = "cts"
    news: deque[News] = field(default_factory=deque)
    _told: bool | None = None
    _seen: bool | None = None
    _looks: int = 0

    def step(self, longest: float = LOOKS_EVERY_SECONDS) -> None:
        """Look once, then let a tenth of a second pass."""
        at = self.clock.mono_ms()
        if self.link.try_open(at):
            self._told = self._seen = None
            self.news.append(News(at, Kind.OPENED))
        if self.link.is_open:
            try:
                self._look(self.link.line_is_on(self.line), at)
            except LinkLost as loss:
                self.link.lost(at)
                self.news.append(News(at, Kind.LOST, loss.why.encode()))
        self.clock.wait(longest)

    def _look(self, is_on: bool, at: int) -> None:
        self._looks = self._looks + 1 if is_on == self._seen else 1
        self._seen = is_on
        if is_on != self._told and self._looks >= STEADY_LOOKS:
            self._told = is_on
            self.news.append(News(at, Kind.LINE, b"1" if is_on else b"0"))

    def wake(self) -> None:
        """Nothing waits longer than a tenth of a second here."""

    def close(self) -> None:
        """Let go of the port."""
        self.link.close()
