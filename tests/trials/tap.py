"""A wire that remembers: between a sender and a port it passes every byte on, and keeps each with its time."""

from __future__ import annotations

import contextlib
import json
import os
import select
import threading
import time
import tty
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hardware.kiosk.doors import PtyDoor

LOOKS_EVERY = 0.01


class Heard(NamedTuple):
    """One reading: seconds of the monotonic clock, `>` towards the machine or `<` from it, and the bytes.

    `+` and `-` stand for a program that opened the port or closed it.
    """

    at: float
    way: str
    data: bytes = b""


class Tap:
    """A pseudo-terminal at `link` before the port at `inner`, which is open for as long as somebody has the link."""

    def __init__(self, link: Path, inner: Path) -> None:
        self.heard: list[Heard] = []
        self._door = PtyDoor(link)
        self._inner_path, self._inner = inner, -1
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"tap {link.name}", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._is_over.is_set():
            if self._door.greet():
                self._inner = os.open(self._inner_path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
                tty.setraw(self._inner)
                self._keep("+")
            if not self._door.is_taken:
                time.sleep(LOOKS_EVERY)
                continue
            readable, _, _ = select.select([self._door.fileno(), self._inner], [], [], LOOKS_EVERY)
            if self._door.fileno() in readable:
                self._from_outside()
            if self._inner in readable:
                self._from_inside()
            self._door.flush()

    def _from_outside(self) -> None:
        data = self._door.read()
        if data is None:
            self._keep("-")
            os.close(self._inner)
            self._inner = -1
        elif data:
            self._keep(">", data)
            left = data
            while left:
                with contextlib.suppress(BlockingIOError):
                    left = left[os.write(self._inner, left) :]

    def _from_inside(self) -> None:
        with contextlib.suppress(OSError):
            if data := os.read(self._inner, 4096):
                self._keep("<", data)
                self._door.out += data

    def _keep(self, way: str, data: bytes = b"") -> None:
        self.heard.append(Heard(time.monotonic(), way, data))

    def close(self) -> None:
        """End it."""
        self._is_over.set()
        self._thread.join(2)
        self._door.close()

    def write(self, place: Path) -> None:
        """Keep it as lines of JSON."""
        with place.open("w") as file:
            for one in self.heard:
                file.write(json.dumps([round(one.at, 4), one.way, one.data.decode("latin-1")]) + "\n")


def lines_of(heard: list[Heard], way: str) -> Iterator[tuple[float, bytes]]:
    """The whole lines of one way, each with the time of its end."""
    rest = b""
    for one in heard:
        if one.way in "+-":
            rest = b""
        if one.way == way:
            *lines, rest = (rest + one.data).split(b"\n")
            yield from ((one.at, line.rstrip(b"\r")) for line in lines)


def bytes_of(heard: list[Heard], way: str) -> bytes:
    """Every byte of one way."""
    return b"".join(one.data for one in heard if one.way == way)
