"""A class gets another machine in the place of one that is out: by every rule of a change of a class."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.access import Actor, require
from core.errors import N_, RuleBroken
from training.clashes import machine_key
from training.models.delivery import CourseClass
from training.patterns import Slot
from training.queries.classes import class_by_number
from training.queries.runs import run_by_number
from training.services.classes import change_class, class_data


def change_class_machine(
    *, by: Actor, run_number: str, number: int, was: str, to: str, at: datetime
) -> CourseClass:
    """Put a machine in the place of another. Raises NotFound, RuleBroken."""
    require(by, "edit_runs")
    row = class_by_number(run_by_number(run_number, by.site_id).id, number)
    data = class_data(row)
    if machine_key(was) not in {machine_key(name) for name in data.machines}:
        raise RuleBroken("machine", N_("The class does not need this machine any more."))
    machines = tuple(to if machine_key(name) == machine_key(was) else name for name in data.machines)
    return change_class(
        by=by,
        run_number=run_number,
        number=number,
        item=Slot(row.starts_at, row.ends_at),
        data=replace(data, machines=machines),
        at=at,
    )
