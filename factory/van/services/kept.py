"""What keeps a piece off a van: not ready, on another van, kept for a makeover, a full van."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.access import Actor
from core.db import fast
from core.errors import N_, RuleBroken
from core.held_pieces import HELD, IS_HELD

MOST_PIECES = 60


def refuse_kept_elsewhere(piece_id: int, code: str, makeover_id: int | None) -> None:
    """Raise RuleBroken where the piece is kept for another makeover than the one it would go to."""
    kept = fast().row(
        "SELECT m.code FROM makeover_piece k JOIN makeover m ON m.id = k.makeover_id "
        f"WHERE k.piece_id = ? AND {IS_HELD} AND k.makeover_id <> ?",
        (piece_id, makeover_id or 0),
    )
    if kept is not None:
        raise RuleBroken(
            "codes",
            N_("%(code)s is kept for %(makeover)s."),
            N_("Choose another piece, or let that makeover go without it first."),
            code=code,
            makeover=kept[0],
        )


def refuse_on_another_van(piece_id: int, code: str) -> None:
    """Raise RuleBroken where the piece goes out with another delivery."""
    other = fast().row(
        "SELECT d.number FROM delivery_piece x JOIN delivery d ON d.id = x.delivery_id "
        "WHERE x.piece_id = ? AND x.state IN ('planned', 'loaded')",
        (piece_id,),
    )
    if other is not None:
        raise RuleBroken(
            "codes",
            N_("%(code)s goes out with %(number)s already."),
            N_("Take it off there."),
            code=code,
            number=other[0],
        )


def refuse_full_van(delivery_id: int) -> None:
    """Raise RuleBroken where no piece more fits."""
    many = fast().row("SELECT COUNT(*) FROM delivery_piece WHERE delivery_id = ?", (delivery_id,))
    if many is not None and many[0] >= MOST_PIECES:
        raise RuleBroken(
            "codes",
            N_("A van takes at most %(most)s pieces."),
            N_("Plan another delivery."),
            most=MOST_PIECES,
        )


def piece_here(code: str, shown: str, site_id: int) -> Any:
    """(id, stage) of the site's own piece that wears the label. Raises RuleBroken."""
    piece = fast().row(
        "SELECT p.id, p.stage, p.site_id, p.is_practice FROM label l JOIN piece p ON p.id = l.piece_id "
        "WHERE l.code = ? AND l.state <> 'void'",
        (code,),
    )
    if piece is None or piece[2] != site_id or piece[3]:
        raise RuleBroken(
            "codes", N_("%(code)s is no piece of this site."), N_("Check the letters."), code=shown
        )
    return piece


def tell_makeover_loaded(
    *, by: Actor, makeover_id: int | None, piece_id: int, code: str, at: datetime
) -> None:
    """A piece that is kept for the makeover is on the van to it; one that is not kept is nothing to the makeover."""
    from factory.makeovers.services.pieces import load_piece

    if makeover_id is not None and _is_held(piece_id, makeover_id, "allocated"):
        load_piece(by=by, makeover_id=makeover_id, code=code, at=at, right="deliver")


def tell_makeover_back(
    *, by: Actor, makeover_id: int | None, piece_id: int, code: str, reason: str, at: datetime
) -> None:
    """A piece that was on the van to the makeover came back: it is kept for it no more, with the reason."""
    from factory.makeovers.services.pieces import bring_back

    if makeover_id is not None and _is_held(piece_id, makeover_id, *HELD):
        bring_back(by=by, makeover_id=makeover_id, code=code, reason=reason, at=at, right="deliver")


def _is_held(piece_id: int, makeover_id: int, *states: str) -> bool:
    row = fast().row(
        "SELECT k.state FROM makeover_piece k JOIN makeover_case c ON c.makeover_id = k.makeover_id "
        f"WHERE k.piece_id = ? AND k.makeover_id = ? AND {IS_HELD} "
        "AND c.state NOT IN ('signed_off', 'cancelled')",
        (piece_id, makeover_id),
    )
    return row is not None and row[0] in states
