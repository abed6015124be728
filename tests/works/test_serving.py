"""Serving: an address, a lock, a clean stop; the demo stays on this machine and finds a free port."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.config import Settings, demo_settings
from core.errors import Unconfigured
from factory import serving
from factory.served import being_served, is_served

ROOT = Path(__file__).resolve().parents[2]
ECO = "from factory.cli import main; main(prog_name='eco')"
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def house(tmp_path: Path) -> dict[str, str]:
    """The environment of a house in a folder of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ECO_")}
    return kept | {
        "ECO_INSTANCE_FOLDER": str(tmp_path / "house"),
        "ECO_SECRET_KEY": "q3" * 30,
        "ECO_PUBLIC_URL": "https://eco.example",
    }


@pytest.fixture
def start(house: dict[str, str]) -> Iterator[Start]:
    """Starts `eco` in a process of its own."""
    running: list[subprocess.Popen[str]] = []

    def begin(*words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-u", "-c", ECO, *words],
            cwd=ROOT,
            env=house,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        if process.poll() is None:
            process.kill()
        process.wait(20)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_a_site_is_served_and_stops_when_systemd_says_so(start: Start, house: dict[str, str]) -> None:
    assert start("migrate").wait(60) == 0
    port = free_port()
    server = start("serve", "--port", str(port))
    assert server.stdout is not None
    assert "https://eco.example" in server.stdout.readline()
    settings = Settings(instance_folder=Path(house["ECO_INSTANCE_FOLDER"]))
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20) as answer:
        assert answer.status == 200
    assert is_served(settings)
    server.send_signal(signal.SIGTERM)
    assert server.wait(20) == 0
    assert not is_served(settings)


def test_it_refuses_to_serve_a_database_of_another_version(start: Start) -> None:
    server = start("serve", "--port", str(free_port()))
    told = server.communicate(timeout=60)[0]
    assert server.returncode == 1
    assert "eco migrate" in told and "Traceback" not in told


def test_a_taken_port_is_refused_for_a_site_and_passed_over_by_the_demo() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Unconfigured, match=str(port)), serving._bound("127.0.0.1", port, port):
            pass
        with serving._bound("127.0.0.1", port, port + serving.PORTS_TRIED) as other:
            assert port < other.getsockname()[1] <= port + serving.PORTS_TRIED


def test_several_processes_may_serve_the_same_data(tmp_path: Path) -> None:
    settings = demo_settings(tmp_path)
    assert not is_served(settings)
    with being_served(settings), being_served(settings):
        assert is_served(settings)
    assert not is_served(settings)


def test_the_demo_is_served_on_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    source = (ROOT / "factory" / "serving.py").read_text()
    assert re.search(r"_bound\(LOOPBACK, port,", source)
    assert serving.LOOPBACK == "127.0.0.1"
