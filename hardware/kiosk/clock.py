"""The kiosk's only clock: a monotonic one that measures, and a wall clock that is believed only once it was judged.

A small computer without a battery clock starts in the past and jumps when the network answers. So every duration is
of the monotonic clock within one boot, and each wall time says whether it could be trusted.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Protocol

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
AGREES_WITHIN_SECONDS = 5.0


class Clock(Protocol):
    """What the agent asks; tests bring one that they wind by hand."""

    boot: str

    def mono_ms(self) -> int:
        """Milliseconds since the kernel started; the same for every process of this boot, never backwards."""

    def wall(self) -> datetime:
        """What the wall clock says, UTC, right or wrong."""

    def is_wall_ok(self) -> bool:
        """True once the wall clock was seen to be right."""

    def judge(self, server_date: str, asked_ms: int) -> None:
        """Compare with the `Date` of an answer to a question that was asked at `asked_ms`."""

    def wait(self, seconds: float) -> None:
        """Let time pass."""


class KioskClock:
    """The clock of the computer itself."""

    def __init__(self, boot_id: Path = BOOT_ID, synchronised: Path = SYNCHRONISED) -> None:
        self.boot = _boot_id(boot_id)
        self._synchronised = synchronised
        self._agreed: bool | None = None
        self._offset_ms: float = 0.0

    def mono_ms(self) -> int:
        """Milliseconds since the kernel started, time asleep included where the system can say so."""
        return int(time.clock_gettime(_BOOTTIME) * 1000)

    def wall(self) -> datetime:
        """The wall clock, cut to milliseconds."""
        instant = datetime.now(UTC)
        return instant.replace(microsecond=instant.microsecond // 1000 * 1000)

    def is_wall_ok(self) -> bool:
        """The last word of the server, as long as the wall clock has not jumped since; else what the system knows."""
        if self._agreed is not None:
            drift = abs(self._wall_less_mono() - self._offset_ms)
            if drift <= AGREES_WITHIN_SECONDS * 1000:
                return self._agreed
            self._agreed = None  # somebody set the clock since: ask again
        return self._synchronised.exists()

    def judge(self, server_date: str, asked_ms: int) -> None:
        """Believe the wall clock if it agrees with the server within five seconds and the answer's own journey."""
        verdict = agrees(server_date, self.wall(), self.mono_ms() - asked_ms)
        if verdict is not None:
            self._agreed, self._offset_ms = verdict, self._wall_less_mono()

    def wait(self, seconds: float) -> None:
        """Sleep."""
        time.sleep(seconds)

    def _wall_less_mono(self) -> float:
        return self.wall().timestamp() * 1000 - self.mono_ms()


_BOOTTIME = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def agrees(server_date: str, wall: datetime, journey_ms: int) -> bool | None:
    """Whether the wall clock is the server's, give or take five seconds; None for a header that says nothing.

    An HTTP `Date` is cut to whole seconds, so one more second is let pass, and the time that the answer travelled.
    """
    try:
        theirs = parsedate_to_datetime(server_date)
    except (ValueError, TypeError):
        return None
    if theirs.tzinfo is None:
        theirs = theirs.replace(tzinfo=UTC)
    apart = abs((wall - theirs).total_seconds())
    return apart <= AGREES_WITHIN_SECONDS + 1 + max(0, journey_ms) / 1000


def iso(instant: datetime) -> str:
    """UTC with milliseconds and Z, the form of every wall time that is sent."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _boot_id(path: Path) -> str:
    """The kernel's name for this boot; where there is none, one of our own that no other start shares."""
    try:
        return path.read_text().strip().replace("-", "")[:16]
    except OSError:
        return f"{time.time_ns():016x}"[-16:]
