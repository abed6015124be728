"""When classes are: weekdays kept, skipped days skipped, ten o'clock stays ten o'clock."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import zone
from core.errors import RuleBroken
from tests.training.conftest import MONDAY, NOON, TEN, in_utc
from training.patterns import Slot, local_instant, moved, read_days, slot, week_long, weekly

LONDON = zone()
days = st.dates(date(2020, 1, 1), date(2040, 1, 1))
weekdays = st.sets(st.integers(0, 6), min_size=1)
hours = st.integers(3, 20)


def local(slots: list[Slot]) -> list[tuple[date, time, time]]:
    return [
        (
            item.starts_at.astimezone(LONDON).date(),
            item.starts_at.astimezone(LONDON).time(),
            item.ends_at.astimezone(LONDON).time(),
        )
        for item in slots
    ]


def test_a_week_long_course_leaves_out_the_weekend() -> None:
    made = week_long(date(2030, 1, 10), 3, TEN, NOON)
    assert [day for day, _, _ in local(made)] == [date(2030, 1, 10), date(2030, 1, 11), date(2030, 1, 14)]


def test_ten_stays_ten_when_the_clocks_change() -> None:
    made = weekly(date(2030, 3, 25), [0, 6], 3, TEN, NOON)
    assert [item.starts_at for item in made] == [
        in_utc(2030, 3, 25, 10),
        in_utc(2030, 3, 31, 9),
        in_utc(2030, 4, 1, 9),
    ]


def test_a_time_that_the_clocks_leave_out_is_refused() -> None:
    with pytest.raises(RuleBroken, match="forward"):
        local_instant(date(2030, 3, 31), time(1, 30))
    assert local_instant(date(2030, 10, 27), time(1, 30)) == in_utc(2030, 10, 27, 0, 30)


def test_a_class_over_the_night_of_the_change_has_its_real_length() -> None:
    item = slot(date(2030, 10, 27), time(0, 30), time(3, 0))
    assert item.ends_at - item.starts_at == timedelta(hours=3, minutes=30)


def test_skipped_days_are_left_out() -> None:
    made = weekly(MONDAY, [0], 2, TEN, NOON, skipped=read_days("2030-01-07, 2030-01-21"))
    assert [day for day, _, _ in local(made)] == [date(2030, 1, 14), date(2030, 1, 28)]


@pytest.mark.parametrize(
    ("field", "call"),
    [
        ("ends", lambda: slot(MONDAY, NOON, TEN)),
        ("ends", lambda: slot(MONDAY, time(1), time(23))),
        ("count", lambda: weekly(MONDAY, [0], 0, TEN, NOON)),
        ("count", lambda: week_long(MONDAY, 61, TEN, NOON)),
        ("weekdays", lambda: weekly(MONDAY, [], 3, TEN, NOON)),
        ("weekdays", lambda: weekly(MONDAY, [9], 3, TEN, NOON)),
        ("skipped", lambda: read_days("yesterday")),
        (
            "skipped",
            lambda: weekly(
                MONDAY, [0], 60, TEN, NOON, skipped={MONDAY + timedelta(days=7 * n) for n in range(400)}
            ),
        ),
    ],
)
def test_a_pattern_that_cannot_be_is_refused_beside_its_field(field: str, call: object) -> None:
    with pytest.raises(RuleBroken) as refused:
        call()  # type: ignore[operator]
    assert refused.value.field == field


@given(days, weekdays, st.integers(1, 30), hours)
def test_weekly_classes_fall_on_the_chosen_days_in_order(
    first: date, chosen: set[int], count: int, hour: int
) -> None:
    made = local(weekly(first, chosen, count, time(hour), time(hour + 2)))
    assert len(made) == count and made == sorted(made) and len({day for day, _, _ in made}) == count
    assert all(day >= first and day.weekday() in chosen for day, _, _ in made)
    assert {(begin, end) for _, begin, end in made} == {(time(hour), time(hour + 2))}


@given(days, weekdays, st.integers(1, 12), hours, days)
def test_a_moved_run_keeps_weekdays_times_and_gaps(
    first: date, chosen: set[int], count: int, hour: int, target: date
) -> None:
    before = weekly(first, chosen, count, time(hour), time(hour + 1))
    after = local(moved(before, target))
    assert 0 <= (after[0][0] - target).days < 7
    shift = after[0][0] - local(before)[0][0]
    assert shift.days % 7 == 0
    assert after == [(day + shift, begin, end) for day, begin, end in local(before)]
