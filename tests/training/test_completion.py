"""What the rule of a course version proposes about a learner."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import RuleBroken
from training.completion import LearnerFacts, percent, propose, read_rule


@pytest.mark.parametrize(
    ("rule", "facts", "word"),
    [
        ({}, LearnerFacts(480, 600, 4, 5), "completed"),
        ({}, LearnerFacts(479, 600, 4, 5), "not_completed"),
        ({}, LearnerFacts(0, 600, 0, 5), "never_came"),
        ({}, LearnerFacts(0, 600, 0, 5, has_withdrawn=True), "never_came"),
        ({}, LearnerFacts(120, 600, 1, 5, has_withdrawn=True), "withdrawn"),
        ({"criteria_percent": 100}, LearnerFacts(600, 600, 5, 5, 11, 12), "not_completed"),
        ({"criteria_percent": 100}, LearnerFacts(600, 600, 5, 5, 12, 12), "completed"),
        ({"classes_percent": 100}, LearnerFacts(590, 600, 4, 5), "not_completed"),
        ({"needs_word": True}, LearnerFacts(600, 600, 5, 5), "completed"),
        ({"needs_word": True}, LearnerFacts(100, 600, 1, 5), "not_completed"),
        ({"needs_word": True}, LearnerFacts(600, 600, 5, 5, trainers_word=False), "completed"),
        ({"needs_word": True}, LearnerFacts(600, 600, 5, 5, trainers_word=True), "completed"),
        ({"minutes_percent": 0}, LearnerFacts(1, 600, 1, 5), "completed"),
    ],
)
def test_the_rule_proposes(rule: dict[str, Any], facts: LearnerFacts, word: str) -> None:
    assert propose(rule, facts).word == word


@pytest.mark.parametrize(
    ("said", "rule", "waits"),
    [(None, True, True), (True, True, False), (False, True, False), (None, False, False)],
)
def test_the_trainers_word_is_told_as_needed_until_it_is_said(
    said: bool | None, rule: bool, waits: bool
) -> None:
    found = propose({"needs_word": rule}, LearnerFacts(600, 600, 5, 5, trainers_word=said))
    assert found.word == "completed" and found.waits_for_word is waits


def test_the_proposal_says_what_is_lacking() -> None:
    found = propose({"classes_percent": 90}, LearnerFacts(300, 600, 3, 5))
    assert found.lacking == ("minutes", "classes")
    assert found.parts[0] == ("minutes", 80, 50)


@pytest.mark.parametrize(
    "rule", [{"minutes_percent": 101}, {"minutes_percent": "80"}, {"classes_percent": True}, {"x": 1}]
)
def test_what_is_no_rule_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken):
        read_rule(rule)


def test_all_of_nothing_is_everything() -> None:
    assert percent(0, 0) == 100
