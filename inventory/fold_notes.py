"""How notes enter a piece's state: places, photos, weights, papers, rules set aside. Pure; part of the fold."""

from __future__ import annotations

from core.errors import N_
from inventory.catalogue import category
from inventory.facts import Already, PieceEvent, Refusal
from inventory.fold_steps import Verdict, elsewhere, finish_draft, go_to
from inventory.gates import HOUSE_RULES, missing_for_work
from inventory.state import PieceState


def take_placed(state: PieceState, event: PieceEvent) -> Verdict:
    """Another place in the same stage."""
    if (refused := elsewhere(state, event)) is not None:
        return refused
    place = int(event.data.get("place") or 0)
    if place == state.place:
        return Already()
    state.place = place
    return None


def take_photographed(state: PieceState, event: PieceEvent) -> Verdict:
    """A photo joins its shelf."""
    if (refused := elsewhere(state, event)) is not None:
        return refused
    shelf = {"before": state.before, "after": state.after}.get(str(event.data.get("as")), state.pictures)
    photo = str(event.data.get("photo") or "")
    if photo in shelf:
        return Already()
    shelf.append(photo)
    finish_draft(state, event)
    return None


def take_weighed(state: PieceState, event: PieceEvent) -> Verdict:
    """A measured weight."""
    if (refused := elsewhere(state, event)) is not None:
        return refused
    state.grams, state.weight_source = int(event.data.get("grams") or 0), "measured"
    finish_draft(state, event)
    return None


def take_described(state: PieceState, event: PieceEvent) -> Verdict:
    """What it is, put right."""
    if (refused := elsewhere(state, event)) is not None:
        return refused
    slug = str(event.data.get("category") or "")
    if slug and category(slug) is not None:
        found = category(slug)
        state.category = slug
        if state.weight_source == "average" and found:
            state.grams = found.average_grams
    if "title" in event.data:
        state.title = str(event.data["title"])
    if int(event.data.get("donation") or 0):
        state.donation = int(event.data["donation"])
    if state.stage in ("received", "checked", "stored", "in_work", "ready") and next(
        missing_for_work(state), None
    ):
        go_to(state, event, "quarantine")
    finish_draft(state, event)
    return None


def take_filled(state: PieceState, event: PieceEvent) -> Verdict:
    """The papers of new filling or a new cover."""
    if (refused := elsewhere(state, event)) is not None:
        return refused
    papers = {
        name: str(event.data.get(name) or "").strip() for name in ("supplier", "batch", "fire_test", "what")
    }
    if not (papers["supplier"] and papers["batch"] and papers["fire_test"]):
        return Refusal(
            "filling",
            N_("The papers are not complete."),
            N_("Write supplier, batch and fire-test reference."),
        )
    state.fillings.append(papers)
    return None


def take_overridden(state: PieceState, event: PieceEvent) -> Verdict:
    """A coordinator sets a house rule aside, with a reason."""
    if (refused := elsewhere(state, event)) is not None:
        return refused
    gate = str(event.data.get("gate") or "")
    if gate not in HOUSE_RULES:
        return Refusal(
            "override",
            N_("This gate is law or safety: nobody may set it aside."),
            N_("Do what the gate asks."),
        )
    if "override" not in event.powers:
        return Refusal(
            "override", N_("Only a coordinator may set a house rule aside."), N_("Ask a coordinator.")
        )
    if not str(event.data.get("reason") or "").strip():
        return Refusal("override", N_("Setting a rule aside needs a reason."), N_("Write the reason."))
    state.overrides[gate] = event.id
    finish_draft(state, event)
    return None


def take_waste_noted(state: PieceState, event: PieceEvent) -> Verdict:
    """The waste note and the measured weight."""
    if (refused := elsewhere(state, event)) is not None:
        return refused
    state.waste_note = str(event.data.get("waste_note") or "")
    if int(event.data.get("grams") or 0):
        state.grams, state.weight_source = int(event.data["grams"]), "measured"
    return None


def take_closed(state: PieceState, event: PieceEvent) -> Verdict:
    """The clockwork ends a practice life; nobody else may, or it would be a way around every gate."""
    if event.by is not None:
        return Refusal("stage", N_("From here it cannot go there."), N_("Ask a coordinator to look at it."))
    go_to(state, event, "recycled")
    return None
