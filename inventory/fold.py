"""The fold: a piece's state as a pure function of its events, in the order of corrected time, device, sequence, id."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from core.clock import from_iso, iso, local_day
from core.errors import N_
from inventory.catalogue import category
from inventory.facts import Already, PieceEvent, Refusal
from inventory.fold_answers import apply_answers, refuse_answers
from inventory.gates import (
    HOUSE_RULES,
    Missing,
    missing_at_intake,
    missing_for_ready,
    missing_for_release,
    missing_for_step,
    missing_for_work,
)
from inventory.stages import DESTINATIONS, STEPS, allowed_moves
from inventory.state import PieceState, start_next_life

UNDO_WINDOW = timedelta(minutes=10)
Verdict = Refusal | Already | None
Applier = Callable[[PieceState, PieceEvent], Verdict]


@dataclass
class Folded:
    """The outcome of a fold: the state, and what became of each event that had no effect (by its id)."""

    state: PieceState
    without_effect: dict[str, Refusal | Already] = field(default_factory=dict)
    undone: dict[str, str] = field(default_factory=dict)
    state_at: dict[str, PieceState] = field(default_factory=dict)
    """The state right after each event that gave answers or released: what it was allowed by."""


def fold(events: Iterable[PieceEvent], site: int) -> Folded:
    """Fold a piece's events, in whatever order they are given. `site` is where its label was claimed."""
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
                if event.kind in ("intake", "answered", "released"):
                    outcome.state_at[event.id] = copy.deepcopy(outcome.state)
                if snapshot is not None:
                    before_last[event.id] = snapshot
        if verdict is not None:
            outcome.without_effect[event.id] = verdict
    return outcome


def _undo(
    outcome: Folded, event: PieceEvent, path: list[PieceEvent], before: dict[str, PieceState]
) -> Verdict:
    newest = path[-1] if path else None
    if newest is None or newest.id != event.data.get("event"):
        return Refusal(
            "undo", N_("Something newer was built on it."), N_("Only the last thing can be taken back.")
        )
    if event.by != newest.by and "undo_others" not in event.powers:
        return Refusal("undo", N_("Somebody else did this."), N_("Ask them, or a coordinator."))
    if event.at - newest.at > UNDO_WINDOW:
        return Refusal("undo", N_("More than 10 minutes have passed."), N_("Move it back instead."))
    path.pop()
    outcome.undone[newest.id] = event.id
    outcome.state = before[newest.id]
    outcome.state.last = event.order
    outcome.state.last_event, outcome.state.last_kind = event.id, "undone"
    outcome.state.last_by, outcome.state.last_at = event.by, iso(event.at)
    return None


def apply(state: PieceState, event: PieceEvent) -> Verdict:
    """Apply one event that comes after all the others; changes `state` only where it returns None."""
    applier = APPLIERS[event.kind]
    verdict = applier(state, event)
    if verdict is None:
        state.last_event, state.last_kind, state.last_by = event.id, event.kind, event.by
        state.last_at = iso(event.at)
        state.last = event.order
    return verdict


def _elsewhere(state: PieceState, event: PieceEvent) -> Refusal | None:
    if event.site == state.site:
        return None
    return Refusal("elsewhere", N_("It is booked at another site."), N_("Press «Receive here» first."))


def _refused(missing: Missing) -> Refusal:
    return Refusal(missing.gate, missing.message, missing.remedy, missing.permit, missing.wants)


def _go(state: PieceState, event: PieceEvent, stage: str, step: str = "") -> None:
    """Set the stage; `since` is when it changed."""
    if stage == "lost":
        state.lost_from = state.stage
    if state.stage != stage or state.step != step:
        state.since = iso(event.at)
    state.stage, state.step = stage, step
    state.place = int(event.data.get("place") or 0)


def _intake(state: PieceState, event: PieceEvent) -> Verdict:
    if event.site != state.site and state.stage != "draft":
        return _elsewhere(state, event)
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
    if next(missing_at_intake(state), None) is not None:
        state.since = iso(event.at)
        return None
    life = state.this_life
    life.received_on, life.received_site = local_day(event.at).isoformat(), event.site
    life.received_event = event.id
    _go(state, event, where_after_intake(state))
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


