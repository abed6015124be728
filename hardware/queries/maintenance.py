"""What maintenance is due on a machine: by hours it has run, jobs it has done or days since it was last done."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from core.db import as_instant, fast

HOUR_MS = 3_600_000
DAY_SECONDS = 86_400
SOON = 0.9
"""From this part of its time on it is said to be due soon."""


@dataclass(frozen=True)
class Due:
    """A plan on a machine: how much of its hours, jobs or days is used since `since`."""

    plan_id: int
    task: str
    picture: str
    measure: str
    every: int
    used: float
    since: datetime
    wants_maintainer: bool

    @property
    def left(self) -> float:
        """Hours, jobs or days that are left; below zero it is late."""
        return self.every - self.used

    @property
    def is_due(self) -> bool:
        """Whether it is to be done now."""
        return self.used >= self.every

    @property
    def is_soon(self) -> bool:
        """Whether it is to be done before long."""
        return not self.is_due and self.used >= SOON * self.every


_JOBS = "FROM machine_job j WHERE j.machine_id = d.machine_id AND j.began_at >= d.since AND j.is_counted"
_DUE = (
    "SELECT d.machine_id, d.plan_id, d.task, d.picture, d.measure, d.every, d.wants_maintainer, d.since, "
    f"CASE d.measure WHEN 'hours' THEN COALESCE((SELECT SUM(j.busy_ms) {_JOBS}), 0) "
    f"WHEN 'jobs' THEN (SELECT COUNT(*) {_JOBS}) ELSE 0 END FROM ("
    "SELECT m.id AS machine_id, p.id AS plan_id, p.task, p.picture, p.measure, p.every, p.wants_maintainer, "
    "COALESCE((SELECT MAX(o.at) FROM maintenance_done o WHERE o.plan_id = p.id AND o.machine_id = m.id), "
    "CASE WHEN m.made_at > p.made_at THEN m.made_at ELSE p.made_at END) AS since FROM machine m "
    "JOIN maintenance_plan p ON p.is_active AND (p.machine_id = m.id OR p.type_id = m.type_id) WHERE {which}) d "
    "ORDER BY d.plan_id"
)


def due_on(machine_id: int, at: datetime) -> list[Due]:
    """Every plan of a machine with how much of it is used; what is furthest over its time first."""
    return _due("m.id = ?", machine_id, at).get(machine_id, [])


def due_by_machine(site_id: int, at: datetime) -> dict[int, list[Due]]:
    """The same for every machine of a site, in one statement."""
    return _due("m.site_id = ? AND m.retired_at IS NULL", site_id, at)


def _due(which: str, value: int, at: datetime) -> dict[int, list[Due]]:
    found: dict[int, list[Due]] = defaultdict(list)
    for machine_id, plan_id, task, picture, measure, every, wants, told, amount in fast().rows(
        _DUE.format(which=which), (value,)
    ):
        since = as_instant(told)
        used = {
            "hours": int(amount) / HOUR_MS,
            "jobs": float(amount),
            "days": max(0.0, (at - since).total_seconds() / DAY_SECONDS),
        }[measure]
        found[machine_id].append(Due(plan_id, task, picture, measure, every, used, since, bool(wants)))
    for dues in found.values():
        dues.sort(key=lambda one: (-one.used / one.every, one.plan_id))
    return found
