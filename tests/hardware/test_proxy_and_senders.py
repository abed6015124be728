"""A sender works through the kiosk as if it were the machine, whatever the agent asks; and the record is right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.kiosk import asking
from hardware.kiosk.asking import Asker
from hardware.vocabulary import Job
from tests.hardware.sender_scene import Floor, a_program

LINES = 120


@pytest.fixture
def floors(tmp_path: Path) -> Iterator[Callable[..., Floor]]:
    made: list[Floor] = []

    def make(**more: object) -> Floor:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(Floor(folder, **more))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for floor in made:
        floor.close()


def the_job(floor: Floor) -> Job:
    """The one job of it all."""
    floor.wait(25)
    (job,) = floor.kiosk.jobs()
    return job


@pytest.mark.parametrize("every", [60.0, 0.2, 0.1])
@pytest.mark.parametrize("ending", [b"\n", b"\r"])
def test_a_sender_that_counts_letters_gets_every_ok_once_and_nothing_else(
    floors: Callable[..., Floor], every: float, ending: bytes
) -> None:
    floor = floors(poll_seconds=every, ending=ending)
    floor.kiosk.beside.station.port.asker.is_identified = True
    floor.send(*a_program(LINES))
    assert (floor.sender.oks, floor.sender.errors, floor.sender.reports) == (LINES, [], [])
    assert floor.at_machine.replace(b"?", b"") == b"".join(
        line.encode() + ending for line in a_program(LINES)
    )
    asker = floor.relay.asker
    assert asker is not None
    assert asker.asked > (0 if every > 1 else 3 / every)
    assert asker.swallowed >= asker.asked - 2


@pytest.mark.parametrize("every", [60.0, 0.2, 0.1])
@pytest.mark.parametrize("polls", [0.25, 0.09, 0.05])
def test_a_sender_that_asks_by_itself_gets_its_own_answers_and_no_more(
    floors: Callable[..., Floor], every: float, polls: float
) -> None:
    floor = floors(poll_seconds=every, polls=polls)
    floor.send(*a_program(LINES))
    floor.wait(5)
    assert (floor.sender.oks, floor.sender.errors) == (LINES, [])
    assert floor.sender.asked - 2 <= len(floor.sender.reports) <= floor.sender.asked


def test_a_proxy_that_kept_nothing_back_would_be_seen(
    floors: Callable[..., Floor], monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Asker.device_sent

    def leaky(self: Asker, data: bytes, at: int) -> bytes:
        honest(self, data, at)
        return data

    monkeypatch.setattr(Asker, "device_sent", leaky)
    floor = floors(poll_seconds=0.2)
    floor.kiosk.beside.station.port.asker.is_identified = True
    floor.send(*a_program(LINES))
    assert len(floor.sender.reports) > 5


def test_a_quiet_sender_is_left_alone_until_the_firmware_is_known(floors: Callable[..., Floor]) -> None:
    floor = floors()
    floor.send("G21", "G1 X5 F600")
    floor.wait(3)
    assert b"?" not in floor.at_machine
    floor.send("$I")
    floor.wait(5)
    assert b"?" in floor.at_machine
    again = floor.kiosk
    assert again.spool.recall(again.beside.station._known_by)


def test_eeprom_is_written_in_peace(floors: Callable[..., Floor]) -> None:
    floor = floors(poll_seconds=0.1)
    floor.kiosk.beside.station.port.asker.is_identified = True
    for number in range(40):
        floor.send(f"$100={200 + number}")
    assert floor.bench.board.lost_bytes == 0  # type: ignore[attr-defined]
    assert floor.sender.oks == 40


def test_without_holding_back_bytes_would_be_lost_in_it(
    floors: Callable[..., Floor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "HOLDS", {"never": (re.compile(rb"(?!)"), 0)})
    floor = floors(poll_seconds=0.1)
    floor.kiosk.beside.station.port.asker.is_identified = True
    for number in range(40):
        floor.send(f"$100={200 + number}")
        floor.wait(0.1)
    assert floor.bench.board.lost_bytes > 0  # type: ignore[attr-defined]


def test_while_it_homes_nothing_is_asked_and_nobody_calls_it_lost(floors: Callable[..., Floor]) -> None:
    floor = floors(polls=0.25, address="virtual://grbl?homes=1")
    floor.sender.polls = 0
    floor.sender.load("$H")
    floor.turns(20)
    before = floor.at_machine.count(b"?")
    while not floor.sender.oks:
        assert floor.at_machine.count(b"?") == before
        floor.turns(2)
    assert floor.sender.oks == 1
    assert "silent" not in {body["class"] for body in floor.kiosk.bodies("machine_state")}


# --- what a job is made of


def test_a_run_is_a_job(floors: Callable[..., Floor]) -> None:
    floor = floors(polls=0.25)
    floor.send("G21 G90", "G1 X100 F600")
    floor.wait(10.5)
    job = the_job(floor)
    assert (job.outcome, job.is_counted) == ("finished", True)
    assert abs(job.busy_s - 10) < 0.6


def test_a_hold_pauses_and_a_resume_goes_on(floors: Callable[..., Floor]) -> None:
    floor = floors(polls=0.25)
    floor.send("G21 G90", "G1 X100 F600")
    floor.wait(4)
    floor.sender.say(b"!")
    floor.wait(30)
    floor.sender.say(b"~")
    floor.wait(7)
    job = the_job(floor)
    assert job.outcome == "finished"
    assert abs(job.busy_s - 10) < 1
    assert abs(job.paused_s - 30) < 1


def test_a_dwell_is_no_end(floors: Callable[..., Floor]) -> None:
    floor = floors(polls=0.25)
    floor.send("G21 G90", "G1 X50 F600", "G4 P8", "G1 X0")
    floor.wait(7)
    job = the_job(floor)
    assert job.outcome == "finished"
    assert abs(job.busy_s - 10) < 1
    assert abs(job.idle_s - 8) < 1


def test_a_tool_change_by_m0_is_a_pause_however_long(floors: Callable[..., Floor]) -> None:
    floor = floors(polls=0.25)
    floor.sender.load("G21 G90", "G1 X50 F600", "M0", "G1 X0")
    floor.wait(90)
    floor.sender.say(b"~")
    floor.wait(8)
    job = the_job(floor)
    assert job.outcome == "finished"
    assert job.paused_s > 60


def test_a_reset_in_motion_is_an_alarm_with_its_code(floors: Callable[..., Floor]) -> None:
    floor = floors(polls=0.25)
    floor.send("G21 G90", "G1 X100 F600")
    floor.wait(4)
    floor.sender.say(b"\x18")
    floor.sender._open.clear()
    job = the_job(floor)
    assert job.outcome == "alarm:3"
    assert 3 < job.busy_s < 5
    assert floor.kiosk.bodies("alarm")[0]["code"] == 3


def test_an_open_door_pauses(floors: Callable[..., Floor]) -> None:
    floor = floors(polls=0.25)
    floor.send("G21 G90", "G1 X100 F600")
    floor.wait(4)
    floor.sender.say(b"\x84")
    floor.wait(5)
    assert floor.kiosk.beside.snapshot().standing == "door"
    job = floor.kiosk.beside.station.job
    assert job is not None and job.paused_s > 3


def test_a_banner_at_rest_ends_no_job_and_begins_none(floors: Callable[..., Floor]) -> None:
    floor = floors(polls=0.25)
    floor.sender.say(b"\x18")
    floor.wait(30)
    assert floor.kiosk.jobs() == []
    assert floor.kiosk.bodies("banner")[-1]["is_reset"] is True


def test_leaving_check_mode_prints_a_banner_that_is_no_reset(floors: Callable[..., Floor]) -> None:
    floor = floors(polls=0.25)
    floor.send("$C")
    floor.wait(2)
    floor.send("$C")
    floor.wait(2)
    assert floor.kiosk.bodies("banner")[-1]["is_reset"] is False


def test_a_spindle_that_is_left_on_is_told(floors: Callable[..., Floor]) -> None:
    floor = floors(polls=0.25)
    floor.send("G21 G90", "M3 S800", "G1 X50 F600")
    floor.wait(6)
    job = the_job(floor)
    assert job.is_spindle_left_on
    assert job.spindle_on_s >= 4


def test_a_corrupted_report_changes_nothing_and_is_counted(floors: Callable[..., Floor]) -> None:
    floor = floors(polls=0.25)
    floor.wait(2)
    floor.spoil = [b"<Run|MPos:0.|40,0.000,0.000|FS:120,0|Pn:PXYZRHS>\r\n"]
    floor.wait(70)
    assert floor.kiosk.jobs() == []
    assert floor.kiosk.bodies("noise")[0]["bad"] == 1


def test_a_question_that_is_never_answered_is_given_up_and_asked_again(floors: Callable[..., Floor]) -> None:
    floor = floors()
    floor.kiosk.beside.station.port.asker.is_identified = True
    floor.wait(3)
    floor.is_deaf = True
    floor.wait(1.2)
    floor.is_deaf = False
    floor.wait(4)
    asker = floor.relay.asker
    assert asker is not None and asker.unanswered >= 1
    assert floor.sender.reports == []
    assert floor.kiosk.beside.station.state == "idle"
