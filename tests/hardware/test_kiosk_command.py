"""`eco kiosk` loads nothing of the server, and its doctor says in plain words what to do."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hardware.kiosk.clock import KioskClock
from hardware.kiosk.doctor import Doctor, Finding, cannot_open
from hardware.kiosk.link import PortName
from hardware.kiosk.settings import KioskSettings, write_token
from hardware.kiosk.uplink import Reply
from hardware.vocabulary import Profile
from tests.hardware.fakes import Cable

OF_THE_SERVER = (
    "sqlalchemy",
    "flask_sqlalchemy",
    "flask_login",
    "flask_babel",
    "wtforms",
    "alembic",
    "reportlab",
    "PIL",
)
LOADS = """
import sys, types
sys.argv = ["eco", "kiosk", *{arguments!r}]
sys.modules["hardware.kiosk.screen.app"] = types.ModuleType("stub")
from factory.cli import main
{before}
try:
    main()
except SystemExit:
    pass
print("LOADED", *sorted(sys.modules))
"""


def loaded_by(*arguments: str, before: str = "", **variables: str) -> set[str]:
    """The modules that the command has loaded when it has ended."""
    script = LOADS.format(arguments=list(arguments), before=before)
    done = subprocess.run(
        [sys.executable, "-B", "-c", script],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": ".", **variables},
        timeout=60,
        check=True,
    )
    return set(done.stdout.rpartition("LOADED")[2].split())


def of_the_server(modules: set[str]) -> list[str]:
    """What of them is the server's. The command's own door, and the errors that it shows, are nobody's."""
    doors = {"core", "core.errors", "factory", "factory.cli"}
    ours = {
        name for name in modules if name.split(".")[0] in ("core", "factory", "inventory", "training")
    } - doors
    rooms = {name for name in modules if name.startswith("hardware.")}
    rooms = {name for name in rooms if not name.startswith(("hardware.kiosk", "hardware.vocabulary"))}
    return sorted(ours | rooms | {name for name in modules if name.split(".")[0] in OF_THE_SERVER})


@pytest.mark.parametrize("arguments", [("--help",), ("doctor",), ()])
def test_eco_kiosk_loads_nothing_of_the_server(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "kiosk.toml").write_text(
        f'folder = "{tmp_path}"\nrun_folder = "{tmp_path}/run"\nscreen_port = 0\n[machines.CNC-1]\nport = "/dev/none"\n'
    )
    stop = "import os, signal, threading; threading.Timer(3, os.kill, (os.getpid(), signal.SIGTERM)).start()"
    found = loaded_by(
        *arguments, before="" if arguments else stop, ECO_KIOSK_FILE=str(tmp_path / "kiosk.toml")
    )
    assert "hardware.kiosk.command" in found
    assert arguments or "hardware.kiosk.agent" in found
    assert of_the_server(found) == []


def test_a_kiosk_that_loaded_the_server_would_be_seen() -> None:
    found = loaded_by("--help", before="import core.db, hardware.words")
    assert {"core.db", "hardware.words", "sqlalchemy"} <= set(of_the_server(found))


# --- the doctor


class Answering:
    """A machine at the end of a cable that answers what it is asked."""

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self.cable, self.answers, self.heard = Cable(), answers, b""
        self._stop = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while not self._stop.wait(0.01):
            asked = self.cable.hears()
            self.heard += asked
            if asked in self.answers:
                self.cable.says(self.answers[asked])

    def close(self) -> None:
        self._stop.set()
        self.cable.pull()


@pytest.fixture
def grbl() -> Iterator[Answering]:
    one = Answering(
        {
            b"?": b"<Idle|MPos:0.000,0.000,0.000|FS:0,0>\r\n",
            b"$I\n": b"[VER:1.1h.20190830:]\r\n[OPT:V,15,128]\r\nok\r\n",
        }
    )
    yield one
    one.close()


def settings(folder: Path, port: str, **profile: Any) -> KioskSettings:
    one = KioskSettings(
        name="k1",
        server="https://eco.example.org",
        public_key="key",
        token_file=folder / "token",
        folder=folder,
        run_folder=folder / "run",
        machines={"CNC-1": Profile(port=port, **profile)},
    )
    write_token(one, "t" * 43)
    return one


def examined(told: KioskSettings, reply: Reply | None = None, **more: Any) -> dict[str, Finding]:
    names = [PortName("/dev/ttyUSB0", "", "/dev/serial/by-path/usb-1", "CH340")]
    clock = KioskClock()
    answer = reply or Reply(304, headers={"date": f"{clock.wall():%a, %d %b %Y %H:%M:%S} GMT"})
    doctor = Doctor(told, clock, lambda *_: answer, names=lambda: names, listens_seconds=0.3, **more)
    return {one.what: one for one in doctor.examine()}


def test_a_machine_that_answers_is_well(tmp_path: Path, grbl: Answering) -> None:
    found = examined(settings(tmp_path, grbl.cable.port), asks_identity=True)
    assert found["CNC-1"].said == "answers: Idle"
    assert "1.1h.20190830" in found["CNC-1 identity"].said
    assert {
        one.state for name, one in found.items() if name not in ("agent", "spool", "port /dev/ttyUSB0")
    } == {"good"}
    assert "keep it in this very socket" in found["port /dev/ttyUSB0"].remedy