def where_after_intake(state: PieceState) -> str:
    """The stage that the answers of the intake lead to."""
    if state.is_barred:
        return "waste_pops"
    return "quarantine" if next(missing_for_work(state), None) is not None else "received"


def _moved(state: PieceState, event: PieceEvent) -> Verdict:
    to, step = str(event.data.get("to") or ""), str(event.data.get("step") or "")
    if state.stage == "draft":
        missing = next(missing_at_intake(state), None)
        return (
            _refused(missing)
            if missing
            else Refusal("draft", N_("It is not taken in yet."), N_("Take it in first."))
        )
    if to == state.stage and step == state.step and int(event.data.get("place") or 0) in (0, state.place):
        return Already()
    if (refused := _elsewhere(state, event)) is not None:
        return refused
    if to == state.stage and step == state.step:
        state.place = int(event.data.get("place") or 0)
        return None
    if to in ("released", "received") or to not in allowed_moves(
        state.stage, state.lost_from, state.is_barred
    ):
        return _no_way(state, to)
    missing = _missing_for_move(state, to, step)
    if missing is not None:
        return _refused(missing)
    if to == "in_work":
        if step not in STEPS:
            return Refusal(
                "step", N_("Which work is it?"), N_("Choose repair, strip, make, finish or upholster.")
            )
        _work(state, event, step)
    if to == "waste_pops":
        state.is_barred = True
    if event.data.get("waste_note"):
        state.waste_note = str(event.data["waste_note"])
    _go(state, event, to, step if to == "in_work" else "")
    return None


def _no_way(state: PieceState, to: str) -> Refusal:
    if state.is_barred and to in ("released", "ready", "dismantled", "received"):
        return Refusal("pops", N_("It is POPs waste and may never leave."), N_("Ask a coordinator."))
    if to == "released":
        return Refusal(
            "destination", N_("Giving out needs to know where it goes."), N_("Choose where it goes.")
        )
    return Refusal(
        "stage", N_("From here it cannot go there."), N_("Open the piece: the buttons show where it can go.")
    )


def _missing_for_move(state: PieceState, to: str, step: str) -> Missing | None:
    if to in ("checked", "stored", "in_work", "quality_check"):
        found = next(missing_for_work(state), None)
        if found is not None or to != "in_work":
            return found
        return next(missing_for_step(state, step), None)
    if to == "ready" and state.stage != "lost":
        return next(missing_for_ready(state), None)
    return None


def _work(state: PieceState, event: PieceEvent, step: str) -> None:
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


def _answered(state: PieceState, event: PieceEvent) -> Verdict:
    if (refused := _elsewhere(state, event)) is not None:
        return refused
    if state.stage in ("released", "waste_pops", "dismantled", "recycled", "waste", "returned", "lost"):
        return Refusal("stage", N_("It has left already."), N_("Scan it in again first."))
    if (refused := refuse_answers(state, event)) is not None:
        return refused
    apply_answers(state, event)
    if state.stage == "draft":
        if next(missing_at_intake(state), None) is None:
            life = state.this_life
            life.received_on, life.received_site = local_day(event.at).isoformat(), event.site
            life.received_event = event.id
            _go(state, event, where_after_intake(state))
        return None
    passed = state.answers.get("quality_check")
    if (
        passed is not None
        and passed.event_id == event.id
        and state.stage == "quality_check"
        and passed.counts
    ):
        if passed.answer == "yes":
            _pass_quality(state, event)
        else:
            state.since = iso(event.at)
            state.stage, state.step = "in_work", "repair"
    elif state.is_barred and state.stage != "waste_pops":
        _go(state, event, "waste_pops")
    elif (
        next(missing_for_work(state), None) is not None
        and state.stage
        not in (
            "quarantine",
            "quality_check",
        )
        or _waits_for_checker(state, event)
        and state.stage in ("ready", "in_work", "checked", "received")
    ):
        _go(state, event, "quarantine")
    return None


def _waits_for_checker(state: PieceState, event: PieceEvent) -> bool:
    return any(item.event_id == event.id and not item.counts for item in state.answers.values())


def _pass_quality(state: PieceState, event: PieceEvent) -> None:
    life = state.this_life
    if state.works and not life.upcycled_on:
        life.upcycled_on, life.upcycled_site = local_day(event.at).isoformat(), event.site
        life.upcycled_event, life.category = event.id, state.category
    _go(state, event, "ready")


