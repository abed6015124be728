"""Writes of machine bookings: no clash, inducted or supervised, within hours and bounds; freed where nobody comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.access import Actor, require
from core.crossings import crossings
from core.db import db, fast
from core.errors import N_, Conflict, NotAllowed, NotFound, RuleBroken
from core.people_queries import person_here
from hardware.may import is_open_through
from hardware.models.bookings import MachineBooking
from hardware.models.machines import Machine
from hardware.queries.permission import may_operate
from hardware.services.machines import own_machine
from hardware.services.noting import note
from hardware.vocabulary import Reason, Verdict
from hardware.words import LIVE_BOOKING, PURPOSES, sql_list

NO_SHOW_AFTER = timedelta(minutes=20)
"""A booked machine that nobody has come to for so long is free again."""
CLASH = (
    N_("Somebody has booked the machine for this time."),
    N_("Choose another time, or another machine."),
)


@dataclass(frozen=True)
class BookingData:
    """What somebody wants a machine for, and when."""

    starts_at: datetime
    ends_at: datetime
    used_for: str = "own_work"
    piece_code: str = ""
    person_number: str = ""
    supervisor_number: str = ""


def book_machine(*, by: Actor, code: str, data: BookingData, at: datetime, token: str) -> MachineBooking:
    """Book a machine for oneself, or as staff for another. The same token again is the same booking.

    Raises NotFound, RuleBroken, NotAllowed (not inducted, and nobody beside) and Conflict (taken).
    """
    require(by, "book_machines")
    known = db.session.scalar(select(MachineBooking).where(MachineBooking.token == token))
    if known is not None:
        return known
    machine = own_machine(by, code)
    hold_machine(machine.id)
    person_id = _booker(by, data)
    _check_time(machine, data, at)
    _check_count(machine, person_id, at)
    supervisor_id = _check_permit(by, machine, person_id, data)
    if is_taken(machine.id, data.starts_at, data.ends_at):
        raise Conflict(*CLASH)
    _check_classes(machine, data.starts_at, data.ends_at)
    row = MachineBooking(
        token=token,
        machine_id=machine.id,
        person_id=person_id,
        supervisor_id=supervisor_id,
        is_supervised=supervisor_id is not None,
        used_for=data.used_for,
        piece_code=data.piece_code[:12],
        starts_at=data.starts_at,
        ends_at=data.ends_at,
        made_at=at,
        made_by_id=by.person_id,
    )
    db.session.add(row)
    _flush()
    note("book_machine", f"machine:{machine.code}", by, at)
    return row


def hold_machine(machine_id: int) -> None:
    """Whoever books a machine holds it until the transaction ends."""
    db.session.scalar(select(Machine.id).where(Machine.id == machine_id).with_for_update())


def _flush() -> None:
    """The database itself refuses a clash that two saw as free at the same moment."""
    try:
        db.session.flush()
    except IntegrityError as problem:
        if "booked the machine" in str(problem):
            raise Conflict(*CLASH) from problem
        raise


def _booker(by: Actor, data: BookingData) -> int:
    if data.used_for not in PURPOSES:
        raise RuleBroken("used_for", N_("There is no such purpose."))
    if data.person_number:
        person_id = person_here(data.person_number, site_id=by.site_id).id
        if person_id != by.person_id:
            require(by, "book_for_others")
        return person_id
    if by.person_id is None:
        raise RuleBroken("person", N_("For whom?"), N_("Choose a person."))
    return by.person_id


def _check_time(machine: Machine, data: BookingData, at: datetime) -> None:
    if data.ends_at <= data.starts_at or data.starts_at < at - timedelta(minutes=5):
        raise RuleBroken("starts_at", N_("This time is over, or ends before it begins."))
    if data.ends_at - data.starts_at > timedelta(minutes=machine.longest_minutes):
        raise RuleBroken(
            "ends_at", N_("At most %(minutes)s minutes at once."), minutes=machine.longest_minutes
        )
    if data.starts_at > at + timedelta(days=machine.horizon_days):
        raise RuleBroken("starts_at", N_("At most %(days)s days ahead."), days=machine.horizon_days)
    if not is_open_through(machine.opening, data.starts_at, data.ends_at):
        raise RuleBroken(
            "starts_at", N_("The machine is closed at that time."), N_("Look at its opening hours.")
        )


def _check_count(machine: Machine, person_id: int, at: datetime) -> None:
    """So many bookings ahead a person may hold on one machine."""
    row = fast().row(
        "SELECT COUNT(*) FROM machine_booking WHERE machine_id = ? AND person_id = ? AND state = 'booked' "
        "AND ends_at > ?",
        (machine.id, person_id, at),
    )
    if row and row[0] >= machine.most_bookings:
        raise RuleBroken(
            "starts_at",
            N_("You hold %(count)s bookings of this machine already."),
            N_("Use one first, or give one back."),
            count=row[0],
        )


def _check_permit(by: Actor, machine: Machine, person_id: int, data: BookingData) -> int | None:
    """The supervisor beside whom it is booked, None for somebody who may alone."""
    supervisor_id = None
    if data.supervisor_number:
        supervisor_id = person_here(data.supervisor_number, site_id=by.site_id).id
    answer = may_operate(
        person_id=person_id,
        machine_id=machine.id,
        at=data.starts_at,
        used_for=data.used_for,
        with_ids=[supervisor_id] if supervisor_id else None,
        is_later=True,
    )
    if answer.verdict is Verdict.ALLOWED:
        return None
    if answer.reason is Reason.BOOKED_BY_OTHER:
        raise Conflict(*CLASH)
    if answer.verdict is Verdict.SUPERVISED and answer.reason is Reason.NONE:
        return supervisor_id
    if answer.verdict is Verdict.SUPERVISED:
        raise NotAllowed(
            N_("You may use this machine beside somebody who holds its permit."),
            N_("Choose who will be beside you, or come to an induction."),
        )
    raise NotAllowed(N_("This machine needs an induction first."), N_("Come to an induction, then book it."))


def is_taken(machine_id: int, starts_at: datetime, ends_at: datetime, *, but: int = 0) -> bool:
    """Whether a live booking of a machine overlaps these times."""
    row = fast().row(
        "SELECT 1 FROM machine_booking WHERE machine_id = ? AND id <> ? AND starts_at < ? AND ends_at > ? "
        f"AND state IN ({sql_list(LIVE_BOOKING)})",
        (machine_id, but, ends_at, starts_at),
    )
    return row is not None


def _check_classes(machine: Machine, starts_at: datetime, ends_at: datetime) -> None:
    if crossings.class_at_machine(machine.name, machine.site_id, starts_at, ends_at):
        raise Conflict(N_("A class needs the machine at this time."), CLASH[1])


def move_booking(
    *, by: Actor, token: str, starts_at: datetime, ends_at: datetime, at: datetime
) -> MachineBooking:
    """Move a booking of one's own, or as staff anybody's, to another time. Raises as `book_machine`."""
    row = _own_booking(by, token)
    machine = db.session.get_one(Machine, row.machine_id)
    hold_machine(machine.id)
    _check_time(machine, BookingData(starts_at, ends_at), at)
    if is_taken(machine.id, starts_at, ends_at, but=row.id):
        raise Conflict(*CLASH)
    _check_classes(machine, starts_at, ends_at)
    row.starts_at, row.ends_at, row.number = starts_at, ends_at, row.number + 1
    _flush()
    note("move_booking", f"machine:{machine.code}", by, at, ["starts_at", "ends_at"])
    return row


def rebook(*, by: Actor, token: str, code: str, at: datetime) -> MachineBooking:
    """Move a booking to another machine of the same kind for the same time: the first one is out.

    Raises NotFound, NotAllowed, RuleBroken (another kind), Conflict (taken).
    """
    row, other = _own_booking(by, token), own_machine(by, code)
    hold_machine(other.id)
    if other.type_id != db.session.get_one(Machine, row.machine_id).type_id:
        raise RuleBroken(
            "machine", N_("This is another kind of machine."), N_("Choose one of the same kind.")
        )
    if is_taken(other.id, row.starts_at, row.ends_at):
        raise Conflict(*CLASH)
    _check_classes(other, row.starts_at, row.ends_at)
    row.machine_id, row.number = other.id, row.number + 1
    _flush()
    note("rebook", f"machine:{other.code}", by, at, ["machine"])
    return row


def cancel_booking(*, by: Actor, token: str, reason: str, at: datetime) -> MachineBooking:
    """Give a booking back. Raises NotFound, NotAllowed."""
    row = _own_booking(by, token)
    row.state, row.ended_at, row.number, row.reason = "cancelled", at, row.number + 1, reason[:200]
    db.session.flush()
    note("cancel_booking", f"machine:{db.session.get_one(Machine, row.machine_id).code}", by, at)
    return row


def _own_booking(by: Actor, token: str) -> MachineBooking:
    query = (
        select(MachineBooking)
        .join(Machine, Machine.id == MachineBooking.machine_id)
        .where(MachineBooking.token == token, Machine.site_id == by.site_id)
    )
    row = db.session.scalar(query)
    if row is None or row.state != "booked":
        raise NotFound
    if row.person_id != by.person_id:
        require(by, "book_for_others")
    return row


def settle_bookings(*, at: datetime) -> tuple[int, int]:
    """Bookings that were used, and those to which nobody came in time; how many of each. Run again it does nothing."""
    used = fast().run(
        "UPDATE machine_booking SET state = 'used', ended_at = ? WHERE state = 'booked' AND starts_at <= ? "
        "AND EXISTS (SELECT 1 FROM machine_session s WHERE s.machine_id = machine_booking.machine_id "
        "AND s.person_id = machine_booking.person_id AND NOT s.is_void AND s.began_at < machine_booking.ends_at "
        "AND (s.ended_at IS NULL OR s.ended_at > machine_booking.starts_at))",
        (at, at),
    )
    missed = fast().run(
        "UPDATE machine_booking SET state = 'no_show', ended_at = ?, number = number + 1 "
        "WHERE state = 'booked' AND (starts_at <= ? OR ends_at <= ?)",
        (at, at - NO_SHOW_AFTER, at),
    )
    return used, missed
