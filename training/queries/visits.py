"""Visits of external verifiers: which there are, the work within one, what was found, who looked at what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.db import as_day, as_instant, fast


@dataclass(frozen=True)
class VisitLine:
    """A visit."""

    id: int
    token: str
    run_id: int
    run_number: str
    title: str
    person_id: int
    person_number: str
    called: str
    avatar: str
    scope: str
    purpose: str
    starts_on: date
    ends_on: date
    made_by: str
    ended_at: datetime | None
    findings: int

    def is_live(self, day: date) -> bool:
        """Whether the guest can look in on that day."""
        return self.ended_at is None and self.starts_on <= day <= self.ends_on


_VISIT = (
    "SELECT w.id, w.token, r.id, r.number, v.title, p.id, p.number, COALESCE(n.called, p.number), p.avatar, w.scope, "
    "w.purpose, w.starts_on, w.ends_on, COALESCE(mn.called, m.number), w.ended_at, "
    "(SELECT COUNT(*) FROM visit_finding f WHERE f.visit_id = w.id) FROM verifier_visit w "
    "JOIN run r ON r.id = w.run_id JOIN course_version v ON v.id = r.version_id JOIN person p ON p.id = w.person_id "
    "LEFT JOIN person_name n ON n.person_id = p.id JOIN person m ON m.id = w.made_by_id "
    "LEFT JOIN person_name mn ON mn.person_id = m.id WHERE "
)


def _visit(row: Sequence[Any]) -> VisitLine:
    ended_at = None if row[14] is None else as_instant(row[14])
    return VisitLine(*[*row[:11], as_day(row[11]), as_day(row[12]), row[13], ended_at, int(row[15])])


def visits_of_site(site_id: int) -> list[VisitLine]:
    """The visits of a site, those that end last first."""
    rows = fast().rows(f"{_VISIT} w.site_id = ? ORDER BY w.ends_on DESC, w.id DESC LIMIT 200", (site_id,))
    return [_visit(row) for row in rows]


def visits_of_guest(person_id: int, site_id: int, day: date) -> list[VisitLine]:
    """The visits of a guest that are live on a day."""
    rows = fast().rows(
        f"{_VISIT} w.person_id = ? AND w.site_id = ? AND w.ended_at IS NULL AND w.starts_on <= ? AND w.ends_on >= ? "
        "ORDER BY w.starts_on, w.id",
        (person_id, site_id, day, day),
    )
    return [_visit(row) for row in rows]


def visits_of_run(run_id: int) -> list[VisitLine]:
    """The visits to a run, the first first."""
    return [_visit(row) for row in fast().rows(f"{_VISIT} w.run_id = ? ORDER BY w.id", (run_id,))]


def visit_line(visit_id: int) -> VisitLine | None:
    """One visit."""
    row = fast().row(f"{_VISIT} w.id = ?", (visit_id,))
    return _visit(row) if row else None


def guests_of(site_id: int, day: date) -> list[tuple[str, str]]:
    """(number, name) of the external verifiers of a site whose role has not ended before a day."""
    rows = fast().rows(
        "SELECT DISTINCT p.number, COALESCE(n.called, p.number) FROM role r JOIN person p ON p.id = r.person_id "
        "LEFT JOIN person_name n ON n.person_id = p.id WHERE r.role = 'external_verifier' AND p.is_active = ? "
        "AND (r.site_id IS NULL OR r.site_id = ?) AND (r.ends_on IS NULL OR r.ends_on >= ?) ORDER BY 2, 1",
        (True, site_id, day),
    )
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True)
class WorkLine:
    """A learner's unit of a run, in a few words; `outcome` is what the internal verifier said, if they looked."""

    registration_id: int
    unit_id: int
    called: str
    avatar: str
    unit_code: str
    unit_title: str
    achieved: int
    criteria: int
    assessors: int
    is_sampled: bool
    outcome: str


