"""A printer's words become jobs, as it really printed: Marlin says little, and says it in many ways."""

from __future__ import annotations

import pytest

from hardware.kiosk.protocols.marlin import NOT_SD, PROCESSING, SD_PRINTING, STREAMING, WAITING
from hardware.vocabulary import (
    JobWord,
    JobWordKind,
    MessageSeen,
    Profile,
)
from tests.hardware.watched import (
    Watched,
)


def test_marlins_word_for_a_print_is_believed_once_it_prints() -> None:
    profile = Profile(dialect="marlin")
    watched = Watched(profile).stays(WAITING, 5)
    watched.see(JobWord(JobWordKind.STARTED))
    watched.stays(MessageSeen("T:21.3"), 60)
    assert watched.opened == []
    watched.see(JobWord(JobWordKind.STARTED))
    watched.stays(SD_PRINTING, 60)
    watched.see(JobWord(JobWordKind.PAUSED))
    watched.passes(60)
    watched.see(JobWord(JobWordKind.RESUMED))
    watched.stays(SD_PRINTING, 30)
    watched.see(JobWord(JobWordKind.DONE))
    job = watched.passes(60).job()
    assert (job.outcome, job.busy_s, job.paused_s) == ("finished", 90, 60)


def test_a_marlin_that_takes_lines_for_long_works_and_one_that_is_greeted_does_not() -> None:
    profile = Profile(dialect="marlin")
    assert Watched(profile).stays(STREAMING, 4).passes(60).opened == []
    job = Watched(profile).stays(STREAMING, 60).stays(NOT_SD, 2).stays(STREAMING, 60).passes(60).job()
    assert job.busy_s == pytest.approx(122, abs=1)


def test_a_card_that_prints_nothing_shows_that_lines_stopped_when_they_did() -> None:
    watched = Watched(Profile(dialect="marlin"))
    for _ in range(2):
        watched.stays(STREAMING, 30)
        for _ in range(8):
            watched.see(NOT_SD)
            watched.stays(MessageSeen("T:21.3"), 1)
    for _ in range(30):
        watched.see(NOT_SD)
        watched.passes(1)
    job = watched.job()
    assert (job.busy_s, job.idle_s) == (pytest.approx(60, abs=1), pytest.approx(8, abs=1))


def test_what_a_printer_says_by_turns_is_one_state_and_told_once() -> None:
    watched = Watched(Profile(dialect="marlin"))
    for _ in range(600):
        watched.see(NOT_SD)
        watched.passes(0.5)
        watched.see(WAITING)
        watched.passes(0.5)
    assert len(watched.events) == 1
    for _ in range(300):
        watched.see(STREAMING)
        watched.passes(0.5)
        watched.see(PROCESSING)
        watched.passes(0.5)
    assert len(watched.events) <= 2 + 31


def test_a_printer_that_rests_and_then_says_no_more_has_finished_its_job() -> None:
    watched = Watched(Profile(dialect="marlin")).stays(STREAMING, 60).stays(WAITING, 2).passes(120)
    assert watched.job().outcome == "finished"
    assert watched.inference.job(watched.now) is None


def test_temperatures_alone_keep_no_job_open() -> None:
    watched = Watched(Profile(dialect="marlin")).stays(STREAMING, 60).stays(MessageSeen("T:21.3"), 8)
    job = watched.stays(STREAMING, 30).stays(MessageSeen("T:21.3"), 120).job()
    assert (job.busy_s, job.idle_s) == (pytest.approx(90, abs=1), pytest.approx(8, abs=1))
