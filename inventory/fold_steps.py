"""Small pieces that every part of the fold uses: the words of a refusal, the change of stage, where a piece may be."""

from __future__ import annotations

from core.clock import iso, local_day
from core.errors import N_
from inventory.facts import Already, PieceEvent, Refusal
from inventory.gates import Missing, missing_at_intake, missing_for_work
from inventory.state import PieceState

Verdict = Refusal | Already | None


def elsewhere(state: PieceState, event: PieceEvent) -> Refusal | None:
    """A refusal if the event was made at a site where the piece is not booked."""
    if event.site == state.site:
        return None
    return Refusal("elsewhere", N_("It is booked at another site."), N_("Press «Receive here» first."))


def refused_by(missing: Missing) -> Refusal:
    """The refusal that a closed gate means."""
    return Refusal(missing.gate, missing.message, missing.remedy, missing.permit, missing.wants)


def no_way(state: PieceState, to: str) -> Refusal:
    """The refusal of a move that the table does not have, or that POPs waste may never make."""
    if state.is_barred and to in ("released", "ready", "dismantled", "received"):
        return Refusal("pops", N_("It is POPs waste and may never leave."), N_("Ask a coordinator."))
    if to == "released":
        return Refusal(
            "destination", N_("Giving out needs to know where it goes."), N_("Choose where it goes.")
        )
    return Refusal(
        "stage", N_("From here it cannot go there."), N_("Open the piece: the buttons show where it can go.")
    )


def go_to(state: PieceState, event: PieceEvent, stage: str, step: str = "") -> None:
    """Set the stage; `since` is when it changed."""
    if stage == "lost":
        state.lost_from = state.stage
    if state.stage != stage or state.step != step:
        state.since = iso(event.at)
    state.stage, state.step = stage, step
    state.place = int(event.data.get("place") or 0)


def finish_draft(state: PieceState, event: PieceEvent) -> None:
    """A draft that has all it needs is received."""
    if state.stage == "draft" and event.site == state.site and next(missing_at_intake(state), None) is None:
        life = state.this_life
        life.received_on, life.received_site = local_day(event.at).isoformat(), event.site
        life.received_event = event.id
        go_to(state, event, where_after_intake(state))


def where_after_intake(state: PieceState) -> str:
    """The stage that the answers of the intake lead to."""
    if state.is_barred:
        return "waste_pops"
    return "quarantine" if next(missing_for_work(state), None) is not None else "received"
