"""Carries bytes between a machine and its sender, unchanged and at once; a copy goes to whoever keeps the record.

One relay serves all modes that read bytes: with doors it is the proxy, without them it polls or only listens. It
never writes anything of its own but `?`, and what a sender sent while the port was away is never sent later.
"""

from __future__ import annotations

import contextlib
import os
import select
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from hardware.kiosk.asking import Asker
from hardware.kiosk.clock import Clock
from hardware.kiosk.doors import Door
from hardware.kiosk.link import Link, LinkLost

LOOKS_EVERY_SECONDS = 0.1
BACKLOG = 65_536
"""So much may wait for a sender that does not read; then the machine's bytes stay in its own buffers for a while."""
STALLED_MS = 5_000
"""After so long without reading a sender's backlog is dropped, so that the record goes on."""
MOST_NEWS = 50_000


class Kind(StrEnum):
    """What the relay tells."""

    DEVICE = "device"
    SENDER = "sender"
    OPENED = "opened"
    LOST = "lost"
    CAME = "came"
    LEFT = "left"
    LINE = "line"


class News(NamedTuple):
    """One thing that happened at the port: when (monotonic), what, and the bytes or the reason."""

    at: int
    kind: Kind
    data: bytes = b""


@dataclass
class Relay:
    """One machine's bytes. `step` is called over and over by one thread; `news` is read by another."""

    link: Link
    clock: Clock
    doors: Sequence[Door] = ()
    asker: Asker | None = None
    replays_banner: bool = False
    banner: bytes = b""
    news: deque[News] = field(default_factory=deque)
    dropped_for_sender: int = 0
    dropped_for_machine: int = 0
    dropped_news: int = 0
    _to_machine: bytearray = field(default_factory=bytearray)
    _stalled_at: int | None = None
    _came: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)

    def step(self, longest: float = LOOKS_EVERY_SECONDS) -> None:
        """Wait until something is to be carried, at most `longest` seconds, and carry it."""
        at = self.clock.mono_ms()
        if self.link.try_open(at):
            self._opened(at)
        readers, writers = self._watched(at)
        readable, writable, _ = select.select(readers, writers, [], self._patience(longest, at))
        at = self.clock.mono_ms()
        if self._wake_read in readable:
            os.read(self._wake_read, 64)
        for door in self.doors:
            if door.greet():
                self._welcome(door, at)
            if door.is_taken and door.fileno() in readable:
                self._from_sender(door, at)
        try:
            self._serve_machine(readable, at)
        except LinkLost as loss:
            self._lost(loss, at)
        for door in self.doors:
            if door.is_taken and door.out:
                door.flush()

    def _watched(self, at: int) -> tuple[list[int], list[int]]:
        readers, writers = [self._wake_read], []
        if self.link.is_open:
            if not self._is_stalled(at):
                readers.append(self.link.fileno())
            if self._to_machine:
                writers.append(self.link.fileno())
        for door in self.doors:
            listener = door.waits_on()
            if listener is not None:
                readers.append(listener)
            if door.is_taken:
                if len(self._to_machine) < BACKLOG:
                    readers.append(door.fileno())
                if door.out:
                    writers.append(door.fileno())
        return readers, writers

    def _patience(self, longest: float, at: int) -> float:
        if self.asker is None or not self.link.is_open:
            return longest
        return min(longest, self.asker.due_in_ms(at) / 1000)

    def _is_stalled(self, at: int) -> bool:
        """True while a sender does not take what the machine said; its backlog goes after five seconds."""
        behind = [door for door in self.doors if len(door.out) > BACKLOG]
        if not behind:
            self._stalled_at = None
            return False
        if self._stalled_at is None:
            self._stalled_at = at
        if at - self._stalled_at < STALLED_MS:
            return True
        for door in behind:
            self.dropped_for_sender += len(door.out)
            door.out.clear()
        self._stalled_at = None
        return False

    def _serve_machine(self, readable: list[int], at: int) -> None:
        if not self.link.is_open:
            return
        if self.link.fileno() in readable:
            self._from_machine(at)
        if self.asker is not None:
            self._to_sender(self.asker.gave_up(at))
            if not self._to_machine:
                self._to_machine += self.asker.asks(at)
        if self._to_machine:
            del self._to_machine[: self.link.write(bytes(self._to_machine))]

    def _from_machine(self, at: int) -> None:
        data = self.link.read()
        if not data:
            return
        self._to_sender(self.asker.device_sent(data, at) if self.asker else data)
        self._tell(News(at, Kind.DEVICE, data))

    def _from_sender(self, door: Door, at: int) -> None:
        data = door.read()
        if data is None:
            self._tell(News(at, Kind.LEFT, door.name.encode()))
            return
        if not data:
            return
        if not self.link.is_open or self._writer() is not door:
            self.dropped_for_machine += len(data)
            return
        self._to_machine += data
        with contextlib.suppress(LinkLost):  # the next step finds it lost
            del self._to_machine[: self.link.write(bytes(self._to_machine))]
        if self.asker is not None:
            self.asker.sender_sent(data, at)
            self._to_sender(self.asker.release())
        self._tell(News(at, Kind.SENDER, data))

    def _writer(self) -> Door | None:
        """The one door whose bytes reach the machine: the first that is taken, for as long as it is."""
        taken = [door for door in self.doors if door.is_taken]
        return min(taken, key=lambda door: self._came.get(door.name, 0), default=None)

    def _to_sender(self, data: bytes) -> None:
        door = self._writer() if data else None
        if door is not None:
            door.out += data
            door.flush()

    def _welcome(self, door: Door, at: int) -> None:
        self._came[door.name] = max(self._came.values(), default=0) + 1
        if self.replays_banner and self.banner and self.link.is_open and self._writer() is door:
            door.out += self.banner
        self._tell(News(at, Kind.CAME, door.name.encode()))

    def _opened(self, at: int) -> None:
        self._to_machine.clear()
        if self.asker is not None:
            self.asker.connected(at)
        self._tell(News(at, Kind.OPENED))

    def _lost(self, loss: LinkLost, at: int) -> None:
        self.dropped_for_machine += len(self._to_machine)
        self._to_machine.clear()
        self.link.lost(at)
        self._tell(News(at, Kind.LOST, loss.why.encode()))

    def _tell(self, news: News) -> None:
        if len(self.news) >= MOST_NEWS:
            self.dropped_news += 1
            return
        self.news.append(news)

    def wake(self) -> None:
        """Let a waiting `step` go on. For other threads."""
        with contextlib.suppress(OSError):
            os.write(self._wake_write, b"w")

    def close(self) -> None:
        """Let go of the port and of every door."""
        self.link.close()
        for door in self.doors:
            door.close()
        for end in (self._wake_read, self._wake_write):
            with contextlib.suppress(OSError):
                os.close(end)
