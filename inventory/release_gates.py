"""The gates at the way out: what must be true before a piece may be released. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from core.errors import N_
from inventory.gates import Missing, missing_for_ready, missing_for_work
from inventory.questions import is_asked
from inventory.state import PieceState

TEST_LIMIT_DAYS = 365
"""Oldest portable appliance test that still counts, where a site says nothing else (house rule, dated data)."""
TESTED_FIELDS = ("plug", "fuse", "visual", "pat", "recall")


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