def work_of_run(run_id: int, visit_id: int = 0) -> list[WorkLine]:
    """The learners' units of a run that were assessed; with `visit_id` only those that the visit was given."""
    only = (
        "AND EXISTS (SELECT 1 FROM visit_work w WHERE w.visit_id = ? AND w.registration_id = g.id "
        "AND w.unit_id = u.id)"
    )
    rows = fast().rows(
        "SELECT g.id, u.id, COALESCE(n.called, p.number), p.avatar, u.code, u.title, "
        "(SELECT COUNT(*) FROM criterion_decision d WHERE d.registration_id = g.id AND d.unit_id = u.id "
        " AND d.superseded_by IS NULL AND d.decision = 'achieved'), "
        "(SELECT COUNT(*) FROM criterion c WHERE c.unit_id = u.id), "
        "(SELECT COUNT(DISTINCT d.assessor_id) FROM criterion_decision d WHERE d.registration_id = g.id "
        " AND d.unit_id = u.id), "
        "EXISTS (SELECT 1 FROM sample_item i WHERE i.registration_id = g.id AND i.unit_id = u.id), "
        "(SELECT MAX(i.outcome) FROM sample_item i WHERE i.registration_id = g.id AND i.unit_id = u.id) "
        "FROM registration g JOIN run r ON r.id = g.run_id JOIN course_unit cu ON cu.version_id = r.version_id "
        "JOIN unit u ON u.id = cu.unit_id JOIN person p ON p.id = g.person_id "
        "LEFT JOIN person_name n ON n.person_id = p.id WHERE r.id = ? AND EXISTS (SELECT 1 FROM criterion_decision d "
        f"WHERE d.registration_id = g.id AND d.unit_id = u.id) {only if visit_id else ''} ORDER BY 3, 5, g.id",
        (run_id, visit_id) if visit_id else (run_id,),
    )
    return [WorkLine(*[*row[:9], bool(row[9]), row[10] or ""]) for row in rows]


def has_work(run_id: int, registration_id: int, unit_id: int) -> bool:
    """Whether the run teaches the unit and the registration is one of the run."""
    row = fast().row(
        "SELECT 1 FROM registration g JOIN run r ON r.id = g.run_id "
        "JOIN course_unit cu ON cu.version_id = r.version_id WHERE r.id = ? AND g.id = ? AND cu.unit_id = ?",
        (run_id, registration_id, unit_id),
    )
    return row is not None


@dataclass(frozen=True)
class FindingLine:
    """What was written down in a visit."""

    kind: str
    what: str
    about: str
    by: str
    at: datetime
    due_on: date | None
    is_closed: bool


def findings_of(visit_id: int) -> list[FindingLine]:
    """The notes of a visit in their order."""
    rows = fast().rows(
        "SELECT f.kind, f.what, COALESCE(ln.called, l.number, ''), COALESCE(u.code, ''), COALESCE(n.called, p.number), "
        "f.at, a.due_on, a.closed_at FROM visit_finding f JOIN person p ON p.id = f.by_id "
        "LEFT JOIN person_name n ON n.person_id = p.id LEFT JOIN registration g ON g.id = f.registration_id "
        "LEFT JOIN person l ON l.id = g.person_id LEFT JOIN person_name ln ON ln.person_id = l.id "
        "LEFT JOIN unit u ON u.id = f.unit_id LEFT JOIN verifier_action a ON a.id = f.action_id "
        "WHERE f.visit_id = ? ORDER BY f.id",
        (visit_id,),
    )
    return [
        FindingLine(
            row[0],
            row[1],
            " ".join(part for part in (row[2], row[3]) if part),
            row[4],
            as_instant(row[5]),
            None if row[6] is None else as_day(row[6]),
            row[7] is not None,
        )
        for row in rows
    ]


def looks_of(visit_id: int, person_id: int) -> list[tuple[datetime, str]]:
    """When the guest of a visit looked, and at which page, the newest first."""
    rows = fast().rows(
        "SELECT at, page FROM look_log WHERE subject = ? AND by_id = ? ORDER BY id DESC LIMIT 200",
        (f"visit:{visit_id}", person_id),
    )
    return [(as_instant(row[0]), row[1]) for row in rows]
