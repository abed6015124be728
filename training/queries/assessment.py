"""Where assessment stands: criteria and decisions of a run, units met, what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.db import as_day, fast

GOOD = (
    "d.superseded_by IS NULL AND d.decision = 'achieved' AND EXISTS (SELECT 1 FROM assessor_unit e "
    "WHERE e.person_id = d.assessor_id AND e.unit_id = d.unit_id AND e.part = 'assessor' "
    "AND e.starts_on <= d.decided_on AND (e.ends_on IS NULL OR e.ends_on >= d.decided_on))"
)
"""A current decision that counts: achieved, by somebody entitled on its day."""


@dataclass(frozen=True)
class CriterionLine:
    """A criterion of a unit of the run."""

    id: int
    unit_id: int
    unit_code: str
    unit_title: str
    number: str
    text: str
    easy_text: str
    picture: str


@dataclass(frozen=True)
class Registered:
    """A learner on the assessment grid."""

    id: int
    person_id: int
    person_number: str
    called: str
    avatar: str
    state: str
    registered_on: date | None
    body_learner_number: str
    has_own_word: bool


@dataclass(frozen=True)
class Decided:
    """The current decision of one learner on one criterion."""

    registration_id: int
    criterion_id: int
    decision: str
    assessor: str
    decided_on: date
    evidence: str
    reference: str
    is_borderline: bool
    counts: bool


def criteria_of_run(run_id: int) -> list[CriterionLine]:
    """The criteria of the units that the run's course teaches, in the order of unit, outcome and number."""
    rows = fast().rows(
        "SELECT c.id, u.id, u.code, u.title, o.number, c.number, c.text, c.easy_text, c.picture FROM run r "
        "JOIN course_unit cu ON cu.version_id = r.version_id JOIN unit u ON u.id = cu.unit_id "
        "JOIN criterion c ON c.unit_id = u.id JOIN learning_outcome o ON o.id = c.outcome_id "
        "WHERE r.id = ? ORDER BY u.code, o.number, c.number",
        (run_id,),
    )
    return [CriterionLine(row[0], row[1], row[2], row[3], f"{row[4]}.{row[5]}", *row[6:9]) for row in rows]


def registered_of_run(run_id: int) -> list[Registered]:
    """The registrations of a run by the learners' names as wanted."""
    rows = fast().rows(
        "SELECT g.id, p.id, p.number, COALESCE(n.called, p.number), p.avatar, g.state, g.registered_on, "
        "g.body_learner_number, EXISTS (SELECT 1 FROM own_work w WHERE w.registration_id = g.id) "
        "FROM registration g JOIN person p ON p.id = g.person_id LEFT JOIN person_name n ON n.person_id = p.id "
        "WHERE g.run_id = ? ORDER BY LOWER(COALESCE(n.called, p.number)), g.id",
        (run_id,),
    )
    return [
        Registered(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            row[5],
            None if row[6] is None else as_day(row[6]),
            row[7],
            bool(row[8]),
        )
        for row in rows
    ]


def decisions_of_run(run_id: int) -> dict[tuple[int, int], Decided]:
    """The current decisions of a run by registration and criterion."""
    rows = fast().rows(
        "SELECT d.registration_id, d.criterion_id, d.decision, COALESCE(n.called, p.number), d.decided_on, d.evidence, "
        f"d.reference, d.is_borderline, CASE WHEN {GOOD} THEN 1 ELSE 0 END FROM criterion_decision d "
        "JOIN registration g ON g.id = d.registration_id JOIN person p ON p.id = d.assessor_id "
        "LEFT JOIN person_name n ON n.person_id = p.id "
        "WHERE g.run_id = ? AND d.superseded_by IS NULL",
        (run_id,),
    )
    return {
        (row[0], row[1]): Decided(
            row[0], row[1], row[2], row[3], as_day(row[4]), row[5], row[6], bool(row[7]), bool(row[8])
        )
        for row in rows
    }


def units_met(run_id: int) -> set[tuple[int, int]]:
    """(registration, unit) wherever each criterion has a current achieved decision by somebody entitled on its day."""
    rows = fast().rows(
        "SELECT g.id, cu.unit_id FROM registration g JOIN run r ON r.id = g.run_id "
        "JOIN course_unit cu ON cu.version_id = r.version_id WHERE g.run_id = ? "
        "AND EXISTS (SELECT 1 FROM criterion c WHERE c.unit_id = cu.unit_id) "
        "AND NOT EXISTS (SELECT 1 FROM criterion c WHERE c.unit_id = cu.unit_id AND NOT EXISTS "
        f"(SELECT 1 FROM criterion_decision d WHERE d.registration_id = g.id AND d.criterion_id = c.id AND {GOOD}))",
        (run_id,),
    )
    return {(row[0], row[1]) for row in rows}


def criteria_counts(run_id: int) -> tuple[dict[int, int], int]:
    """Person id → criteria achieved, of those registered in a run; and the criteria in all, whoever is registered."""
    rows = fast().rows(
        "SELECT g.person_id, (SELECT COUNT(*) FROM criterion_decision d JOIN course_unit cu ON cu.unit_id = d.unit_id "
        f"JOIN run r ON r.version_id = cu.version_id AND r.id = g.run_id WHERE d.registration_id = g.id AND {GOOD}) "
        "FROM registration g WHERE g.run_id = ?",
        (run_id,),
    )
    return {row[0]: int(row[1]) for row in rows}, len(criteria_of_run(run_id))


def units_of_run(run_id: int) -> Sequence[tuple[int, str, str]]:
    """(id, code, title) of the units that a run's course teaches."""
    rows = fast().rows(
        "SELECT u.id, u.code, u.title FROM run r JOIN course_unit cu ON cu.version_id = r.version_id "
        "JOIN unit u ON u.id = cu.unit_id WHERE r.id = ? ORDER BY u.code",
        (run_id,),
    )
    return [(row[0], row[1], row[2]) for row in rows]
