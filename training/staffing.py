"""How many trainers a class needs, and how full a run is in words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.errors import N_

FEW: Final = 2
"""So many free seats or fewer are called few."""
PLACES_NAMES: Final[dict[str, str]] = {
    "left": N_("Places left"),
    "few": N_("Few places left"),
    "waiting": N_("Waiting list"),
    "later": N_("Booking opens later"),
    "closed": N_("Booking is closed"),
    "begun": N_("Has begun"),
}


@dataclass(frozen=True)
class Seats:
    """The seats of a run: how many there are, taken (offers count), kept back, and how many wait."""

    capacity: int
    taken: int = 0
    held: int = 0
    waiting: int = 0

    @property
    def free(self) -> int:
        """Seats that somebody may take now; never below zero."""
        return max(0, self.capacity - self.taken - self.held)

    @property
    def over(self) -> int:
        """Seats taken or kept beyond the capacity, after it was lowered."""
        return max(0, self.taken + self.held - self.capacity)


def trainers_needed(learners: int, learners_per_trainer: int) -> int:
    """Trainers for so many learners; a class has at least one."""
    return max(1, -(-learners // max(1, learners_per_trainer)))


def trainers_short(*, trainers: int, learners: int, learners_per_trainer: int) -> int:
    """How many trainers are missing; assistants and helpers do not count."""
    return max(0, trainers_needed(learners, learners_per_trainer) - trainers)


def places_word(
    seats: Seats,
    *,
    state: str,
    at: datetime,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    first_start: datetime | None = None,
) -> str:
    """How full a run is, as a word of `PLACES_NAMES`: numbers of seats are nobody's business outside."""
    if state not in ("open", "running") or (closes_at is not None and at >= closes_at):
        return "closed"
    if state == "running" or (first_start is not None and at >= first_start):
        return "begun"
    if opens_at is not None and at < opens_at:
        return "later"
    if not seats.free or seats.waiting:
        return "waiting"
    return "few" if seats.free <= FEW else "left"
