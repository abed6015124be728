"""Tells systemd that the agent lives, as long as every thread that carries a machine's bytes does (sd_notify(3)).

systemd starts the agent anew where it has not heard of it for `WatchdogSec`. That breaks a sender's connection, so
it must not happen for a slow disk, a shut screen or a server that is away, and not while another machine is at work.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

STUCK_MS = 10_000
"""A thread that has carried nothing, not even the news that there was nothing, for so long is stuck."""
READY, ALIVE, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"


class Carried(Protocol):
    """A machine, as far as it matters here."""

    carried_ms: int
    """When its thread last came round."""

    @property
    def job(self) -> object | None:
        """What it works at."""


def may_go_on(machines: Iterable[Carried], at: int) -> bool:
    """True if no thread is stuck, or if to begin anew would hurt a machine whose thread is not."""
    stuck: list[Carried] = []
    well: list[Carried] = []
    for one in machines:
        (stuck if at - one.carried_ms > STUCK_MS else well).append(one)
    return not stuck or any(one.job is not None for one in well)


@dataclass(frozen=True)
class Watchdog:
    """The way to systemd: a datagram to the socket that it named; nothing at all where it named none."""

    address: str = ""

    def say(self, word: str) -> bool:
        """Tell it; False where nobody hears. Never raises: without a watcher the agent works all the same."""
        if not self.address:
            return False
        place = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as way:
                way.setblocking(False)
                way.sendto(word.encode(), place)
        except OSError:
            return False
        return True
