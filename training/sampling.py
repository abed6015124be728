"""What a verifier looks at: everything at first, then a seeded draw and every special case. A pure function."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

SECOND_RUN_PERCENT: Final = 50
SMALLEST_DRAW: Final = 2


@dataclass(frozen=True, order=True)
class Assessed:
    """One learner's unit as one assessor assessed it. `run_of_assessor` counts the assessor's runs of the unit."""

    registration_id: int
    unit_id: int
    assessor_id: int
    venue: str = ""
    run_of_assessor: int = 3
    is_new_unit: bool = False
    is_borderline: bool = False
    is_adjusted: bool = False
    is_prior_learning: bool = False
    is_decided_again: bool = False


def plan_sample(assessed: Iterable[Assessed], seed: int) -> list[tuple[Assessed, str]]:
    """What to sample and why; the same list and seed give the same plan, in whatever order the list comes.

    All of an assessor's first run and of a new unit; half of the second run; then max(2, √n) per assessor, unit and
    venue; and every borderline, adjusted and prior-learning case besides; and whatever was decided again after somebody
    looked at it.
    """
    groups: dict[tuple[int, int, str], list[Assessed]] = defaultdict(list)
    for one in assessed:
        groups[(one.assessor_id, one.unit_id, one.venue)].append(one)
    plan: list[tuple[Assessed, str]] = []
    for key in sorted(groups):
        plan += _of_group(sorted(groups[key]), f"{seed} {key}")
    return plan


def _of_group(group: list[Assessed], seed: str) -> list[tuple[Assessed, str]]:
    whole = _whole_reason(group[0])
    if whole:
        return [(one, "decided_again" if one.is_decided_again else whole) for one in group]
    chosen = {one: reason for one in group if (reason := _special_reason(one))}
    wanted, word = _draw_size(group)
    rest = [one for one in group if one not in chosen]
    draw = random.Random(seed).sample(rest, min(len(rest), wanted))
    chosen.update(dict.fromkeys(draw, word))
    return [(one, chosen[one]) for one in group if one in chosen]


def _whole_reason(one: Assessed) -> str:
    if one.run_of_assessor <= 1:
        return "first_run"
    return "new_unit" if one.is_new_unit else ""


def _special_reason(one: Assessed) -> str:
    if one.is_decided_again:
        return "decided_again"
    if one.is_borderline:
        return "borderline"
    if one.is_adjusted:
        return "adjusted"
    return "prior_learning" if one.is_prior_learning else ""


def _draw_size(group: list[Assessed]) -> tuple[int, str]:
    """How many to draw, and the word for why. √n is rounded up: a sample is rather too large than too small."""
    count = len(group)
    if group[0].run_of_assessor == 2:
        return math.ceil(count * SECOND_RUN_PERCENT / 100), "second_run"
    return max(SMALLEST_DRAW, math.ceil(math.sqrt(count))), "drawn"
