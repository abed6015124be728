"""What kiosks tell that somebody acts on: faults, maintenance, and a machine that a maintainer gives back."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from core.access import Actor, actor_for, system_actor
from core.clock import from_milliseconds, local_day, milliseconds
from core.db import as_json, fast
from core.errors import EcoError
from hardware.queries.cards import Cardholders, is_over
from hardware.queries.maintenance import due_on
from hardware.queries.persons import is_maintainer
from hardware.services.faults import FaultData, keep_fault, name_photo
from hardware.services.states import current_state, move_on
from hardware.services.upkeep import keep_maintenance
from hardware.vocabulary import EventKind
from hardware.words import FAULT_SIGNS

_ACTS = uuid.UUID("77a3d2e4-6a0d-4b57-9d3b-0f2b0c9f6a11")
"""Namespace of what follows from an event: told twice, it is done once."""
RELEASE = "release"
LOOKED_BACK = timedelta(days=30)
_EVENTS = (
    "SELECT e.boot, e.seq, e.mono_ms, e.machine_id, e.kind, e.body, b.offset_ms, d.public_id, d.site_id, k.pepper, "
    "e.received_at FROM kiosk_event e JOIN kiosk k ON k.device_id = e.kiosk_id JOIN device d ON d.id = e.kiosk_id "
    "LEFT JOIN kiosk_boot b ON b.kiosk_id = e.kiosk_id AND b.boot = e.boot WHERE e.kiosk_id = ? AND e.kind IN "
    "('fault_reported', 'maintenance_done') AND e.machine_id IS NOT NULL "
)


def act_on_told(*, kiosk_id: int, at: datetime) -> int:
    """Do what the latest events of a kiosk ask for and is not done yet; returns how many there were. Never twice."""
    since = milliseconds(at - LOOKED_BACK)
    rows = fast().rows(
        _EVENTS + "AND e.received_at >= ? ORDER BY e.boot, e.seq", (kiosk_id, from_milliseconds(since))
    )
    done = 0
    for row in rows:
        token = str(uuid.uuid5(_ACTS, f"{row[7]} {row[0]} {row[1]}"))
        if not _is_done(token):
            _act(kiosk_id, row, token, at)
            done += 1
    return done


def _is_done(token: str) -> bool:
    row = fast().row(
        "SELECT 1 FROM machine_fault WHERE token = ? UNION ALL SELECT 1 FROM maintenance_done WHERE token = ? "
        "UNION ALL SELECT 1 FROM machine_state WHERE token = ?",
        (token, token, token),
    )
    return row is not None


def _act(kiosk_id: int, row: Any, token: str, at: datetime) -> None:
    boot, seq, mono_ms, machine_id, kind, raw, offset, public_id, site_id, pepper, received = row
    body = as_json(raw)
    when = at if offset is None else min(at, from_milliseconds(offset + mono_ms))
    if not _stood_beside(kiosk_id, machine_id, when):
        return
    by = _who(_holder(kiosk_id, pepper, str(body.get("card") or ""), when), site_id, kiosk_id, when)
    if kind == EventKind.FAULT_REPORTED:
        _fault(by, machine_id, body, (public_id, boot, seq), when, token)
    elif body.get("task") == RELEASE:
        _release(by, machine_id, when, token)
    else:
        _maintenance(by, machine_id, str(body.get("task", "")), when, token)


def _stood_beside(kiosk_id: int, machine_id: int, at: datetime) -> bool:
    """Whether a kiosk was still beside a machine: one that was moved says nothing of it any more."""
    row = fast().row(
        "SELECT 1 FROM kiosk_machine WHERE kiosk_id = ? AND machine_id = ? AND (ends_at IS NULL OR ends_at >= ?)",
        (kiosk_id, machine_id, at),
    )
    return row is not None


def _holder(kiosk_id: int, pepper: str, hashed: str, at: datetime) -> int | None:
    """Whose card it is; nobody's if it was lost by then: a kiosk without a network may not have heard of it."""
    person_id = Cardholders(kiosk_id, pepper)(hashed)
    return None if person_id is None or is_over(kiosk_id, pepper, hashed, person_id, at) else person_id


def _who(person_id: int | None, site_id: int, kiosk_id: int, at: datetime) -> Actor:
    """Whoever showed the card, or nobody in particular at that kiosk."""
    actor = (
        actor_for(person_id, site_id=site_id, strength="card", at=at, device_id=kiosk_id)
        if person_id
        else None
    )
    return actor or replace(system_actor(site_id), device_id=kiosk_id)


def _fault(
    by: Actor, machine_id: int, body: dict[str, Any], place: tuple[str, str, int], at: datetime, token: str
) -> None:
    """A fault; or one more photo of one that was told before."""
    kiosk, boot, seq = place
    photo, about = str(body.get("photo") or ""), body.get("is_about")
    if isinstance(about, int) and about != seq:
        row = fast().row("SELECT id FROM machine_fault WHERE event_key LIKE ?", (f"{kiosk}:%:{about}",))
        if row is not None:
            if photo:
                name_photo(photo_id=photo, fault_id=row[0])
            return
    sign = str(body.get("what", ""))
    data = FaultData(
        sign=sign if sign in FAULT_SIGNS else "other",
        is_unsafe=body.get("is_not_safe") is True,
        photo_ids=(photo,) if photo else (),
        event_key=f"{kiosk}:{boot}:{seq}",
    )
    keep_fault(by=by, machine_id=machine_id, data=data, at=at, token=token)


def _release(by: Actor, machine_id: int, at: datetime, token: str) -> None:
    """A maintainer's card at the kiosk: the test run was good. Anybody else's gives nothing back."""
    state = current_state(machine_id, locked=True)
    is_theirs = by.person_id is not None and is_maintainer(by.person_id, by.site_id, local_day(at))
    if (
        state is None
        or state.state not in ("out_of_order", "needs_check")
        or not is_theirs
        or state.starts_at > at
    ):
        return
    move_on(
        machine_id=machine_id,
        state="in_service",
        cause="test_run",
        at=at,
        token=token,
        by=by,
        has_test_run=True,
    )
    fast().run(
        "UPDATE machine_fault SET ended_at = ?, ended_by_id = ?, fault_cause = 'unknown', has_test_run = ? "
        "WHERE machine_id = ? AND is_unsafe AND ended_at IS NULL AND reported_at <= ?",
        (at, by.person_id, True, machine_id, at),
    )


def _maintenance(by: Actor, machine_id: int, task: str, at: datetime, token: str) -> None:
    """Done by a plan whose task or picture has that word; what no plan knows changes nothing."""
    plan = next((one for one in due_on(machine_id, at) if task in (one.task, one.picture)), None)
    if plan is None or by.person_id is None:
        return
    try:
        keep_maintenance(by=by, machine_id=machine_id, plan_id=plan.plan_id, text="", at=at, token=token)
    except EcoError:
        return
