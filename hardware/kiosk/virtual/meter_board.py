"""Our own meter (docs/meter.md): current once a second, cards and buttons as they come, checksums."""

from __future__ import annotations

from hardware.kiosk.protocols.fm1 import record
from hardware.kiosk.virtual.board import Board

LEVELS = {"idle": 350, "run": 2450, "off": 0, "hold": 350}
"""Milliamps of the three plateaus: switched off, standing by, working."""
CARDS_EVERY = 1.0


class MeterBoard(Board):
    """It prints and, asked `ID?`, says who it is."""

    def __init__(self) -> None:
        super().__init__()
        self._seq = 0
        self._boot = 16
        self.level = "idle"
        self._at = 0.0
        self._heard = b""
        self.lamp = "off"

    def power_on(self) -> None:
        """Greet, and count the power-up."""
        self._boot += 1
        self._seq = 0
        self._hello()
        self._at = self.now + CARDS_EVERY
        self.wake_at(self._at)

    def _print(self, kind: str, **values: object) -> None:
        self.say_raw(record(self._seq, int(self.now * 1000), kind, **values))
        self._seq += 1

    def _hello(self) -> None:
        self._print("HELLO", fw="1.0", id="E66118C4E3", boot=self._boot, cap="cur,tag")

    def think(self) -> None:
        """Once a second the current, fluttering a little as currents do."""
        while self.now >= self._at - 1e-9:
            level = LEVELS[self.level]
            flutter = int(self._at * 7) % 11 - 5 if level else 0
            self._print("CUR", ch=0, ma=level + flutter * level // 100)
            self._at += CARDS_EVERY
            self.wake_at(self._at)

    def receive(self, data: bytes) -> None:
        """`ID?` and `LED ok|no|wait|off`; there is nothing else to say to it."""
        *lines, self._heard = (self._heard + data.replace(b"\r", b""))[-200:].split(b"\n")
        for line in lines:
            if line == b"ID?":
                self._hello()
            elif line.startswith(b"LED "):
                self.lamp = line[4:].decode("ascii", "replace")

    def act(self, word: str, value: str) -> None:
        """A step of a script begins: run, idle, off, hold, card:UID, button:end, reset."""
        if word == "card":
            self._print("TAG", uid=value or "04A1B2C3D4E5F6", ev="tap")
        elif word == "button":
            self._print("BTN", id=value or "end")
        elif word == "reset":
            self.power_on()
        elif word in LEVELS:
            self.level = word

    def rest(self) -> None:
        """Between steps the machine stands by."""
        self.level = "idle"
