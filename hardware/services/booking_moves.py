"""Bookings of machines moved by hand, to another time or machine of the kind, by all rules of a booking; and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require
from core.db import db
from core.errors import N_, Conflict, NotFound, RuleBroken
from hardware.models.booking_records import MachineBookingMove
from hardware.models.bookings import MachineBooking
from hardware.models.machines import Machine
from hardware.services.bookings import (
    CLASH,
    BookingData,
    check_classes,
    check_count,
    check_permit,
    check_time,
    flush_free,
    hold_machine,
    is_taken,
    own_booking,
)
from hardware.services.machines import own_machine
from hardware.services.noting import note
from hardware.services.telling import tell_change

CHANGED = (N_("This booking was changed meanwhile."), N_("Look at it again."))


@dataclass(frozen=True)
class MoveTo:
    """Where a booking goes; `code` is another machine of the kind, "" for the same one."""

    starts_at: datetime
    ends_at: datetime
    code: str = ""


def move_booking(*, by: Actor, token: str, to: MoveTo, at: datetime, press: str) -> MachineBookingMove:
    """Move a booking of one's own, or as staff anybody's, by every rule of a new one; what it was before.

    The same press again moves nothing. Raises as `book_machine`, and RuleBroken for one that has begun or another kind.
    """
    require(by, "book_machines")
    known = db.session.scalar(select(MachineBookingMove).where(MachineBookingMove.token == press))
    if known is not None:
        return known
    row = own_booking(by, token)
    before = db.session.get_one(Machine, row.machine_id)
    machine = own_machine(by, to.code) if to.code else before
    for machine_id in sorted({before.id, machine.id}):
        hold_machine(machine_id)
    db.session.refresh(row)
    if row.machine_id != before.id:
        raise Conflict(*CHANGED)
    _check_move(row, before, machine, at)
    data = BookingData(to.starts_at, to.ends_at, used_for=row.used_for)
    check_time(machine, data, at)
    if machine.id != before.id:
        check_count(machine, row.person_id, at)
    beside = check_permit(machine, row.person_id, row.supervisor_id, data)
    if is_taken(machine.id, to.starts_at, to.ends_at, but=row.id):
        raise Conflict(*CLASH)
    check_classes(machine, to.starts_at, to.ends_at)
    return _moved(by, row, machine, to, beside, at, press)


def _check_move(row: MachineBooking, before: Machine, machine: Machine, at: datetime) -> None:
    if row.state != "booked":
        raise NotFound
    if row.starts_at <= at:
        raise RuleBroken(
            "starts_at", N_("This booking has begun: it stays."), N_("Book another time beside it.")
        )
    if machine.type_id != before.type_id or machine.retired_at is not None:
        raise RuleBroken(
            "machine", N_("This is another kind of machine."), N_("Choose one of the same kind.")
        )


def _moved(
    by: Actor, row: MachineBooking, machine: Machine, to: MoveTo, beside: int | None, at: datetime, press: str
) -> MachineBookingMove:
    move = MachineBookingMove(
        token=press,
        booking_id=row.id,
        machine_id=row.machine_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        number=row.number + 1,
        at=at,
        by_id=by.person_id,
    )
    changed = ["starts_at", "ends_at"] + (["machine"] if machine.id != row.machine_id else [])
    row.machine_id, row.starts_at, row.ends_at = machine.id, to.starts_at, to.ends_at
    row.supervisor_id, row.is_supervised, row.number = beside, beside is not None, row.number + 1
    flush_free()
    db.session.add(move)
    db.session.flush()
    note("move_booking", f"machine:{machine.code}", by, at, changed)
    tell_change(row=row, kind="machine_moved", by=by, at=at, press=press)
    return move


def undo_move(*, by: Actor, press: str, at: datetime) -> MachineBooking:
    """Take a move back: the booking is again when and where it was, by the same rules. A second press changes nothing.

    Raises NotFound, NotAllowed, and Conflict where it was changed meanwhile or its old time is taken.
    """
    known = db.session.scalar(select(MachineBookingMove).where(MachineBookingMove.token == press))
    row = db.session.get(MachineBooking, known.booking_id) if known is not None else None
    if known is None or row is None or db.session.get_one(Machine, row.machine_id).site_id != by.site_id:
        raise NotFound
    if row.person_id != by.person_id:
        require(by, "book_for_others")
    back = f"undo {press}"
    if db.session.scalar(select(MachineBookingMove.id).where(MachineBookingMove.token == back)) is not None:
        return row
    if row.number != known.number:
        raise Conflict(*CHANGED)
    code = db.session.get_one(Machine, known.machine_id).code
    to = MoveTo(known.starts_at, known.ends_at, code)
    move_booking(by=by, token=row.token, to=to, at=at, press=back)
    return row
