"""What real senders sent, played to the kiosk again: nothing is changed, nothing leaks, and the job is the true one."""

from __future__ import annotations

import os
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hardware.kiosk.asking import Asker
from hardware.kiosk.protocols import parser_for
from hardware.kiosk.protocols.sender import SenderLines
from hardware.vocabulary import BadLine, IdentitySeen, Job, LineSent, Observation, Profile, SentKind
from tests.hardware.recordings import wire
from tests.hardware.sender_scene import Floor
from tests.hardware.watched import Watched

GRBL = {  # seconds that the machine was in Run and in Hold while this was recorded
    "bcnc": (9.8, 4.0),
    "cncjs": (9.8, 3.8),
    "grbl_streamer": (9.6, 4.0),
    "grblhud": (9.7, 0.0),
    "pygrbl_streamer": (9.6, 4.0),
    "gantrix": (
        13.3,
        0.0,
    ),  # with the rests between its strokes, which are short: once a second is too seldom here
}
HOMES = ("bcnc", "cncjs", "gantrix")
AT_ONCE = b"?!~\x18"
SILENT = ("pygrbl_streamer", "gantrix")
MARLIN = ("octoprint_print", "octoprint_killed", "printcore")


@dataclass
class Played:
    """A sender that says again what it once said, when it did, and after as many answers; it keeps what it gets."""

    path: Path
    name: str
    start: float = -1.0
    got: bytes = b""
    said: bytes = b""
    acts: deque[tuple[int, bytes]] = field(default_factory=deque)
    turns: deque[tuple[int, int, bytes]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self.file = os.open(self.path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        heard = b""
        for at, way, data in wire(self.name):
            if way == "<":
                heard += data
            elif data.strip(AT_ONCE):
                self.turns.append((at, answers(heard), data))
            else:
                self.acts.append((at, data))
        self.length = max(self.turns[-1][0], self.acts[-1][0] if self.acts else 0) / 1000

    def turn(self, at: float) -> None:
        if self.start < 0:
            self.start = at
        with suppress(OSError):
            self.got += os.read(self.file, 65536)
        passed = (at - self.start) * 1000
        while self.acts and passed >= self.acts[0][0]:
            self.say(self.acts.popleft()[1])
        while self.turns and passed >= self.turns[0][0] and answers(self.got) >= self.turns[0][1]:
            self.say(self.turns.popleft()[2])

    def say(self, data: bytes) -> None:
        self.said += data
        os.write(self.file, data)

    def close(self) -> None:
        os.close(self.file)


def played(folder: Path, name: str, every: float) -> tuple[Floor, Played]:
    """The machine of the recording, the agent before it, the sender once more; and half a minute of rest."""
    floor = Floor(folder, address=f"virtual://grbl?homes={int(name in HOMES)}", poll_seconds=every)
    floor.sender.close()
    floor.wait(0.5)
    floor.at_machine.clear()
    player = Played(folder / "run" / "CNC-1", name)
    floor.sender = player  # type: ignore[assignment]
    floor.wait(player.length + 26)
    assert not player.turns and not player.acts
    return floor, player


def answers(data: bytes) -> int:
    return data.count(b"ok\r\n") + data.count(b"error:")


@pytest.mark.parametrize("every", [1.0, 0.2])
@pytest.mark.parametrize("name", GRBL)
def test_a_real_sender_gets_what_it_got_without_the_kiosk_and_its_job_is_recorded(
    tmp_path: Path, name: str, every: float
) -> None:
    floor, player = played(tmp_path, name, every)
    recorded = b"".join(data for _, way, data in wire(name) if way == "<")
    assert answers(player.got) - answers(recorded) in (0, 1)  # one may have left before its last
    assert player.got.count(b"<") <= player.said.count(b"?")
    assert abs(player.got.count(b"<") - recorded.count(b"<")) <= 3
    assert bytes(floor.at_machine).replace(b"?", b"") == player.said.replace(b"?", b"")
    job = the_job(floor)
    run, hold = GRBL[name]
    assert job.outcome == "finished"
    if (name, every) != ("gantrix", 1.0):
        assert job.busy_s + job.idle_s == pytest.approx(run, abs=1)
        assert job.paused_s == pytest.approx(hold, abs=1)
    floor.close()


def the_job(floor: Floor) -> Job:
    (job,) = floor.kiosk.jobs()
    return job


@pytest.mark.parametrize("name", SILENT)
def test_a_sender_that_never_asks_while_it_streams_would_leave_no_record_if_the_agent_did_not(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Asker, "asks", lambda self, at: b"")
    floor, _ = played(tmp_path, name, 1.0)
    assert floor.kiosk.jobs() == []
    floor.close()


@pytest.mark.parametrize("name", [*GRBL, *MARLIN])
@pytest.mark.parametrize("size", [1, 7, 4096])
def test_every_line_of_every_recording_is_understood(name: str, size: int) -> None:
    dialect = "marlin" if name in MARLIN else "grbl"
    data = b"".join(data for _, way, data in wire(name) if way == "<")
    parser = parser_for(dialect)
    seen = [one for at in range(0, len(data), size) for one in parser.feed(data[at : at + size])]
    assert seen
    assert [one for one in seen if isinstance(one, BadLine)] == []


def test_what_matters_in_a_senders_lines_is_noticed() -> None:
    for name, wanted in (
        ("bcnc", {SentKind.HOMING, SentKind.STORE}),
        ("cncjs", {SentKind.HOMING, SentKind.CHECK, SentKind.STORE}),
        ("gantrix", {SentKind.HOMING}),
    ):
        reader = SenderLines()
        sent = [line for _, way, data in wire(name) if way == ">" for line in reader.feed(data)]
        assert wanted <= {line.kind for line in sent}
        assert all(isinstance(line, LineSent) for line in sent)


def watched(name: str) -> tuple[Watched, list[Observation]]:
    """A Marlin as the agent saw it, and a minute after."""
    machine, parser, seen = Watched(Profile(dialect="marlin")), parser_for("marlin"), []
    start = machine.now
    for at, way, data in wire(name):
        machine.passes(max(0, start + at - machine.now) / 1000)
        if way == "<":
            found = parser.feed(data)
            seen += found
            machine.see(*found)
    return machine.passes(60), seen


@pytest.mark.parametrize(
    ("name", "outcome", "busy", "idle"),
    [
        ("octoprint_print", "finished", 31.0, 10.5),
        ("octoprint_killed", "alarm", 12.0, 0.0),
        ("printcore", "finished", 42.9, 7.0),
    ],
)
def test_a_print_is_one_job_from_its_first_line_to_its_last(
    name: str, outcome: str, busy: float, idle: float
) -> None:
    machine, seen = watched(name)
    job = machine.job()
    assert job.outcome == outcome
    assert job.busy_s == pytest.approx(busy, abs=1)
    assert job.idle_s == pytest.approx(idle, abs=1)
    names = [one.text for one in seen if isinstance(one, IdentitySeen) and one.key == "FIRMWARE_NAME"]
    assert names == ["Virtual Marlin 1.0 PROTOCOL_VERSION:1.0"]
