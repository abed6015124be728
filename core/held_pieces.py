"""Pieces kept for a makeover: nobody else gets one, and giving it out to that makeover is its delivery."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from core.db import fast
from core.errors import N_, RuleBroken

HELD: Final = ("allocated", "on_van")
"""On the list of a makeover, or on the van to it: until it is delivered, comes back or is let go."""
IS_HELD: Final = f"k.state IN {HELD}"
"""In SQL, of makeover_piece k: it can go to no other makeover and to nobody else."""


def kept_for_code(code: str) -> str:
    """The code of the makeover that the piece with this code is kept for; "" for none."""
    row = fast().row(
        "SELECT m.code FROM piece p JOIN makeover_piece k ON k.piece_id = p.id AND k.life = p.life "
        f"JOIN makeover m ON m.id = k.makeover_id WHERE p.code = ? AND {IS_HELD}",
        (code,),
    )
    return str(row[0]) if row else ""


def kept_at(site_id: int) -> dict[str, str]:
    """The pieces of a site that are kept, by code, each with the code of its makeover."""
    rows = fast().rows(
        "SELECT p.code, m.code FROM makeover_piece k JOIN piece p ON p.id = k.piece_id AND p.life = k.life "
        f"JOIN makeover m ON m.id = k.makeover_id WHERE {IS_HELD} AND p.site_id = ?",
        (site_id,),
    )
    return {row[0]: row[1] for row in rows}


def refuse_kept(piece_id: int, life: int, makeover_id: int | None) -> None:
    """Raise RuleBroken where a piece is kept for another makeover than the one that it is given to."""
    row = fast().row(
        "SELECT k.makeover_id, m.code FROM makeover_piece k JOIN makeover m ON m.id = k.makeover_id "
        f"WHERE k.piece_id = ? AND k.life = ? AND {IS_HELD}",
        (piece_id, life),
    )
    if row is not None and row[0] != makeover_id:
        raise RuleBroken(
            "destination",
            N_("This piece is kept for the makeover %(makeover)s."),
            N_("Give it to that makeover, or take it off its list first."),
            makeover=row[1],
        )


def note_delivered(
    piece_id: int, life: int, *, release_id: str, makeover_id: int | None, by_id: int | None, at: datetime
) -> None:
    """A kept piece went out to its makeover: it is delivered. Of a piece that nobody kept nothing is noted."""
    if makeover_id is None:
        return
    fast().run(
        "UPDATE makeover_piece AS k SET state = 'delivered', release_id = ?, state_at = ?, state_by_id = ? "
        f"WHERE k.piece_id = ? AND k.life = ? AND k.makeover_id = ? AND {IS_HELD}",
        (release_id, at, by_id, piece_id, life, makeover_id),
    )
