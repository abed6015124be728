"""Writes of how a machine is listened to, each change a new version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.access import Actor, require
from core.db import db
from core.errors import N_, Conflict, RuleBroken
from hardware.models.machines import MachineProfile
from hardware.services.machines import count_anew, own_machine
from hardware.services.noting import note
from hardware.vocabulary import NotUnderstood, Profile

MATTERS = (
    "dialect",
    "meter",
    "is_laser",
    "quiet_seconds",
    "reopen_within_seconds",
    "readopt_within_seconds",
    "long_pause_seconds",
    "long_run_seconds",
    "min_counted_seconds",
)
"""Fields of a profile after a change of which the same events come to other jobs: all are counted again."""


def set_profile(
    *, by: Actor, code: str, profile: Mapping[str, Any], at: datetime, seen_number: int | None = None
) -> MachineProfile:
    """Give a machine a new version of how it is listened to; the same again changes nothing.

    Raises RuleBroken with what to do, and Conflict where somebody made a version since `seen_number`.
    """
    require(by, "edit_machines")
    machine = own_machine(by, code)
    try:
        wanted = Profile.from_json(dict(profile)).as_json()
    except NotUnderstood as problem:
        raise RuleBroken("profile", N_("This cannot be used: %(problem)s"), problem=str(problem)) from problem
    last = db.session.scalar(
        select(MachineProfile)
        .where(MachineProfile.machine_id == machine.id)
        .order_by(MachineProfile.number.desc())
        .limit(1)
    )
    if last is not None and last.profile == wanted:
        return last
    number = last.number if last else 0
    if seen_number is not None and seen_number != number:
        raise Conflict(N_("Somebody changed this in the meantime."), N_("Load the page again."))
    row = MachineProfile(
        machine_id=machine.id, number=number + 1, profile=wanted, made_at=at, made_by_id=by.person_id
    )
    db.session.add(row)
    db.session.flush()
    if last is None or any(last.profile.get(name) != wanted.get(name) for name in MATTERS):
        count_anew(machine.id)
    note("set_profile", f"machine:{machine.code}", by, at, ["profile"])
    return row
