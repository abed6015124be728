"""The rule of shared time: work together and typed meetings, each minute counted once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from factory.skills.shared_time import MINUTE_MS, PairDays, reckon, stretches_of, together_by_day

DAY = date(2026, 3, 10)
TEN = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)
TWO = frozenset((1, 2))


def at(minute: int) -> datetime:
    return TEN + timedelta(minutes=minute)


def minutes(found: dict[tuple[int, date], int]) -> dict[tuple[int, date], int]:
    return {key: amount // MINUTE_MS for key, amount in found.items()}


def test_steps_count_until_the_next_one_and_the_last_a_quarter_of_an_hour() -> None:
    assert together_by_day(stretches_of([at(0), at(20), at(50)])) == {DAY: 65 * MINUTE_MS}


def test_a_gap_longer_than_an_hour_is_no_work_together() -> None:
    assert together_by_day(stretches_of([at(0), at(61)])) == {DAY: 30 * MINUTE_MS}


def test_the_same_moment_scanned_twice_counts_once() -> None:
    assert together_by_day(stretches_of([at(0), at(0)])) == {DAY: 15 * MINUTE_MS}


def test_a_sitting_at_a_machine_over_the_same_work_counts_once() -> None:
    stretches = [*stretches_of([at(0), at(40)]), (at(30), at(90)), (at(35), at(60))]
    assert together_by_day(stretches) == {DAY: 90 * MINUTE_MS}


def test_of_work_and_a_typed_meeting_of_a_day_the_longer_counts_and_never_both() -> None:
    pair = PairDays(7, TWO, DAY, None)
    longer = reckon([pair], {TWO: {DAY: 90 * MINUTE_MS}}, {7: {DAY: 60}})
    shorter = reckon([pair], {TWO: {DAY: 30 * MINUTE_MS}}, {7: {DAY: 60}})
    assert minutes(longer) == {(7, DAY): 90} and minutes(shorter) == {(7, DAY): 60}


def test_two_pairs_of_the_same_two_people_share_their_work_once_whoever_shows_whom() -> None:
    first, second = PairDays(8, TWO, DAY, None), PairDays(7, frozenset((2, 1)), DAY + timedelta(days=1), None)
    next_day = DAY + timedelta(days=1)
    found = reckon([second, first], {TWO: {next_day: 50 * MINUTE_MS}}, {7: {next_day: 20}})
    assert minutes(found) == {(8, next_day): 30, (7, next_day): 20}


def test_work_before_a_pair_began_or_after_it_ended_is_not_its_own() -> None:
    pair = PairDays(7, TWO, DAY, DAY)
    around = {DAY - timedelta(days=1): 1, DAY: 2, DAY + timedelta(days=1): 3}
    assert reckon([pair], {TWO: around}, {}) == {(7, DAY): 2}
