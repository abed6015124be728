"""The recorded facts of a piece as the fold reads them: one frozen value an event, and the order they are folded in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.clock import iso

KINDS = (
    "intake",
    "moved",
    "answered",
    "placed",
    "photographed",
    "weighed",
    "described",
    "filled",
    "released",
    "transferred",
    "overridden",
    "waste_noted",
    "undone",
    "closed",
)
"""intake: taken in (or a draft of it) · moved: to a stage, with work step and place · answered: a question ·
placed: another place in the same stage · photographed · weighed · described: category or title corrected ·
filled: papers of new filling or cover · released: given out · transferred: received at another site ·
overridden: a house rule set aside with a reason · waste_noted: waste note and weight · undone: takes back another ·
closed: a practice life ended by the clockwork."""
HOW = ("scan", "typed", "station", "many", "wall_card", "form", "import", "paper", "demo", "system")
PHOTO_KINDS = ("before", "after", "other", "evidence")


@dataclass(frozen=True, slots=True)
class PieceEvent:
    """One fact: what (`kind`, `data`), when (corrected time), by whom and with whom, where, and with which powers.

    `powers` are the permits and rights held when it was made, so that folding again years later gives the same.
    """

    id: str
    kind: str
    at: datetime
    site: int
    device: str = ""
    sequence: int = 0
    by: int | None = None
    with_ids: tuple[int, ...] = ()
    powers: frozenset[str] = frozenset()
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> list[Any]:
        """The key of the fold's order: corrected time, device, sequence, id."""
        return [iso(self.at), self.device, self.sequence, self.id]


@dataclass(frozen=True)
class Refusal:
    """Why an event has no effect: the gate or rule, the sentence, what to do, and whose permit would help."""

    reason: str
    message: str
    remedy: str = ""
    permit: str = ""
    wants: str = ""
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Already:
    """The event says what is so already: no effect, no blame."""
