"""The time of kiosks is repaired: durations stand, wrong clocks are found out, what is guessed says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import milliseconds
from hardware.clocks import AGREE_MS, BootClock, settled
from tests.hardware.workshop import NINE, Workshop, rows

NOW = milliseconds(NINE)
DAY = 86_400_000


def boot(name: str, last: int = 60_000, *, upload: int | None = None, wall: int | None = None) -> BootClock:
    """A boot that nothing is decided of yet."""
    return BootClock(name, last, upload, wall, None, False)


def test_a_wall_clock_that_agrees_with_the_upload_is_finer() -> None:
    (found,) = settled([boot("1", upload=NOW - 60_000, wall=NOW - 60_400)], NOW)
    assert (found.offset, found.is_estimated) == (NOW - 60_400, False)


@pytest.mark.parametrize("wrong", [0, NOW + 3650 * DAY, NOW - 3650 * DAY, NOW - 60_000 - 2 * AGREE_MS])
def test_a_wall_clock_that_is_wrong_is_not_believed_whatever_it_says_of_itself(wrong: int) -> None:
    (found,) = settled([boot("1", upload=NOW - 60_000, wall=wrong)], NOW)
    assert found.offset == NOW - 60_000


def test_a_boot_that_never_reached_us_stands_between_its_neighbours_and_says_so() -> None:
    before = boot("1", upload=NOW - 3 * DAY)
    after = boot("3", upload=NOW - DAY)
    found = settled([before, boot("2", last=3_600_000), after], NOW)
    assert [one.is_estimated for one in found] == [False, True, False]
    offset = found[1].offset
    assert offset is not None
    assert found[0].offset is not None
    assert found[0].offset + 60_000 < offset < offset + 3_600_000 < NOW - DAY


def test_without_a_neighbour_before_it_stands_right_before_the_next() -> None:
    found = settled([boot("1", last=5_000, wall=12), boot("2", upload=NOW - DAY)], NOW)
    assert (found[0].offset, found[0].is_estimated) == (NOW - DAY - 5_000, True)


def test_an_offset_moves_only_if_it_was_wrong_by_seconds() -> None:
    (first,) = settled([boot("1", upload=NOW - 60_000)], NOW)
    (again,) = settled([replace(first, upload=NOW - 61_000)], NOW)
    assert again.offset == first.offset
    (moved,) = settled([replace(first, upload=NOW - 70_000)], NOW)
    assert moved.offset == NOW - 70_000


OFFSETS = st.one_of(st.none(), st.integers(-(10**13), 10**13))


@given(st.lists(st.tuples(st.integers(0, 10**10), OFFSETS, OFFSETS), min_size=1, max_size=8))
def test_every_boot_gets_a_time_whatever_clocks_say(told: list[tuple[int, int | None, int | None]]) -> None:
    clocks = [
        BootClock(str(index), last, upload, wall, None, False)
        for index, (last, upload, wall) in enumerate(told)
    ]
    found = settled(clocks, NOW)
    assert all(one.offset is not None for one in found)
    assert settled(found, NOW) == found


def test_a_day_that_never_reached_us_is_counted_and_its_time_is_estimated(workshop: Workshop) -> None:
    tape = workshop.tape().on("amina").run(600).off("amina")
    tape.restart("00000002-aa")
    tape.on("tomasz").run(300).off("tomasz")
    workshop.send(tape.events, at=NINE + timedelta(days=7), boot=tape.boot, mono=tape.mono)
    found = rows("SELECT busy_ms, is_estimated FROM machine_session ORDER BY first_place")
    assert [(busy, bool(estimated)) for busy, estimated in found] == [(600_000, True), (300_000, False)]
    times = rows("SELECT began_at, ended_at FROM machine_session ORDER BY first_place")
    assert times[0][0] < times[0][1] <= times[1][0] < times[1][1]
