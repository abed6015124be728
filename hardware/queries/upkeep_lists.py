"""Reads of maintenance for the desk: what is due at a site, the plans, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.db import as_instant, fast
from hardware.queries.maintenance import Due, due_by_machine
from hardware.queries.names import called


@dataclass(frozen=True)
class DueLine:
    """A plan on a machine and how much of it is used."""

    code: str
    machine: str
    due: Due


@dataclass(frozen=True)
class PlanLine:
    """A plan that is followed."""

    id: int
    task: str
    on: str
    is_of_kind: bool
    measure: str
    every: int
    wants_maintainer: bool


@dataclass(frozen=True)
class DoneLine:
    """Planned work that somebody did."""

    code: str
    machine: str
    task: str
    at: datetime
    by: str
    note: str


def due_at(site_id: int, at: datetime) -> list[DueLine]:
    """Every plan of every machine of a site, what is furthest over its time first."""
    machines = fast().rows(
        "SELECT id, code, name FROM machine WHERE site_id = ? AND retired_at IS NULL ORDER BY name, id",
        (site_id,),
    )
    dues = due_by_machine(site_id, at)
    found = [DueLine(row[1], row[2], due) for row in machines for due in dues.get(row[0], ())]
    return sorted(found, key=lambda one: -one.due.used / one.due.every)


def plan_lines(site_id: int) -> list[PlanLine]:
    """Plans that are followed at a site: of its machines, and of kinds."""
    rows = fast().rows(
        "SELECT p.id, p.task, COALESCE(m.name, t.name), p.type_id, p.measure, p.every, p.wants_maintainer "
        "FROM maintenance_plan p LEFT JOIN machine m ON m.id = p.machine_id "
        "LEFT JOIN machine_type t ON t.id = p.type_id WHERE p.is_active AND (m.site_id = ? OR p.machine_id IS NULL) "
        "ORDER BY 3, p.task, p.id",
        (site_id,),
    )
    return [
        PlanLine(row[0], row[1], row[2], row[3] is not None, row[4], row[5], bool(row[6])) for row in rows
    ]


def done_lines(site_id: int, most: int = 30) -> list[DoneLine]:
    """What was done at a site, the newest first."""
    rows = fast().rows(
        f"SELECT m.code, m.name, p.task, d.at, {called('d.by_id')}, d.note FROM maintenance_done d "
        "JOIN machine m ON m.id = d.machine_id JOIN maintenance_plan p ON p.id = d.plan_id WHERE m.site_id = ? "
        "ORDER BY d.at DESC, d.id DESC LIMIT ?",
        (site_id, most),
    )
    return [DoneLine(row[0], row[1], row[2], as_instant(row[3]), row[4] or "", row[5]) for row in rows]
