"""Cables are pulled, agents killed, clocks wrong, disks full: the record stays true, and the machine works on."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import serial

from hardware.kiosk import link
from hardware.kiosk.clock import KioskClock
from hardware.kiosk.inference import jobs_of
from hardware.kiosk.showing import Line
from hardware.vocabulary import EventKind, Job, KioskEvent, Profile
from tests.hardware.agent_scene import Kiosk, report
from tests.hardware.fakes import Cable

UNPLUGS = int(os.environ.get("ECO_TEST_UNPLUGS", "50"))
KILLS = int(os.environ.get("ECO_TEST_AGENT_KILLS", "12"))
SEED = int(os.environ.get("ECO_TEST_SEED", "0"))


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    one = Kiosk(tmp_path)
    one.wait(5)
    yield one
    one.close()


def unplugged_days(kiosk: Kiosk, count: int) -> float:
    """Jobs of several minutes, the cable pulled at random bytes within them; the seconds that the machine worked."""
    luck, worked = random.Random(count + SEED), 0.0
    while count:
        kiosk.state = "Run"
        began = kiosk.clock.at_ms
        kiosk.wait(luck.uniform(20, 60))
        for _ in range(min(count, luck.randint(1, 4))):
            kiosk.wait(luck.uniform(3, 30))
            kiosk.cable.says(report("Run")[: luck.randrange(1, 39)])
            if luck.random() < 0.5:
                kiosk.turn()
            kiosk.pull()
            kiosk.wait(luck.uniform(0.5, 12))
            kiosk.plug()
            kiosk.wait(15)
            count -= 1
        worked += (kiosk.clock.at_ms - began) / 1000
        kiosk.state = "Idle"
        kiosk.wait(30)
    return worked


def test_however_often_the_cable_is_pulled_the_minutes_are_right_within_a_second(kiosk: Kiosk) -> None:
    kiosk.card("amina")
    worked = unplugged_days(kiosk, UNPLUGS)
    jobs = kiosk.jobs()
    told = sum(job.busy_s + job.gaps_s for job in jobs)
    assert kiosk.beside.station.port.link.opened == UNPLUGS + 1
    assert kiosk.beside.snapshot().line is Line.GOOD
    assert {job.outcome for job in jobs} == {"finished"}
    assert abs(told - worked) <= 1.0
    assert sum(job.idle_s for job in jobs) == 0
    assert sum(job.gaps_s for job in jobs) > UNPLUGS


def test_without_the_time_to_plug_it_in_again_a_job_would_fall_to_pieces(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path, Profile(mode="poller", reopen_within_seconds=0))
    unplugged_days(kiosk, 6)
    assert "unplugged" in {job.outcome for job in kiosk.jobs()}
    kiosk.close()


def test_an_agent_that_knew_one_kind_of_loss_only_would_die(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "LOST", ())
    kiosk.pull()
    with pytest.raises((serial.SerialException, OSError)):
        kiosk.wait(5)
    monkeypatch.undo()
    kiosk.plug()


def test_a_cable_that_stays_out_ends_the_job_when_it_was_last_seen(kiosk: Kiosk) -> None:
    kiosk.run(60, then="Run")
    kiosk.pull()
    kiosk.wait(120)
    assert kiosk.beside.snapshot().line is Line.UNPLUGGED
    kiosk.state = "Idle"
    kiosk.plug()
    kiosk.wait(60)
    (job,) = kiosk.jobs()
    assert job.outcome == "unplugged"
    assert 58 <= job.busy_s <= 61
    assert job.gaps_s == 0


def test_a_machine_that_is_switched_off_is_silent_and_its_job_lost_at_the_last_sign_of_it(
    kiosk: Kiosk,
) -> None:
    kiosk.run(60)
    kiosk.cable.hears()
    kiosk.cable.is_in = False  # the adapter stays, the machine behind it is dead
    kiosk.wait(60)
    (job,) = kiosk.jobs()
    assert (job.outcome, round(job.busy_s)) == ("lost", 60)
    assert kiosk.beside.snapshot().line is Line.SILENT


# --- the agent is killed

AGENT = """
import sys; sys.path.insert(0, '.')
from pathlib import Path
from hardware.kiosk.agent import Agent
from hardware.kiosk.clock import KioskClock
from hardware.kiosk.settings import KioskSettings
from hardware.vocabulary import Profile
folder, port, readopt = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
profile = Profile(mode='listen', port=port, quiet_seconds=2, readopt_within_seconds=readopt)
Agent(KioskSettings(name='k1', folder=folder, run_folder=folder / 'run', machines={'CNC-1': profile},
      screen_port=0), KioskClock(), None).run()
