"""The verifier's sample: a pure function of what was assessed and a seed."""

from __future__ import annotations

import math
import random

from hypothesis import given
from hypothesis import strategies as st

from training.sampling import Assessed, plan_sample

cases = st.builds(
    Assessed,
    registration_id=st.integers(1, 60),
    unit_id=st.integers(1, 3),
    assessor_id=st.integers(1, 3),
    venue=st.sampled_from(["", "van", "FabLab"]),
    run_of_assessor=st.just(3),
    is_borderline=st.booleans(),
    is_adjusted=st.booleans(),
    is_prior_learning=st.booleans(),
)


@given(st.lists(cases, unique=True, max_size=60), st.integers(), st.randoms(use_true_random=False))
def test_the_same_work_and_seed_give_the_same_plan_in_whatever_order(
    work: list[Assessed], seed: int, shuffler: random.Random
) -> None:
    shuffled = work.copy()
    shuffler.shuffle(shuffled)
    assert plan_sample(work, seed) == plan_sample(shuffled, seed)


@given(st.lists(cases, unique=True, max_size=60), st.integers())
def test_every_special_case_is_in_and_enough_others(work: list[Assessed], seed: int) -> None:
    plan = dict(plan_sample(work, seed))
    special = {one for one in work if one.is_borderline or one.is_adjusted or one.is_prior_learning}
    assert special <= set(plan)
    groups: dict[tuple[int, int, str], list[Assessed]] = {}
    for one in work:
        groups.setdefault((one.assessor_id, one.unit_id, one.venue), []).append(one)
    for group in groups.values():
        drawn = [one for one in group if plan.get(one) == "drawn"]
        plain = [one for one in group if one not in special]
        assert len(drawn) == min(len(plain), max(2, math.ceil(math.sqrt(len(group)))))


def group_of(count: int, **more: object) -> list[Assessed]:
    """`count` learners of one assessor and unit."""
    return [Assessed(number, 1, 1, **more) for number in range(count)]  # type: ignore[arg-type]


def test_all_of_an_assessors_first_run_and_of_a_new_unit_is_looked_at() -> None:
    assert [reason for _, reason in plan_sample(group_of(9, run_of_assessor=1), 7)] == ["first_run"] * 9
    assert [reason for _, reason in plan_sample(group_of(9, is_new_unit=True), 7)] == ["new_unit"] * 9


def test_half_of_the_second_run_is_looked_at() -> None:
    assert [reason for _, reason in plan_sample(group_of(9, run_of_assessor=2), 7)] == ["second_run"] * 5


def test_another_seed_draws_others() -> None:
    draws = {tuple(one.registration_id for one, _ in plan_sample(group_of(30), seed)) for seed in range(20)}
    assert len(draws) > 10
