"""Which of the screen's pictures stands before the machine: a rule of plain values, tried from the gravest down."""

from __future__ import annotations

from dataclasses import dataclass, replace

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
REFUSED = Scene("told", "refused", "refused")
SUPERVISED = Scene("told", "look", "look")
LINE = Scene("line", "silent", "look")
STILL = Scene("still", "look", "look")
NOBODY = Scene("nobody", "look", "look")
NEEDS_CHECK = Scene("needs_check", "needs_check", "look")
RUNNING = Scene("working", "running")
PAUSED = Scene("working", "paused", "look")
MATERIAL = Scene("material", "paper", "good")
READY = Scene("ready", "free", "good")
IDLE = Scene("idle", "free")


def scene_of(shown: Snapshot) -> Scene:
    """The scene of a snapshot; the picture card where nothing else is to be said."""
    return next((scene for scene, applies in _from_the_gravest(shown) if applies), IDLE)


def _from_the_gravest(shown: Snapshot) -> tuple[tuple[Scene, bool], ...]:
    has_owner = shown.owner is not None
    return (
        (NOT_SAFE, shown.standing is Standing.NOT_SAFE),
        (
            REFUSED,
            _was_told(shown, Verdict.REFUSED, REFUSED_BESIDE_SECONDS if has_owner else REFUSED_SECONDS),
        ),
        (SUPERVISED, not has_owner and _was_told(shown, Verdict.SUPERVISED, SUPERVISED_SECONDS)),
        (LINE, shown.line is not Line.GOOD),
        (STILL, has_owner and shown.still_there_seconds is not None),
        (NOBODY, shown.is_nobody_known),
        (RUNNING, shown.standing is Standing.RUNNING),
        (PAUSED, shown.standing is Standing.PAUSED),
        (NEEDS_CHECK, shown.standing is Standing.NEEDS_CHECK),
        (MATERIAL, has_owner and shown.machine.asks_material and not shown.material),
        (READY, has_owner),
    )


def _was_told(shown: Snapshot, verdict: Verdict, seconds: float) -> bool:
    answer = shown.answer
    return answer is not None and answer.verdict is verdict and answer.age_seconds < seconds


def mark_of(shown: Snapshot) -> str:
    """A text that changes when the page must; the clock's own running on is no change."""
    still = None if shown.still_there_seconds is None else 0.0
    answer = replace(shown.answer, age_seconds=0.0) if shown.answer else None
    quiet = replace(shown, busy_seconds=0.0, still_there_seconds=still, answer=answer)
    return f"{scene_of(shown).template} {quiet}"


def urgent_of(shown: Snapshot) -> str:
    """A text that changes when somebody must be called away from a question: danger, or another card."""
    answer = shown.answer
    told = (answer.verdict, answer.role, answer.somebody, answer.reason) if answer else None
    return f"{shown.standing is Standing.NOT_SAFE} {shown.owner} {told}"


def language_of(shown: Snapshot, chosen: str) -> str:
    """The language of whoever was spoken to last, of whoever is signed on, or the one chosen for the screen."""
    answer = shown.answer
    if answer and answer.somebody and scene_of(shown) in (REFUSED, SUPERVISED):
        return answer.somebody.language
    return shown.owner.language if shown.owner else chosen
