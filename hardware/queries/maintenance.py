"""What maintenance is due on a machine: by hours it has run, jobs it has done or days since it was last done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.db import as_instant, fast

HOUR_MS = 3_600_000
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


_PLANS = (
    "SELECT p.id, p.task, p.picture, p.measure, p.every, p.wants_maintainer, (SELECT MAX(d.at) FROM maintenance_done d "
    "WHERE d.plan_id = p.id AND d.machine_id = m.id), m.made_at, p.made_at FROM maintenance_plan p "
    "JOIN machine m ON m.id = ? WHERE p.is_active AND (p.machine_id = m.id OR p.type_id = m.type_id) ORDER BY p.id"
)


def due_on(machine_id: int, at: datetime) -> list[Due]:
    """Every plan of a machine with how much of it is used; what is furthest over its time first."""
    found = []
    for row in fast().rows(_PLANS, (machine_id,)):
        since = as_instant(row[6]) if row[6] else max(as_instant(row[7]), as_instant(row[8]))
        used = _used(row[3], machine_id, since, at)
        found.append(Due(row[0], row[1], row[2], row[3], row[4], used, since, bool(row[5])))
    return sorted(found, key=lambda one: (-one.used / one.every, one.plan_id))


def _used(measure: str, machine_id: int, since: datetime, at: datetime) -> float:
    if measure == "days":
        return max(0.0, (at - since).total_seconds() / 86_400)
    row = fast().row(
        "SELECT COALESCE(SUM(busy_ms), 0), COUNT(*) FROM machine_job WHERE machine_id = ? AND began_at >= ? "
        "AND is_counted",
        (machine_id, since),
    )
    busy, jobs = (int(row[0]), int(row[1])) if row else (0, 0)
    return busy / HOUR_MS if measure == "hours" else float(jobs)
