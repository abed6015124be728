"""systemd hears of the agent for as long as every machine's bytes are carried, over a real socket of its kind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from hardware.kiosk.agent import Agent
from hardware.kiosk.clock import KioskClock
from hardware.kiosk.settings import KioskSettings, watcher_address
from hardware.kiosk.virtual import register
from hardware.kiosk.watchdog import ALIVE, STUCK_MS, Watchdog, may_go_on
from hardware.vocabulary import Profile

COMMAND = 'import sys; sys.argv = ["eco", "kiosk"]; from factory.cli import main; main()'


@dataclass
class Systemd:
    """The far end: a datagram socket in the file system or, with `@`, without a place there."""

    address: str

    def __post_init__(self) -> None:
        self.way = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.way.bind("\0" + self.address[1:] if self.address.startswith("@") else self.address)
        self.way.settimeout(20)

    def hears(self) -> str:
        return self.way.recv(100).decode()

    def hears_until(self, word: str) -> list[str]:
        """All that came, up to and with `word`."""
        heard = [self.hears()]
        while heard[-1] != word:
            heard.append(self.hears())
        return heard


@pytest.fixture(params=["file", "abstract"])
def systemd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Systemd]:
    end = Systemd(str(tmp_path / "notify") if request.param == "file" else f"@eco {tmp_path}")
    yield end
    end.way.close()


def test_the_agent_says_that_it_is_ready_that_it_lives_and_that_it_stops(
    systemd: Systemd, tmp_path: Path
) -> None:
    (tmp_path / "kiosk.toml").write_text(
        f'folder = "{tmp_path}"\nrun_folder = "{tmp_path}/run"\nscreen_port = 0\n'
        '[machines.CNC-1]\nport = "virtual://grbl?name=watched"\nmode = "poller"\n'
    )
    told = {"ECO_KIOSK_FILE": str(tmp_path / "kiosk.toml"), "NOTIFY_SOCKET": systemd.address}
    agent = subprocess.Popen([sys.executable, "-B", "-c", COMMAND], env={**os.environ, **told})
    try:
        assert systemd.hears() == "READY=1"
        assert [systemd.hears(), systemd.hears()] == ["WATCHDOG=1", "WATCHDOG=1"]
        agent.send_signal(signal.SIGTERM)
        assert set(systemd.hears_until("STOPPING=1")[:-1]) <= {"WATCHDOG=1"}
        assert agent.wait(20) == 0
    finally:
        agent.kill()


def two_machines(folder: Path) -> Agent:
    register()
    profile = Profile(mode="poller")
    ports = {code: replace(profile, port=f"virtual://grbl?name={folder.name}-{code}") for code in ("A", "B")}
    settings = KioskSettings(folder=folder, run_folder=folder / "run", screen_port=0, machines=ports)
    return Agent(settings, KioskClock(), None)


def waits_for(is_so: object, seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if is_so():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def test_a_thread_that_hangs_at_its_port_ends_the_word_of_life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: before it hangs, and once it goes on, the agent is alive."""
    monkeypatch.setattr("hardware.kiosk.watchdog.STUCK_MS", 300)
    agent, hangs = two_machines(tmp_path), threading.Event()
    port = agent.beside["A"].station.port
    step, go_on = port.step, threading.Event()

    def hang() -> None:
        step()
        if hangs.is_set():
            go_on.wait(20)

    port.step = hang  # type: ignore[method-assign,assignment]
    agent.start()
    try:
        assert waits_for(lambda: agent.is_alive)
        hangs.set()
        assert waits_for(lambda: not agent.is_alive)
        hangs.clear()
        go_on.set()
        assert waits_for(lambda: agent.is_alive)
    finally:
        go_on.set()
        agent.stop()


@dataclass
class Machine:
    """A machine's thread, by when it last came round, and its job."""

    carried_ms: int
    job: object | None = None


def test_a_machine_at_work_is_not_cut_off_because_another_ones_thread_is_stuck() -> None:
    at = 1_000_000
    stuck, well = Machine(at - STUCK_MS - 1), Machine(at - 100)
    assert may_go_on([well], at)
    assert not may_go_on([stuck, well], at)
    assert may_go_on([stuck, replace(well, job="a job")], at)
    assert not may_go_on([replace(stuck, job="a job"), well], at)
    assert may_go_on([], at)


@pytest.mark.parametrize("address", ["", "/no/such/socket", "relative", "@nobody listens here"])
def test_where_nobody_watches_the_agent_says_nothing_and_works(address: str) -> None:
    assert Watchdog(address).say(ALIVE) is False
    assert watcher_address({}) == ""
    assert watcher_address({"NOTIFY_SOCKET": address}) == address


def test_a_watcher_that_does_not_read_holds_nobody_up(tmp_path: Path) -> None:
    end = Systemd(str(tmp_path / "full"))
    dog, began = Watchdog(end.address), time.monotonic()
    assert [dog.say(ALIVE) for _ in range(5_000)].count(False) > 0
    assert time.monotonic() - began < 5
    end.way.close()


def test_the_unit_waits_for_the_words_that_the_agent_says() -> None:
    unit = (Path(__file__).resolve().parents[2] / "deploy" / "eco-kiosk.service").read_text().splitlines()
    assert {"Type=notify", "NotifyAccess=main", "WatchdogSec=30"} <= set(unit)
    assert any(line.startswith("RestrictAddressFamilies=AF_UNIX") for line in unit)
    assert 2 * STUCK_MS < 30_000
