"""What one room asks of another: questions and notices that `factory` connects, as rooms never import each other.

A room that is not there answers what an empty one would. Everything told is plain: ids, kinds of permit, days.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class NextInduction:
    """The next class in which somebody may be inducted: when, what it is called, how many places are free."""

    starts_at: datetime
    title: str
    places: int


@dataclass(frozen=True)
class TakenMachine:
    """A machine that somebody has booked: its name, from when until when. Never who."""

    name: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class WayToPermit:
    """How a person stands towards a kind of permit: what it takes, and whether they have begun."""

    title: str = ""
    has_begun: bool = False
    missing: tuple[str, ...] = ()


def _no_way(person_id: int, kind: str) -> WayToPermit:
    return WayToPermit()


def _no_induction(kind: str, site_id: int, at: datetime) -> NextInduction | None:
    return None


def _no_use(person_id: int, kind: str, on: date, minutes: int) -> None:
    return None


def _no_minutes(
    person_id: int, supervisor_id: int, kind: str, on: date, minutes: int, at: datetime, token: str
) -> None:
    return None


def _no_classes(kind: str, site_id: int, starts_at: datetime, ends_at: datetime) -> list[str]:
    return []


def _no_pieces(step: str, site_id: int) -> list[str]:
    return []


def _no_work(piece_code: str) -> list[tuple[str, int]]:
    return []


def _nothing_taken(
    site_id: int, names: Sequence[str], starts_at: datetime, ends_at: datetime
) -> list[TakenMachine]:
    return []


def _no_class(machine: str, site_id: int, starts_at: datetime, ends_at: datetime) -> bool:
    return False


@dataclass
class Crossings:
    """The doors between rooms; `factory` sets those of rooms that are there.

    `way_to_permit` and `next_induction` are training's; `note_use` and `note_supervised` tell it of work at machines;
    `classes_that_need` names its classes that use a kind of machine between two instants; `pieces_waiting_for` are
    inventory's codes of pieces that wait for a step. `minutes_at_machines` and `machines_taken` are the machines' own:
    the minutes of a piece by type of machine, and what is booked between two instants, held until the transaction
    ends; `class_at_machine` says whether a class of training needs a machine then.
    """

    way_to_permit: Callable[[int, str], WayToPermit] = field(default=_no_way)
    next_induction: Callable[[str, int, datetime], NextInduction | None] = field(default=_no_induction)
    note_use: Callable[[int, str, date, int], None] = field(default=_no_use)
    note_supervised: Callable[[int, int, str, date, int, datetime, str], None] = field(default=_no_minutes)
    classes_that_need: Callable[[str, int, datetime, datetime], list[str]] = field(default=_no_classes)
    pieces_waiting_for: Callable[[str, int], list[str]] = field(default=_no_pieces)
    minutes_at_machines: Callable[[str], list[tuple[str, int]]] = field(default=_no_work)
    machines_taken: Callable[[int, Sequence[str], datetime, datetime], list[TakenMachine]] = field(
        default=_nothing_taken
    )
    class_at_machine: Callable[[str, int, datetime, datetime], bool] = field(default=_no_class)


crossings = Crossings()
"""The doors of this process."""
