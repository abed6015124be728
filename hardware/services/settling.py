"""What waits for a machine that is out is settled in one go: each booking and class kept, moved or called off."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require
from core.crossings import crossings
from core.db import db
from core.errors import N_, EcoError, RuleBroken
from hardware.models.bookings import MachineBooking
from hardware.models.machines import Machine
from hardware.queries.reach import FAR
from hardware.services.booking_moves import MoveTo, move_booking
from hardware.services.bookings import cancel_booking
from hardware.services.machines import own_machine

KEEP, CALL_OFF = "keep", "cancel"


@dataclass(frozen=True)
class Choice:
    """What becomes of one thing: `booking` a token, or `run` and `number` of a class; `act` keep, cancel or a code."""

    act: str
    booking: str = ""
    run: str = ""
    number: int = 0

    @property
    def field(self) -> str:
        """The name of its field on the page."""
        return f"do-{self.booking or f'{self.run}-{self.number}'}"


def settle_waiting(
    *, by: Actor, code: str, choices: Sequence[Choice], reason: str, at: datetime, press: str
) -> tuple[int, int]:
    """Settle what waits for a machine, all of it or nothing: how many were moved, how many called off.

    The same press again changes nothing. Raises NotFound, NotAllowed, and RuleBroken beside the thing that cannot go.
    """
    require(by, "book_for_others")
    machine = own_machine(by, code)
    if any(one.act == CALL_OFF for one in choices) and not reason.strip():
        raise RuleBroken("reason", N_("Say why, so that we can tell them."))
    moved = called_off = 0
    for one in choices:
        if one.act == KEEP:
            continue
        try:
            is_done = _settle(by, machine, one, reason, at, f"{press} {one.field}")
        except EcoError as problem:
            raise RuleBroken(one.field, problem.message, problem.remedy, **problem.params) from problem
        moved += is_done and one.act != CALL_OFF
        called_off += is_done and one.act == CALL_OFF
    return moved, called_off


def _settle(by: Actor, machine: Machine, one: Choice, reason: str, at: datetime, press: str) -> bool:
    """Settle one; False where somebody has settled it already."""
    if one.booking:
        row = db.session.scalar(select(MachineBooking).where(MachineBooking.token == one.booking))
        if row is None or row.state != "booked" or row.machine_id != machine.id:
            return False
        if one.act == CALL_OFF:
            cancel_booking(by=by, token=row.token, reason=reason, at=at)
        else:
            to = MoveTo(row.starts_at, row.ends_at, one.act)
            token = str(uuid.uuid5(uuid.NAMESPACE_OID, press))
            move_booking(by=by, token=row.token, to=to, at=at, press=token)
        return True
    there = crossings.classes_at_machine(machine.name, machine.site_id, at, at + FAR)
    if (one.run, one.number) not in {(each.run, each.number) for each in there}:
        return False
    if one.act == CALL_OFF:
        crossings.call_class_off(by, one.run, one.number, at)
    else:
        other = own_machine(by, one.act)
        if other.type_id != machine.type_id:
            raise RuleBroken("", N_("This is another kind of machine."), N_("Choose one of the same kind."))
        crossings.give_class_a_machine(by, one.run, one.number, machine.name, other.name, at)
    return True
