"""Writes of kiosks: pairing, which machines each stands beside, and the turning of its token."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from core.access import Actor, require
from core.audit import write_audit_line
from core.db import db, fast
from core.devices import Device, add_device, hash_token, make_pairing_code, revoke_device, use_pairing_code
from core.errors import N_, NotFound, RuleBroken
from core.ids import new_client_id
from hardware.models.kiosks import Kiosk, KioskMachine, KioskRejected
from hardware.models.machines import Machine
from hardware.queries.kiosks import KnownKiosk
from hardware.services.machines import own_machine
from hardware.services.noting import note

TOKEN_HOLDS = timedelta(days=30)
"""A kiosk's token is turned after so long."""
OLD_HOLDS = timedelta(days=7)
"""For so long the token before is taken too, unless the new one has been used: an answer may be lost on its way."""
AFTER_ALL = "~"
"""A place behind every event."""


@dataclass(frozen=True)
class PairedKiosk:
    """What a kiosk is told once, when it is paired."""

    public_id: str
    token: str
    pepper: str
    machines: tuple[str, ...]


def make_kiosk_code(*, by: Actor, name: str, machine_codes: Sequence[str], at: datetime) -> str:
    """A pairing code for a kiosk beside these machines; shown once. Raises NotFound, RuleBroken."""
    require(by, "edit_kiosks")
    machines = [own_machine(by, code) for code in machine_codes]
    if not machines or len(machines) > 20:
        raise RuleBroken("machines", N_("Choose the machines that it stands beside: 1 to 20."))
    about = " ".join(machine.code for machine in machines)
    called = " ".join(name.split())[:60] or machines[0].name
    return make_pairing_code(
        site_id=by.site_id, name=called, by_id=by.person_id, at=at, kind="kiosk", about=about
    )


def pair_kiosk(*, code: str, at: datetime) -> PairedKiosk:
    """Turn a pairing code into a kiosk beside its machines. Raises RuleBroken for a code that does not work."""
    row = use_pairing_code(code=code, kind="kiosk", at=at)
    device, token = add_device(
        site_id=row.site_id,
        name=row.name,
        by_id=row.made_by_id,
        at=at,
        public_id=new_client_id(),
        kind="kiosk",
    )
    kiosk = Kiosk(device_id=device.id, pepper=secrets.token_hex(32), turned_at=at)
    db.session.add(kiosk)
    db.session.flush()
    codes = tuple(row.about.split())
    for machine in db.session.scalars(select(Machine).where(Machine.code.in_(codes)).order_by(Machine.id)):
        _stand_beside(device.id, machine.id, row.made_by_id, at)
    return PairedKiosk(device.public_id, token, kiosk.pepper, codes)


def _stand_beside(kiosk_id: int, machine_id: int, by_id: int | None, at: datetime) -> None:
    """A machine has one kiosk: whichever stood beside it before does no more."""
    live = select(KioskMachine).where(KioskMachine.machine_id == machine_id, KioskMachine.ends_at.is_(None))
    for before in db.session.scalars(live):
        if before.kiosk_id == kiosk_id:
            return
        before.ends_at = max(at, before.starts_at)
        _count_to_the_end(before.kiosk_id, machine_id)
    db.session.flush()
    db.session.add(KioskMachine(kiosk_id=kiosk_id, machine_id=machine_id, starts_at=at, by_id=by_id))
    _count_to_the_end(kiosk_id, machine_id)
    db.session.flush()


def _count_to_the_end(kiosk_id: int, machine_id: int) -> None:
    """A kiosk that stands there no more, or again: what it left open is to be closed."""
    fast().run(
        "UPDATE machine_fold SET stale_from = ? WHERE kiosk_id = ? AND machine_id = ? AND stale_from IS NULL",
        (AFTER_ALL, kiosk_id, machine_id),
    )


def set_kiosk_machines(*, by: Actor, public_id: str, machine_codes: Sequence[str], at: datetime) -> None:
    """Say beside which machines a kiosk stands from now on. Raises NotFound, and RuleBroken for one that has ended."""
    require(by, "edit_kiosks")
    device = _live_kiosk(by, public_id)
    wanted = {own_machine(by, code).id for code in machine_codes}
    live = select(KioskMachine).where(KioskMachine.kiosk_id == device.id, KioskMachine.ends_at.is_(None))
    for row in db.session.scalars(live):
        if row.machine_id not in wanted:
            row.ends_at = max(at, row.starts_at)
            _count_to_the_end(device.id, row.machine_id)
    db.session.flush()
    for machine_id in sorted(wanted):
        _stand_beside(device.id, machine_id, by.person_id, at)
    note("set_kiosk_machines", f"device:{public_id}", by, at, ["machines"])


