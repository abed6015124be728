"""A spool that made room keeps where jobs begin and end; a poller looks often where work goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hardware.agent_scene import Kiosk


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    one = Kiosk(tmp_path)
    one.wait(5)
    yield one
    one.close()


def thinned(kiosk: Kiosk) -> None:
    """The disk was full: every event that may go has gone."""
    db = kiosk.spool._file._db  # type: ignore[union-attr]
    assert db.execute("DELETE FROM event WHERE is_sample").rowcount > 0


def test_a_job_that_ended_is_at_an_end_without_what_only_repeats(kiosk: Kiosk) -> None:
    kiosk.run(60)
    kiosk.wait(25)
    (whole,) = kiosk.jobs()
    thinned(kiosk)
    (job,) = kiosk.jobs()
    assert (job.outcome, job.closed_mono_ms) == (whole.outcome, whole.closed_mono_ms)
    assert job.outcome == "finished"
    assert job.busy_s == whole.busy_s


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
