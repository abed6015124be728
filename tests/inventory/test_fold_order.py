"""The fold: one state from the same events, whatever the order in which tablets bring them."""

from __future__ import annotations

import itertools
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.facts import PieceEvent
from inventory.fold import apply, comes_last, fold
from inventory.services.ledger import entries_of
from inventory.stages import STAGES, STEPS
from inventory.state import PieceState, state_from
from tests.inventory.stories import (
    AMINA,
    CHAIR,
    CHECKER,
    COVENTRY,
    DESK,
    MARY,
    TOMASZ,
    event,
    intake_of,
    way_to_ready,
)


def merged(events: list[PieceEvent]) -> dict[str, object]:
    """The folded state as plain data."""
    return fold(events, COVENTRY).state.as_data()


def test_every_permutation_of_two_tablets_queues_gives_one_state() -> None:
    one = [
        intake_of(CHAIR, 0, device="a", sequence=1),
        event("moved", 1, device="a", sequence=2, to="checked"),
        event("moved", 5, device="a", sequence=3, to="in_work", step="repair"),
    ]
    two = [
        event("moved", 3, TOMASZ, device="b", sequence=1, to="stored"),
        event("moved", 5, TOMASZ, device="b", sequence=2, to="in_work", step="finish"),
        event("moved", 6, TOMASZ, device="b", sequence=3, to="quality_check"),
    ]
    expected = merged([*one, *two])
    outcomes = {str(merged(list(order))) for order in itertools.permutations([*one, *two])}
    assert outcomes == {str(expected)}


def test_a_fold_that_trusts_the_order_of_arrival_would_not() -> None:
    """The control: applied as they arrive, without the order, the same events end in different states."""
    story = [*way_to_ready(), event("moved", 10, to="stored")]
    ends = set()
    for seed in range(20):
        shuffled = story.copy()
        random.Random(seed).shuffle(shuffled)
        state = PieceState(site=COVENTRY)
        for item in shuffled:
            apply(state, item)
        ends.add(state.stage)
    assert len(ends) > 1


MOVES = st.builds(
    lambda to, step, by, minute, device: event(
        "moved", minute, by, device=device, to=to, step=step if to == "in_work" else ""
    ),
    st.sampled_from(STAGES),
    st.sampled_from(STEPS),
    st.sampled_from([AMINA, TOMASZ, MARY]),
    st.integers(0, 30),
    st.sampled_from(["a", "b"]),
)
OTHERS = st.sampled_from(
    [
        intake_of(CHAIR, 0),
        intake_of("sofa-2-seat", 2, MARY, powers=CHECKER),
        event("answered", 7, MARY, powers=CHECKER, answers={"quality_check": "yes"}),
        event("answered", 9, answers={"infestation": "yes"}),
        event("transferred", 11, site=2),
        event("undone", 12, by=MARY, powers=DESK, event=event("transferred", 11, site=2).id),
        event("weighed", 13, grams=6400),
        event("overridden", 14, MARY, powers=DESK, gate="before_photo", reason="camera broken"),
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(MOVES, OTHERS), max_size=9, unique_by=lambda item: item.id), st.randoms())
def test_any_events_in_any_order_fold_to_the_same(events: list[PieceEvent], chance: random.Random) -> None:
    shuffled = events.copy()
    chance.shuffle(shuffled)
    assert merged(events) == merged(shuffled)
    assert sorted(entries_of(fold(events, COVENTRY).state)) == sorted(
        entries_of(fold(shuffled, COVENTRY).state)
    )


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(MOVES, OTHERS), max_size=9, unique_by=lambda item: item.id))
def test_one_after_the_other_gives_what_all_at_once_gives(events: list[PieceEvent]) -> None:
    ordered = sorted((item for item in events if item.kind != "undone"), key=lambda item: item.order)
    state = PieceState(site=COVENTRY)
    for item in ordered:
        if comes_last(state, item):
            state = state_from(state.as_data())
            apply(state, item)
            state.seen = item.order
    assert state.as_data() == merged(ordered)


def test_a_refused_event_changes_nothing() -> None:
    state = fold(way_to_ready(), COVENTRY).state
    before = state.as_data()
    assert apply(state, event("released", 20, destination="organisation")) is not None
    assert apply(state, event("moved", 20, to="checked")) is not None
    assert apply(state, event("answered", 20, answers={"quality_check": "maybe"})) is not None
    assert state.as_data() == before


def test_who_keeps_no_states_on_the_way_sees_the_same_piece() -> None:
    events = way_to_ready(CHAIR)
    kept, bare = fold(events, COVENTRY), fold(events, COVENTRY, keeps_states=False)
    assert bare.state.as_data() == kept.state.as_data()
    assert kept.state_at, "the control: they are kept where somebody asks for them"
    assert bare.state_at == {}
