"""A sender, the agent between, and a Grbl firmware that is not there, all on one clock that is wound by hand."""

from __future__ import annotations

import os
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from hardware.kiosk.relay import Relay
from hardware.kiosk.virtual.bench import Bench
from hardware.vocabulary import Profile
from tests.hardware.agent_scene import Kiosk
from tests.hardware.fakes import Cable

WINDOW = 128
TURN = 0.005


@dataclass
class Sender:
    """Streams by counting characters, as senders do: never more than 128 bytes without their `ok`.

    With `polls` it asks for the state itself, so many seconds apart, one question open at a time.
    """

    path: Path
    polls: float = 0.0
    ending: bytes = b"\n"
    oks: int = 0
    errors: list[bytes] = field(default_factory=list)
    asked: int = 0
    reports: list[bytes] = field(default_factory=list)
    others: list[bytes] = field(default_factory=list)
    to_send: deque[bytes] = field(default_factory=deque)
    _open: deque[int] = field(default_factory=deque)
    _rest: bytes = b""
    _asked_at: float | None = None
    _next_ask: float = 0.0

    def __post_init__(self) -> None:
        self.file = os.open(self.path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)

    def say(self, data: bytes) -> None:
        """Real-time bytes, at once."""
        os.write(self.file, data)

    def load(self, *lines: str) -> None:
        """A program to be sent."""
        self.to_send += [line.encode() + self.ending for line in lines]

    @property
    def is_done(self) -> bool:
        """True when everything was sent and answered."""
        return not self.to_send and not self._open

    def turn(self, at: float) -> None:
        """Read what came, send what fits, ask if it is time."""
        with suppress(OSError):
            self._rest += os.read(self.file, 65536)
        *lines, self._rest = self._rest.split(b"\n")
        for line in lines:
            self._read(line.rstrip(b"\r"))
        while self.to_send and sum(self._open) + len(self.to_send[0]) < WINDOW:
            line = self.to_send.popleft()
            self._open.append(len(line))
            os.write(self.file, line)
        if self.polls and at >= self._next_ask and (self._asked_at is None or at - self._asked_at > 5):
            self._next_ask, self._asked_at = at + self.polls, at
            self.asked += 1
            os.write(self.file, b"?")

    def _read(self, line: bytes) -> None:
        if line == b"ok":
            self.oks += 1
            self._open.popleft()
        elif line.startswith(b"error:"):
            self.errors.append(line)
            self._open.popleft()
        elif line.startswith(b"<"):
            self.reports.append(line)
            self._asked_at = None
        elif line:
            self.others.append(line)

    def close(self) -> None:
        os.close(self.file)


class Floor:
    """The machine, the kiosk in proxy mode, and a sender at its port."""

    def __init__(
        self,
        folder: Path,
        polls: float = 0.0,
        address: str = "virtual://grbl",
        ending: bytes = b"\n",
        **profile: object,
    ) -> None:
        self.kiosk = Kiosk(folder, Profile(mode="proxy", **profile))  # type: ignore[arg-type]
        self.clock = self.kiosk.clock
        self.bench = Bench(address, lambda: self.clock.at_ms / 1000)
        self.bench.take_output()  # it was on long before the kiosk: nobody saw its banner
        self.spoil: list[bytes] = []
        """What the machine's next reports are on their way: each once."""
        self.is_deaf = False
        self.at_machine = bytearray()
        self.turns(1)
        self.sender = Sender(folder / "run" / "CNC-1", polls, ending)
        self.wait(3)

    @property
    def relay(self) -> Relay:
        port = self.kiosk.beside.station.port
        assert isinstance(port, Relay)
        return port

    @property
    def cable(self) -> Cable:
        return self.kiosk.cable

    def turns(self, count: int) -> None:
        """So many turns of five milliseconds."""
        for number in range(count):
            self.clock.wind(TURN)
            self.relay.step(0)
            heard = self.cable.hears()
            self.at_machine += heard
            self.bench.receive(heard)
            said = self.bench.take_output()
            if said and not self.is_deaf:
                self.cable.says(self._spoilt(said))
                self.relay.step(0)
            if hasattr(self, "sender"):
                self.sender.turn(self.clock.at_ms / 1000)
            if number % 10 == 0:
                self.kiosk.agent.work()
        self.kiosk.agent.work()

    def _spoilt(self, said: bytes) -> bytes:
        if self.spoil and said.startswith(b"<"):
            return self.spoil.pop(0)
        return said

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.turns(int(seconds / TURN))

    def send(self, *lines: str, patience: float = 120) -> None:
        """Send a program and wait until all of it is answered."""
        self.sender.load(*lines)
        until = self.clock.at_ms + patience * 1000
        while not self.sender.is_done and self.clock.at_ms < until:
            self.turns(10)
        assert self.sender.is_done, (
            f"unanswered: {len(self.sender._open)}, unsent: {len(self.sender.to_send)}"
        )

    def close(self) -> None:
        self.sender.close()
        self.kiosk.close()


def a_program(lines: int = 120) -> list[str]:
    """Short moves to and fro."""
    moves = [f"G1 X{number % 7 + 1}.{number % 10} Y{number % 5} F3000" for number in range(lines - 2)]
    return ["G21 G90", "M3 S1000", *moves]