"""


class Machine:
    """A machine that reports by itself ten times a second, on its own thread, whoever listens."""

    def __init__(self) -> None:
        self.cable, self.state = Cable(), "Run"
        self._stop = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while not self._stop.wait(0.1):
            with suppress(OSError):  # nobody listens, and the cable is full
                self.cable.says(report(self.state))

    def close(self) -> None:
        self._stop.set()
        self.cable.pull()


def killed_often(folder: Path, kills: int, readopt: float) -> tuple[list[Job], list[KioskEvent], float]:
    """One long job, the agent killed at random points in it; its jobs, its events, and how long it really took."""
    machine, luck, clock = Machine(), random.Random(kills + SEED), KioskClock()
    command = [sys.executable, "-B", "-c", AGENT, str(folder), machine.cable.port, str(readopt)]
    for number in range(kills):
        agent = subprocess.Popen(command)
        if number == 0:
            seen_states(folder, 1)
        time.sleep(luck.uniform(0, 1.2))
        agent.send_signal(signal.SIGKILL)
        agent.wait()
    before = len(told_states(folder))
    agent = subprocess.Popen(command)
    seen_states(folder, before + 1)
    machine.state = "Idle"
    stopped = clock.mono_ms()
    seen_states(folder, before + 3)
    agent.terminate()
    agent.wait(20)
    machine.close()
    events = all_events(folder)
    began = min(event.body["since_ms"] for event in events if event.body.get("class") == "busy")
    profile = Profile(mode="listen", quiet_seconds=2, readopt_within_seconds=readopt)
    return jobs_of(events, {"CNC-1": profile}), events, (stopped - began) / 1000


def all_events(folder: Path) -> list[KioskEvent]:
    """What lies in the spool that an agent may have open."""
    rows = sqlite3.connect(folder / "spool.sqlite3").execute(
        "SELECT boot, seq, mono_ms, machine, kind, body FROM event ORDER BY boot, seq"
    )
    return [KioskEvent("k1", *row[:4], EventKind(row[4]), json.loads(row[5])) for row in rows]


def told_states(folder: Path) -> list[KioskEvent]:
    """The states that were told by now; none while there is no spool."""
    with suppress(sqlite3.OperationalError):
        return [event for event in all_events(folder) if event.kind == "machine_state"]
    return []


def seen_states(folder: Path, count: int) -> None:
    """Wait until the agent has told of so many states."""
    patience = time.monotonic() + 60
    while len(told_states(folder)) < count and time.monotonic() < patience:
        time.sleep(0.05)


def test_however_often_the_agent_is_killed_it_is_one_job_with_its_gaps(tmp_path: Path) -> None:
    jobs, events, took = killed_often(tmp_path, KILLS, 600)
    (job,) = jobs
    assert job.outcome == "finished"
    assert job.gaps_s > 0
    assert abs(job.busy_s + job.gaps_s - took) < 1
    assert len({event.place for event in events}) == len(events)
    assert [event.kind for event in events].count("agent_started") <= KILLS + 1


def test_an_agent_that_took_up_no_job_again_would_leave_pieces(tmp_path: Path) -> None:
    jobs, _, _ = killed_often(tmp_path, 2, 0)
    assert len(jobs) > 1
    assert "agent_down" in {job.outcome for job in jobs}


def test_a_job_whose_machine_had_stopped_meanwhile_is_to_be_looked_at(kiosk: Kiosk) -> None:
    kiosk.card("amina")
    kiosk.run(60)
    kiosk.die()
    kiosk.clock.wind(1200)
    kiosk.begin_again()
    shown = kiosk.beside.snapshot()
    assert shown.is_after_restart and shown.owner is not None
    kiosk.wait(30)
    (job,) = kiosk.jobs()
    assert (job.outcome, job.needs_review) == ("agent_down", True)
    assert 48 <= job.busy_s <= 61  # the last sign of life is at most ten seconds old


def test_after_a_restart_the_screen_goes_on_with_the_same_job(kiosk: Kiosk) -> None:
    kiosk.card("amina")
    kiosk.run(60, then="Run")
    before = kiosk.beside.snapshot().busy_seconds
    last_told = max(body["last_ms"] for body in kiosk.bodies("machine_state"))
    kiosk.die()
    died = kiosk.clock.at_ms
    kiosk.clock.wind(20)
    kiosk.begin_again()
    asked = kiosk.heard.count(b"?")
    while kiosk.heard.count(b"?") == asked:
        kiosk.wait(0.25)
    seen_again = kiosk.clock.at_ms
    kiosk.wait(10)
    shown = kiosk.beside.snapshot()
    assert shown.busy_seconds >= before - 10  # what was seen since the last refresh is in the gap
    assert shown.owner is not None and shown.owner.called == "Amina"
    kiosk.run(20)
    stopped = kiosk.clock.at_ms
    kiosk.wait(30)
    (job,) = kiosk.jobs()
    assert job.outcome == "finished"
    assert died - last_told <= 10_000  # the last refresh
    assert (
        seen_again - died <= 22_500
    )  # a port that was just opened is asked after two seconds: it may greet first
    assert job.gaps_s * 1000 == seen_again - last_told
    assert abs(job.opened_mono_ms + job.length_s * 1000 - stopped) <= 250


# --- the clock

WALLS = [
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(2016, 11, 26, tzinfo=UTC),
    datetime(2036, 11, 26, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 59, 50, tzinfo=UTC),
]


@pytest.mark.parametrize("wall", WALLS)
def test_a_wrong_clock_changes_no_duration(kiosk: Kiosk, wall: datetime) -> None:
    kiosk.clock.wall_at, kiosk.clock.is_ok = wall, False
    kiosk.run(60)
    kiosk.wait(30)
    (job,) = kiosk.jobs()
    assert abs(job.busy_s - 60) <= 1
    assert not any(event.is_wall_ok for event in kiosk.events()[-5:])


def test_a_clock_that_jumps_in_a_job_changes_no_duration(kiosk: Kiosk) -> None:
    luck = random.Random(3)
    kiosk.state = "Run"
    for _ in range(30):
        kiosk.wait(2)
        kiosk.clock.wall_at += timedelta(days=luck.randrange(-3650, 3650))
    kiosk.state = "Idle"
    kiosk.wait(30)
    (job,) = kiosk.jobs()
    assert abs(job.busy_s - 60) <= 1
    assert job.outcome == "finished"


# --- the disk and the server


def test_a_full_disk_stops_neither_machine_nor_record_and_says_when_it_is_over(kiosk: Kiosk) -> None:
    database = kiosk.spool._file._db  # type: ignore[union-attr]
    kiosk.run(20, then="Run")
    database.execute("PRAGMA query_only=1")
    kiosk.run(30)
    assert kiosk.beside.snapshot().is_disk_full
    assert kiosk.card("amina").verdict == "allowed"
    database.execute("PRAGMA query_only=0")
    kiosk.wait(30)
    assert not kiosk.beside.snapshot().is_disk_full
    (job,) = kiosk.jobs()
    assert 48 <= job.busy_s <= 51
    assert [body["state"] for body in kiosk.bodies("disk")] == ["full", "ok"]


def test_what_neither_disk_nor_memory_could_hold_is_counted_and_told(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.kiosk.spool.HELD_IN_MEMORY", 12)
    kiosk.agent.spool._file._db.execute("PRAGMA query_only=1")  # type: ignore[union-attr]
    kiosk.server.is_away = True
    kiosk.card("amina")
    for _ in range(6):
        kiosk.run(60)
        kiosk.wait(30)
    assert kiosk.spool.lost > 30
    kiosk.agent.spool._file._db.execute("PRAGMA query_only=0")  # type: ignore[union-attr]
    kiosk.wait(10)
    last = kiosk.bodies("disk")[-1]
    assert (last["state"], last["lost"], last["lost_facts"]) == (
        "ok",
        kiosk.spool.lost,
        kiosk.spool.lost_facts,
    )
    kinds = [event.kind for event in kiosk.events()]
    assert EventKind.SIGNED_ON in kinds and EventKind.CARD_SHOWN in kinds


def test_a_week_without_the_server_is_told_afterwards_once_and_whole(kiosk: Kiosk) -> None:
    kiosk.server.is_away = True
    for _ in range(7):
        kiosk.run(120)
        kiosk.wait(60)
        kiosk.clock.wind(24 * 3600)
        kiosk.agent.exchange()
    assert kiosk.beside.snapshot().waiting > 50
    kiosk.server.is_away = False
    for _ in range(5):
        kiosk.clock.wind(300)
        kiosk.agent.exchange()
    assert kiosk.beside.snapshot().waiting == 0
    assert kiosk.server.doubles == 0
    jobs = kiosk.jobs()
    assert [round(job.busy_s, -1) for job in jobs] == [120] * 7
