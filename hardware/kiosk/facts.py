"""What is worth a raw event, and the few fixed words and spans by which a machine is watched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hardware.vocabulary import (
    AgentStarted,
    BadLine,
    EventKind,
    IdentitySeen,
    JobWordKind,
    LineSent,
    PortLost,
    PortShared,
    StateClass,
    StateSeen,
)

BUSY, SETUP, PAUSED, IDLE = StateClass.BUSY, StateClass.SETUP, StateClass.PAUSED, StateClass.IDLE
OFFJOB, FAULT, SILENT = StateClass.OFFJOB, StateClass.FAULT, StateClass.SILENT
REFRESHED = (BUSY, SETUP, PAUSED)
WEAK_MS = 5_000
"""Traffic counts as going on for so long after the last of it."""
STREAM_OPEN_MS = 10_000
"""So long must a Marlin take lines before that alone is called work: a sender that connects says a dozen things."""
CHECK_MS = 5_000
MUTE_ALARMS = (1, 2)
"""After a struck or passed limit Grbl answers nothing until it is reset: that silence is no loss."""
IDENTITY_KEYS = ("VER", "FIRMWARE_NAME", "HELLO")
BY_WORD = {
    JobWordKind.STARTED: BUSY,
    JobWordKind.RESUMED: BUSY,
    JobWordKind.PAUSED: PAUSED,
    JobWordKind.DONE: IDLE,
    JobWordKind.CANCELLED: IDLE,
}
NO_LIFE = (BadLine, LineSent, AgentStarted, PortLost, PortShared)
TRAFFIC = StateSeen(BUSY, "Traffic", is_sure=False)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something worth a raw event."""

    mono_ms: int
    kind: EventKind
    body: dict[str, Any]


@dataclass(slots=True)
class Suspicion:
    """A busy spell that is not sure yet. Each bad line meanwhile takes two more samples to make up for."""

    since_ms: int
    last_ms: int
    word: str
    sub: int | None
    samples: int
    spindle_ms: int
    bad: int = 0

    def is_sure_after(self, samples: int) -> bool:
        """Whether so many samples in a row came, and enough to make up for bad lines."""
        return 0 < samples <= self.samples - 2 * self.bad


def started(at: int, seen: AgentStarted) -> Fact:
    """The agent began."""
    return Fact(at, EventKind.AGENT_STARTED, {"version": seen.version[:40], "cause": seen.cause[:40]})


def shared(at: int, seen: PortShared) -> Fact:
    """Another program is at the machine's own port, or has left it."""
    return Fact(at, EventKind.NOISE, {"is_shared": bool(seen.by), "by": seen.by[:100]})


def identified(at: int, seen: IdentitySeen, is_expected: bool) -> Fact:
    """The machine said what it is."""
    body = {"firmware": seen.firmware, "key": seen.key, "text": seen.text[:200], "is_expected": is_expected}
    return Fact(at, EventKind.IDENTITY, body)
