"""Fakes at the edge of the kiosk: a clock that is wound by hand, a machine at the end of a cable, a server."""

from __future__ import annotations

import gzip
import json
import os
import pty
import tty
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hardware.kiosk.uplink import Reply


@dataclass
class HandClock:
    """A clock that stands still until it is wound."""

    boot: str = "0123456789abcdef"
    at_ms: int = 1_000_000
    wall_at: datetime = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    is_ok: bool = True
    judged: list[str] = field(default_factory=list)

    def mono_ms(self) -> int:
        return self.at_ms

    def wall(self) -> datetime:
        return self.wall_at

    def is_wall_ok(self) -> bool:
        return self.is_ok

    def judge(self, server_date: str, asked_ms: int) -> None:
        self.judged.append(server_date)

    def wait(self, seconds: float) -> None:
        self.wind(seconds)

    def wind(self, seconds: float) -> None:
        """Let time pass."""
        self.at_ms += int(seconds * 1000)
        self.wall_at += timedelta(seconds=seconds)


class Cable:
    """A machine's end of a cable: a pseudo-terminal whose slave stands for the serial port."""

    def __init__(self) -> None:
        self.end, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self.port = os.ttyname(self._slave)
        os.set_blocking(self.end, False)
        self.is_in = True
        """False once it was pulled, or the machine behind it is dead."""

    def says(self, data: bytes) -> None:
        """The machine says something, if it can be heard."""
        if self.is_in:
            os.write(self.end, data)

    def hears(self) -> bytes:
        """What came to the machine by now."""
        try:
            return os.read(self.end, 65536)
        except OSError:
            return b""

    def pull(self) -> None:
        """Pull the cable out."""
        self.is_in = False
        for end in (self.end, self._slave):
            try:
                os.close(end)
            except OSError:
                continue


@dataclass
class FakeServer:
    """Answers as the server does: each event once, by itself; it can be away, refuse, or lose its answer."""

    got: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    doubles: int = 0
    is_away: bool = False
    loses_answers: bool = False
    status: int = 0
    rejects: Callable[[dict[str, Any]], str] = lambda event: ""
    date: str = "Thu, 26 Nov 2026 09:00:00 GMT"
    packs: dict[str, tuple[bytes, str, str]] = field(default_factory=dict)
    photos: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)

    def __call__(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] = {}) -> Reply:
        self.asked.append((method, path, headers))
        if self.is_away:
            return Reply(0, why="no route")
        if self.status:
            return Reply(self.status, headers={"date": self.date})
        if method == "GET":
            return self._pack(path.partition("machine=")[2], headers)
        if "photos" in path:
            self.photos[path.partition("id=")[2]] = body
            return Reply(200)
        told = json.loads(gzip.decompress(body))
        assert len(told["events"]) <= 500
        answers = [self._take(event) for event in told["events"]]
        if self.loses_answers:
            return Reply(0, why="connection reset")
        return Reply(200, json.dumps({"answers": answers}).encode(), {"date": self.date})

    def _take(self, event: dict[str, Any]) -> dict[str, Any]:
        key = (event["boot"], event["seq"])
        said = {"boot": event["boot"], "seq": event["seq"]}
        why = self.rejects(event)
        if why:
            return {**said, "answer": "rejected", "why": why}
        if key in self.got:
            assert self.got[key] == event, "one number stands for two events"
            self.doubles += 1
            return {**said, "answer": "duplicate"}
        self.got[key] = event
        return {**said, "answer": "accepted"}

    def _pack(self, machine: str, headers: Mapping[str, str]) -> Reply:
        if machine not in self.packs:
            return Reply(404)
        body, signature, tag = self.packs[machine]
        if headers.get("If-None-Match") == tag:
            return Reply(304)
        return Reply(200, body, {"x-eco-signature": signature, "etag": tag, "date": self.date})
