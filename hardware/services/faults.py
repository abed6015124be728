"""Writes of faults: told by two buttons, with photos, mended without blame; "not safe" stops a machine at once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require
from core.bounds import tidy
from core.db import db, fast
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from core.files import StoredPhoto
from hardware.models.faults import FaultPhoto, MachineFault
from hardware.models.machines import Machine
from hardware.services.machines import own_machine
from hardware.services.noting import note
from hardware.services.states import current_state, move_on
from hardware.words import FAULT_CAUSES, FAULT_SIGNS

_STATES = uuid.UUID("3f0f5f0e-8a6c-4a7b-9c55-1b0a58f4d0a1")
"""Namespace of the states that follow from faults: one fault puts a machine out once."""
_PHOTO_ID = 16


@dataclass(frozen=True)
class FaultData:
    """What somebody saw: a word with a picture, and whether the machine is not safe."""

    sign: str
    is_unsafe: bool
    text: str = ""
    photo_ids: Sequence[str] = ()
    event_key: str | None = None


def report_fault(*, by: Actor, code: str, data: FaultData, at: datetime, token: str) -> MachineFault:
    """Report a fault of a machine; the same token again is the same fault. Not safe: out of service at once.

    Raises NotFound, RuleBroken.
    """
    require(by, "report_faults")
    return keep_fault(by=by, machine_id=own_machine(by, code).id, data=data, at=at, token=token)


def keep_fault(*, by: Actor, machine_id: int, data: FaultData, at: datetime, token: str) -> MachineFault:
    """Store a fault, whoever reported it: a person at the desk, or a kiosk for whoever stood before it.

    Raises RuleBroken for a sign that nobody drew.
    """
    known = db.session.scalar(select(MachineFault).where(MachineFault.token == token))
    if known is not None:
        return known
    if data.sign not in FAULT_SIGNS:
        raise RuleBroken("sign", N_("Choose what you saw."))
    machine = db.session.get_one(Machine, machine_id)
    row = MachineFault(
        token=token,
        event_key=data.event_key,
        machine_id=machine_id,
        site_id=machine.site_id,
        sign=data.sign,
        is_unsafe=data.is_unsafe,
        note=tidy("note", data.text, 400),
        reported_at=at,
        reported_by_id=by.person_id,
        device_id=by.device_id,
    )
    db.session.add(row)
    db.session.flush()
    for photo_id in data.photo_ids:
        name_photo(photo_id=photo_id, fault_id=row.id)
    if data.is_unsafe:
        _put_out(row, machine, by, at)
    note("report_fault", f"machine:{machine.code}", by, at, [data.sign])
    return row


def _put_out(fault: MachineFault, machine: Machine, by: Actor, at: datetime) -> None:
    """Out of service, unless it is so already."""
    now_in = current_state(machine.id, locked=True)
    if now_in is not None and now_in.state in ("out_of_order", "retired"):
        return
    move_on(
        machine_id=machine.id,
        state="out_of_order",
        cause="not_safe",
        at=at,
        token=str(uuid.uuid5(_STATES, fault.token)),
        by=by,
        fault_id=fault.id,
    )


def name_photo(*, photo_id: str, fault_id: int) -> None:
    """A photo belongs to this fault; its bytes may come before it or after it. Another kiosk's is not to be had."""
    connection = fast()
    row = connection.row(
        "SELECT site_id, reported_at, device_id FROM machine_fault WHERE id = ?", (fault_id,)
    )
    if row is None or not is_photo_id(photo_id):
        return
    known = connection.run(
        "UPDATE fault_photo SET fault_id = ? WHERE id = ? AND fault_id IS NULL AND site_id = ? "
        "AND COALESCE(device_id, 0) = ?",
        (fault_id, photo_id, row[0], row[2] or 0),
    )
    if known:
        return
    connection.run(
        "INSERT INTO fault_photo (id, fault_id, site_id, device_id, sha256, width, height, at) "
        "VALUES (?, ?, ?, ?, '', 0, 0, ?) ON CONFLICT (id) DO NOTHING",
        (photo_id, fault_id, row[0], row[2], row[1]),
    )


def is_photo_id(photo_id: str) -> bool:
    """Whether a photo may be called so."""
    plain = photo_id.replace("-", "")
    return _PHOTO_ID <= len(photo_id) <= 36 and plain.isascii() and plain.isalnum()


def keep_fault_photo(
    *, site_id: int, device_id: int | None, photo_id: str, stored: StoredPhoto, at: datetime
) -> None:
    """The bytes of a photo have come; the same again changes nothing. Raises RuleBroken, NotFound (another's)."""
    if not is_photo_id(photo_id):
        raise RuleBroken("photo", N_("This photo cannot be kept."), N_("Take it again."))
    row = db.session.get(FaultPhoto, photo_id)
    if row is None:
        row = FaultPhoto(id=photo_id, site_id=site_id, device_id=device_id, sha256="", at=at)
        db.session.add(row)
    elif row.site_id != site_id or row.device_id != device_id:
        raise NotFound
    if not row.sha256:
        row.sha256, row.width, row.height = stored.sha256, stored.width, stored.height
    db.session.flush()


def take_fault(*, by: Actor, token: str, at: datetime) -> MachineFault:
    """A maintainer says that they look after a fault. Raises NotFound, NotAllowed."""
    require(by, "mend_machines")
    row = _open_fault(by, token)
    row.taken_by_id = by.person_id
    db.session.flush()
    note("take_fault", f"machine:{_code(row)}", by, at)
    return row


def end_fault(
    *, by: Actor, token: str, cause: str, text: str, has_test_run: bool, at: datetime
) -> MachineFault:
    """A fault is mended, or nothing was found. A machine that was out for it comes back by the maintainer's test run.

    Where another unsafe fault is open the machine stays out. Raises NotFound, NotAllowed, RuleBroken.
    """
    require(by, "mend_machines")
    row = _open_fault(by, token)
    if cause not in FAULT_CAUSES:
        raise RuleBroken("cause", N_("What was it?"), N_("Choose one of the list."))
    if row.is_unsafe and not has_test_run:
        raise NotAllowed(
            N_("This machine was out of order: it comes back after a test run."),
            N_("Run it once, watch it, then say so."),
        )
    row.ended_at, row.ended_by_id = max(at, row.reported_at), by.person_id
    row.fault_cause, row.has_test_run = cause, has_test_run
    row.mended_note = tidy("note", text, 400)
    db.session.flush()
    _bring_back(row, by, at)
    note("end_fault", f"machine:{_code(row)}", by, at, [cause])
    return row


def _bring_back(fault: MachineFault, by: Actor, at: datetime) -> None:
    state = current_state(fault.machine_id, locked=True)
    others = select(MachineFault.id).where(
        MachineFault.machine_id == fault.machine_id, MachineFault.is_unsafe, MachineFault.ended_at.is_(None)
    )
    if not fault.has_test_run or state is None or state.state != "out_of_order":
        return
    if db.session.scalar(others.limit(1)) is not None:
        return
    move_on(
        machine_id=fault.machine_id,
        state="in_service",
        cause="test_run",
        at=at,
        token=str(uuid.uuid5(_STATES, f"back {fault.token}")),
        by=by,
        has_test_run=True,
        fault_id=fault.id,
    )


def _open_fault(by: Actor, token: str) -> MachineFault:
    row = db.session.scalar(
        select(MachineFault).where(MachineFault.token == token, MachineFault.site_id == by.site_id)
    )
    if row is None or row.ended_at is not None:
        raise NotFound
    return row


def _code(row: MachineFault) -> str:
    return db.session.get_one(Machine, row.machine_id).code
