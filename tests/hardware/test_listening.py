"""Machines that are only listened to: meters, firmwares that report by themselves, printers; nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from hardware.kiosk.virtual.bench import Bench
from hardware.vocabulary import Job, MeterBounds, Profile
from tests.hardware.agent_scene import Kiosk

METER = MeterBounds(channel=0, hi_milliamps=2_000, lo_milliamps=1_000)


def listened(folder: Path, address: str, seconds: float, profile: Profile) -> tuple[list[Job], bytes]:
    """The agent beside a machine that plays its script; its jobs, and whatever was written to the machine."""
    kiosk = Kiosk(folder, profile)
    bench = Bench(address, lambda: kiosk.clock.at_ms / 1000)
    written = bytearray()
    for _ in range(int(seconds / 0.1)):
        kiosk.clock.wind(0.1)
        written += kiosk.cable.hears()
        kiosk.cable.says(bench.take_output())
        kiosk.beside.station.port.step(0)
        kiosk.agent.work()
    jobs = kiosk.jobs()
    kiosk.close()
    return jobs, bytes(written)


def test_a_meter_tells_of_a_machine_without_words(tmp_path: Path) -> None:
    profile = Profile(dialect="fm1", mode="listen", meter=METER)
    jobs, written = listened(tmp_path, "virtual://fm1?script=idle:20,run:60,idle:60", 140, profile)
    (job,) = jobs
    assert (job.outcome, written) == ("finished", b"")
    assert abs(job.busy_s - 60) <= 3


def test_a_marlin_is_only_listened_to(tmp_path: Path) -> None:
    profile = Profile(dialect="marlin", mode="listen")
    jobs, written = listened(tmp_path, "virtual://marlin?script=idle:20,run:60,done,idle:60", 140, profile)
    assert written == b""
    assert [job.outcome for job in jobs] == ["finished"]
    assert abs(jobs[0].busy_s - 60) <= 5


@pytest.mark.parametrize("mode", ["listen", "poller"])
def test_a_marlin_is_never_asked_whatever_its_profile_says(tmp_path: Path, mode: str) -> None:
    profile = Profile(dialect="marlin", mode=mode)
    assert listened(tmp_path, "virtual://marlin?script=idle:5", 10, profile)[1] == b""


def test_a_poller_writes_nothing_but_the_question(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path, Profile(mode="poller"))
    kiosk.run(30)
    kiosk.wait(61)  # it looks often for a minute after work
    assert set(kiosk.heard) == {0x3F}
    asked_at_rest = len(kiosk.heard)
    kiosk.heard = b""
    kiosk.wait(60)
    assert 50 <= len(kiosk.heard) <= 61
    kiosk.heard = b""
    kiosk.run(30)
    assert 80 <= len(kiosk.heard) <= 121
    assert asked_at_rest > 0
    kiosk.close()
