"""Counts what is seen of a machine up to each fact: samples, bad lines, time with a spindle commanded on."""

from __future__ import annotations

from typing import Any

from hardware.vocabulary import BadLine, MeterBounds

MINUTE_MS = 60_000


class MeterSwitch:
    """Makes on and off of a measured current: on once work is sure, off after a while under the lower bound."""

    def __init__(self) -> None:
        self.is_on = False
        self._low_since: int | None = None

    def is_working(self, at: int, milliamps: int, bounds: MeterBounds) -> bool:
        """Whether this reading speaks for work."""
        if milliamps >= bounds.hi_milliamps or (self.is_on and milliamps >= bounds.lo_milliamps):
            self._low_since = None
            return True
        if self._low_since is None:
            self._low_since = at
        self.is_on = self.is_on and at - self._low_since < bounds.off_seconds * 1000
        return False


class Counter:
    """Sums since the agent began, and since the last minute."""

    def __init__(self) -> None:
        self.samples = 0
        self.good = 0
        self.lost = 0
        self.spindle: bool | None = None
        self.spindle_ms = 0
        self._spindle_at = 0
        self._bad = 0
        self._told_spindle_ms = 0
        self._sample = b""
        self._minute_ms: int | None = None
        self._minute = (0, 0, 0)

    @property
    def due_ms(self) -> int:
        """When the minute is over."""
        return (self._minute_ms or 0) + MINUTE_MS

    def bad_line(self, seen: BadLine) -> None:
        """One more line that was none."""
        self._bad += 1
        self._sample = seen.sample

    def spindle_until(self, at: int) -> None:
        """Bring the spindle's time up to `at`."""
        if at > self._spindle_at:
            if self.spindle:
                self.spindle_ms += at - self._spindle_at
            self._spindle_at = at

    def spindle_is(self, at: int, spindle: bool | None) -> None:
        """What a report says of it; a report that does not tell changes nothing."""
        self.spindle_until(at)
        if spindle is not None:
            self.spindle = spindle

    def slice(self) -> dict[str, int]:
        """What was counted since the agent began, for one fact to tell; the spindle's time begins anew.

        A fact that never arrives takes nothing along: the next one tells what it would have.
        """
        self._told_spindle_ms += self.spindle_ms
        self.spindle_ms = 0
        return {"all_samples": self.samples, "all_bad": self._bad, "all_spindle_ms": self._told_spindle_ms}

    def begin(self, samples: int, spindle_ms: int) -> None:
        """What belongs to the state that began a moment ago."""
        self.samples += samples
        self.spindle_ms = spindle_ms

    def noise(self, at: int) -> dict[str, Any] | None:
        """Once a minute, if a line was bad or missing: the counts of that minute and one of the lines."""
        if self._minute_ms is None:
            self._minute_ms = at
        if at - self._minute_ms < MINUTE_MS:
            return None
        good, bad, lost = self._minute
        now = (self.samples + self.good, self._bad, self.lost)
        seconds = (at - self._minute_ms) // 1000
        self._minute_ms, self._minute = at, now
        if now[1:] == (bad, lost):
            return None
        sample = self._sample.decode("ascii", "backslashreplace")[:200]
        words = {"good": now[0] - good, "bad": now[1] - bad, "lost": now[2] - lost, "seconds": seconds}
        return {**words, "sample": "".join(letter if letter.isprintable() else "·" for letter in sample)}
