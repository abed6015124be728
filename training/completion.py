"""Whether a learner completed a run, by the rule of its course version: proposed with reasons, never decided here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.errors import N_, RuleBroken

KEYS: Final = ("minutes_percent", "classes_percent", "criteria_percent", "needs_word")
DEFAULT: Final[dict[str, Any]] = {
    "minutes_percent": 80,
    "classes_percent": 0,
    "criteria_percent": 0,
    "needs_word": False,
}
"""Four fifths of the guided minutes, until a course says otherwise (a centre's usual attendance rule)."""

PROPOSAL_NAMES: Final[dict[str, str]] = {
    "completed": N_("completed"),
    "not_completed": N_("did not complete"),
    "never_came": N_("never came"),
    "withdrawn": N_("stopped coming"),
}


@dataclass(frozen=True)
class LearnerFacts:
    """What the rule looks at: minutes and classes there and in all, criteria achieved and in all."""

    minutes: int
    minutes_in_all: int
    classes: int
    classes_in_all: int
    criteria: int = 0
    criteria_in_all: int = 0
    has_withdrawn: bool = False
    trainers_word: bool | None = None


@dataclass(frozen=True)
class Proposal:
    """What the rule proposes, and each part of it: wanted and reached, in percent."""

    word: str
    parts: tuple[tuple[str, int, int], ...]
    waits_for_word: bool = False
    """The rule asks for the trainer's word and it is not given yet; `word` is what the rest of the rule says."""

    @property
    def lacking(self) -> tuple[str, ...]:
        """The parts that are not reached."""
        return tuple(name for name, wanted, reached in self.parts if reached < wanted)


def read_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    """The rule, whole: what is not said follows the default. Raises RuleBroken for anything that is no rule."""
    unknown = set(rule) - set(KEYS)
    if unknown:
        raise RuleBroken("completion", N_("This rule has a part that is not known."))
    whole = {**DEFAULT, **rule}
    for key in KEYS[:3]:
        value = whole[key]
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 100:
            raise RuleBroken(key, N_("A share lies between 0 and 100 percent."))
    whole["needs_word"] = bool(whole["needs_word"])
    return whole


def percent(part: int, whole: int) -> int:
    """`part` of `whole` in percent, rounded down; all of nothing is everything."""
    return 100 if whole <= 0 else min(100, part * 100 // whole)


def propose(rule: Mapping[str, Any], facts: LearnerFacts) -> Proposal:
    """What became of a learner by the rule. Who never came is never `withdrawn`: only who came can stop coming.

    The trainer's word is said by confirming, so it is no part of what is proposed: until then it is told as needed.
    """
    whole = read_rule(rule)
    parts = (
        ("minutes", whole["minutes_percent"], percent(facts.minutes, facts.minutes_in_all)),
        ("classes", whole["classes_percent"], percent(facts.classes, facts.classes_in_all)),
        ("criteria", whole["criteria_percent"], percent(facts.criteria, facts.criteria_in_all)),
        ("word", 100 if whole["needs_word"] else 0, 100 if facts.trainers_word else 0),
    )
    if facts.classes == 0 and facts.minutes == 0:
        return Proposal("never_came", parts)
    if facts.has_withdrawn:
        return Proposal("withdrawn", parts)
    is_reached = all(reached >= wanted for _, wanted, reached in parts[:3])
    waits = whole["needs_word"] and facts.trainers_word is None
    return Proposal("completed" if is_reached else "not_completed", parts, waits)
