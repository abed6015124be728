"""How a run goes on, what may follow what, and how full it is in words."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleBroken
from tests.training.conftest import in_utc
from training.run_states import (
    BEFORE_THE_END,
    NEXT,
    STATE_NAMES,
    VERBS,
    RunFacts,
    check_step,
    due_step,
    steps,
)
from training.staffing import PLACES_NAMES, Seats, places_word, trainers_needed, trainers_short
from training.words import RUN_STATES

NOW = in_utc(2030, 1, 7, 10)
HOUR = timedelta(hours=1)


def facts(state: str, *, accredited: bool = True, begun: bool = True, over: bool = True) -> RunFacts:
    return RunFacts(
        state, accredited, 3, NOW - HOUR if begun else NOW + HOUR, NOW if over else NOW + 2 * HOUR
    )


def test_each_state_has_a_name_a_verb_and_what_follows() -> None:
    assert set(STATE_NAMES) == set(NEXT) == set(RUN_STATES)
    assert set(VERBS) == set(RUN_STATES) - {"draft"}


def test_an_accredited_run_goes_all_the_way() -> None:
    way = [
        "draft",
        "open",
        "closed",
        "running",
        "finished",
        "verified",
        "claimed",
        "result_received",
        "handed_over",
        "archived",
    ]
    for state, following in zip(way, way[1:], strict=False):
        check_step(facts(state), following, NOW)


def test_a_run_without_accreditation_is_archived_after_it_finished() -> None:
    assert steps(facts("finished", accredited=False)) == ("archived",)
    assert "archived" not in steps(facts("finished"))


def test_a_run_is_cancelled_before_it_is_finished_only() -> None:
    assert {state for state in RUN_STATES if "cancelled" in steps(facts(state))} == set(BEFORE_THE_END)


@given(st.sampled_from(RUN_STATES), st.sampled_from(RUN_STATES), st.booleans())
def test_what_the_table_does_not_name_is_refused(state: str, other: str, accredited: bool) -> None:
    known = facts(state, accredited=accredited)
    if other not in steps(known):
        with pytest.raises(RuleBroken):
            check_step(known, other, NOW)


def test_it_opens_with_classes_begins_on_time_and_ends_when_over() -> None:
    for known, state in [
        (RunFacts("draft", False), "open"),
        (facts("open", begun=False), "running"),
        (facts("running", over=False), "finished"),
    ]:
        with pytest.raises(RuleBroken):
            check_step(known, state, NOW)


def test_the_clock_begins_and_finishes_runs_and_leaves_the_rest_alone() -> None:
    assert due_step(facts("open"), NOW) == due_step(facts("closed"), NOW) == "running"
    assert due_step(facts("running"), NOW) == "finished"
    assert due_step(facts("open", begun=False), NOW) is None
    assert due_step(facts("running", over=False), NOW) is None
    assert [due_step(facts(state), NOW) for state in ("draft", "finished", "cancelled")] == [None] * 3


@pytest.mark.parametrize(
    ("learners", "ratio", "needed"), [(0, 8, 1), (8, 8, 1), (9, 8, 2), (17, 8, 3), (5, 1, 5), (200, 60, 4)]
)
def test_so_many_learners_need_so_many_trainers(learners: int, ratio: int, needed: int) -> None:
    assert trainers_needed(learners, ratio) == needed
    assert trainers_short(trainers=needed, learners=learners, learners_per_trainer=ratio) == 0
    assert trainers_short(trainers=0, learners=learners, learners_per_trainer=ratio) == needed


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_seats_are_free_or_over_and_never_both(capacity: int, taken: int, held: int) -> None:
    seats = Seats(capacity, taken, held)
    assert seats.free - seats.over == capacity - taken - held and not (seats.free and seats.over)


@pytest.mark.parametrize(
    ("seats", "more", "word"),
    [
        (Seats(8), {}, "left"),
        (Seats(8, 6), {}, "few"),
        (Seats(8, 8), {}, "waiting"),
        (Seats(8, 5, 3), {}, "waiting"),
        (Seats(8, 7, waiting=2), {}, "waiting"),
        (Seats(8), {"state": "closed"}, "closed"),
        (Seats(8), {"state": "draft"}, "closed"),
        (Seats(8), {"closes_at": NOW}, "closed"),
        (Seats(8), {"opens_at": NOW + HOUR}, "later"),
        (Seats(8), {"first_start": NOW}, "begun"),
        (Seats(8), {"state": "running"}, "begun"),
    ],
)
def test_how_full_a_run_is_in_words(seats: Seats, more: dict[str, datetime | str], word: str) -> None:
    assert places_word(seats, **({"state": "open", "at": NOW} | more)) == word  # type: ignore[arg-type]
    assert word in PLACES_NAMES
