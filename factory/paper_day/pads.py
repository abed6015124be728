"""The pads of a day on paper: which columns each has, and the pictures that explain its numbers. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.errors import N_
from inventory.stages import STAGE_NAMES, STEP_NAMES, STEPS, TRACK


@dataclass(frozen=True)
class Column:
    """A column of a pad: its head, its share of the width, and how many boxes for single letters it has (0: a line)."""

    head: str
    share: float
    boxes: int = 0


@dataclass(frozen=True)
class Sign:
    """A number to write instead of words, with its words and its icon of the sprite."""

    number: str
    words: str
    icon: str = ""


@dataclass(frozen=True)
class Pad:
    """A pad: its title, its icon, its columns, its signs, and the endpoint where it is keyed in ("" for none)."""

    slug: str
    title: str
    icon: str
    columns: tuple[Column, ...]
    signs: tuple[Sign, ...] = ()
    keyed_at: str = ""


CODE: Final = Column(N_("Code on the label"), 2.5, 7)
WHO: Final = Column(N_("Number of the person"), 2.0, 5)
_STAGE_ICONS: Final = {"in_work": "hammer"}
_STEP_ICONS: Final = {"finish": "brush"}
STAGE_SIGNS: Final = tuple(
    Sign(str(number), STAGE_NAMES[stage], _STAGE_ICONS.get(stage, f"stage-{stage.replace('_', '-')}"))
    for number, stage in enumerate(TRACK[:-1], 1)
)
"""Giving out needs its own page with its checks, so it is on no pad."""
STEP_SIGNS: Final = tuple(
    Sign("abcde"[number], STEP_NAMES[step], _STEP_ICONS.get(step, f"step-{step}"))
    for number, step in enumerate(STEPS)
)
PADS: Final = (
    Pad(
        "intake",
        N_("Pieces taken in"),
        "armchair",
        (CODE, Column(N_("What is it?"), 3.0), Column(N_("Weight in kg"), 1.2), WHO, Column(N_("Time"), 1.0)),
        keyed_at="paper_day.key_intake",
    ),
    Pad(
        "moves",
        N_("Pieces moved"),
        "route",
        (
            CODE,
            Column(N_("To (1 to 6)"), 0.9, 1),
            Column(N_("Work (a to e)"), 0.9, 1),
            WHO,
            Column(N_("Time"), 1.0),
        ),
        (*STAGE_SIGNS, *STEP_SIGNS),
        keyed_at="paper_day.key_moves",
    ),
    Pad(
        "visits",
        N_("Who is here"),
        "users",
        (
            WHO,
            Column(N_("Name as wanted"), 3.0),
            Column(N_("Came"), 1.0),
            Column(N_("Left"), 1.0),
            Column(N_("Work"), 2.0),
        ),
        keyed_at="visits.key_in_day",
    ),
    Pad(
        "register",
        N_("Register of a class"),
        "school",
        (
            WHO,
            Column(N_("Name as wanted"), 2.5),
            Column(N_("Came"), 1.0),
            Column(N_("Left"), 1.0),
            Column(N_("Signature"), 2.5),
        ),
        keyed_at="paper_day.key_register",
    ),
    Pad(
        "machines",
        N_("Machines used"),
        "cpu",
        (
            Column(N_("Machine"), 2.2),
            WHO,
            Column(N_("From"), 0.9),
            Column(N_("Until"), 0.9),
            Column(N_("Code on the label"), 2.5, 7),
            Column(N_("Who stood beside (number)"), 2.0, 5),
        ),
        keyed_at="paper_day.key_machines",
    ),
)
PAD_BY_SLUG: Final = {pad.slug: pad for pad in PADS}
