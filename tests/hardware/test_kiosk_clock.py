"""The kiosk's wall clock is believed only once it was seen to be right; spans come from the other one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import time_machine

from hardware.kiosk.clock import KioskClock, agrees, iso

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock(tmp_path: Path) -> KioskClock:
    (tmp_path / "boot_id").write_text("01234567-89ab-cdef-0123-456789abcdef\n")
    return KioskClock(tmp_path / "boot_id", tmp_path / "synchronized")


def date(at: datetime) -> str:
    return format_datetime(at, usegmt=True)


def test_a_boot_has_the_kernels_name(clock: KioskClock) -> None:
    assert clock.boot == "0123456789abcdef"


def test_without_a_word_from_anybody_the_wall_clock_is_not_believed(
    clock: KioskClock, tmp_path: Path
) -> None:
    assert not clock.is_wall_ok()
    (tmp_path / "synchronized").touch()
    assert clock.is_wall_ok()


@pytest.mark.parametrize(("off", "is_right"), [(0, True), (5, True), (-5, True), (9, False), (-9, False)])
def test_the_servers_date_says_whether_it_is_right(clock: KioskClock, off: int, is_right: bool) -> None:
    with time_machine.travel(NOON, tick=False):
        clock.judge(date(NOON + timedelta(seconds=off)), clock.mono_ms())
        assert clock.is_wall_ok() is is_right


def test_a_clock_in_1970_is_not_believed_though_the_system_says_so(clock: KioskClock, tmp_path: Path) -> None:
    (tmp_path / "synchronized").touch()
    with time_machine.travel(datetime(1970, 1, 1, tzinfo=UTC), tick=False):
        clock.judge(date(NOON), clock.mono_ms())
        assert not clock.is_wall_ok()


def test_a_jump_after_the_servers_word_takes_it_back(clock: KioskClock) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        clock.judge(date(NOON), clock.mono_ms())
        assert clock.is_wall_ok()
        now.shift(timedelta(days=3650))
        assert not clock.is_wall_ok()


def test_a_slow_answer_is_given_its_journey() -> None:
    assert agrees(date(NOON), NOON + timedelta(seconds=20), 20_000)
    assert not agrees(date(NOON), NOON + timedelta(seconds=20), 100)


@pytest.mark.parametrize("nonsense", ["", "yesterday", "Thu, 99 Nov 2026"])
def test_a_date_that_says_nothing_changes_nothing(clock: KioskClock, nonsense: str) -> None:
    clock.judge(nonsense, 0)
    assert not clock.is_wall_ok()


def test_the_running_clock_never_goes_back(clock: KioskClock) -> None:
    with time_machine.travel(NOON) as now:
        before = clock.mono_ms()
        now.shift(timedelta(days=-3650))
        assert before <= clock.mono_ms() < before + 5_000


def test_times_are_sent_in_one_form() -> None:
    assert iso(NOON) == "2026-11-26T12:00:00.000Z"
