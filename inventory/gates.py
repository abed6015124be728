"""The gates: what must be true before a piece may be taken in, worked on, called ready or released. Pure.

Whatever the entrance (form, bulk move, import, API, offline replay), a move asks these functions and no others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.errors import N_
from inventory.catalogue import category
from inventory.questions import is_asked
from inventory.state import PieceState

TEST_LIMIT_DAYS = 365
"""Oldest portable appliance test that still counts, where a site says nothing else (house rule, dated data)."""
TESTED_FIELDS = ("plug", "fuse", "visual", "pat", "recall")


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


def missing_for_release(
    state: PieceState, destination: str, on: date, limit_days: int = TEST_LIMIT_DAYS
) -> list[Missing]:
    """Everything that keeps a piece from leaving, in the order in which it is best done."""
    found = [*missing_for_work(state), *missing_for_ready(state)]
    if not state.after and "after_photo" not in state.overrides:
        found.append(
            Missing(
                "after_photo",
                "after_photo",
                N_("The photo after is missing."),
                N_("Take a photo of the finished piece."),
            )
        )
    if state.answer("stable") != "yes" and "stability" not in state.overrides:
        found.append(
            Missing(
                "stability",
                "stable",
                N_("Nobody has tried whether it stands firm."),
                N_("Push it, lean on it, feel the edges."),
            )
        )
    if is_asked("new_filling", state):
        found.extend(_missing_filling(state))
    if is_asked("fire_label_release", state) and not fire_ok_at_release(state):
        found.append(
            Missing(
                "fire_release",
                "fire_label_release",
                N_("The fire label is not checked for the way out."),
                N_("Show it to a fire-label checker."),
                "check:fire_label",
            )
        )
    if is_asked("electrical_test", state):
        found.extend(_missing_electrical(state, on, limit_days))
    for gate, slug, permit, message, remedy in SIMPLE_RELEASE_GATES:
        if is_asked(slug, state) and (state.counted(slug) if permit else state.answer(slug)) != "yes":
            found.append(Missing(gate, slug, message, remedy, permit))
    if not destination:
        found.append(
            Missing(
                "destination",
                "destination",
                N_("Nobody has said where it goes."),
                N_("Choose where it goes."),
            )
        )
    return found


SIMPLE_RELEASE_GATES = (
    (
        "children",
        "children_gaps",
        "check:children",
        N_("The children's check is missing."),
        N_("Measure the gaps with the gauge."),
    ),
    (
        "wall_fixing",
        "wall_fixing",
        "",
        N_("The wall fixing is missing."),
        N_("Put bracket, strap and screws with it."),
    ),
    (
        "glass",
        "glass",
        "",
        N_("The glass has no safety mark yet."),
        N_("Look for the mark, or take the glass out."),
    ),
)


def fire_ok_at_release(state: PieceState) -> bool:
    """True if a checker saw the label on the way out (with a photo), or signed the exemption."""
    label = state.answers.get("fire_label_release")
    if label is not None and label.counts and label.answer == "yes" and label.photo:
        return True
    return state.counted("before_1950") == "yes" and state.counted("fire_exempt") == "yes"


def _missing_filling(state: PieceState) -> Iterator[Missing]:
    used = state.answer("new_filling")
    if used not in ("yes", "no"):
        yield Missing(
            "filling",
            "new_filling",
            N_("Nobody has said whether new filling or a new cover was used."),
            N_("Answer the question about filling and cover."),
        )
    elif used == "yes" and not state.fillings:
        yield Missing(
            "filling",
            "filling",
            N_("The new filling or cover has no papers yet."),
            N_("Write its supplier, batch and fire-test reference."),
        )


def _missing_electrical(state: PieceState, on: date, limit_days: int) -> Iterator[Missing]:
    test = state.answers.get("electrical_test")
    permit = "check:electrical"
    if (
        test is None
        or not test.counts
        or test.answer != "yes"
        or any(test.data.get(item) != "yes" for item in TESTED_FIELDS)
    ):
        yield Missing(
            "electrical_release",
            "electrical_test",
            N_("The electrical test is not passed."),
            N_("Take it to an electrical tester."),
            permit,
        )
        return
    try:
        age = (on - date.fromisoformat(str(test.data.get("tested_on", "")))).days
    except ValueError:
        age = limit_days + 1
    if age > limit_days or age < 0 or not str(test.data.get("tester", "")).strip():
        yield Missing(
            "electrical_release",
            "electrical_test",
            N_("The electrical test is too old or not complete."),
            N_("Test it again."),
            permit,
        )
