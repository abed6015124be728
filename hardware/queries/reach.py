"""How far a fault reaches: whose bookings it spoils, which classes and pieces, and where else such a machine is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.crossings import crossings
from core.db import as_instant, fast
from core.errors import NotFound

AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class SpoiltBooking:
    """A booking of a machine that is out: whose, and when."""

    token: str
    person_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class OtherMachine:
    """Another machine of the kind that is in service; `is_here` at the same site."""

    code: str
    name: str
    site_id: int
    is_here: bool


@dataclass(frozen=True)
class Reach:
    """What a machine that is out means for others, a week ahead."""

    bookings: tuple[SpoiltBooking, ...]
    classes: tuple[str, ...]
    pieces: tuple[str, ...]
    others: tuple[OtherMachine, ...]

    @property
    def to_tell(self) -> tuple[int, ...]:
        """The people to tell, each once, whose booking comes first before others."""
        return tuple(dict.fromkeys(one.person_id for one in self.bookings))


def reach_of(machine_id: int, at: datetime) -> Reach:
    """Whom and what a machine that is out concerns. Raises NotFound."""
    row = fast().row(
        "SELECT m.site_id, m.type_id, t.permit_kind FROM machine m JOIN machine_type t ON t.id = m.type_id "
        "WHERE m.id = ?",
        (machine_id,),
    )
    if row is None:
        raise NotFound
    site_id, type_id, kind = row
    bookings = fast().rows(
        "SELECT token, person_id, starts_at, ends_at FROM machine_booking WHERE machine_id = ? AND state = 'booked' "
        "AND ends_at > ? ORDER BY starts_at, id",
        (machine_id, at),
    )
    others = fast().rows(
        "SELECT m.code, m.name, m.site_id FROM machine m JOIN machine_state s ON s.machine_id = m.id "
        "AND s.ends_at IS NULL WHERE m.type_id = ? AND m.id <> ? AND s.state = 'in_service' ORDER BY m.name, m.id",
        (type_id, machine_id),
    )
    found = [OtherMachine(one[0], one[1], one[2], one[2] == site_id) for one in others]
    return Reach(
        bookings=tuple(
            SpoiltBooking(one[0], one[1], as_instant(one[2]), as_instant(one[3])) for one in bookings
        ),
        classes=tuple(crossings.classes_that_need(kind, site_id, at, at + AHEAD)),
        pieces=tuple(crossings.pieces_waiting_for(kind, site_id)),
        others=tuple(sorted(found, key=lambda one: (not one.is_here, one.name))),
    )
