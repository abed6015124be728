"""Virtual machines play their scripts, can be unplugged, and serve a port: to pyserial, on a pseudo-terminal."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
import serial

from hardware.kiosk.inference import Inference
from hardware.kiosk.protocols import parser_for
from hardware.kiosk.virtual import register
from hardware.kiosk.virtual.bench import Bench
from hardware.kiosk.virtual.pty_server import PtyServer
from hardware.vocabulary import (
    BadLine,
    BannerSeen,
    Job,
    MeterBounds,
    MeterReading,
    PortBack,
    PortLost,
    Profile,
    StateSeen,
    TagSeen,
)


def jobs_while_watched(address: str, profile: Profile, seconds: int) -> list[Job]:
    """The jobs that an agent would see that asks four times a second, on a clock of the test."""
    clock = [0.0]
    bench = Bench(address, lambda: clock[0])
    parser = parser_for(profile.dialect)
    inference = Inference(profile)
    closed, was_plugged = [], True
    for turn in range(seconds * 4):
        clock[0] = turn / 4
        at = int(clock[0] * 1000)
        said = bench.take_output()
        found = []
        if bench.is_plugged != was_plugged:
            was_plugged = bench.is_plugged
            found += inference.take(at, PortBack() if was_plugged else PortLost())
        if profile.dialect == "grbl":
            bench.receive(b"?")
        found += inference.take_all(at, parser.feed(said)) + inference.tick(at)
        closed += [one.job for one in found if one.kind == "closed" and one.job is not None]
    return closed


def test_a_script_is_a_day_at_a_router() -> None:
    script = "idle:10,run:60,hold:30,run:40,idle:5,run:20,idle:60,run:30,alarm:3,idle:20"
    script += ",reset,unlock,idle:5,run:2,idle:90"
    jobs = jobs_while_watched(f"virtual://grbl?script={script}", Profile(), 400)
    assert [(job.outcome, job.is_counted) for job in jobs] == [
        ("finished", True),
        ("alarm:3", True),
        ("finished", False),
    ]
    assert [pytest.approx(job.busy_s, abs=1) for job in jobs] == [120, 30, 2]
    assert jobs[0].paused_s == pytest.approx(30, abs=1)
    assert jobs[0].idle_s == pytest.approx(5, abs=1)
    assert jobs[0].spindle_on_s == pytest.approx(120, abs=1)


def test_a_cable_that_is_pulled_for_a_moment_leaves_one_job_with_a_gap() -> None:
    jobs = jobs_while_watched("virtual://grbl?script=run:30,unplug:8,run:30,idle:60", Profile(), 128)
    assert [job.outcome for job in jobs] == ["finished"]
    assert jobs[0].gaps_s == pytest.approx(8, abs=1)
    assert jobs[0].busy_s == pytest.approx(60, abs=1)


def test_noise_on_the_wire_makes_no_job() -> None:
    assert jobs_while_watched("virtual://grbl?script=idle:10,noise:300,idle:60", Profile(), 370) == []


def test_a_printer_prints_pauses_and_is_done() -> None:
    script = "idle:10,run:60,hold:20,run:30,done,idle:60"
    jobs = jobs_while_watched(f"virtual://marlin?script={script}", Profile(dialect="marlin"), 180)
    assert [job.outcome for job in jobs] == ["finished"]
    assert jobs[0].busy_s == pytest.approx(90, abs=4)
    assert jobs[0].paused_s == pytest.approx(20, abs=3)


def test_a_meter_tells_work_by_its_current() -> None:
    bounds = MeterBounds(channel=0, hi_milliamps=2000, lo_milliamps=800)
    profile = Profile(dialect="fm1", mode="listen", meter=bounds)
    jobs = jobs_while_watched(
        "virtual://fm1?script=idle:10,run:60,idle:10,run:60,card:04AABBCC,idle:60", profile, 200
    )
    assert [job.outcome for job in jobs] == ["finished"]
    assert jobs[0].busy_s == pytest.approx(120, abs=2)
    assert jobs[0].idle_s == pytest.approx(10, abs=2)


def test_a_meter_shows_cards_and_answers_who_it_is() -> None:
    clock = [0.0]
    bench = Bench("virtual://fm1?script=idle:1,card:04AABBCC,idle:5", lambda: clock[0])
    clock[0] = 3.0
    bench.receive(b"ID?\nLED ok\n")
    seen = parser_for("fm1").feed(bench.take_output())
    assert TagSeen("04AABBCC", "tap") in seen
    assert not [one for one in seen if isinstance(one, BadLine)]
    assert sum(isinstance(one, MeterReading) for one in seen) == 3
    assert bench.board.lamp == "ok"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("virtual://lathe", "one of grbl"),
        ("virtual://grbl?colour=blue", "colour is not known"),
        ("virtual://grbl?script=run-60", "such as run:60"),
        ("virtual://grbl?script=run:soon", "seconds behind the colon"),
        ("grbl", "virtual://"),
    ],
)
def test_an_address_that_is_none_is_refused_with_what_to_do(address: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Bench(address)


def test_pyserial_opens_a_virtual_machine_and_finds_it_going_on() -> None:
    register()
    register()
    port = serial.serial_for_url("virtual://grbl?script=run:600&name=a", do_not_open=True)
    port.timeout = 2
    port.dtr = False
    port.open()
    assert b"Grbl 1.1h" in port.read(4096)
    port.write(b"?")
    assert b"<Run|" in port.read(4096)
    assert port.cts
    port.close()
    with pytest.raises(serial.SerialException):
        port.read(1)
    port.open()
    port.reset_input_buffer()
    port.write(b"?")
    assert port.read(1) == b"<"
    assert port.in_waiting > 10
    port.close()


def test_an_unplugged_machine_raises_as_a_pulled_cable_does() -> None:
    register()
    port = serial.serial_for_url("virtual://grbl?script=idle:5,unplug:100000&speed=50&name=b", timeout=0.5)
    with pytest.raises(serial.SerialException, match="unplugged"):
        for _ in range(1000):
            port.read(1)
            time.sleep(0.01)
    port.close()
    with pytest.raises(serial.SerialException, match="unplugged"):
        port.open()


def test_a_sender_finds_it_on_a_pseudo_terminal(tmp_path: Path) -> None:
    link = tmp_path / "cnc"
    with PtyServer(Bench("virtual://grbl?speed=20"), link) as server:
        with serial.Serial(server.path, 115200, timeout=5) as port:
            port.write(b"$I\nG1 X10 F600\n?")
            said = b""
            until = time.monotonic() + 10
            while said.count(b"ok") < 2 and time.monotonic() < until:
                said += port.read(max(1, port.in_waiting))
        assert b"[VER:1.1h.20190830:]" in said
    assert not link.exists()


def test_it_is_left_and_found_again_by_another_sender() -> None:
    with PtyServer(Bench("virtual://grblhal")) as server:
        for _ in range(3):
            handle = os.open(server.path, os.O_RDWR | os.O_NOCTTY)
            os.write(handle, b"?\n")
            said = b""
            until = time.monotonic() + 10
            while not (b"ok" in said and b">" in said) and time.monotonic() < until:
                said += os.read(handle, 4096)
            os.close(handle)
            seen = parser_for("grblhal").feed(said)
            assert [one for one in seen if isinstance(one, StateSeen | BannerSeen)]
