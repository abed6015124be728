"""How far a fault reaches: whose bookings it spoils, which classes and pieces, and where else such a machine is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.crossings import ClassAtMachine, crossings
from core.db import as_instant, fast
from core.errors import NotFound
from hardware.words import LIVE_BOOKING, sql_list

AHEAD = timedelta(days=7)
FAR = timedelta(days=366)
"""So far ahead a class may need a machine."""


@dataclass(frozen=True)
class OtherMachine:
    """Another machine of the kind that is in service; `is_here` at the same site, `is_van` in a van."""

    id: int
    code: str
    name: str
    is_here: bool
    site: str
    is_van: bool


@dataclass(frozen=True)
class SpoiltBooking:
    """A booking of a machine that is out: whose, when, and to which machines of the kind here it could go."""

    token: str
    person_id: int
    starts_at: datetime
    ends_at: datetime
    goes_to: tuple[OtherMachine, ...]


@dataclass(frozen=True)
class SpoiltClass:
    """A class that needs a machine that is out, and to which machines of the kind here it could go."""

    needs: ClassAtMachine
    goes_to: tuple[OtherMachine, ...]


@dataclass(frozen=True)
class Reach:
    """What a machine that is out means for others; `runs` have classes of its kind in a week without naming it."""

    bookings: tuple[SpoiltBooking, ...]
    classes: tuple[SpoiltClass, ...]
    runs: tuple[str, ...]
    pieces: tuple[str, ...]
    others: tuple[OtherMachine, ...]

    @property
    def to_tell(self) -> tuple[int, ...]:
        """The people to tell, each once, whose booking comes first before others."""
        return tuple(dict.fromkeys(one.person_id for one in self.bookings))

    @property
    def waiting(self) -> int:
        """How many things wait for the machine and can be settled."""
        return len(self.bookings) + len(self.classes)


def reach_of(machine_id: int, at: datetime) -> Reach:
    """Whom and what a machine that is out concerns. Raises NotFound."""
    row = fast().row(
        "SELECT m.site_id, m.type_id, t.permit_kind, t.piece_step, m.name FROM machine m "
        "JOIN machine_type t ON t.id = m.type_id WHERE m.id = ?",
        (machine_id,),
    )
    if row is None:
        raise NotFound
    site_id, type_id, kind, step, name = row
    others = _others(machine_id, type_id, site_id)
    here = [one for one in others if one.is_here]
    classes = crossings.classes_at_machine(name, site_id, at, at + FAR)
    named = {one.run for one in classes}
    return Reach(
        bookings=tuple(_bookings(machine_id, site_id, here, at)),
        classes=tuple(SpoiltClass(one, _free(here, site_id, one.starts_at, one.ends_at)) for one in classes),
        runs=tuple(
            run for run in crossings.classes_that_need(kind, site_id, at, at + AHEAD) if run not in named
        ),
        pieces=tuple(crossings.pieces_waiting_for(step, site_id)) if step else (),
        others=tuple(sorted(others, key=lambda one: (not one.is_here, one.site, one.name))),
    )


def _others(machine_id: int, type_id: int, site_id: int) -> list[OtherMachine]:
    rows = fast().rows(
        "SELECT m.id, m.code, m.name, m.site_id, i.name, i.kind FROM machine m JOIN site i ON i.id = m.site_id "
        "JOIN machine_state s ON s.machine_id = m.id AND s.ends_at IS NULL WHERE m.type_id = ? AND m.id <> ? "
        "AND s.state = 'in_service' AND NOT i.is_practice ORDER BY m.name, m.id",
        (type_id, machine_id),
    )
    return [OtherMachine(one[0], one[1], one[2], one[3] == site_id, one[4], one[5] == "van") for one in rows]


def _bookings(machine_id: int, site_id: int, here: list[OtherMachine], at: datetime) -> list[SpoiltBooking]:
    rows = fast().rows(
        "SELECT token, person_id, starts_at, ends_at FROM machine_booking WHERE machine_id = ? AND state = 'booked' "
        "AND ends_at > ? ORDER BY starts_at, id",
        (machine_id, at),
    )
    found = []
    for token, person_id, first, last in rows:
        starts_at, ends_at = as_instant(first), as_instant(last)
        goes_to = _free(here, site_id, starts_at, ends_at) if starts_at > at else ()
        found.append(SpoiltBooking(token, person_id, starts_at, ends_at, goes_to))
    return found


def _free(
    here: list[OtherMachine], site_id: int, starts_at: datetime, ends_at: datetime
) -> tuple[OtherMachine, ...]:
    """Those of these machines that nobody has booked and no class needs then."""
    return tuple(
        one
        for one in here
        if fast().row(
            "SELECT 1 FROM machine_booking WHERE machine_id = ? AND starts_at < ? AND ends_at > ? "
            f"AND state IN ({sql_list(LIVE_BOOKING)}) LIMIT 1",
            (one.id, ends_at, starts_at),
        )
        is None
        and not crossings.classes_at_machine(one.name, site_id, starts_at, ends_at)
    )
