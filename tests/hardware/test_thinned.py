"""A spool that made room keeps where jobs begin and end; a poller looks often where work goes on."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.vocabulary import Job
from tests.hardware.agent_scene import Kiosk


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    one = Kiosk(tmp_path)
    one.wait(5)
    yield one
    one.close()


def thinned(kiosk: Kiosk) -> None:
    """The disk was full: every event that may go has gone."""
    kiosk.spool.cap_bytes = 0
    assert kiosk.spool.thin() > 0
    kiosk.spool.cap_bytes = 10**9


def test_a_job_that_ended_is_at_an_end_without_what_only_repeats(kiosk: Kiosk) -> None:
    kiosk.run(60)
    kiosk.wait(25)
    (whole,) = kiosk.jobs()
    thinned(kiosk)
    (job,) = kiosk.jobs()
    assert (job.outcome, job.closed_mono_ms) == (whole.outcome, whole.closed_mono_ms)
    assert job.outcome == "finished"
    assert job.busy_s == whole.busy_s


def lived(kiosk: Kiosk, chance: random.Random) -> None:
    """A few minutes of anything, the agent killed and the cable pulled in between."""
    for _ in range(chance.randint(3, 9)):
        kiosk.state = chance.choice(["Run", "Run", "Run", "Hold:0", "Jog", "Idle"])
        kiosk.spindle = chance.choice([0, 1000])
        kiosk.wait(chance.uniform(1, 45))
        if (fault := chance.random()) < 0.2:
            kiosk.die()
            kiosk.clock.wind(chance.uniform(1, 40))
            kiosk.begin_again()
        elif fault < 0.3:
            kiosk.pull()
            kiosk.wait(chance.uniform(1, 50))
            kiosk.plug()
        elif fault < 0.5:
            kiosk.cable.says(b"<Run|MPos:0.|40,0\r\n")
    kiosk.state, kiosk.spindle = "Idle", 0
    kiosk.wait(chance.choice([5, 90]))


@pytest.mark.parametrize("seed", range(12))
def test_every_sum_is_the_same_without_what_only_repeats(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    kiosk = Kiosk(tmp_path)
    kiosk.server.is_away = True
    lived(kiosk, chance)
    kiosk.die()
    kiosk.begin_again()  # whoever begins again tells of no repeat
    whole = kiosk.jobs()
    thinned(kiosk)
    assert kiosk.jobs() == whole
    kiosk.close()


def test_the_time_of_the_spindle_stays_whole(kiosk: Kiosk) -> None:
    kiosk.spindle = 1000
    kiosk.run(60)
    kiosk.spindle = 0
    kiosk.wait(25)
    thinned(kiosk)
    (job,) = kiosk.jobs()
    assert job.spindle_on_s == pytest.approx(60, abs=0.5)
    assert job.samples > 200


def test_an_agent_that_was_killed_keeps_the_last_sign_of_its_machine(kiosk: Kiosk) -> None:
    kiosk.server.is_away = True
    kiosk.run(95, then="Run")
    kiosk.die()
    kiosk.clock.wind(2000)
    kiosk.state = "Idle"
    kiosk.begin_again()
    kiosk.wait(30)
    whole = kiosk.jobs()
    thinned(kiosk)
    (job,) = kiosk.jobs()
    assert [job] == whole
    assert (job.outcome, round(job.busy_s, -1)) == ("agent_down", 90)


def jobs_without_every_repeat(kiosk: Kiosk) -> list[Job]:
    """As if all of them went, the last ones too."""
    db = kiosk.spool._file._db  # type: ignore[union-attr]
    db.execute("DELETE FROM event WHERE is_sample")
    return kiosk.jobs()


def test_without_that_last_sign_its_minutes_would_be_lost(kiosk: Kiosk) -> None:
    kiosk.server.is_away = True
    kiosk.run(95, then="Run")
    kiosk.die()
    kiosk.clock.wind(2000)
    kiosk.state = "Idle"
    kiosk.begin_again()
    kiosk.wait(30)
    assert sum(job.busy_s for job in jobs_without_every_repeat(kiosk)) < 10


def asked_in(kiosk: Kiosk, seconds: float) -> int:
    before = kiosk.heard.count(b"?")
    kiosk.wait(seconds)
    return kiosk.heard.count(b"?") - before


def test_a_poller_asks_often_for_a_minute_after_work_and_seldom_at_rest(kiosk: Kiosk) -> None:
    assert asked_in(kiosk, 10) <= 11
    kiosk.run(10)
    assert 30 <= asked_in(kiosk, 10) <= 50
    kiosk.wait(60)
    assert asked_in(kiosk, 10) <= 11


def test_short_jobs_one_after_another_are_all_seen(kiosk: Kiosk) -> None:
    for _ in range(5):
        kiosk.run(8)
        kiosk.wait(25)
    assert [job.outcome for job in kiosk.jobs()] == ["finished"] * 5
    assert sum(job.busy_s for job in kiosk.jobs()) == pytest.approx(40, abs=2)


@pytest.mark.parametrize("rest", [70.0, 3600.25, 3600.5, 36_000.75])
def test_the_first_job_after_a_long_rest_begins_with_the_very_report_that_opened_it(
    kiosk: Kiosk, rest: float
) -> None:
    kiosk.wait(min(rest, 4000))
    kiosk.clock.wind(max(0.0, rest - 4000))
    kiosk.state, began, asked = "Run", kiosk.clock.at_ms, kiosk.heard.count(b"?")
    while kiosk.heard.count(b"?") == asked:
        kiosk.wait(0.25)
    seen = kiosk.clock.at_ms
    kiosk.wait(30)
    kiosk.state = "Idle"
    kiosk.wait(60)
    (job,) = kiosk.jobs()
    assert job.opened_mono_ms == seen
    assert 0 <= seen - began <= 1000  # at rest it is asked once a second
