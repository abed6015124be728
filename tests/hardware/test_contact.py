"""A machine without words is read by its contact on CTS or DSR; nothing is ever written to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import serial

from hardware.kiosk.agent import Agent
from hardware.kiosk.contact import ContactWatch
from hardware.kiosk.inference import jobs_of
from hardware.kiosk.link import Link
from hardware.kiosk.settings import KioskSettings
from hardware.vocabulary import ContactLine, Profile
from tests.hardware.fakes import HandClock


class Adapter:
    """A serial adapter as pyserial shows it: a pseudo-terminal has no such lines."""

    def __init__(self) -> None:
        self.cts = self.dsr = False
        self.is_out = False
        self.written = b""

    def __getattribute__(self, name: str) -> Any:
        if name in ("cts", "dsr") and object.__getattribute__(self, "is_out"):
            raise OSError(5, "Input/output error")
        return object.__getattribute__(self, name)

    def open(self) -> None:
        if self.is_out:
            raise serial.SerialException("no such port")

    def close(self) -> None:
        return

    def fileno(self) -> int:
        return 0

    def write(self, data: bytes) -> int:
        self.written += data
        return len(data)


PROFILE = Profile(
    mode="contact", dialect="contact", port="/dev/ttyUSB7", contact=ContactLine("cts"), quiet_seconds=10
)


class Scene:
    def __init__(self, folder: Path, profile: Profile = PROFILE) -> None:
        self.adapter, self.clock, self.profile = Adapter(), HandClock(), profile
        settings = KioskSettings(
            name="k1", folder=folder, run_folder=folder, machines={"SAW-1": profile}, screen_port=0
        )
        self.agent = Agent(settings, self.clock, None)
        port = self.agent.beside["SAW-1"].station.port
        assert isinstance(port, ContactWatch)
        self.port = port
        port.link = Link("/dev/ttyUSB7", opener=lambda *_, **__: self.adapter)

    def wait(self, seconds: float) -> None:
        for _ in range(int(seconds * 10)):
            self.port.step()  # winds the clock by a tenth of a second
            self.agent.work()

    def jobs(self) -> list[Any]:
        return jobs_of(self.agent.spool.batch(10**6, 10**9), {"SAW-1": self.profile})


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    one = Scene(tmp_path)
    one.wait(1)
    return one


def test_a_closed_contact_is_a_job_of_its_length(scene: Scene) -> None:
    scene.adapter.cts = True
    scene.wait(30)
    scene.adapter.cts = False
    scene.wait(20)
    (job,) = scene.jobs()
    assert job.outcome == "finished"
    assert abs(job.busy_s - 30) <= 0.5
    assert scene.adapter.written == b""


def test_a_contact_that_bounces_is_one_change(scene: Scene) -> None:
    for _ in range(10):
        scene.adapter.cts = not scene.adapter.cts
        scene.wait(0.1)
    assert scene.jobs() == []


@pytest.mark.parametrize("line", ["cts", "dsr"])
def test_a_contact_that_opens_to_say_working_is_read_the_other_way_round(tmp_path: Path, line: str) -> None:
    from dataclasses import replace

    scene = Scene(tmp_path, replace(PROFILE, contact=ContactLine(line, is_active_high=False)))
    setattr(scene.adapter, line, True)
    scene.wait(2)
    setattr(scene.adapter, line, False)
    scene.wait(20)
    setattr(scene.adapter, line, True)
    scene.wait(15)
    (job,) = scene.jobs()
    assert abs(job.busy_s - 20) <= 0.5


def test_an_adapter_that_is_pulled_out_and_put_in_again_is_one_job_with_a_gap(scene: Scene) -> None:
    scene.adapter.cts = True
    scene.wait(20)
    scene.adapter.is_out = True
    scene.wait(5)
    assert scene.agent.beside["SAW-1"].snapshot().line == "unplugged"
    scene.adapter.is_out = False
    scene.wait(20)
    scene.adapter.cts = False
    scene.wait(15)
    (job,) = scene.jobs()
    assert job.gaps_s >= 4
    assert abs(job.busy_s + job.gaps_s - 45) <= 1
