"""What the kiosk's proxy adds to a sender's and a machine's bytes, and what its agent costs while it asks at 5 Hz."""

from __future__ import annotations

import os
import pty
import select
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.table import Line

MOST_MILLISECONDS = 2.0
MOST_CPU_PERCENT = 2.0
REPORT = b"<Run|MPos:1.000,2.000,3.000|FS:400,1000|Ov:100,100,100>\r\n"
AGENT = """
import sys
from pathlib import Path
from hardware.kiosk.agent import Agent
from hardware.kiosk.clock import KioskClock
from hardware.kiosk.settings import KioskSettings
from hardware.vocabulary import Profile
folder = Path(sys.argv[1])
profile = Profile(mode=sys.argv[3], port=sys.argv[2], poll_seconds=0.2)
Agent(KioskSettings(name='k1', folder=folder, run_folder=folder / 'run', machines={'CNC-1': profile},
      screen_port=0), KioskClock(), None).run()
"""


class Machine:
    """A machine at the end of a cable that answers each `?`; other bytes can be read."""

    def __init__(self) -> None:
        self.end, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self.port = os.ttyname(self._slave)
        self.asked = 0
        self.is_answering = True
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while self.is_answering:
            if select.select([self.end], [], [], 0.05)[0] and b"?" in os.read(self.end, 4096):
                self.asked += 1
                os.write(self.end, REPORT)

    def alone(self) -> None:
        """Answer no more: what comes is read by the measuring side."""
        self.is_answering = False
        time.sleep(0.2)


@contextmanager
def agent(machine: Machine, mode: str) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """The agent as a process of its own, its spool on a disk."""
    with tempfile.TemporaryDirectory(prefix="eco-kiosk-") as name:
        folder = Path(name)
        process = subprocess.Popen([sys.executable, "-c", AGENT, name, machine.port, mode])
        try:
            yield process, folder
        finally:
            process.terminate()
            process.wait(20)


def measure(rounds: int = 2_000, seconds: float = 20.0) -> list[Line]:
    """Latency each way beside the bare pseudo-terminal, and the agent's own processor time."""
    down, up = _latency(rounds)
    bare = _bare(rounds)
    return [
        _line("the proxy, sender to machine, p95", down, bare),
        _line("the proxy, machine to sender, p95", up, bare),
        _cpu(seconds),
    ]


def _line(what: str, found: list[float], bare: list[float]) -> Line:
    floor, ours = _p95(bare), _p95(found)
    added = ours - floor
    return Line(
        what,
        ours,
        "ms",
        floor,
        "a bare pseudo-terminal",
        bar=f"adds ≤ {MOST_MILLISECONDS:g} ms",
        is_held=added <= MOST_MILLISECONDS,
    )


def _p95(found: list[float]) -> float:
    """The middle of five stretches' 95th percentiles: a stretch in which the machine was busy elsewhere counts once."""
    stretch = len(found) // 5
    parts = [found[at * stretch : (at + 1) * stretch] for at in range(5)]
    return statistics.median(statistics.quantiles(part, n=20)[-1] for part in parts)


def _latency(rounds: int) -> tuple[list[float], list[float]]:
    machine = Machine()
    with agent(machine, "proxy") as (_, folder):
        sender = _opened(folder / "run" / "CNC-1")
        os.write(sender, b"?")
        time.sleep(2.5)  # the firmware is known now, and the agent asks by itself
        machine.alone()
        os.set_blocking(machine.end, False)
        _drain(machine.end), _drain(sender)
        down = [_journey(sender, machine.end, b"G1 X1\n") for _ in range(rounds)]
        _drain(machine.end), _drain(sender)
        up = [_journey(machine.end, sender, b"ok\r\n") for _ in range(rounds)]
    return down, up


def _opened(path: Path) -> int:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            return os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"{path} is not there")


def _bare(rounds: int) -> list[float]:
    """The same through one pseudo-terminal, with nobody between: what the kernel and this process take."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    os.set_blocking(master, False)
    found = [_journey(slave, master, b"G1 X1\n") for _ in range(rounds)]
    os.close(master), os.close(slave)
    return found


def _journey(begin: int, end: int, data: bytes) -> float:
    """Milliseconds until all of it has come out at the other end."""
    time.sleep(0.001)
    began, left = time.perf_counter(), data
    os.write(begin, data)
    while left:
        select.select([end], [], [], 1.0)
        for byte in _drain(end):
            if left and byte == left[0]:
                left = left[1:]
    return (time.perf_counter() - began) * 1000


def _drain(file: int) -> bytes:
    try:
        return os.read(file, 65536)
    except OSError:
        return b""


def _cpu(seconds: float) -> Line:
    machine = Machine()
    with agent(machine, "poller") as (process, _):
        time.sleep(4)
        began, asked = _processor_seconds(process.pid), machine.asked
        at = time.monotonic()
        time.sleep(seconds)
        took = time.monotonic() - at
        used, rate = _processor_seconds(process.pid) - began, (machine.asked - asked) / took
    percent = 100 * used / took
    return Line(
        f"the agent, asking at {rate:.1f} Hz, of one core",
        percent,
        "%",
        bar=f"≤ {MOST_CPU_PERCENT:g} %",
        is_held=percent <= MOST_CPU_PERCENT,
    )


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
