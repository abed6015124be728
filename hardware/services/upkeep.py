"""Writes of maintenance: plans by running hours, jobs or days, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require
from core.bounds import tidy, within
from core.clock import local_day
from core.db import db
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from hardware.models.faults import MaintenanceDone, MaintenancePlan
from hardware.models.machines import Machine
from hardware.queries.persons import is_maintainer
from hardware.services.machine_types import OF_OTHERS, others_have, type_by_slug
from hardware.services.machines import own_machine
from hardware.services.noting import note
from hardware.words import MEASURES


@dataclass(frozen=True)
class PlanData:
    """Work that is due after so many hours, jobs or days: on one machine, or on each of a type."""

    task: str
    measure: str
    every: int
    machine_code: str = ""
    type_slug: str = ""
    picture: str = ""
    wants_maintainer: bool = False


def add_plan(*, by: Actor, data: PlanData, at: datetime, token: str) -> MaintenancePlan:
    """Plan maintenance. Raises RuleBroken beside the field that is wrong, NotFound."""
    require(by, "edit_machines")
    known = db.session.scalar(select(MaintenancePlan).where(MaintenancePlan.token == token))
    if known is not None:
        return known
    if data.measure not in MEASURES:
        raise RuleBroken("measure", N_("By hours, jobs or days?"))
    if bool(data.machine_code) == bool(data.type_slug):
        raise RuleBroken("machine", N_("On one machine, or on each of a kind?"))
    row = MaintenancePlan(
        token=token,
        machine_id=own_machine(by, data.machine_code).id if data.machine_code else None,
        type_id=type_by_slug(data.type_slug).id if data.type_slug else None,
        task=tidy("task", data.task, 80, is_needed=True),
        picture=data.picture[:60],
        measure=data.measure,
        every=within("every", data.every, 1, 100_000),
        wants_maintainer=data.wants_maintainer,
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()
    note("add_plan", f"plan:{row.id}", by, at, [row.task[:40]])
    return row


def end_plan(*, by: Actor, plan_id: int, at: datetime) -> None:
    """A plan is followed no more; what was done by it stays.

    Raises NotFound, also of another site's machine, and NotAllowed where other sites follow it too.
    """
    require(by, "edit_machines")
    row = db.session.get(MaintenancePlan, plan_id)
    machine = db.session.get(Machine, row.machine_id) if row is not None and row.machine_id else None
    if row is None or (machine is not None and machine.site_id != by.site_id):
        raise NotFound
    if row.type_id is not None and others_have(by, row.type_id):
        raise NotAllowed(*OF_OTHERS)
    row.is_active = False
    db.session.flush()
    note("end_plan", f"plan:{row.id}", by, at)


def do_maintenance(
    *, by: Actor, code: str, plan_id: int, text: str, at: datetime, token: str
) -> MaintenanceDone:
    """Say that planned work was done on a machine. Raises NotFound, NotAllowed where only a maintainer does it."""
    require(by, "report_faults")
    machine = own_machine(by, code)
    return keep_maintenance(by=by, machine_id=machine.id, plan_id=plan_id, text=text, at=at, token=token)


def keep_maintenance(
    *, by: Actor, machine_id: int, plan_id: int, text: str, at: datetime, token: str
) -> MaintenanceDone:
    """Store that planned work was done, whether it was told at the desk or at a kiosk.

    Raises NotFound for a plan of another machine, NotAllowed where only a maintainer does it.
    """
    known = db.session.scalar(select(MaintenanceDone).where(MaintenanceDone.token == token))
    if known is not None:
        return known
    machine = db.session.get_one(Machine, machine_id)
    plan = db.session.get(MaintenancePlan, plan_id)
    if (
        plan is None
        or machine.id != (plan.machine_id or machine.id)
        or machine.type_id != (plan.type_id or machine.type_id)
    ):
        raise NotFound
    if plan.wants_maintainer and not _mends(by, machine, at):
        raise NotAllowed(N_("Only a maintainer does this."), N_("Ask one to show their card."))
    row = MaintenanceDone(
        token=token,
        plan_id=plan.id,
        machine_id=machine.id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
        note=tidy("note", text, 400),
    )
    db.session.add(row)
    db.session.flush()
    note("do_maintenance", f"machine:{machine.code}", by, at, [plan.task[:40]])
    return row


def _mends(by: Actor, machine: Machine, at: datetime) -> bool:
    """Whether whoever acts is a maintainer there; a card alone, shown at the machine, is enough for it."""
    return by.is_system or (
        by.person_id is not None and is_maintainer(by.person_id, machine.site_id, local_day(at))
    )
