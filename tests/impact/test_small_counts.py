"""Small counts of people are hidden from the public, and nothing that is shown gives them away."""

from __future__ import annotations

from itertools import product

import pytest

from factory.impact.small_counts import LEAST, public_pair, public_parts


@pytest.mark.parametrize(
    ("parts", "shown", "is_sum_shown"),
    [
        ((12, 30), (12, 30), True),
        ((0, 30), (0, 30), True),
        ((3, 30), (None, None), True),
        ((3, 9, 30), (None, None, 30), True),
        ((2, 2, 30), (None, None, None), True),
        ((3, 3, 30), (None, None, 30), True),
        ((3, 0, 0), (None, 0, 0), False),
        ((4,), (None,), False),
        ((1, 1, 1, 1, 1), (None,) * 5, False),
        ((), (), True),
    ],
)
def test_parts_beside_their_sum(
    parts: tuple[int, ...], shown: tuple[int | None, ...], is_sum_shown: bool
) -> None:
    assert public_parts(parts) == (shown, is_sum_shown)


def fitting(parts: tuple[int, ...], shown: tuple[int | None, ...], total: int | None) -> set[tuple[int, ...]]:
    """Every way to fill what is hidden that a reader cannot rule out, knowing that a hidden part is not nought."""
    choices = [range(1, 30) if one is None else (one,) for one in shown]
    return {found for found in product(*choices) if total is None or sum(found) == total}


def test_no_reader_can_work_out_a_small_part_from_what_is_shown() -> None:
    for parts in product((0, 1, 2, 4, 5, 9), repeat=3):
        shown, is_sum_shown = public_parts(parts)
        ways = fitting(parts, shown, sum(parts) if is_sum_shown else None)
        for index, count in enumerate(parts):
            if 0 < count < LEAST:
                assert shown[index] is None
                assert len({found[index] for found in ways}) > 1, (parts, shown)


def test_hiding_the_small_part_alone_would_give_it_away() -> None:
    """The control: with the rule's second half left out, the total beside the sites tells the small one."""
    shown = tuple(None if 0 < count < LEAST else count for count in (3, 30))
    assert fitting((3, 30), shown, 33) == {(3, 30)}


@pytest.mark.parametrize(
    ("year", "earlier", "shown"),
    [
        (12, (28,), (12, 40)),
        (3, (37,), (None, None)),
        (38, (2,), (38, None)),
        (40, (), (40, 40)),
        (2, (), (None, None)),
        (0, (3,), (0, None)),
        (0, (), (0, 0)),
    ],
)
def test_this_year_beside_all_years_does_not_tell_the_years_before(
    year: int, earlier: tuple[int, ...], shown: tuple[int | None, int | None]
) -> None:
    assert public_pair(year, year + sum(earlier), earlier) == shown


def test_the_page_of_the_last_day_of_march_and_that_of_the_next_day_tell_no_year_before() -> None:
    last_day, next_day = public_pair(37, 40, (3,)), public_pair(0, 40, (3, 37))
    assert last_day == (37, None) and next_day == (0, None), "40 less the 37 of yesterday would be the 3"
    assert public_pair(6, 46, (5, 35)) == (6, 46), "where no year is small, all are shown"


def test_the_page_of_the_last_day_of_march_and_that_of_april_tell_no_small_april() -> None:
    last_day, april = public_pair(37, 37, ()), public_pair(3, 40, (37,))
    assert last_day == (37, 37) and april == (None, None), "40 less the 37 of March would be the hidden 3"