def own_kiosk(by: Actor, public_id: str) -> Device:
    """A kiosk of the site. Raises NotFound."""
    query = select(Device).where(
        Device.public_id == public_id, Device.site_id == by.site_id, Device.kind == "kiosk"
    )
    device = db.session.scalar(query)
    if device is None:
        raise NotFound
    return device


def _live_kiosk(by: Actor, public_id: str) -> Device:
    """A kiosk of the site that has not ended: one that has must not take a machine from the one that stands there."""
    device = own_kiosk(by, public_id)
    if device.revoked_at is not None:
        raise RuleBroken("kiosk", N_("This kiosk has ended."), N_("Choose another."))
    return device


def revoke_kiosk(*, by: Actor, public_id: str, at: datetime) -> None:
    """End a kiosk's pairing at once, and its standing beside machines. Raises NotFound."""
    require(by, "edit_kiosks")
    device = own_kiosk(by, public_id)
    revoke_device(public_id=public_id, site_id=by.site_id, by_id=by.person_id, at=at)
    fast().run(
        "UPDATE kiosk SET old_token_hash = NULL, old_token_until = NULL WHERE device_id = ?", (device.id,)
    )
    fast().run(
        "UPDATE machine_fold SET stale_from = ? WHERE kiosk_id = ? AND stale_from IS NULL",
        (AFTER_ALL, device.id),
    )
    fast().run(
        "UPDATE kiosk_machine SET ends_at = ? WHERE kiosk_id = ? AND ends_at IS NULL AND starts_at <= ?",
        (at, device.id, at),
    )


def hold_kiosk(kiosk_id: int) -> None:
    """Whoever takes or counts a kiosk's events holds it first, so that nobody waits for another in a ring."""
    connection = fast()
    if not connection.is_sqlite:
        connection.row("SELECT device_id FROM kiosk WHERE device_id = ? FOR UPDATE", (kiosk_id,))


def settle_rejected(*, by: Actor, rejected_id: int, at: datetime) -> None:
    """Somebody looked at what could not be taken; it stays as it is. Again changes nothing. Raises NotFound."""
    require(by, "edit_kiosks")
    row = db.session.get(KioskRejected, rejected_id)
    device = db.session.get(Device, row.kiosk_id) if row is not None else None
    if row is None or device is None or device.site_id != by.site_id:
        raise NotFound
    if row.settled_at is not None:
        return
    row.settled_at, row.settled_by_id = at, by.person_id
    db.session.flush()
    note("settle_rejected", f"device:{device.public_id}", by, at)


def ask_for_turn(*, by: Actor, public_id: str, at: datetime) -> None:
    """Have a kiosk's token turned with its next upload, as if its time were over. Raises NotFound, RuleBroken."""
    require(by, "edit_kiosks")
    device = _live_kiosk(by, public_id)
    fast().run(
        "UPDATE kiosk SET turn_asked_at = ? WHERE device_id = ? AND turn_asked_at IS NULL", (at, device.id)
    )
    note("ask_for_turn", f"device:{public_id}", by, at)


def turn_token(*, kiosk: KnownKiosk, at: datetime) -> str:
    """A new token where it is time for one, else "". The one before is taken until the new one is used.

    A kiosk that still comes with the one before has not got the new one: it is given another.
    """
    connection = fast()
    if not kiosk.is_by_old_token:
        connection.run(
            "UPDATE kiosk SET old_token_hash = NULL, old_token_until = NULL "
            "WHERE device_id = ? AND old_token_hash IS NOT NULL",
            (kiosk.id,),
        )
        if at - kiosk.turned_at < TOKEN_HOLDS and not kiosk.is_turn_asked:
            return ""
    token = secrets.token_urlsafe(32)
    if not kiosk.is_by_old_token:
        connection.run(
            "UPDATE kiosk SET old_token_hash = (SELECT token_hash FROM device WHERE id = ?), old_token_until = ?, "
            "turned_at = ?, turn_asked_at = NULL WHERE device_id = ?",
            (kiosk.id, at + OLD_HOLDS, at, kiosk.id),
        )
    connection.run("UPDATE device SET token_hash = ? WHERE id = ?", (hash_token(token), kiosk.id))
    write_audit_line(
        "turn_token", f"device:{kiosk.public_id}", site_id=kiosk.site_id, device_id=kiosk.id, at=at
    )
    return token
