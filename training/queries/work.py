"""One learner's unit as a verifier reads it: each criterion with every decision, evidence, feedback, adjustments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.db import as_day, as_instant, fast


@dataclass(frozen=True)
class DecisionLine:
    """One decision, whether or not a later one counts instead."""

    decision: str
    assessor: str
    decided_on: date
    evidence: str
    reference: str
    feedback: str
    photo: str
    is_borderline: bool
    is_current: bool
    is_amended: bool


@dataclass(frozen=True)
class CriterionWork:
    """A criterion with what was decided about it, the newest first."""

    number: str
    text: str
    decisions: tuple[DecisionLine, ...]


@dataclass(frozen=True)
class Work:
    """A learner's unit."""

    registration_id: int
    unit_id: int
    called: str
    avatar: str
    person_number: str
    unit_code: str
    unit_title: str
    run_id: int
    run_number: str
    criteria: tuple[CriterionWork, ...]
    adjustments: tuple[tuple[str, str, str], ...]
    own_word_at: datetime | None


def work_of(registration_id: int, unit_id: int, site_id: int) -> Work | None:
    """What was assessed of one learner's unit in a run of the site."""
    row = fast().row(
        "SELECT COALESCE(n.called, p.number), p.avatar, p.number, u.code, u.title, r.id, r.number, w.at "
        "FROM registration g JOIN run r ON r.id = g.run_id JOIN course_unit cu ON cu.version_id = r.version_id "
        "JOIN unit u ON u.id = cu.unit_id JOIN person p ON p.id = g.person_id "
        "LEFT JOIN person_name n ON n.person_id = p.id LEFT JOIN own_work w ON w.registration_id = g.id "
        "WHERE g.id = ? AND u.id = ? AND r.site_id = ?",
        (registration_id, unit_id, site_id),
    )
    if row is None:
        return None
    told = fast().rows(
        "SELECT kind, what, decision FROM learner_adjustment WHERE registration_id = ? "
        "AND (unit_id IS NULL OR unit_id = ?) ORDER BY id",
        (registration_id, unit_id),
    )
    adjustments = tuple((one[0], one[1], one[2]) for one in told)
    own_word_at = None if row[7] is None else as_instant(row[7])
    criteria = _criteria(registration_id, unit_id)
    return Work(*[registration_id, unit_id, *row[:7], criteria, adjustments, own_word_at])


def _criteria(registration_id: int, unit_id: int) -> tuple[CriterionWork, ...]:
    rows = fast().rows(
        "SELECT d.criterion_id, d.decision, COALESCE(n.called, p.number), d.decided_on, d.evidence, d.reference, "
        "d.feedback, d.photo, d.is_borderline, d.superseded_by, d.amendment_id FROM criterion_decision d "
        "JOIN person p ON p.id = d.assessor_id LEFT JOIN person_name n ON n.person_id = p.id "
        "WHERE d.registration_id = ? AND d.unit_id = ? ORDER BY d.at DESC, d.id DESC",
        (registration_id, unit_id),
    )
    found: dict[int, list[DecisionLine]] = {}
    for row in rows:
        flags = [row[7], bool(row[8]), row[9] is None, row[10] is not None]
        line = DecisionLine(*[*row[1:3], as_day(row[3]), *row[4:7], *flags])
        found.setdefault(row[0], []).append(line)
    criteria = fast().rows(
        "SELECT c.id, o.number, c.number, c.text FROM criterion c JOIN learning_outcome o ON o.id = c.outcome_id "
        "WHERE c.unit_id = ? ORDER BY o.number, c.number",
        (unit_id,),
    )
    return tuple(
        CriterionWork(f"{row[1]}.{row[2]}", row[3], tuple(found.get(row[0], ()))) for row in criteria
    )


@dataclass(frozen=True)
class AssessorLine:
    """Somebody who assessed in a run, and by which qualification that was seen for which unit and days."""

    called: str
    unit_code: str
    part: str
    held: str
    starts_on: date
    ends_on: date | None
    decisions: int


def assessors_of_run(run_id: int) -> list[AssessorLine]:
    """Who assessed or verified in a run, with the qualifications seen for the run's units."""
    rows = fast().rows(
        "SELECT COALESCE(n.called, p.number), u.code, e.part, e.held, e.starts_on, e.ends_on, "
        "(SELECT COUNT(*) FROM criterion_decision d JOIN registration g ON g.id = d.registration_id "
        " WHERE g.run_id = r.id AND d.unit_id = u.id AND d.assessor_id = p.id AND d.superseded_by IS NULL) "
        "FROM run r JOIN course_unit cu ON cu.version_id = r.version_id JOIN unit u ON u.id = cu.unit_id "
        "JOIN assessor_unit e ON e.unit_id = u.id JOIN person p ON p.id = e.person_id "
        "LEFT JOIN person_name n ON n.person_id = p.id WHERE r.id = ? AND (EXISTS (SELECT 1 FROM criterion_decision d "
        "JOIN registration g ON g.id = d.registration_id WHERE g.run_id = r.id AND d.assessor_id = p.id) "
        "OR EXISTS (SELECT 1 FROM sample_item i JOIN sample_plan s ON s.id = i.plan_id WHERE s.run_id = r.id "
        "AND i.verifier_id = p.id)) ORDER BY 1, 2, 3, e.starts_on",
        (run_id,),
    )
    return [
        AssessorLine(*[*row[:4], as_day(row[4]), None if row[5] is None else as_day(row[5]), int(row[6])])
        for row in rows
    ]
