"""What may happen at more than one turn of a life: a weighing, a move that a gate refuses."""

from __future__ import annotations

from factory.demo.story import Story

LABEL_PICTURE = "fire-label"
ENDED, GOES_ON = False, True
"""What each part of a life says of the rest of it."""


def measured_grams(story: Story) -> int:
    """A weight as scales show it, in steps of 100 g."""
    grams = story.kind.average_grams * story.rng.triangular(0.62, 1.45, 1.0)
    return max(300, round(grams / 100) * 100)


def queue_a_wrong_move(story: Story, to: str) -> None:
    """A tablet without network said "saved" to a move that a gate refuses: it is kept for a coordinator."""
    data = {"to": to, "step": "repair"} if to == "in_work" else {"to": to}
    story.do("moved", data, story.hand().key, is_queued=True, how="station")
    story.soon()
