"""Writes of a machine's states: each ends where the next begins, and what was out of order comes back by a test run."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require
from core.bounds import tidy
from core.db import db
from core.errors import N_, NotAllowed, RuleBroken
from hardware.models.machines import Machine, MachineStateSpan
from hardware.services.machines import own_machine
from hardware.services.noting import note
from hardware.services.telling import tell_machine_back, tell_machine_out
from hardware.words import MACHINE_STATES, STATE_CAUSES


def current_state(machine_id: int, *, locked: bool = False) -> MachineStateSpan | None:
    """The state that a machine is in. `locked` holds the machine until the transaction ends."""
    if locked:
        db.session.scalar(select(Machine.id).where(Machine.id == machine_id).with_for_update())
    query = select(MachineStateSpan).where(
        MachineStateSpan.machine_id == machine_id, MachineStateSpan.ends_at.is_(None)
    )
    return db.session.scalar(query)


def set_state(
    *,
    by: Actor,
    code: str,
    state: str,
    cause: str,
    at: datetime,
    token: str,
    has_test_run: bool = False,
    text: str = "",
) -> MachineStateSpan:
    """Put a machine of the site into a state. A machine out of order comes back by a maintainer's test run only.

    Raises NotFound, NotAllowed, RuleBroken.
    """
    if state not in MACHINE_STATES or cause not in STATE_CAUSES:
        raise RuleBroken("state", N_("There is no such state."), N_("Choose one of the list."))
    machine = own_machine(by, code)
    known = db.session.scalar(select(MachineStateSpan).where(MachineStateSpan.token == token))
    if known is not None:
        return known
    before = current_state(machine.id, locked=True)
    db.session.refresh(machine)
    if machine.retired_at is not None:
        raise RuleBroken("state", N_("This machine is retired."), N_("Add it anew."))
    is_release = (
        before is not None and before.state == "out_of_order" and state in ("in_service", "needs_check")
    )
    require(by, "mend_machines" if is_release else "edit_machines")
    if is_release and not has_test_run:
        raise NotAllowed(
            N_("This machine was out of order: it comes back after a test run."),
            N_("Run it once, watch it, then say so."),
        )
    row = move_on(
        machine_id=machine.id,
        state=state,
        cause=cause,
        at=at,
        token=token,
        by=by,
        has_test_run=has_test_run,
        text=tidy("note", text, 400),
    )
    if state == "retired":
        machine.retired_at = at
    db.session.flush()
    note("set_machine_state", f"machine:{machine.code}", by, at, [state])
    return row


def move_on(
    *,
    machine_id: int,
    state: str,
    cause: str,
    at: datetime,
    token: str,
    by: Actor,
    has_test_run: bool = False,
    text: str = "",
    fault_id: int | None = None,
) -> MachineStateSpan:
    """End the state before and begin this one; never before the one before began. Out and back: people are told."""
    before = current_state(machine_id, locked=True)
    starts_at = max(at, before.starts_at) if before else at
    if before is not None:
        before.ends_at = starts_at
        db.session.flush()
    row = MachineStateSpan(
        token=token,
        machine_id=machine_id,
        state=state,
        cause=cause,
        fault_id=fault_id,
        has_test_run=has_test_run,
        note=text,
        starts_at=starts_at,
        by_id=by.person_id,
        device_id=by.device_id,
    )
    db.session.add(row)
    db.session.flush()
    if before is not None and before.state == "out_of_order" != state:
        tell_machine_back(machine_id=machine_id, span=before.token, at=at)
    if state == "out_of_order":
        tell_machine_out(machine_id=machine_id, at=at)
    return row
