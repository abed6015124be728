"""Reads of collection rounds: lists, one with its stops, what came of it in kilometres and in avoided CO2e."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.db import as_day, as_instant, fast
from factory.van.queries.offers import items_of

PAGE = 50


@dataclass(frozen=True)
class RoundLine:
    """A round with how far it has come."""

    id: int
    number: str
    day: date
    van: str
    driver: str
    driver_number: str
    km_start: int | None
    km_end: int | None
    stops: int
    done: int
    collected: int

    @property
    def km(self) -> int | None:
        """How far the van went, once both counters are written down."""
        return None if self.km_end is None or self.km_start is None else self.km_end - self.km_start


@dataclass(frozen=True)
class StopLine:
    """A stop: the offer's number, outcode and what it holds; no name, no address."""

    id: int
    token: str
    position: int
    offer_id: int
    offer: str
    outcode: str
    arrived_at: datetime | None
    left_at: datetime | None
    outcome: str
    donation: str
    pieces: int
    items: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class RoundSaved:
    """What the pieces of a round's donations have counted for so far, in grams."""

    pieces: int
    grams: int
    co2e_low: int
    co2e_high: int


_ROUND = (
    "SELECT r.id, r.number, r.day, r.van, COALESCE(n.called, p.number, ''), COALESCE(p.number, ''), r.km_start, "
    "r.km_end, COUNT(s.id), SUM(CASE WHEN s.outcome <> '' THEN 1 ELSE 0 END), "
    "SUM(CASE WHEN s.outcome = 'collected' THEN 1 ELSE 0 END) "
    "FROM collection_round r LEFT JOIN person p ON p.id = r.driver_id LEFT JOIN person_name n ON n.person_id = p.id "
    "LEFT JOIN round_stop s ON s.round_id = r.id WHERE r.site_id = ?"
)
_GROUP = "GROUP BY r.id, r.number, r.day, r.van, n.called, p.number, r.km_start, r.km_end"


def rounds_at(site_id: int, *, start: int = 0, size: int = PAGE) -> list[RoundLine]:
    """The rounds of a site, the latest day first, one more than `size` where there are more."""
    rows = fast().rows(
        f"{_ROUND} {_GROUP} ORDER BY r.day DESC, r.id DESC LIMIT ? OFFSET ?", (site_id, size + 1, start)
    )
    return [_line(row) for row in rows]


def rounds_between(site_id: int, first: date, last: date) -> list[RoundLine]:
    """The rounds of some days."""
    rows = fast().rows(
        f"{_ROUND} AND r.day BETWEEN ? AND ? {_GROUP} ORDER BY r.day, r.id", (site_id, first, last)
    )
    return [_line(row) for row in rows]


def round_by_number(number: str, site_id: int) -> RoundLine | None:
    """One round of a site."""
    row = fast().row(f"{_ROUND} AND r.number = ? {_GROUP}", (site_id, number.upper()))
    return _line(row) if row else None


def _line(row: Any) -> RoundLine:
    told: list[Any] = [*row[:2], as_day(row[2]), *row[3:9], row[9] or 0, row[10] or 0]
    return RoundLine(*told)


def stops_of(round_id: int) -> list[StopLine]:
    """The stops of a round in their order."""
    rows = fast().rows(
        "SELECT s.id, s.token, s.position, o.id, o.number, o.outcode, s.arrived_at, s.left_at, s.outcome, "
        "COALESCE(n.number, ''), (SELECT COUNT(*) FROM piece p WHERE p.donation_id = s.donation_id) "
        "FROM round_stop s JOIN donation_offer o ON o.id = s.offer_id LEFT JOIN donation n ON n.id = s.donation_id "
        "WHERE s.round_id = ? ORDER BY s.position, s.id",
        (round_id,),
    )
    items = items_of([row[3] for row in rows])
    told: list[list[Any]] = [
        [
            *row[:6],
            *(as_instant(one) if one is not None else None for one in row[6:8]),
            *row[8:],
            items[row[3]],
        ]
        for row in rows
    ]
    return [StopLine(*one) for one in told]


def saved_by(round_id: int) -> RoundSaved:
    """What the ledger holds of the pieces that came with a round."""
    connection = fast()
    pieces = connection.row(
        "SELECT COUNT(*) FROM piece p JOIN round_stop s ON s.donation_id = p.donation_id WHERE s.round_id = ?",
        (round_id,),
    )
    sums = dict(
        connection.rows(
            "SELECT c.indicator, SUM(c.amount) FROM count_entry c JOIN piece p ON p.id = c.piece_id "
            "JOIN round_stop s ON s.donation_id = p.donation_id WHERE s.round_id = ? "
            "AND c.indicator IN ('grams_kept', 'co2e_low_grams', 'co2e_high_grams') GROUP BY c.indicator",
            (round_id,),
        )
    )
    named = ("grams_kept", "co2e_low_grams", "co2e_high_grams")
    return RoundSaved(pieces[0] if pieces else 0, *(int(sums.get(name) or 0) for name in named))
