"""What every fake firmware has: a clock that is turned from outside, bytes in, bytes out, and a script to play."""

from __future__ import annotations


class Board:
    """A controller on its own clock, in seconds. Turn it with `run_until`, then give and take bytes."""

    def __init__(self) -> None:
        self.now = 0.0
        self._out = bytearray()
        self._wakes: list[float] = []

    def power_on(self) -> None:
        """Begin, as after the main switch or a reset by DTR."""

    def receive(self, data: bytes) -> None:
        """Bytes arrive, now."""

    def act(self, word: str, value: str) -> None:
        """A step of a script begins."""

    def rest(self) -> None:
        """A step of a script ends."""

    def take_output(self) -> bytes:
        """What it said since the last call."""
        said, self._out = bytes(self._out), bytearray()
        return said

    def say(self, line: str) -> None:
        """Print one line."""
        self._out += line.encode("utf-8") + b"\r\n"

    def say_raw(self, data: bytes) -> None:
        """Print bytes as they are."""
        self._out += data

    def run_until(self, now: float) -> None:
        """Live until `now`, from one thing that happens to the next."""
        self.think()
        while (at := self.next_event()) is not None and at <= now:
            self.move_to(max(at, self.now))
            self._wakes = [one for one in self._wakes if one > self.now]
            self.think()
        self.move_to(max(now, self.now))
        self.think()

    def wake_at(self, at: float) -> None:
        """Something is to be looked at then."""
        if at > self.now:
            self._wakes.append(at)

    def next_event(self) -> float | None:
        """When next something happens by itself; None if nothing does."""
        return min(self._wakes, default=None)

    def move_to(self, at: float) -> None:
        """Time passes."""
        self.now = at

    def think(self) -> None:
        """Do whatever can be done now."""
