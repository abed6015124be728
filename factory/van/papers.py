"""What stands on the van's papers; whatever draws is loaded when somebody asks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PieceOnPaper:
    """A piece as it stands on the van's papers."""

    code: str
    name: str
    more: str


@dataclass(frozen=True)
class StopOnPaper:
    """A stop as it stands on a round's sheet."""

    offer: str
    outcode: str
    items: str
    who: str
    where: str
