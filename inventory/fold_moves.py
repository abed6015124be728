"""How moves enter a piece's state: intake, stages and work steps, release, transfer. Pure; part of the fold."""

from __future__ import annotations

from core.clock import iso, local_day
from core.errors import N_
from inventory.catalogue import category
from inventory.facts import Already, PieceEvent, Refusal
from inventory.fold_answers import apply_answers, refuse_answers
from inventory.fold_steps import Verdict, elsewhere, finish_draft, go_to, no_way, refused_by
from inventory.gates import Missing, missing_at_intake, missing_for_ready, missing_for_step, missing_for_work
from inventory.release_gates import missing_for_release
from inventory.stages import DESTINATIONS, STEPS, allowed_moves
from inventory.state import PieceState, start_next_life

INDOORS = ("checked", "stored", "in_work", "quality_check")
"""Stages that a piece enters only once the safety questions of its intake are settled."""


def take_intake(state: PieceState, event: PieceEvent) -> Verdict:
    """An intake, or a draft of one: learn what is said, then go where the answers lead."""
    if event.site != state.site and state.stage != "draft":
        return elsewhere(state, event)
    if (refused := refuse_answers(state, event)) is not None:
        return refused
    if state.stage in ("released", "returned"):
        if state.is_barred:
            return Refusal("pops", N_("It is POPs waste and may never leave."), N_("Ask a coordinator."))
        start_next_life(state)
    elif state.stage != "draft":
        return Refusal("taken_in", N_("It is taken in already."), N_("Open it and go on from there."))
    state.site, state.stage = event.site, "draft"
    _learn(state, event)
    apply_answers(state, event)
    state.since = iso(event.at)
    finish_draft(state, event)
    return None


def _learn(state: PieceState, event: PieceEvent) -> None:
    """Take over what an intake says of a piece: category, weight, title, donation, photos before."""
    data = event.data
    if category(str(data.get("category") or "")) is not None:
        state.category = str(data["category"])
    if data.get("title"):
        state.title = str(data["title"])
    if int(data.get("grams") or 0) > 0:
        state.grams, state.weight_source = int(data["grams"]), "measured"
    elif data.get("weight") == "average" and category(state.category) is not None:
        found = category(state.category)
        state.grams, state.weight_source = (found.average_grams if found else 0), "average"
    if int(data.get("donation") or 0):
        state.donation = int(data["donation"])
    state.before.extend(str(photo) for photo in data.get("photos", ()))


def take_moved(state: PieceState, event: PieceEvent) -> Verdict:
    """A move to a stage, a work step or a place."""
    to, step = str(event.data.get("to") or ""), str(event.data.get("step") or "")
    place = int(event.data.get("place") or 0)
    if state.stage == "draft":
        missing = next(missing_at_intake(state), None)
        return (
            refused_by(missing)
            if missing
            else Refusal("draft", N_("It is not taken in yet."), N_("Take it in first."))
        )
    is_there = to == state.stage and step == state.step
    if is_there and place in (0, state.place):
        return Already()
    if (refused := elsewhere(state, event)) is not None:
        return refused
    if is_there:
        state.place = place
        return None
    if (refused := _refuse_move(state, to, step)) is not None:
        return refused
    _take_move(state, event, to, step)
    return None


def _refuse_move(state: PieceState, to: str, step: str) -> Refusal | None:
    if to in ("released", "received") or to not in allowed_moves(
        state.stage, state.lost_from, state.is_barred
    ):
        return no_way(state, to)
    missing = missing_for_move(state, to, step)
    if missing is not None:
        return refused_by(missing)
    if to == "in_work" and step not in STEPS:
        return Refusal(
            "step", N_("Which work is it?"), N_("Choose repair, strip, make, finish or upholster.")
        )
    return None


def _take_move(state: PieceState, event: PieceEvent, to: str, step: str) -> None:
    if to == "in_work":
        _count_work(state, event, step)
    if to == "waste_pops":
        state.is_barred = True
    if event.data.get("waste_note"):
        state.waste_note = str(event.data["waste_note"])
    go_to(state, event, to, step if to == "in_work" else "")


def missing_for_move(state: PieceState, to: str, step: str) -> Missing | None:
    """The first thing that a gate still wants before a move to `to` (with work `step`); None where it may go."""
    unsafe = next(missing_for_work(state), None) if to in INDOORS else None
    return missing_given(unsafe, state, to, step)


def missing_given(unsafe: Missing | None, state: PieceState, to: str, step: str) -> Missing | None:
    """The same where it is known already what keeps the piece out of the workshop (`unsafe`)."""
    if to in INDOORS:
        if unsafe is not None or to != "in_work":
            return unsafe
        return next(missing_for_step(state, step), None)
    if to == "ready" and state.stage != "lost":
        return next(missing_for_ready(state), None)
    return None


def _count_work(state: PieceState, event: PieceEvent, step: str) -> None:
    """Count the work, remember who worked; what was checked before is checked again afterwards."""
    state.works += 1
    for person in (event.by, *event.with_ids):
        if person is not None and person not in state.workers:
            state.workers.append(person)
    if step not in state.steps_done:
        state.steps_done.append(step)
    for slug in ("quality_check", "stable", "fire_label_release", "children_gaps", "glass", "wall_fixing"):
        state.answers.pop(slug, None)
    if step == "upholster":
        state.answers.pop("new_filling", None)


def take_released(state: PieceState, event: PieceEvent) -> Verdict:
    """A release: every gate of the way out, then gone."""
    destination = str(event.data.get("destination") or "")
    if state.stage == "released":
        return Already()
    if (refused := elsewhere(state, event)) is not None:
        return refused
    if state.is_barred:
        return no_way(state, "released")
    if state.stage == "draft" or "released" not in allowed_moves(
        state.stage, state.lost_from, state.is_barred
    ):
        missing = next(iter([*missing_for_work(state), *missing_for_ready(state)]), None)
        return refused_by(missing) if missing else no_way(state, "")
    if destination not in DESTINATIONS:
        destination = ""
    limit = int(event.data.get("limit_days") or 365)
    lacking = missing_for_release(state, destination, local_day(event.at), limit)
    if lacking:
        return refused_by(lacking[0])
    life = state.this_life
    if not life.released_on:
        life.released_on, life.released_site = local_day(event.at).isoformat(), event.site
        life.released_event, life.destination = event.id, destination
        life.category, life.grams, life.weight_source = state.category, state.grams, state.weight_source
    go_to(state, event, "released")
    return None


def take_transferred(state: PieceState, event: PieceEvent) -> Verdict:
    """Received at another site: same stage, other place."""
    if event.site == state.site:
        return Already()
    if state.stage in ("waste_pops", "dismantled", "recycled", "waste"):
        return Refusal(
            "stage", N_("It has ended: it cannot come here."), N_("Ask a coordinator to look at it.")
        )
    state.site = event.site
    state.place = int(event.data.get("place") or 0)
    return None
