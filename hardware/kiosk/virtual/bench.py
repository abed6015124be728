"""A board on a bench: its clock, its script, its wire. The address says all: virtual://grbl?script=run:60,idle:30&loop=1.

virtual://grbl | grblhal | fluidnc | laser | marlin | fm1
?script=…    what it does by itself (hardware/kiosk/virtual/script.py); without one it waits for a sender
&loop=1      over and over
&speed=60    so many seconds of its own in each second
&homes=1     it has limit switches, and starts locked ($22=1)
&pins=PXYZ   what it reports of its inputs
&name=…      two addresses that differ are two machines
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from hardware.kiosk.virtual.board import Board
from hardware.kiosk.virtual.grbl_board import GrblBoard
from hardware.kiosk.virtual.grbl_settings import FLAVOURS
from hardware.kiosk.virtual.marlin_board import MarlinBoard
from hardware.kiosk.virtual.meter_board import MeterBoard
from hardware.kiosk.virtual.script import Playing, Step, read_script

OPTIONS = frozenset(("script", "loop", "speed", "homes", "pins", "name", "seed"))
KINDS = (*FLAVOURS, "marlin", "fm1")


class Bench:
    """One virtual machine, alive whether anybody has its port open or not."""

    def __init__(self, address: str, clock: Callable[[], float] = time.monotonic) -> None:
        kind, options = read_address(address)
        self.board = _board(kind, options)
        self.is_plugged = True
        self._speed = float(options.get("speed", "1"))
        self._clock = clock
        self._began = clock()
        self._playing = Playing(read_script(options.get("script", "")), is_looped=options.get("loop") == "1")
        self._is_noisy = False
        self._ends: float | None = None
        self._chance = random.Random(options.get("seed", address))
        self.board.power_on()

    def live(self) -> None:
        """Catch up with the clock."""
        now = (self._clock() - self._began) * self._speed
        while (at := self._playing.next_at) is not None and at <= now:
            self.board.run_until(max(at, self.board.now))
            self._begin(self._playing.step())
        if self._ends is not None and self._ends <= now:
            self.board.run_until(max(self._ends, self.board.now))
            self._rest()
        self.board.run_until(max(now, self.board.now))

    def receive(self, data: bytes) -> None:
        """Bytes come along the wire; without a wire they are gone."""
        self.live()
        if self.is_plugged:
            self.board.receive(data)

    def take_output(self) -> bytes:
        """What it said meanwhile; without a wire it spoke to nobody."""
        self.live()
        said = self.board.take_output()
        if not self.is_plugged:
            return b""
        return self._spoilt(said) if self._is_noisy and said else said

    def _begin(self, step: Step) -> None:
        self._rest()
        if step.word == "unplug":
            self.board.take_output()
            self.is_plugged = False
        elif step.word == "noise":
            self._is_noisy = True
        else:
            self.board.act(step.word, step.value)
        self._ends = self._playing.ends_at if step.seconds else None

    def _rest(self) -> None:
        self.board.rest()
        self.is_plugged, self._is_noisy, self._ends = True, False, None

    def _spoilt(self, said: bytes) -> bytes:
        """The same with letters lost and bits turned, as on a long cable beside a spindle."""
        spoilt = bytearray(said)
        for _ in range(1 + len(said) // 20):
            place = self._chance.randrange(len(spoilt))
            spoilt[place] ^= 1 << self._chance.randrange(8)
        return bytes(spoilt)


def read_address(address: str) -> tuple[str, dict[str, str]]:
    """The kind and the options of a virtual:// address. Raises ValueError with what to do."""
    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme != "virtual" or parts.netloc not in KINDS:
        raise ValueError(f"{address[:80]!r}: write virtual:// and one of {', '.join(KINDS)}")
    if unknown := set(options) - OPTIONS:
        raise ValueError(
            f"{', '.join(sorted(unknown))[:80]} is not known; there are {', '.join(sorted(OPTIONS))}"
        )
    read_script(options.get("script", ""))
    return parts.netloc, options


def _board(kind: str, options: dict[str, str]) -> Board:
    if kind == "marlin":
        return MarlinBoard()
    if kind == "fm1":
        return MeterBoard()
    homes = options.get("homes") == "1"
    return GrblBoard(FLAVOURS[kind], is_laser=kind == "laser", homes=homes, pins=options.get("pins", ""))


_BENCHES: dict[str, Bench] = {}


def bench_at(address: str) -> Bench:
    """The machine at an address: the same one each time in one process, so that it goes on while its port is closed."""
    if address not in _BENCHES:
        _BENCHES[address] = Bench(address)
    return _BENCHES[address]
