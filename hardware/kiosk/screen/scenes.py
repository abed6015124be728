"""Which of the screen's pictures stands before the machine: a rule of plain values, tried from the gravest down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf

from hardware.kiosk.showing import Line, Snapshot, Standing, Verdict

REFUSED_SECONDS = 25.0
REFUSED_BESIDE_SECONDS = 10.0
"""Somebody else is at work: the refusal soon gives their clock back."""
SUPERVISED_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Scene:
    """A page: its template, the ground that it stands on, and the sound that it comes with."""

    template: str
    ground: str
    sound: str = ""


NOT_SAFE = Scene("not_safe", "not_safe", "refused")
MENDING_UNSAFE = Scene("mending", "not_safe", "good")
MENDING = Scene("mending", "needs_check", "good")
REFUSED = Scene("told", "refused", "refused")
SUPERVISED = Scene("told", "look", "look")
LINE = Scene("line", "silent", "look")
STILL = Scene("still", "look", "look")
NOBODY = Scene("nobody", "look", "look")
NEEDS_CHECK = Scene("needs_check", "needs_check", "look")
STOPPED = Scene("stopped", "look", "look")
DOOR = Scene("door", "paused", "look")
RUNNING = Scene("working", "running")
PAUSED = Scene("working", "paused", "look")
CHECKS = Scene("checks", "paper", "good")
MATERIAL = Scene("material", "paper", "good")
PURPOSE = Scene("purpose", "paper", "good")
READY = Scene("ready", "free", "good")
IDLE = Scene("idle", "free")
CLOSED = Scene("idle", "silent")
CHOOSER = Scene("chooser", "paper")


def scene_of(shown: Snapshot) -> Scene:
    """The scene of a snapshot; the picture card where nothing else is to be said."""
    return next((scene for scene, applies in _from_the_gravest(shown) if applies), IDLE)


def _from_the_gravest(shown: Snapshot) -> tuple[tuple[Scene, bool], ...]:
    has_owner = shown.owner is not None
    return (
        (MENDING_UNSAFE, shown.is_mending and shown.standing is Standing.NOT_SAFE),
        (NOT_SAFE, shown.standing is Standing.NOT_SAFE),
        (
            REFUSED,
            _was_told(shown, Verdict.REFUSED, REFUSED_BESIDE_SECONDS if has_owner else REFUSED_SECONDS),
        ),
        (SUPERVISED, not has_owner and _was_told(shown, Verdict.SUPERVISED, SUPERVISED_SECONDS)),
        (LINE, shown.line is not Line.GOOD),
        (STOPPED, shown.standing is Standing.STOPPED),
        (STILL, has_owner and shown.still_there_seconds is not None),
        (NOBODY, shown.is_nobody_known),
        (RUNNING, shown.standing is Standing.RUNNING),
        (DOOR, shown.standing is Standing.DOOR),
        (PAUSED, shown.standing is Standing.PAUSED),
        (MENDING, shown.is_mending and shown.standing is Standing.NEEDS_CHECK),
        (NEEDS_CHECK, shown.standing is Standing.NEEDS_CHECK),
        (CHECKS, has_owner and bool(shown.checks)),
        (MATERIAL, has_owner and shown.machine.asks_material and not shown.material),
        (PURPOSE, has_owner and shown.asks_purpose),
        (READY, has_owner),
        (CLOSED, shown.open_until == ""),
    )


def _was_told(shown: Snapshot, verdict: Verdict, seconds: float) -> bool:
    answer = shown.answer
    return answer is not None and answer.verdict is verdict and answer.age_seconds < seconds


def mark_of(shown: Snapshot) -> str:
    """A text that changes when the page must; the clock's own running on is no change."""
    still = None if shown.still_there_seconds is None else 0.0
    closes = None if shown.closes_in_seconds is None else shown.closes_in_seconds // 60
    answer = replace(shown.answer, age_seconds=0.0) if shown.answer else None
    quiet = replace(
        shown, busy_seconds=0.0, still_there_seconds=still, closes_in_seconds=closes, answer=answer
    )
    return f"{scene_of(shown).template} {quiet}"


def voice_of(shown: Snapshot) -> str:
    """A text that changes when the page's tone is due: another scene or another card, not one more event to send."""
    told = replace(shown.answer, age_seconds=0.0) if shown.answer else None
    closes = shown.closes_in_seconds is not None
    return f"{scene_of(shown)} {shown.line} {shown.owner} {told} {closes}"


def urgent_of(shown: Snapshot) -> str:
    """A text that changes when somebody must be called away from a question: danger, or another card."""
    answer = shown.answer
    told = (answer.verdict, answer.role, answer.somebody, answer.reason) if answer else None
    return f"{shown.standing is Standing.NOT_SAFE} {shown.owner} {told}"


def language_of(shown: Snapshot, chosen: str, chosen_ago: float = inf) -> str:
    """The language of whoever was spoken to last, of whoever is signed on, or the one chosen for the screen.

    A card's answer is told in its person's language, until somebody there has chosen another, `chosen_ago` seconds ago.
    """
    answer = shown.answer
    if answer and answer.somebody and scene_of(shown) in (REFUSED, SUPERVISED):
        return chosen if chosen_ago < answer.age_seconds else answer.somebody.language
    return (shown.owner.language if shown.owner else "") or chosen
