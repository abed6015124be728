"""What machines, pieces and classes have to do with one another: minutes, bookings, and who waits for a machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from core.crossings import PieceAtWork, TakenMachine
from core.db import as_instant, fast
from factory.machine_classes import folded

MINUTE_MS: Final = 60_000
MOST_PIECES: Final = 200


def minutes_at_machines(piece_code: str) -> list[tuple[str, int]]:
    """(type of machine, minutes at work) that went into a piece under any of its labels, by the corrected record."""
    from hardware.queries.sittings import EFFECTIVE

    rows = fast().rows(
        f"SELECT t.name, SUM(e.busy_ms) FROM ({EFFECTIVE}) e JOIN machine m ON m.id = e.machine_id "
        "JOIN machine_type t ON t.id = m.type_id WHERE e.piece_code = ? OR e.piece_code IN (SELECT o.code FROM label l "
        "JOIN label o ON o.piece_id = l.piece_id WHERE l.code = ?) GROUP BY t.id, t.name ORDER BY t.name, t.id",
        (piece_code, piece_code),
    )
    counted = [(str(name), (int(busy or 0) + MINUTE_MS // 2) // MINUTE_MS) for name, busy in rows]
    return [(name, minutes) for name, minutes in counted if minutes]


def machines_taken(
    site_id: int, names: Sequence[str], starts_at: datetime, ends_at: datetime
) -> list[TakenMachine]:
    """Live bookings of a site's machines of these names. The machines are held until the transaction ends."""
    wanted = {folded(name) for name in names}
    if not wanted:
        return []
    connection = fast()
    lock = "" if connection.is_sqlite else " FOR UPDATE"
    found = []
    for machine_id, name in connection.rows(
        "SELECT id, name FROM machine WHERE site_id = ? AND retired_at IS NULL ORDER BY id", (site_id,)
    ):
        if folded(name) not in wanted:
            continue
        connection.row(f"SELECT id FROM machine WHERE id = ?{lock}", (machine_id,))
        for first, last in connection.rows(
            "SELECT starts_at, ends_at FROM machine_booking WHERE machine_id = ? AND state = 'booked' "
            "AND starts_at < ? AND ends_at > ? ORDER BY starts_at",
            (machine_id, ends_at, starts_at),
        ):
            found.append(TakenMachine(name, as_instant(first), as_instant(last)))
    return found


def pieces_waiting_for(step: str, site_id: int) -> list[str]:
    """Codes of a site's pieces that are at a step of their work, the longest waiting first."""
    rows = fast().rows(
        "SELECT code FROM piece WHERE site_id = ? AND stage = 'in_work' AND step = ? AND NOT is_practice "
        "ORDER BY since, code LIMIT 50",
        (site_id, step),
    )
    return [row[0] for row in rows]


def pieces_at_work(kind: str, site_id: int) -> list[PieceAtWork]:
    """A site's pieces in work under each of their labels: first what waits for a kind of machine, then the newest."""
    from inventory.catalogue import category

    rows = fast().rows(
        "SELECT p.code, l.code, p.title, p.category FROM piece p LEFT JOIN label l ON l.piece_id = p.id "
        "AND l.code <> p.code WHERE p.site_id = ? AND p.stage = 'in_work' AND NOT p.is_practice "
        "ORDER BY CASE WHEN p.step IN (SELECT t.piece_step FROM machine_type t WHERE t.permit_kind = ?) THEN 0 ELSE 1 "
        "END, p.since DESC, p.code, l.code LIMIT ?",
        (site_id, kind, MOST_PIECES),
    )
    found: dict[str, PieceAtWork] = {}
    for own, other, title, slug in rows:
        kept = category(slug)
        for code in (own, other):
            if code:
                found.setdefault(code, PieceAtWork(code, title or (kept.name if kept else ""), slug))
    return list(found.values())[:MOST_PIECES]
