"""Rules of combination: more never makes it worse, a unit counts once, and what is missing is just what is missing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from training.combination import Group, Rule, UnitFacts, Verdict, decide, faults
from training.words import UNIT_LEVELS

CODES = ("A", "B", "C", "D", "E", "F")
units = st.builds(UnitFacts, st.sampled_from(CODES), st.integers(0, 8), st.sampled_from(UNIT_LEVELS))
groups = st.builds(
    Group,
    st.lists(st.sampled_from(CODES), max_size=4, unique=True).map(tuple),
    st.booleans(),
    st.integers(0, 12),
    st.integers(0, 4),
)
rules = st.builds(
    Rule,
    st.lists(groups, max_size=3).map(tuple),
    st.integers(0, 20),
    st.sampled_from(UNIT_LEVELS),
    st.integers(0, 10),
)
FIRE = Group(("A", "B"), is_mandatory=True)
CHOICE = Group(("C", "D", "E"), min_credit=4, min_units=1)
RULE = Rule((FIRE, CHOICE), min_credit=10)
ALL = [UnitFacts("A", 3), UnitFacts("B", 3), UnitFacts("C", 2), UnitFacts("D", 2), UnitFacts("E", 4)]


def held(codes: str) -> list[UnitFacts]:
    return [unit for unit in ALL if unit.code in codes]


def test_mandatory_units_and_enough_optional_credit_meet_the_rule() -> None:
    assert decide(RULE, held("ABE")) == Verdict(True, 10, ())
    assert decide(RULE, held("ABCD")).is_met


def test_a_missing_mandatory_unit_is_named() -> None:
    verdict = decide(RULE, held("ACDE"))
    assert not verdict.is_met and verdict.missing[0].codes == ("B",)


def test_missing_optional_credit_is_told() -> None:
    verdict = decide(RULE, held("ABC"))
    assert [(lack.group, lack.credit) for lack in verdict.missing] == [(1, 2), (-1, 2)]


def test_a_unit_outside_the_rule_counts_for_nothing() -> None:
    assert decide(RULE, [*held("AB"), UnitFacts("Z", 90)]).credit == 6


def test_credit_below_the_level_does_not_count_towards_it() -> None:
    rule = Rule((Group(("A", "B")),), min_credit=6, level="L2", min_credit_at_level=3)
    assert not decide(rule, [UnitFacts("A", 3, "L1"), UnitFacts("B", 3, "E3")]).is_met
    assert decide(rule, [UnitFacts("A", 3, "L2"), UnitFacts("B", 3, "E3")]).is_met


def test_a_rule_without_groups_is_met_by_nothing() -> None:
    assert not decide(Rule(), ALL).is_met


@given(rules, st.lists(units, max_size=6), units)
def test_one_more_unit_never_makes_it_worse(rule: Rule, achieved: list[UnitFacts], more: UnitFacts) -> None:
    before, after = decide(rule, achieved), decide(rule, [*achieved, more])
    assert after.credit >= before.credit
    if not any(unit.code == more.code for unit in achieved):
        assert after.is_met or not before.is_met


@given(rules, st.lists(units, max_size=6))
def test_the_order_and_repeats_change_nothing(rule: Rule, achieved: list[UnitFacts]) -> None:
    assert decide(rule, achieved) == decide(rule, [*reversed(achieved), *achieved])


@given(rules, st.lists(units, max_size=6))
def test_it_is_met_just_where_nothing_is_missing(rule: Rule, achieved: list[UnitFacts]) -> None:
    verdict = decide(rule, achieved)
    assert verdict.is_met == (verdict.missing == ())
    assert all(lack.credit >= 0 and lack.units >= 0 for lack in verdict.missing)


@given(rules)
def test_a_sound_rule_is_met_by_all_its_units(rule: Rule) -> None:
    every = [UnitFacts(code, 4, "L4") for code in CODES]
    if rule.groups and not faults(rule, every):
        assert decide(rule, every).is_met or rule.min_credit_at_level > decide(rule, every).credit


def test_rules_that_nobody_could_meet_are_seen() -> None:
    assert faults(RULE, ALL) == []
    assert faults(Rule((Group(("A",), min_credit=9),)), ALL)
    assert faults(Rule((Group(("A",), min_units=2),)), ALL)
    assert faults(Rule((FIRE, Group(("A",)))), ALL)
    assert faults(Rule((FIRE,), min_credit=99), ALL)
