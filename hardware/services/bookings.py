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
from core.people_shown import person_shown
from core.young import check_permission
from hardware.may import is_open_through
from hardware.models.bookings import MachineBooking
from hardware.models.machines import Machine
from hardware.queries.permission import may_operate
from hardware.services.machines import own_machine
from hardware.services.noting import note
from hardware.services.telling import tell_change
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
    person_id = _booker(by, data, at)
    check_permission(person_id)
    check_time(machine, data, at)
    check_count(machine, person_id, at)
    beside = person_here(data.supervisor_number, site_id=by.site_id).id if data.supervisor_number else None
    supervisor_id = check_permit(machine, person_id, beside, data)
    if is_taken(machine.id, data.starts_at, data.ends_at):
        raise Conflict(*CLASH)
    check_classes(machine, data.starts_at, data.ends_at)
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
    flush_free()
    note("book_machine", f"machine:{machine.code}", by, at)
    return row


def hold_machine(machine_id: int) -> None:
    """Whoever books a machine holds it until the transaction ends."""
    db.session.scalar(select(Machine.id).where(Machine.id == machine_id).with_for_update())


def flush_free() -> None:
    """The database itself refuses a clash that two saw as free at the same moment."""
    try:
        db.session.flush()
    except IntegrityError as problem:
        if "booked the machine" in str(problem):
            raise Conflict(*CLASH) from problem
        raise


def _booker(by: Actor, data: BookingData, at: datetime) -> int:
    if data.used_for not in PURPOSES:
        raise RuleBroken("used_for", N_("There is no such purpose."))
    if data.person_number:
        person_id = person_shown(data.person_number, site_id=by.site_id, at=at).id
        if person_id != by.person_id:
            require(by, "book_for_others")
        return person_id
    if by.person_id is None:
        raise RuleBroken("person", N_("For whom?"), N_("Choose a person."))
    return by.person_id


def check_time(machine: Machine, data: BookingData, at: datetime) -> None:
    """A time to come, not too long nor too far ahead, at which the machine is open. Raises RuleBroken."""
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


def check_count(machine: Machine, person_id: int, at: datetime) -> None:
    """So many bookings ahead a person may hold on one machine. Raises RuleBroken."""
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


def check_permit(
    machine: Machine, person_id: int, supervisor_id: int | None, data: BookingData
) -> int | None:
    """The supervisor beside whom it is booked, None for somebody who may alone. Raises NotAllowed, Conflict."""
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


def check_classes(machine: Machine, starts_at: datetime, ends_at: datetime) -> None:
    """No class needs the machine then. Raises Conflict."""
    if crossings.classes_at_machine(machine.name, machine.site_id, starts_at, ends_at):
        raise Conflict(N_("A class needs the machine at this time."), CLASH[1])


def cancel_booking(*, by: Actor, token: str, reason: str, at: datetime) -> MachineBooking:
    """Give a booking back. Raises NotFound, NotAllowed."""
    row = own_booking(by, token)
    row.state, row.ended_at, row.number, row.reason = "cancelled", at, row.number + 1, reason[:200]
    db.session.flush()
    note("cancel_booking", f"machine:{db.session.get_one(Machine, row.machine_id).code}", by, at)
    tell_change(row=row, kind="machine_given_back", by=by, at=at, press=token)
    return row


def own_booking(by: Actor, token: str) -> MachineBooking:
    """A booking of one's own that stands, or as staff anybody's at the site. Raises NotFound, NotAllowed."""
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
