"""Pieces folded again because words in their events were taken out; what happened to them is the same as before."""

from __future__ import annotations

from collections.abc import Iterable

from core.db import as_json_text, fast
from inventory.fold import fold
from inventory.services.search_index import index_piece
from inventory.services.store import events_of


def fold_again(piece_ids: Iterable[int]) -> None:
    """Write the folded rows of these pieces anew; inside the caller's transaction."""
    cast = "" if fast().is_sqlite else "::jsonb"
    for piece_id in sorted(set(piece_ids)):
        row = fast().row("SELECT claimed_site_id FROM piece WHERE id = ?", (piece_id,))
        if row is None:
            continue
        state = fold(events_of(piece_id), row[0]).state
        fast().run(
            f"UPDATE piece SET folded = ?{cast}, title = ? WHERE id = ?",
            (as_json_text(state.as_data()), state.title, piece_id),
        )
        index_piece(piece_id)
