"""Rules of combination: which units make a qualification, how much is still missing, and why. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from core.errors import N_
from training.words import UNIT_LEVELS

RANK: Final = {level: rank for rank, level in enumerate(UNIT_LEVELS)}


@dataclass(frozen=True)
class UnitFacts:
    """A unit as a rule sees it: `code` names it whatever its version, because credit is given once a code."""

    code: str
    credit: int
    level: str = "L1"


@dataclass(frozen=True)
class Group:
    """A part of the rule: every unit if mandatory, and at least so much credit and so many units out of it."""

    units: tuple[str, ...]
    is_mandatory: bool = False
    min_credit: int = 0
    min_units: int = 0
    name: str = ""


@dataclass(frozen=True)
class Rule:
    """The whole rule: its groups, the credit in all, and how much of it at the qualification's level or above."""

    groups: tuple[Group, ...] = ()
    min_credit: int = 0
    level: str = ""
    min_credit_at_level: int = 0


@dataclass(frozen=True)
class Missing:
    """What is still missing: the group (its place, -1 for the whole), in credit, in units, and which by code."""

    group: int
    credit: int = 0
    units: int = 0
    codes: tuple[str, ...] = ()
    is_level: bool = False


@dataclass(frozen=True)
class Verdict:
    """Whether the rule is met, the credit that counts, and what is missing."""

    is_met: bool
    credit: int
    missing: tuple[Missing, ...]


def decide(rule: Rule, achieved: Iterable[UnitFacts]) -> Verdict:
    """Hold the achieved units against the rule. A unit counts once; units outside every group count for nothing."""
    held = _once(achieved)
    listed = {code for group in rule.groups for code in group.units}
    counting = [unit for code, unit in held.items() if code in listed]
    missing = [lack for place, group in enumerate(rule.groups) if (lack := _lack(place, group, held))]
    credit = sum(unit.credit for unit in counting)
    if credit < rule.min_credit:
        missing.append(Missing(-1, credit=rule.min_credit - credit))
    at_level = sum(unit.credit for unit in counting if RANK[unit.level] >= RANK.get(rule.level, 0))
    if at_level < rule.min_credit_at_level:
        missing.append(Missing(-1, credit=rule.min_credit_at_level - at_level, is_level=True))
    if not rule.groups:
        missing.append(Missing(-1))
    return Verdict(not missing, credit, tuple(missing))


def _once(achieved: Iterable[UnitFacts]) -> dict[str, UnitFacts]:
    """The achieved units by code: twice the same code is one unit, the one of more credit."""
    held: dict[str, UnitFacts] = {}
    for unit in achieved:
        before = held.get(unit.code)
        if before is None or (unit.credit, RANK[unit.level]) > (before.credit, RANK[before.level]):
            held[unit.code] = unit
    return held


def _lack(place: int, group: Group, held: dict[str, UnitFacts]) -> Missing | None:
    have = [held[code] for code in dict.fromkeys(group.units) if code in held]
    absent = (
        tuple(code for code in dict.fromkeys(group.units) if code not in held) if group.is_mandatory else ()
    )
    credit = max(0, group.min_credit - sum(unit.credit for unit in have))
    units = max(0, group.min_units - len(have), len(absent))
    return Missing(place, credit, units, absent) if credit or units or absent else None


def faults(rule: Rule, units: Sequence[UnitFacts]) -> list[tuple[int, str]]:
    """What makes a rule impossible to meet or ambiguous: (group's place, words). Empty for a sound rule."""
    found: list[tuple[int, str]] = []
    known = {unit.code: unit for unit in units}
    seen: set[str] = set()
    for place, group in enumerate(rule.groups):
        inside = [known[code] for code in group.units if code in known]
        if group.min_credit > sum(unit.credit for unit in inside):
            found.append((place, N_("This group asks for more credit than its units have.")))
        if group.min_units > len(inside):
            found.append((place, N_("This group asks for more units than it has.")))
        if seen & set(group.units):
            found.append((place, N_("A unit stands in two groups.")))
        seen |= set(group.units)
    if rule.min_credit > sum(known[code].credit for code in seen if code in known):
        found.append((-1, N_("All units together have less credit than the qualification asks for.")))
    return found
