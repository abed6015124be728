"""The stages of a piece's life and the moves between them: one pure table, also exported to the tablets as JSON."""

from __future__ import annotations

from typing import Any

from core.errors import N_

TRACK = ("received", "checked", "stored", "in_work", "quality_check", "ready", "released")
"""The seven stages of the track, in order; their place is their number on screens."""
ENDS = ("dismantled", "recycled", "waste", "waste_pops", "lost", "returned")
STAGES = ("draft", *TRACK, "quarantine", *ENDS)
STEPS = ("repair", "strip", "make", "finish", "upholster")
DESTINATIONS = ("makeover", "organisation", "household", "sale", "event", "own_use")
OPEN_STAGES = ("received", "checked", "stored", "in_work", "quality_check", "ready", "quarantine")
"""Stages in which a piece is on the site and somebody has something to do: what the board shows."""

MOVES: dict[str, tuple[str, ...]] = {
    "draft": ("received",),
    "received": ("checked", "quarantine", *ENDS),
    "checked": ("stored", "in_work", "quarantine", *ENDS),
    "stored": ("in_work", "quarantine", "lost"),
    "in_work": ("quality_check", "in_work", "stored", "quarantine", *ENDS),
    "quality_check": ("ready", "in_work", "lost"),
    "ready": ("released", "stored", "in_work", "quarantine", "lost"),
    "quarantine": ("checked", *ENDS),
    "lost": (),
    "released": ("received",),
    "dismantled": (),
    "recycled": (),
    "waste": (),
    "waste_pops": (),
    "returned": ("received",),
}
"""From → to. `lost` goes back to where it was found: the stage it was lost from. `received` from `released` or
`returned` starts the next life. `in_work` to itself is another work step. Stored, checked and ready pieces can be
lost or found unfit as well (decision 0004)."""

STAGE_NAMES = {
    "draft": N_("Draft"),
    "received": N_("Received"),
    "checked": N_("Checked"),
    "stored": N_("Stored"),
    "in_work": N_("In work"),
    "quality_check": N_("Quality check"),
    "ready": N_("Ready"),
    "released": N_("Released"),
    "quarantine": N_("Quarantine"),
    "dismantled": N_("Dismantled"),
    "recycled": N_("Recycled"),
    "waste": N_("Waste"),
    "waste_pops": N_("Waste (POPs)"),
    "lost": N_("Lost"),
    "returned": N_("Returned to donor"),
}
STEP_NAMES = {
    "repair": N_("Repair"),
    "strip": N_("Strip and sand"),
    "make": N_("Make a part"),
    "finish": N_("Paint and finish"),
    "upholster": N_("Upholster"),
}
MOVE_WORDS = {
    "received": N_("Take in"),
    "checked": N_("Checked"),
    "stored": N_("Store it"),
    "in_work": N_("Start work"),
    "quality_check": N_("To quality check"),
    "ready": N_("It is ready"),
    "released": N_("Give it out"),
    "quarantine": N_("To quarantine"),
    "dismantled": N_("Take apart"),
    "recycled": N_("Recycle"),
    "waste": N_("To waste"),
    "waste_pops": N_("To POPs waste"),
    "lost": N_("It is lost"),
    "returned": N_("Give back to donor"),
}
"""What a button says that moves a piece there."""
DESTINATION_NAMES = {
    "makeover": N_("A makeover"),
    "organisation": N_("An organisation"),
    "household": N_("A household"),
    "sale": N_("A sale"),
    "event": N_("An event"),
    "own_use": N_("Own use"),
}
MAIN_MOVE = {
    "received": "checked",
    "checked": "stored",
    "stored": "in_work",
    "in_work": "quality_check",
    "quality_check": "ready",
    "ready": "released",
    "quarantine": "checked",
    "released": "received",
    "returned": "received",
}
"""The one big button of each stage."""


def allowed_moves(stage: str, lost_from: str = "", is_barred: bool = False) -> tuple[str, ...]:
    """Stages that a piece in `stage` may move to; a lost one only back, a barred one never out nor apart."""
    if stage == "lost":
        return (lost_from,) if lost_from else ()
    moves = MOVES.get(stage, ())
    if is_barred:
        moves = tuple(to for to in moves if to not in ("released", "dismantled", "ready"))
    return moves


def as_data() -> dict[str, Any]:
    """The table as the tablets get it."""
    return {
        "track": TRACK,
        "ends": ENDS,
        "steps": STEPS,
        "destinations": DESTINATIONS,
        "moves": MOVES,
        "main": MAIN_MOVE,
        "names": STAGE_NAMES,
        "step_names": STEP_NAMES,
        "move_words": MOVE_WORDS,
    }
