"""What one room asks of another: questions and notices that `factory` connects, as rooms never import each other.

A room that is not there answers what an empty one would. Everything told is plain: ids, kinds of permit, days.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from core.access import Actor
from core.errors import NotFound


@dataclass(frozen=True)
class NextInduction:
    """The next class in which somebody may be inducted: when, of which course, how many places are free."""

    starts_at: datetime
    title: str
    places: int
    course: str = ""


@dataclass(frozen=True)
class TakenMachine:
    """A machine that somebody has booked: its name, from when until when. Never who."""

    name: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class PieceAtWork:
    """A piece in work: a code on one of its labels, its own name or its category's, and its category."""

    code: str
    called: str
    category: str


@dataclass(frozen=True)
class ClassAtMachine:
    """A class of training that needs a machine: of which run, its number there, what, when; by whom and for whom."""

    run: str
    number: int
    title: str
    starts_at: datetime
    ends_at: datetime
    giver_ids: tuple[int, ...] = ()
    learner_ids: tuple[int, ...] = ()


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


def _nothing_back(token: str, at: datetime) -> None:
    return None


def _no_classes(kind: str, site_id: int, starts_at: datetime, ends_at: datetime) -> list[str]:
    return []


def _nobody_began(person_ids: Sequence[int], kind: str) -> set[int]:
    return set()


def _no_pieces(step: str, site_id: int) -> list[str]:
    return []


def _nothing_at_work(kind: str, site_id: int) -> list[PieceAtWork]:
    return []


def _no_work(piece_code: str) -> list[tuple[str, int]]:
    return []


def _nothing_taken(
    site_id: int, names: Sequence[str], starts_at: datetime, ends_at: datetime
) -> list[TakenMachine]:
    return []


def _no_classes_there(
    machine: str, site_id: int, starts_at: datetime, ends_at: datetime
) -> list[ClassAtMachine]:
    return []


def _no_class_to_change(by: Actor, run: str, number: int, was: str, to: str, at: datetime) -> None:
    raise NotFound()


def _no_class_to_call_off(by: Actor, run: str, number: int, at: datetime) -> None:
    raise NotFound()


def _nothing_known(person_id: int, site_id: int, since: datetime, until: datetime) -> datetime | None:
    return None


def _no_work_known(person_id: int, site_id: int, since: datetime, until: datetime) -> str:
    return ""


def _nothing_more_of_them(donor_id: int, by: Actor, at: datetime) -> None:
    return None


@dataclass
class Crossings:
    """The doors between rooms; `factory` sets those of rooms that are there.

    `way_to_permit`, `begun_inductions` (who of these people has begun one) and `next_induction` are training's;
    `note_use` and `note_supervised` tell it of work at machines, and `take_back_supervised` that minutes were of
    somebody else;
    `classes_that_need` names its classes that use a kind of machine between two instants; `pieces_waiting_for` are
    inventory's codes of pieces that wait for a step, `pieces_at_work` its pieces in work, those first that wait for a
    kind of machine. `minutes_at_machines` and `machines_taken` are the machines' own:
    the minutes of a piece by type of machine, and what is booked between two instants, held until the transaction
    ends; `classes_at_machine` are the classes that need a machine of a name then;
    `give_class_a_machine` and `call_class_off` do what training's own desk does. `machines_out_for` are the machines
    that a step of a piece's work waits for. `last_act_there` is when a person was last known to do something at a site
    between two instants, in any room, and `work_of_day` the kind of work that it tells of.
    `donor_forgotten` tells that a donor's contact was deleted, so that what else is kept of them goes with it.
    """

    way_to_permit: Callable[[int, str], WayToPermit] = field(default=_no_way)
    begun_inductions: Callable[[Sequence[int], str], set[int]] = field(default=_nobody_began)
    next_induction: Callable[[str, int, datetime], NextInduction | None] = field(default=_no_induction)
    note_use: Callable[[int, str, date, int], None] = field(default=_no_use)
    note_supervised: Callable[[int, int, str, date, int, datetime, str], None] = field(default=_no_minutes)
    take_back_supervised: Callable[[str, datetime], None] = field(default=_nothing_back)
    classes_that_need: Callable[[str, int, datetime, datetime], list[str]] = field(default=_no_classes)
    pieces_waiting_for: Callable[[str, int], list[str]] = field(default=_no_pieces)
    pieces_at_work: Callable[[str, int], list[PieceAtWork]] = field(default=_nothing_at_work)
    minutes_at_machines: Callable[[str], list[tuple[str, int]]] = field(default=_no_work)
    machines_taken: Callable[[int, Sequence[str], datetime, datetime], list[TakenMachine]] = field(
        default=_nothing_taken
    )
    classes_at_machine: Callable[[str, int, datetime, datetime], list[ClassAtMachine]] = field(
        default=_no_classes_there
    )
    give_class_a_machine: Callable[[Actor, str, int, str, str, datetime], None] = field(
        default=_no_class_to_change
    )
    call_class_off: Callable[[Actor, str, int, datetime], None] = field(default=_no_class_to_call_off)
    machines_out_for: Callable[[str, int], list[str]] = field(default=_no_pieces)
    last_act_there: Callable[[int, int, datetime, datetime], datetime | None] = field(default=_nothing_known)
    work_of_day: Callable[[int, int, datetime, datetime], str] = field(default=_no_work_known)
    donor_forgotten: Callable[[int, Actor, datetime], None] = field(default=_nothing_more_of_them)


crossings = Crossings()
"""The doors of this process."""
