"""Status reports a second: from a machine at a pseudo-terminal to jobs, beside `readline` and a plain pattern."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import tty
from collections.abc import Callable
from dataclasses import dataclass

import serial

from benchmarks.table import Line
from hardware.kiosk.inference import Inference
from hardware.kiosk.protocols import parser_for
from hardware.vocabulary import Profile

LEAST = 100_000
CHUNK = 4096
WRITER = "import os,sys\ndata=sys.stdin.buffer.read()\nwhile data: data=data[os.write(1,data[:65536]):]"
USUAL = re.compile(rb"<(\w+)(?::\d+)?\|([^>]*)>")


@dataclass(frozen=True)
class Rate:
    """Lines a second: by the clock on the wall, and by the processor time that reading took."""

    by_wall: float
    by_cpu: float


def reports(count: int) -> bytes:
    """Reports of a machine at work: positions and speeds change, now and then it rests or holds."""
    lines = []
    for n in range(count):
        state, feed = ("Run", 400 + n // 3 % 40 * 10) if n % 2000 < 1900 else ("Idle", 0)
        place = f"{n % 300}.{n % 1000:03d},{n % 77}.5{n % 100:02d},-1.250"
        tail = "|WCO:0.000,0.000,0.000" if n % 30 == 0 else "|Ov:100,100,100|A:S" if n % 20 == 0 else ""
        lines.append(f"<{state}|MPos:{place}|FS:{feed},800|Pn:P{tail}>\r\n")
    return "".join(lines).encode()


def through_pty(data: bytes, read: Callable[[serial.Serial], int], count: int) -> Rate:
    """Another process writes `data` into a pseudo-terminal as fast as it is taken; `read` reads `count` lines of it."""
    master, slave = os.openpty()
    tty.setraw(slave)
    port = serial.Serial(os.ttyname(slave), timeout=5)
    writer = subprocess.Popen([sys.executable, "-c", WRITER], stdin=subprocess.PIPE, stdout=master)
    assert writer.stdin is not None
    writer.stdin.write(data)
    writer.stdin.close()
    wall, cpu = time.perf_counter(), time.process_time()
    got = read(port)
    rate = Rate(got / (time.perf_counter() - wall), got / (time.process_time() - cpu))
    if got < count:
        raise SystemExit(f"only {got} of {count} lines came through")
    writer.wait(10)
    port.close()
    os.close(master)
    os.close(slave)
    return rate


def ours(count: int) -> Callable[[serial.Serial], int]:
    """Chunks, the parser, the rules of jobs: what the agent does with each report."""

    def read(port: serial.Serial) -> int:
        parser, inference = parser_for("grbl"), Inference(Profile())
        got, began = 0, time.monotonic()
        while got < count:
            data = port.read(max(1, min(port.in_waiting, CHUNK)))
            if not data:
                break
            seen = parser.feed(data)
            got += len(seen)
            inference.take_all(int((time.monotonic() - began) * 1000), seen)
        return got

    return read


def usual(count: int) -> Callable[[serial.Serial], int]:
    """The usual way: a line at a time, one pattern, fields split; no rules at all."""

    def read(port: serial.Serial) -> int:
        got = 0
        while got < count:
            line = port.readline()
            if not line:
                break
            if match := USUAL.match(line):
                dict(field.partition(b":")[::2] for field in match[2].split(b"|"))
            got += 1
        return got

    return read


def measure(*, rounds: int, count: int = 200_000, usual_count: int = 4_000) -> list[Line]:
    """The best of a few rounds: other work on the machine only ever takes away."""
    data, few = reports(count), reports(usual_count)
    mine = [through_pty(data, ours(count), count) for _ in range(rounds)]
    theirs = [through_pty(few, usual(usual_count), usual_count) for _ in range(rounds)]
    wall, cpu = max(one.by_wall for one in mine), max(one.by_cpu for one in mine)
    line_wall, line_cpu = max(one.by_wall for one in theirs), max(one.by_cpu for one in theirs)
    name = "status lines with inference, through a pty"
    return [
        Line(name, wall, "/s", line_wall, bar=f"≥ {LEAST:,}/s", is_held=wall >= LEAST),
        Line(f"{name}, by CPU of the reader", cpu, "/s", line_cpu),
    ]