def _placed(state: PieceState, event: PieceEvent) -> Verdict:
    if (refused := _elsewhere(state, event)) is not None:
        return refused
    place = int(event.data.get("place") or 0)
    if place == state.place:
        return Already()
    state.place = place
    return None


def _photographed(state: PieceState, event: PieceEvent) -> Verdict:
    shelf = {"before": state.before, "after": state.after}.get(str(event.data.get("as")), state.pictures)
    photo = str(event.data.get("photo") or "")
    if photo in shelf:
        return Already()
    shelf.append(photo)
    return _finish_draft(state, event)


def _finish_draft(state: PieceState, event: PieceEvent) -> None:
    """A draft that has all it needs is received."""
    if state.stage == "draft" and event.site == state.site and next(missing_at_intake(state), None) is None:
        life = state.this_life
        life.received_on, life.received_site = local_day(event.at).isoformat(), event.site
        life.received_event = event.id
        _go(state, event, where_after_intake(state))


def _weighed(state: PieceState, event: PieceEvent) -> Verdict:
    state.grams, state.weight_source = int(event.data.get("grams") or 0), "measured"
    return _finish_draft(state, event)


def _described(state: PieceState, event: PieceEvent) -> Verdict:
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
        _go(state, event, "quarantine")
    return _finish_draft(state, event)


def _filled(state: PieceState, event: PieceEvent) -> Verdict:
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


def _released(state: PieceState, event: PieceEvent) -> Verdict:
    destination = str(event.data.get("destination") or "")
    if state.stage == "released":
        return Already()
    if (refused := _elsewhere(state, event)) is not None:
        return refused
    if state.is_barred:
        return _no_way(state, "released")
    if state.stage == "draft" or "released" not in allowed_moves(
        state.stage, state.lost_from, state.is_barred
    ):
        missing = next(iter([*missing_for_work(state), *missing_for_ready(state)]), None)
        return _refused(missing) if missing else _no_way(state, "")
    if destination not in DESTINATIONS:
        destination = ""
    limit = int(event.data.get("limit_days") or 365)
    lacking = missing_for_release(state, destination, local_day(event.at), limit)
    if lacking:
        return _refused(lacking[0])
    life = state.this_life
    if not life.released_on:
        life.released_on, life.released_site = local_day(event.at).isoformat(), event.site
        life.released_event, life.destination = event.id, destination
        life.category, life.grams, life.weight_source = state.category, state.grams, state.weight_source
    _go(state, event, "released")
    return None


def _transferred(state: PieceState, event: PieceEvent) -> Verdict:
    if event.site == state.site:
        return Already()
    if state.stage in ("waste_pops", "dismantled", "recycled", "waste"):
        return Refusal(
            "stage", N_("It has ended: it cannot come here."), N_("Ask a coordinator to look at it.")
        )
    state.site = event.site
    state.place = int(event.data.get("place") or 0)
    return None


def _overridden(state: PieceState, event: PieceEvent) -> Verdict:
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
    return _finish_draft(state, event)


def _waste_noted(state: PieceState, event: PieceEvent) -> Verdict:
    state.waste_note = str(event.data.get("waste_note") or "")
    if int(event.data.get("grams") or 0):
        state.grams, state.weight_source = int(event.data["grams"]), "measured"
    return None


def _closed(state: PieceState, event: PieceEvent) -> Verdict:
    _go(state, event, "recycled")
    return None


APPLIERS: dict[str, Applier] = {
    "intake": _intake,
    "moved": _moved,
    "answered": _answered,
    "placed": _placed,
    "photographed": _photographed,
    "weighed": _weighed,
    "described": _described,
    "filled": _filled,
    "released": _released,
    "transferred": _transferred,
    "overridden": _overridden,
    "waste_noted": _waste_noted,
    "closed": _closed,
}


def comes_last(state: PieceState, event: PieceEvent) -> bool:
    """True if `event` sorts after all that is folded, so that it may be applied to the state as it stands."""
    return event.kind != "undone" and (not state.last or event.order > state.last)


def undo_is_open(state: PieceState, now_iso: str) -> bool:
    """True if the newest event may still be undone."""
    if not state.last_event or state.last_kind == "undone":
        return False
    return from_iso(now_iso) - from_iso(state.last_at) <= UNDO_WINDOW
