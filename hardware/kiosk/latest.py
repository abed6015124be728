"""The latest time that is known to have come: what is over by then is over, also while no clock can be believed.

A kiosk without a network whose power was cut starts with a clock that nobody believes. Without this it would take an
ended permit, and a pack of last year, for as long as it is kept so.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hardware.kiosk.clock import Clock, iso
from hardware.kiosk.spool import Spool

KEY = "latest"
KEPT_EVERY_MS = 600_000


class Latest:
    """A time that never goes back, over restarts too. `spool` keeps it."""

    def __init__(self, spool: Spool, clock: Clock) -> None:
        self._spool, self._clock = spool, clock
        instant, _, place = spool.recall(KEY).partition(" ")
        boot, _, mono = place.partition(" ")
        self._known = read_instant(instant)
        self._at_ms = int(mono) if boot == clock.boot and mono.isdigit() else 0
        self._kept_ms: int | None = None

    def wall(self, made_at: str = "") -> datetime | None:
        """The time where the clock is believed, else the latest that has certainly come; `made_at` is a pack's."""
        mono_ms = self._clock.mono_ms()
        if self._clock.is_wall_ok():
            now: datetime | None = self._clock.wall()
        else:
            made, now = read_instant(made_at), self._passed(mono_ms)
            now = made if made is not None and (now is None or made > now) else now
        if now is not None:
            self._is_now(now, mono_ms)
        return now

    def _passed(self, mono_ms: int) -> datetime | None:
        if self._known is None:
            return None
        return self._known + timedelta(milliseconds=max(0, mono_ms - self._at_ms))

    def _is_now(self, instant: datetime, mono_ms: int) -> None:
        self._known, self._at_ms = instant, mono_ms
        if self._kept_ms is None or mono_ms - self._kept_ms >= KEPT_EVERY_MS:
            self._kept_ms = mono_ms
            self._spool.remember(KEY, f"{iso(instant)} {self._clock.boot} {mono_ms}")


def read_instant(text: str) -> datetime | None:
    """An ISO instant; None for what is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
