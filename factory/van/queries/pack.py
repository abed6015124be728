"""What a tablet in the van takes along: the deliveries and rounds of these days, by reference and code only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from core.clock import local_day, milliseconds
from core.db import fast
from factory.van.queries.deliveries import DeliveryLine, deliveries_between, pieces_of
from factory.van.queries.rounds import RoundLine, rounds_between, stops_of
from inventory.queries.sets import SetLine, sets_of

BEHIND, AHEAD = timedelta(days=1), timedelta(days=2)


def van_pack(site_id: int, at: datetime) -> dict[str, Any]:
    """The pack: yesterday to the day after tomorrow. No name of a donor or household, and no address."""
    first, last = local_day(at) - BEHIND, local_day(at) + AHEAD
    return {
        "today": str(local_day(at)),
        "deliveries": [_delivery(line) for line in deliveries_between(site_id, first, last)],
        "rounds": [_round(line) for line in rounds_between(site_id, first, last)],
    }


def _delivery(line: DeliveryLine) -> dict[str, Any]:
    pieces = pieces_of(line.id)
    codes = [piece.code for piece in pieces]
    return {
        "number": line.number,
        "day": str(line.day),
        "kind": line.kind,
        "to": line.to,
        "due": milliseconds(line.due_at),
        "arrived": _moment(line.arrived_at),
        "left": _moment(line.left_at),
        "signed": "" if line.signed_at is None else line.not_signed or "signed",
        "pieces": [
            {
                "code": piece.code,
                "category": piece.category,
                "title": piece.title,
                "photo": piece.photo_id,
                "place": piece.place,
                "state": piece.state,
                "reason": piece.reason,
                "labels": labels_of(piece.piece_id),
            }
            for piece in pieces
        ],
        "sets": [_set(one, codes) for one in sets_of(codes)],
    }


def _set(one: SetLine, codes: list[str]) -> dict[str, Any]:
    """A set of which something goes along: what it is called, its pieces on this delivery, and those still here."""
    return {
        "name": one.name or one.number,
        "codes": [piece.code for piece in one.pieces if piece.code in codes],
        "staying": [piece.code for piece in one.here_besides(codes)],
    }


def labels_of(piece_id: int) -> list[str]:
    """Every live label of a piece."""
    rows = fast().rows(
        "SELECT code FROM label WHERE piece_id = ? AND state <> 'void' ORDER BY code", (piece_id,)
    )
    return [row[0] for row in rows]


def _round(line: RoundLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "day": str(line.day),
        "stops": [
            {
                "stop": stop.token,
                "position": stop.position,
                "offer": stop.offer,
                "outcode": stop.outcode,
                "items": stop.items,
                "arrived": _moment(stop.arrived_at),
                "left": _moment(stop.left_at),
                "outcome": stop.outcome,
            }
            for stop in stops_of(line.id)
        ],
    }


def _moment(at: datetime | None) -> int:
    return milliseconds(at) if at is not None else 0