def test_without_being_told_to_it_asks_nothing_but_the_state(tmp_path: Path, grbl: Answering) -> None:
    examined(settings(tmp_path, grbl.cable.port))
    assert grbl.heard == b"?"


def test_a_machine_that_moves_is_not_asked_what_it_is(tmp_path: Path, grbl: Answering) -> None:
    grbl.answers[b"?"] = b"<Run|MPos:0.000,0.000,0.000|FS:0,0>\r\n"
    examined(settings(tmp_path, grbl.cable.port), asks_identity=True)
    assert grbl.heard == b"?"


def test_a_tap_is_only_listened_to(tmp_path: Path, grbl: Answering) -> None:
    found = examined(settings(tmp_path, grbl.cable.port, mode="listen"), asks_identity=True)
    assert grbl.heard == b""
    assert found["CNC-1"].state == "bad"


def test_another_machine_on_the_cable_is_told(tmp_path: Path, grbl: Answering) -> None:
    found = examined(settings(tmp_path, grbl.cable.port, identity="LASER-7"), asks_identity=True)
    assert found["CNC-1 identity"].state == "bad"
    assert "its profile expects LASER-7" in found["CNC-1 identity"].said


def test_a_wrong_baud_is_told_by_its_lines(tmp_path: Path, grbl: Answering) -> None:
    grbl.answers[b"?"] = b"\xff\xfe\x80<<|\r\n" * 8
    found = examined(settings(tmp_path, grbl.cable.port))
    assert found["CNC-1 lines"].state == "bad"
    assert "set the baud" in found["CNC-1 lines"].remedy


@pytest.mark.parametrize(
    ("why", "remedy"),
    [
        ("[Errno 13] could not open port: Permission denied", "group dialout"),
        ("Could not exclusively lock port", "close the sender"),
        ("[Errno 2] No such file or directory", "plug it in"),
        ("anything", "list above"),
    ],
)
def test_a_port_that_does_not_open_has_a_remedy(why: str, remedy: str) -> None:
    assert remedy in cannot_open(why)


def test_what_is_missing_is_said_with_the_step_that_brings_it(tmp_path: Path) -> None:
    told = KioskSettings(token_file=tmp_path / "none", folder=tmp_path, run_folder=tmp_path)
    found = examined(told)
    assert "eco kiosk pair" in found["pairing"].remedy
    assert "step 4" in found["machines"].remedy
    assert found["server"].state == "bad"


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(0, why="no route"), "cannot be reached: no route"),
        (Reply(401), "does not know this kiosk (any more)"),
        (Reply(500), "answers 500"),
    ],
)
def test_a_server_that_does_not_answer_well_is_told(tmp_path: Path, reply: Reply, said: str) -> None:
    assert examined(settings(tmp_path, "/dev/none"), reply)["server"].said == said


def test_a_wrong_clock_is_told(tmp_path: Path) -> None:
    found = examined(
        settings(tmp_path, "/dev/none"), Reply(304, headers={"date": "Thu, 01 Jan 1970 00:00:00 GMT"})
    )
    assert "not the server's time" in found["clock"].said


def test_the_command_prints_it_and_ends_with_one_if_something_is_bad(tmp_path: Path) -> None:
    from hardware.kiosk.command import command

    (tmp_path / "kiosk.toml").write_text(f'folder = "{tmp_path}"\n')
    done = CliRunner(env={"ECO_KIOSK_FILE": str(tmp_path / "kiosk.toml")}).invoke(command, ["doctor"])
    assert done.exit_code == 1
    assert "BAD   pairing" in done.output
    assert "→ Pair it" in done.output


def test_a_bad_setting_is_one_sentence(tmp_path: Path) -> None:
    from hardware.kiosk.command import command

    (tmp_path / "kiosk.toml").write_text("nmae = 1")
    done = CliRunner(env={"ECO_KIOSK_FILE": str(tmp_path / "kiosk.toml")}).invoke(command, [])
    assert done.exit_code == 1
    assert "nmae is no setting" in done.output


def test_a_running_agent_is_asked_instead_of_the_port(tmp_path: Path) -> None:
    from hardware.kiosk.agent import Agent

    cable = Cable()
    told = settings(tmp_path, cable.port)
    agent = Agent(replace(told, screen_port=0), KioskClock(), None)
    agent.start()
    for _ in range(100):
        if (told.run_folder / "status.json").exists() and agent.beside["CNC-1"].station.port.link.is_open:
            break
        agent.clock.wait(0.05)
    agent._write_status()
    found = examined(told)
    assert found["agent"].said == "is running"
    assert found["CNC-1"].said.endswith("line good")
    agent.stop()
    cable.pull()


def test_looking_changes_nothing_in_the_spool(tmp_path: Path) -> None:
    from hardware.kiosk.spool import Spool
    from hardware.vocabulary import EventKind

    told = settings(tmp_path, "/dev/none")
    spool = Spool(told.spool, "k1", KioskClock())
    spool.add(EventKind.CLOCK, "", {})
    spool.close()
    before = told.spool.read_bytes()
    assert examined(told)["spool"].said == "1 waiting to be sent"
    assert told.spool.read_bytes() == before
