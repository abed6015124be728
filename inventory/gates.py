"""The gates: what must be true before a piece may be taken in, worked on, called ready or released. Pure.

Whatever the entrance (form, bulk move, import, API, offline replay), a move asks these functions and no others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.errors import N_
from inventory.catalogue import category
from inventory.questions import is_asked
from inventory.state import PieceState


@dataclass(frozen=True)
class Gate:
    """A gate. A house rule may be overridden by a coordinator with a reason; the others never."""

    slug: str
    name: str
    is_house_rule: bool = False


GATES: dict[str, Gate] = {
    gate.slug: gate
    for gate in (
        Gate("intent", N_("Donor's wish"), True),
        Gate("before_photo", N_("Photo before"), True),
        Gate("category", N_("What it is")),
        Gate("weight", N_("Weight"), True),
        Gate("infestation", N_("Woodworm, bedbugs, mould")),
        Gate("fire_intake", N_("Fire label at the door")),
        Gate("pops", N_("POPs: small repair only")),
        Gate("electrical_class", N_("Plug or battery")),
        Gate("lead_paint", N_("Old paint and lead")),
        Gate("quality_check", N_("Quality check")),
        Gate("after_photo", N_("Photo after"), True),
        Gate("stability", N_("Stability and edges"), True),
        Gate("destination", N_("Where it goes")),
        Gate("fire_release", N_("Fire label at the way out")),
        Gate("filling", N_("New filling or cover")),
        Gate("electrical_release", N_("Electrical test")),
        Gate("children", N_("Children's checks")),
        Gate("wall_fixing", N_("Wall fixing")),
        Gate("glass", N_("Glass with safety mark")),
    )
}
HOUSE_RULES = tuple(slug for slug, gate in GATES.items() if gate.is_house_rule)


@dataclass(frozen=True)
class Missing:
    """One thing that a gate still wants: which gate, which question (or thing), whose permit, and the words to say."""

    gate: str
    wants: str
    message: str
    remedy: str
    permit: str = ""


def missing_at_intake(state: PieceState) -> Iterator[Missing]:
    """What keeps a piece a draft."""
    if category(state.category) is None:
        yield Missing(
            "category", "category", N_("Nobody has said yet what it is."), N_("Choose the picture that fits.")
        )
    if state.answer("intent") != "yes" and "intent" not in state.overrides:
        yield Missing(
            "intent", "intent", N_("The donor's wish is not known."), N_("Ask whether it may be used again.")
        )
    if not state.before and "before_photo" not in state.overrides:
        yield Missing(
            "before_photo", "before_photo", N_("The photo before is missing."), N_("Take a photo of it.")
        )
    if not state.grams and "weight" not in state.overrides:
        yield Missing(
            "weight", "weight", N_("The weight is missing."), N_("Weigh it, or take the usual weight.")
        )


def missing_for_work(state: PieceState) -> Iterator[Missing]:
    """What keeps a piece in quarantine, or out of the workshop: the safety questions of the intake."""
    if is_asked("infestation", state) and state.counted("infestation") != "no":
        yield Missing(
            "infestation",
            "infestation",
            N_("It may have woodworm, bedbugs or mould."),
            N_("Keep it sealed. A trainer or coordinator looks at it."),
        )
    if is_asked("fire_label", state) and not _fire_ok_at_intake(state):
        yield Missing(
            "fire_intake",
            "fire_label",
            N_("No fire label yet."),
            N_("Put it on the quarantine shelf."),
            "check:fire_label",
        )
    for slug in ("minor_repair", "kept_apart"):
        if is_asked(slug, state) and state.counted(slug) != "yes":
            yield Missing(
                "pops",
                slug,
                N_("A checker has not decided yet whether it is waste."),
                N_("Put it on the quarantine shelf."),
                "check:pops",
            )
    if is_asked("electrical", state) and not state.answer("electrical"):
        yield Missing(
            "electrical_class",
            "electrical",
            N_("Nobody has said whether it has a plug."),
            N_("Look for a plug or a battery."),
        )


def _fire_ok_at_intake(state: PieceState) -> bool:
    if state.counted("before_1950") == "yes":
        return True
    label = state.answers.get("fire_label")
    return label is not None and label.counts and label.answer == "yes" and bool(label.photo)


def missing_for_step(state: PieceState, step: str) -> Iterator[Missing]:
    """What keeps a work step from starting: old paint is tested before strip or finish."""
    if step not in ("strip", "finish") or not is_asked("old_paint", state):
        return
    paint = state.answer("old_paint")
    if not paint:
        yield Missing(
            "lead_paint",
            "old_paint",
            N_("Nobody has said whether there is old paint."),
            N_("Look before anyone sands it."),
        )
    elif paint != "no" and state.answer("lead_test") != "yes":
        if not state.answer("lead_test"):
            yield Missing(
                "lead_paint",
                "lead_test",
                N_("Old paint: it needs a lead test."),
                N_("Do the lead test before anyone sands it."),
            )
        elif state.answer("wet_only") != "yes":
            yield Missing(
                "lead_paint",
                "wet_only",
                N_("There may be lead in the paint: no dry sanding."),
                N_("Work wet and masked only, or leave the paint on."),
            )


def missing_for_ready(state: PieceState) -> Iterator[Missing]:
    """What keeps a piece from being called ready."""
    if state.counted("quality_check") != "yes":
        yield Missing(
            "quality_check",
            "quality_check",
            N_("It has not passed the quality check yet."),
            N_("Ask a quality checker to look at it."),
            "check:quality",
        )
