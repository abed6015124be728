"""The statements that keep what became of events without effect: refused, already so, undone."""

from __future__ import annotations

from typing import Any

from core.db import Fast, fast
from inventory.facts import PieceEvent, Refusal
from inventory.fold import Folded
from inventory.services.store import LabelRow


def save_verdicts(row: LabelRow, folded: Folded, events: dict[str, PieceEvent], *, only_new: bool) -> None:
    """Write what became of the events without effect; a refold writes them all anew and keeps what was settled."""
    connection = fast()
    settled: dict[str, Any] = {}
    if not only_new:
        found = connection.rows(
            "SELECT event_id, settled_at, settled_by_id FROM event_verdict "
            "WHERE piece_id = ? AND settled_at IS NOT NULL",
            (row.piece_id,),
        )
        settled = {item[0]: (item[1], item[2]) for item in found}
        connection.run("DELETE FROM event_verdict WHERE piece_id = ?", (row.piece_id,))
    for event_id, verdict in folded.without_effect.items():
        refused = isinstance(verdict, Refusal)
        words = (
            (verdict.reason, verdict.message, verdict.remedy)
            if isinstance(verdict, Refusal)
            else ("", "", "")
        )
        _insert_verdict(
            connection, row, events[event_id], "refused" if refused else "already", words, settled
        )
    for event_id in folded.undone:
        _insert_verdict(connection, row, events[event_id], "undone", ("", "", ""), settled)


def _insert_verdict(
    connection: Fast,
    row: LabelRow,
    event: PieceEvent,
    verdict: str,
    words: tuple[str, str, str],
    settled: dict[str, Any],
) -> None:
    done_at, done_by = settled.get(event.id, (None, None))
    connection.run(
        "INSERT INTO event_verdict (event_id, piece_id, site_id, at, verdict, reason, message, remedy, settled_at, "
        "settled_by_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (event.id, row.piece_id, event.site, event.at, verdict, *words, done_at, done_by),
    )
