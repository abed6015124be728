"""Reads of deliveries: lists, one with its pieces, what is overdue, and what may be chosen for the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.clock import local_day
from core.db import as_day, as_instant, fast
from core.held_pieces import IS_HELD

PAGE = 50


@dataclass(frozen=True)
class DeliveryLine:
    """A delivery with how far it has come. `to` is a makeover's code or an organisation's name."""

    id: int
    number: str
    day: date
    van: str
    driver: str
    driver_number: str
    kind: str
    to: str
    title: str
    due_at: datetime
    arrived_at: datetime | None
    left_at: datetime | None
    signed_at: datetime | None
    cancelled_at: datetime | None
    not_signed: str
    pieces: int
    loaded: int
    delivered: int
    back: int

    @property
    def state(self) -> str:
        """One word for a list."""
        if self.cancelled_at is not None:
            return "cancelled"
        if self.left_at is not None or (self.signed_at is not None and not self.open):
            return "done"
        return "there" if self.arrived_at is not None else "loading" if self.loaded else "planned"

    @property
    def open(self) -> int:
        """Pieces of which nobody has said yet what became of them."""
        return self.pieces - self.delivered - self.back

    def is_overdue(self, at: datetime) -> bool:
        """True where the van is not back from there in its time."""
        return self.state in ("planned", "loading", "there") and at > self.due_at


@dataclass(frozen=True)
class DeliveryPieceLine:
    """A piece on a delivery."""

    piece_id: int
    code: str
    category: str
    title: str
    photo_id: str
    place: str
    grams: int
    stage: str
    state: str
    reason: str
    loaded_at: datetime | None
    settled_at: datetime | None
    release_refused: str


_COUNT = "(SELECT COUNT(*) FROM delivery_piece x WHERE x.delivery_id = d.id{})"
_STATE = " AND x.state = '{}'"
_DELIVERY = (
    "SELECT d.id, d.number, d.day, d.van, COALESCE(n.called, p.number, ''), COALESCE(p.number, ''), "
    "CASE WHEN d.makeover_id IS NULL THEN 'organisation' ELSE 'makeover' END, COALESCE(m.code, o.name), "
    "COALESCE(m.title, ''), d.due_at, d.arrived_at, d.left_at, d.signed_at, d.cancelled_at, d.not_signed, "
    f"{_COUNT.format('')}, {_COUNT.format(' AND x.loaded_at IS NOT NULL')}, "
    f"{_COUNT.format(_STATE.format('delivered'))}, {_COUNT.format(_STATE.format('undelivered'))} "
    "FROM delivery d LEFT JOIN person p ON p.id = d.driver_id LEFT JOIN person_name n ON n.person_id = p.id "
    "LEFT JOIN makeover m ON m.id = d.makeover_id LEFT JOIN organisation o ON o.id = d.organisation_id "
    "WHERE d.site_id = ?"
)


def deliveries_at(site_id: int, *, start: int = 0, size: int = PAGE) -> list[DeliveryLine]:
    """The deliveries of a site, the latest day first, one more than `size` where there are more."""
    rows = fast().rows(
        f"{_DELIVERY} ORDER BY d.day DESC, d.id DESC LIMIT ? OFFSET ?", (site_id, size + 1, start)
    )
    return [_line(row) for row in rows]


def deliveries_between(site_id: int, first: date, last: date) -> list[DeliveryLine]:
    """The deliveries of some days, those that were called off left out."""
    rows = fast().rows(
        f"{_DELIVERY} AND d.day BETWEEN ? AND ? AND d.cancelled_at IS NULL ORDER BY d.day, d.due_at, d.id",
        (site_id, first, last),
    )
    return [_line(row) for row in rows]


def overdue_deliveries(site_id: int, at: datetime) -> list[DeliveryLine]:
    """Deliveries from which nobody is back although their time is over; after a month nobody asks any more."""
    rows = fast().rows(
        f"{_DELIVERY} AND d.left_at IS NULL AND d.cancelled_at IS NULL AND d.due_at < ? AND d.day >= ? "
        "ORDER BY d.due_at, d.id",
        (site_id, at, date.fromordinal(local_day(at).toordinal() - 31)),
    )
    return [line for line in map(_line, rows) if line.is_overdue(at)]


def delivery_by_number(number: str, site_id: int) -> DeliveryLine | None:
    """One delivery of a site."""
    row = fast().row(f"{_DELIVERY} AND d.number = ?", (site_id, number.upper()))
    return _line(row) if row else None


def _line(row: Any) -> DeliveryLine:
    moments = [as_instant(one) if one is not None else None for one in row[10:14]]
    told: list[Any] = [*row[:2], as_day(row[2]), *row[3:9], as_instant(row[9]), *moments, *row[14:]]
    return DeliveryLine(*told)


def pieces_of(delivery_id: int) -> list[DeliveryPieceLine]:
    """The pieces of a delivery by place and code, so that the van is loaded along the shelves."""
    rows = fast().rows(
        "SELECT x.piece_id, p.code, p.category, p.title, COALESCE(p.photo_id, ''), COALESCE(l.name, ''), p.grams, "
        "p.stage, x.state, x.reason, x.loaded_at, x.settled_at, x.release_refused FROM delivery_piece x "
        "JOIN piece p ON p.id = x.piece_id LEFT JOIN place l ON l.id = p.place_id WHERE x.delivery_id = ? "
        "ORDER BY COALESCE(l.name, ''), p.code",
        (delivery_id,),
    )
    told: list[list[Any]] = [
        [*row[:10], *(as_instant(one) if one is not None else None for one in row[10:12]), row[12]]
        for row in rows
    ]
    return [DeliveryPieceLine(*one) for one in told]


def signature_of(delivery_id: int) -> str:
    """The strokes of a signature as the path of an SVG; "" where there is none (any more)."""
    row = fast().row("SELECT strokes FROM delivery_signature WHERE delivery_id = ?", (delivery_id,))
    return str(row[0]) if row else ""


@dataclass(frozen=True)
class ReadyPiece:
    """A piece that may go out; `kept_for` is the makeover that alone may have it."""

    code: str
    category: str
    title: str
    place: str
    kept_for: str


def ready_pieces(site_id: int) -> list[ReadyPiece]:
    """Pieces that are ready and on no van: those kept for a makeover first, together."""
    rows = fast().rows(
        "SELECT p.code, p.category, p.title, COALESCE(l.name, ''), COALESCE(m.code, '') FROM piece p "
        "LEFT JOIN place l ON l.id = p.place_id LEFT JOIN makeover_piece k ON k.piece_id = p.id "
        f"AND {IS_HELD} LEFT JOIN makeover m ON m.id = k.makeover_id "
        "WHERE p.site_id = ? AND p.stage = 'ready' AND NOT p.is_practice AND NOT EXISTS "
        "(SELECT 1 FROM delivery_piece x WHERE x.piece_id = p.id AND x.state IN ('planned', 'loaded')) "
        "ORDER BY COALESCE(m.code, '~'), p.since, p.code LIMIT 200",
        (site_id,),
    )
    return [ReadyPiece(*row) for row in rows]


def destinations(site_id: int) -> list[tuple[str, str, str]]:
    """(kind, id, words) of where a delivery may go."""
    connection = fast()
    makeovers = connection.rows(
        "SELECT id, code, title FROM makeover WHERE site_id = ? AND is_open ORDER BY code LIMIT 500",
        (site_id,),
    )
    organisations = connection.rows(
        "SELECT id, name FROM organisation WHERE is_active ORDER BY name LIMIT 500"
    )
    return [
        *(("makeover", str(row[0]), f"{row[1]} · {row[2]}") for row in makeovers),
        *(("organisation", str(row[0]), row[1]) for row in organisations),
    ]


def drivers_at(site_id: int, day: date) -> list[tuple[str, str]]:
    """(number, called) of people of a site who hold the permit to drive the van: drivers first, then the desk."""
    rows = fast().rows(
        "SELECT p.number, COALESCE(n.called, p.number), MIN(CASE r.role WHEN 'driver' THEN 0 ELSE 1 END) "
        "FROM person p JOIN role r ON r.person_id = p.id LEFT JOIN person_name n ON n.person_id = p.id "
        "WHERE p.is_active AND (r.site_id IS NULL OR r.site_id = ?) AND r.starts_on <= ? "
        "AND (r.ends_on IS NULL OR r.ends_on >= ?) AND EXISTS (SELECT 1 FROM permit t "
        "WHERE t.person_id = p.id AND t.kind = 'drive:van' AND t.ended_at IS NULL AND t.confirmed_at IS NOT NULL "
        "AND t.starts_on <= ? AND t.ends_on >= ?) "
        "GROUP BY p.number, n.called ORDER BY 3, 2 LIMIT 100",
        (site_id, day, day, day, day),
    )
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True)
class ToldEvent:
    """What a tablet told that could not be done, and nobody has settled yet."""

    id: str
    kind: str
    at: datetime
    message: str
    who: str
    delivery: str


def open_van_events(site_id: int) -> list[ToldEvent]:
    """What tablets told that could not be done and nobody has settled, the newest first."""
    rows = fast().rows(
        "SELECT e.id, e.kind, e.at, e.message, COALESCE(n.called, ''), COALESCE(d.number, '') FROM van_event e "
        "LEFT JOIN person_name n ON n.person_id = e.by_id LEFT JOIN delivery d ON d.id = e.delivery_id "
        "WHERE e.site_id = ? AND e.state <> 'done' "
        "AND NOT EXISTS (SELECT 1 FROM van_event_settled s WHERE s.event_id = e.id) "
        "ORDER BY e.received_at DESC, e.id LIMIT 20",
        (site_id,),
    )
    return [ToldEvent(row[0], row[1], as_instant(row[2]), *row[3:6]) for row in rows]
