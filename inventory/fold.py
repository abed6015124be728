"""The fold: a piece's state as a pure function of its events, in the order of corrected time, device, sequence, id."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from core.clock import from_iso, iso
from core.errors import N_
from inventory.facts import Already, PieceEvent, Refusal
from inventory.fold_answers import take_answered
from inventory.fold_moves import take_intake, take_moved, take_released, take_transferred
from inventory.fold_notes import (
    take_closed,
    take_described,
    take_filled,
    take_overridden,
    take_photographed,
    take_placed,
    take_waste_noted,
    take_weighed,
)
from inventory.fold_steps import Verdict, elsewhere
from inventory.state import PieceState

UNDO_WINDOW = timedelta(minutes=10)
Applier = Callable[[PieceState, PieceEvent], Verdict]


@dataclass
class Folded:
    """The outcome of a fold: the state, and what became of each event that had no effect (by its id)."""

    state: PieceState
    without_effect: dict[str, Refusal | Already] = field(default_factory=dict)
    undone: dict[str, str] = field(default_factory=dict)
    state_at: dict[str, PieceState] = field(default_factory=dict)
    """The state right after each event that gave answers or released: what it was allowed by."""


def fold(events: Iterable[PieceEvent], site: int, *, keeps_states: bool = True) -> Folded:
    """Fold a piece's events, in whatever order they are given. `site` is where its label was claimed.

    Without `keeps_states` nothing is put into `state_at`: whoever only asks what the piece is need not copy it.
    """
    ordered = sorted(events, key=lambda event: event.order)
    taken_back = {str(event.data.get("event")) for event in ordered if event.kind == "undone"}
    outcome = Folded(PieceState(site=site))
    before_last: dict[str, PieceState] = {}
    path: list[PieceEvent] = []
    for event in ordered:
        if event.kind == "undone":
            verdict = _undo(outcome, event, path, before_last)
        else:
            snapshot = copy.deepcopy(outcome.state) if event.id in taken_back else None
            verdict = apply(outcome.state, event)
            if verdict is None:
                path.append(event)
                if keeps_states and event.kind in ("intake", "answered", "released"):
                    outcome.state_at[event.id] = copy.deepcopy(outcome.state)
                if snapshot is not None:
                    before_last[event.id] = snapshot
        if verdict is not None:
            outcome.without_effect[event.id] = verdict
    if ordered:
        outcome.state.seen = ordered[-1].order
    return outcome


def _undo(
    outcome: Folded, event: PieceEvent, path: list[PieceEvent], before: dict[str, PieceState]
) -> Verdict:
    newest = path[-1] if path else None
    if newest is None or newest.id != event.data.get("event"):
        return Refusal(
            "undo", N_("Something newer was built on it."), N_("Only the last thing can be taken back.")
        )
    if (refused := elsewhere(outcome.state, event)) is not None:
        return refused
    if event.by != newest.by and "undo_others" not in event.powers:
        return Refusal("undo", N_("Somebody else did this."), N_("Ask them, or a coordinator."))
    if event.at - newest.at > UNDO_WINDOW and not _is_whole(event, path):
        return Refusal("undo", N_("More than 10 minutes have passed."), N_("Move it back instead."))
    path.pop()
    outcome.undone[newest.id] = event.id
    outcome.state = before[newest.id]
    outcome.state.last = event.order
    outcome.state.last_event, outcome.state.last_kind = event.id, "undone"
    outcome.state.last_by, outcome.state.last_at = event.by, iso(event.at)
    return None


def _is_whole(event: PieceEvent, path: list[PieceEvent]) -> bool:
    """True if a whole import is taken back by whoever may undo others, and nothing came after taking the piece in."""
    kinds = [known.kind for known in path]
    return (
        event.data.get("whole") == "import"
        and "undo_others" in event.powers
        and kinds in (["intake"], ["intake", "placed"])
    )


def apply(state: PieceState, event: PieceEvent) -> Verdict:
    """Apply one event that comes after all the others; changes `state` only where it returns None."""
    applier = APPLIERS[event.kind]
    verdict = applier(state, event)
    if verdict is None:
        state.last_event, state.last_kind, state.last_by = event.id, event.kind, event.by
        state.last_at = iso(event.at)
        state.last = event.order
    return verdict


APPLIERS: dict[str, Applier] = {
    "intake": take_intake,
    "moved": take_moved,
    "answered": take_answered,
    "placed": take_placed,
    "photographed": take_photographed,
    "weighed": take_weighed,
    "described": take_described,
    "filled": take_filled,
    "released": take_released,
    "transferred": take_transferred,
    "overridden": take_overridden,
    "waste_noted": take_waste_noted,
    "closed": take_closed,
}


def comes_last(state: PieceState, event: PieceEvent) -> bool:
    """True if `event` sorts after all that is folded, so that it may be applied to the state as it stands."""
    return event.kind != "undone" and (not state.seen or event.order > state.seen)


def undo_is_open(state: PieceState, now_iso: str) -> bool:
    """True if the newest event may still be undone."""
    if not state.last_event or state.last_kind == "undone":
        return False
    return from_iso(now_iso) - from_iso(state.last_at) <= UNDO_WINDOW
