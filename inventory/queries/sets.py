"""Reads of sets: with which pieces one is kept together, how large each set is, what of a set is not along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.db import fast
from inventory.stages import OPEN_STAGES

LIVE = "m.left_at IS NULL AND m.life = p.life"
"""Belongs to the set: a piece that came back in another life does not."""


@dataclass(frozen=True)
class SetPiece:
    """A piece of a set as lists show it."""

    id: int
    code: str
    category: str
    title: str
    photo_id: str
    stage: str
    step: str
    place: str

    @property
    def is_here(self) -> bool:
        """True while it is on the site: neither given out nor at another end."""
        return self.stage in OPEN_STAGES or self.stage == "draft"


@dataclass(frozen=True)
class SetLine:
    """A set: its number, its name if it has one, and all that belongs to it, by code."""

    id: int
    number: str
    name: str
    pieces: tuple[SetPiece, ...]

    @property
    def size(self) -> int:
        """How many pieces belong to it."""
        return len(self.pieces)

    def others(self, code: str) -> tuple[SetPiece, ...]:
        """The pieces besides one."""
        return tuple(piece for piece in self.pieces if piece.code != code)

    def here_besides(self, codes: Sequence[str]) -> tuple[SetPiece, ...]:
        """The pieces that are still on the site and none of these."""
        return tuple(piece for piece in self.pieces if piece.is_here and piece.code not in codes)


def sets_of(codes: Sequence[str]) -> list[SetLine]:
    """The sets that pieces with these codes belong to, by number."""
    if not codes:
        return []
    marks = ", ".join("?" * len(codes))
    rows = fast().rows(
        "SELECT s.id, s.number, s.name, p.id, p.code, p.category, p.title, COALESCE(p.photo_id, ''), p.stage, p.step, "
        "COALESCE(l.name, '') FROM piece_set s JOIN piece_set_member m ON m.set_id = s.id "
        f"JOIN piece p ON p.id = m.piece_id LEFT JOIN place l ON l.id = p.place_id WHERE {LIVE} AND s.id IN "
        "(SELECT m.set_id FROM piece_set_member m JOIN piece p ON p.id = m.piece_id "
        f"WHERE p.code IN ({marks}) AND {LIVE}) ORDER BY s.number, p.code",
        tuple(codes),
    )
    found: dict[tuple[int, str, str], list[SetPiece]] = {}
    for row in rows:
        found.setdefault((row[0], row[1], row[2]), []).append(SetPiece(*row[3:]))
    return [SetLine(*key, tuple(pieces)) for key, pieces in found.items() if len(pieces) > 1]


def set_of(code: str) -> SetLine | None:
    """The set that the piece with this code belongs to."""
    found = sets_of([code])
    return found[0] if found else None


def sets_broken(codes: Sequence[str]) -> list[tuple[SetLine, tuple[SetPiece, ...], tuple[SetPiece, ...]]]:
    """Of pieces that go somewhere together: each set of which some stay, with who goes along and who is still here."""
    broken = []
    for one in sets_of(codes):
        staying = one.here_besides(codes)
        if staying:
            broken.append((one, tuple(piece for piece in one.pieces if piece.code in codes), staying))
    return broken


def set_size(code: str) -> int:
    """How many pieces the set of the piece with this code has; 0 where it is in none."""
    row = fast().row(
        "SELECT COUNT(*) FROM piece_set_member m JOIN piece p ON p.id = m.piece_id WHERE m.set_id = "
        f"(SELECT m.set_id FROM piece_set_member m JOIN piece p ON p.id = m.piece_id WHERE p.code = ? AND {LIVE}) "
        f"AND {LIVE}",
        (code,),
    )
    return int(row[0]) if row and row[0] > 1 else 0


def set_sizes(site_id: int) -> dict[str, int]:
    """The pieces of a site that are in a set, by code, each with how many the set has."""
    rows = fast().rows(
        "SELECT p.code, n.many FROM piece_set_member m JOIN piece p ON p.id = m.piece_id JOIN "
        "(SELECT m.set_id, COUNT(*) AS many FROM piece_set_member m JOIN piece p ON p.id = m.piece_id "
        f"WHERE {LIVE} GROUP BY m.set_id) n ON n.set_id = m.set_id WHERE p.site_id = ? AND {LIVE} AND n.many > 1",
        (site_id,),
    )
    return {row[0]: int(row[1]) for row in rows}
