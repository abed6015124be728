"""When places may be offered, how long an offer holds, who comes next: plain values, no database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.waiting import (
    SHORTEST_HOLD,
    RunTimes,
    Waiting,
    choose_next,
    end_of_quiet,
    in_order,
    is_quiet,
    last_moment,
    offer_expires_at,
    why_no_offer,
)

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
START = NOON + timedelta(days=10)
RUN = RunTimes("open", 48, None, START)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("at", "quiet"),
    [
        (datetime(2026, 1, 10, 20, 59, tzinfo=UTC), False),
        (datetime(2026, 1, 10, 21, 0, tzinfo=UTC), True),
        (datetime(2026, 1, 11, 7, 59, tzinfo=UTC), True),
        (datetime(2026, 1, 11, 8, 0, tzinfo=UTC), False),
        (datetime(2026, 7, 10, 20, 0, tzinfo=UTC), True),  # 21:00 in Coventry: summer time
        (datetime(2026, 7, 11, 7, 0, tzinfo=UTC), False),
    ],
)
def test_the_quiet_hours_are_those_of_the_site(at: datetime, quiet: bool) -> None:
    assert is_quiet(at) is quiet


@given(moments)
def test_the_end_of_quiet_is_never_quiet_and_never_before(at: datetime) -> None:
    end = end_of_quiet(at)
    assert end >= at
    assert not is_quiet(end)
    assert end - at <= timedelta(hours=12)


@given(moments, st.integers(1, 336), st.integers(1, 60 * 24 * 30), st.booleans())
def test_an_offer_never_holds_past_the_cut_off_and_never_ends_in_the_night_before_it(
    at: datetime, hours: int, minutes: int, has_cutoff: bool
) -> None:
    limit = at + timedelta(minutes=minutes)
    run = RunTimes("open", hours, limit if has_cutoff else None, limit + (timedelta(days=1) * has_cutoff))
    if why_no_offer(run, at):
        return
    expires = offer_expires_at(run, at)
    assert at + SHORTEST_HOLD <= expires <= limit
    assert not is_quiet(expires) or expires == limit


@pytest.mark.parametrize(
    ("run", "at", "word"),
    [
        (RUN, NOON, ""),
        (RunTimes("closed", 48, None, START), NOON, ""),
        (RunTimes("cancelled", 48, None, START), NOON, "run_not_open"),
        (RunTimes("draft", 48, None, START), NOON, "run_not_open"),
        (RunTimes("running", 48, None, START), NOON, "run_not_open"),
        (RUN, START, "after_cutoff"),
        (RunTimes("open", 48, NOON, START), NOON, "after_cutoff"),
        (RUN, NOON.replace(hour=21), "quiet_hours"),
        (RUN, START - timedelta(minutes=59), "too_late_to_answer"),
    ],
)
def test_no_offer_goes_out_when_it_could_not_be_fair(run: RunTimes, at: datetime, word: str) -> None:
    assert why_no_offer(run, at) == word


def test_the_first_of_cut_off_and_start_ends_offers() -> None:
    assert last_moment(RunTimes("open", 48, NOON, START)) == NOON
    assert last_moment(RunTimes("open", 48, None, None)) is None


def test_the_list_goes_by_the_time_of_joining_and_who_was_put_first_by_two_people_comes_first() -> None:
    early = Waiting(7, 1, NOON)
    same = Waiting(8, 2, NOON)
    late = Waiting(3, 3, NOON + timedelta(hours=1))
    jumped = Waiting(9, 4, NOON + timedelta(days=1), NOON + timedelta(days=2))
    assert [one.booking_id for one in in_order([late, same, jumped, early])] == [9, 7, 8, 3]


def test_who_is_passed_over_is_named_with_the_reason() -> None:
    first, second = Waiting(1, 1, NOON), Waiting(2, 2, NOON + timedelta(hours=1))
    chosen = choose_next([second, first], lambda one: "clash" if one.booking_id == 1 else "")
    assert chosen.waiting == second
    assert chosen.why == "next in order; passed over: booking 1: clash"
    assert choose_next([first], lambda one: "clash").waiting is None
