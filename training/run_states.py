"""How a run goes on: the states, which follows which, by what verb, and what it still needs. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.errors import N_, RuleBroken
from training.words import RUN_STATES

STATE_NAMES: Final[dict[str, str]] = {
    "draft": N_("Draft"),
    "open": N_("Open"),
    "closed": N_("Closed for booking"),
    "running": N_("Running"),
    "finished": N_("Finished"),
    "verified": N_("Verified"),
    "claimed": N_("Claimed"),
    "result_received": N_("Result received"),
    "handed_over": N_("Handed over"),
    "archived": N_("Archived"),
    "cancelled": N_("Cancelled"),
}
NEXT: Final[dict[str, tuple[str, ...]]] = {
    "draft": ("open", "cancelled"),
    "open": ("closed", "running", "cancelled"),
    "closed": ("open", "running", "cancelled"),
    "running": ("finished", "cancelled"),
    "finished": ("verified", "archived"),
    "verified": ("claimed", "finished"),
    "claimed": ("result_received",),
    "result_received": ("handed_over",),
    "handed_over": ("archived",),
    "archived": (),
    "cancelled": (),
}
"""State → states that may follow. What is not accredited, or registered nobody, goes from finished to archived."""
ACCREDITED_ONLY: Final = ("verified", "claimed", "result_received", "handed_over")
BEFORE_THE_END: Final = ("draft", "open", "closed", "running")
"""A run in one of these may still be changed and cancelled."""
VERBS: Final[dict[str, str]] = {
    "open": N_("Open for booking"),
    "closed": N_("Close booking"),
    "running": N_("Say it has begun"),
    "finished": N_("Say it is finished"),
    "verified": N_("Say it is verified"),
    "claimed": N_("Say the claim is sent"),
    "result_received": N_("Say the result came"),
    "handed_over": N_("Say all is handed over"),
    "archived": N_("Archive"),
    "cancelled": N_("Cancel the run"),
}


@dataclass(frozen=True)
class RunFacts:
    """What the rule needs to know of a run."""

    state: str
    is_accredited: bool
    class_count: int = 0
    first_start: datetime | None = None
    last_end: datetime | None = None
    has_registered: bool = True


def steps(facts: RunFacts) -> tuple[str, ...]:
    """The states that may follow, whether or not their time has come."""
    return tuple(
        state
        for state in NEXT[facts.state]
        if (facts.is_accredited or state not in ACCREDITED_ONLY)
        and not (
            facts.is_accredited and facts.has_registered and facts.state == "finished" and state == "archived"
        )
    )


def check_step(facts: RunFacts, state: str, at: datetime) -> None:
    """Raise RuleBroken unless the run may go to `state` at that instant."""
    if state not in RUN_STATES or state not in steps(facts):
        raise RuleBroken(
            "state", N_("A run cannot go this way."), N_("Load the page again and choose a next step.")
        )
    if state == "open" and not facts.class_count:
        raise RuleBroken("state", N_("A run without classes cannot open."), N_("Add its classes first."))
    if state == "running" and (facts.first_start is None or at < facts.first_start):
        raise RuleBroken("state", N_("The first class has not begun."), N_("Wait, or change its time."))
    if state == "finished" and (facts.last_end is None or at < facts.last_end):
        raise RuleBroken(
            "state", N_("The last class has not ended."), N_("Wait, or cancel the classes that will not be.")
        )


def can_step(facts: RunFacts, state: str, at: datetime) -> bool:
    """True if the run may go to `state` at that instant."""
    try:
        check_step(facts, state, at)
    except RuleBroken:
        return False
    return True


def check_changeable(state: str) -> None:
    """Raise RuleBroken for a run that is over or cancelled."""
    if state not in BEFORE_THE_END:
        raise RuleBroken("", N_("This run is over: it cannot be changed."), N_("Copy it into a new one."))


def due_step(facts: RunFacts, at: datetime) -> str | None:
    """The step that the clock takes by itself: open or closed → running, running → finished; else None."""
    if facts.state in ("open", "closed") and facts.first_start is not None and at >= facts.first_start:
        return "running"
    if facts.state == "running" and facts.last_end is not None and at >= facts.last_end:
        return "finished"
    return None
