"""The assessment grid: learners × criteria of a unit of a run, the current decision in each cell, what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from core.db import as_day, as_instant, fast
from core.errors import NotFound
from training.queries.assessment import GOOD

SET_ASIDE: Final = "EXISTS (SELECT 1 FROM appeal e WHERE e.decision_id = d.id AND e.outcome = 'changed')"
"""Whether an appeal against the decision `d` was heard and it is to be decided again: it stands no more."""
GONE = "('withdrawn', 'transferred')"


@dataclass(frozen=True)
class RunHead:
    """The run as the pages of assessment name it."""

    id: int
    number: str
    title: str
    state: str
    body: str
    version_id: int


def run_head(number: str, site_id: int) -> RunHead:
    """A run of a site. Raises NotFound."""
    row = fast().row(
        "SELECT r.id, r.number, v.title, r.state, COALESCE((SELECT MIN(b.name) FROM course_unit cu "
        "JOIN unit u ON u.id = cu.unit_id JOIN awarding_body b ON b.id = u.body_id WHERE cu.version_id = v.id), ''), "
        "v.id FROM run r JOIN course_version v ON v.id = r.version_id WHERE r.number = ? AND r.site_id = ?",
        (number.upper(), site_id),
    )
    if row is None:
        raise NotFound
    return RunHead(*row)


@dataclass(frozen=True)
class GridUnit:
    """A unit of the run, how many cells it has and how many are achieved; whether I may assess it today."""

    id: int
    code: str
    title: str
    criteria: int
    done: int
    learners: int
    is_mine: bool

    @property
    def left(self) -> int:
        """Cells that are not achieved yet."""
        return self.criteria * self.learners - self.done


def grid_units(run_id: int, person_id: int, day: date) -> list[GridUnit]:
    """The units that the run teaches."""
    rows = fast().rows(
        "SELECT u.id, u.code, u.title, (SELECT COUNT(*) FROM criterion c WHERE c.unit_id = u.id), "
        "(SELECT COUNT(*) FROM criterion_decision d JOIN registration g ON g.id = d.registration_id "
        f"WHERE g.run_id = r.id AND g.state NOT IN {GONE} AND d.unit_id = u.id AND {GOOD}), "
        f"(SELECT COUNT(*) FROM registration g WHERE g.run_id = r.id AND g.state NOT IN {GONE}), "
        "EXISTS (SELECT 1 FROM assessor_unit m WHERE m.unit_id = u.id AND m.person_id = ? AND m.part = 'assessor' "
        "AND m.starts_on <= ? AND (m.ends_on IS NULL OR m.ends_on >= ?)) "
        "FROM run r JOIN course_unit cu ON cu.version_id = r.version_id JOIN unit u ON u.id = cu.unit_id "
        "WHERE r.id = ? ORDER BY u.code, u.id",
        (person_id, day, day, run_id),
    )
    return [GridUnit(*[*row[:6], bool(row[6])]) for row in rows]


@dataclass(frozen=True)
class GridCriterion:
    """A column of the grid."""

    id: int
    outcome: int
    outcome_text: str
    number: str
    text: str
    easy_text: str
    picture: str


def criteria_of_unit(unit_id: int) -> list[GridCriterion]:
    """The criteria of a unit in the order of outcome and number."""
    rows = fast().rows(
        "SELECT c.id, o.number, o.text, c.number, c.text, c.easy_text, c.picture FROM criterion c "
        "JOIN learning_outcome o ON o.id = c.outcome_id WHERE c.unit_id = ? ORDER BY o.number, c.number",
        (unit_id,),
    )
    return [GridCriterion(row[0], row[1], row[2], f"{row[1]}.{row[3]}", *row[4:7]) for row in rows]


@dataclass(frozen=True)
class GridLearner:
    """A row of the grid: `cells` is the decision by criterion, "lapsed" where it counts no more."""

    id: int
    number: str
    called: str
    avatar: str
    state: str
    has_own_word: bool
    is_adjusted: bool
    cells: dict[int, str] = field(default_factory=dict)

    @property
    def done(self) -> int:
        """Criteria achieved."""
        return sum(word == "achieved" for word in self.cells.values())


def grid_of(run_id: int, unit_id: int) -> list[GridLearner]:
    """The learners of a run with their current decisions in a unit: two statements, however many they are."""
    connection = fast()
    rows = connection.rows(
        "SELECT g.id, p.number, COALESCE(n.called, p.number), p.avatar, g.state, "
        "EXISTS (SELECT 1 FROM own_work w WHERE w.registration_id = g.id), "
        "EXISTS (SELECT 1 FROM learner_adjustment j WHERE j.registration_id = g.id AND j.decision = 'agreed' "
        "AND (j.unit_id IS NULL OR j.unit_id = ?)) "
        "FROM registration g JOIN person p ON p.id = g.person_id LEFT JOIN person_name n ON n.person_id = p.id "
        f"WHERE g.run_id = ? AND g.state NOT IN {GONE} ORDER BY LOWER(COALESCE(n.called, p.number)), g.id",
        (unit_id, run_id),
    )
    learners = [GridLearner(*[*row[:5], bool(row[5]), bool(row[6])]) for row in rows]
    by_id = {one.id: one for one in learners}
    for row in connection.rows(
        f"SELECT d.registration_id, d.criterion_id, d.decision, CASE WHEN {GOOD} THEN 1 ELSE 0 END "
        "FROM criterion_decision d JOIN registration g ON g.id = d.registration_id "
        f"WHERE g.run_id = ? AND d.unit_id = ? AND d.superseded_by IS NULL AND NOT {SET_ASIDE}",
        (run_id, unit_id),
    ):
        if row[0] in by_id:
            by_id[row[0]].cells[row[1]] = "lapsed" if row[2] == "achieved" and not row[3] else row[2]
    return learners


@dataclass(frozen=True)
class CellDecision:
    """One decision about a cell, current or superseded."""

    id: str
    decision: str
    assessor: str
    assessor_id: int
    decided_on: date
    at: datetime
    evidence: str
    reference: str
    feedback: str
    photo: str
    is_borderline: bool
    resubmit_on: date | None
    because: str
    is_current: bool
    counts: bool
    is_set_aside: bool


def decisions_of_cell(registration_id: int, criterion_id: int) -> list[CellDecision]:
    """Every decision of a learner on a criterion, the current one first."""
    rows = fast().rows(
        "SELECT d.id, d.decision, COALESCE(n.called, p.number), d.assessor_id, d.decided_on, d.at, d.evidence, "
        "d.reference, d.feedback, d.photo, d.is_borderline, d.resubmit_on, COALESCE(d.because, ''), d.superseded_by, "
        f"CASE WHEN {GOOD} THEN 1 ELSE 0 END, CASE WHEN {SET_ASIDE} THEN 1 ELSE 0 END "
        "FROM criterion_decision d JOIN person p ON p.id = d.assessor_id "
        "LEFT JOIN person_name n ON n.person_id = p.id WHERE d.registration_id = ? AND d.criterion_id = ? "
        "ORDER BY CASE WHEN d.superseded_by IS NULL THEN 0 ELSE 1 END, d.at DESC, d.id",
        (registration_id, criterion_id),
    )
    return [
        CellDecision(
            *[
                *row[:4],
                as_day(row[4]),
                as_instant(row[5]),
                *row[6:10],
                bool(row[10]),
                None if row[11] is None else as_day(row[11]),
                row[12],
                row[13] is None and not row[15],
                bool(row[14]),
                bool(row[15]),
            ]
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Cell:
    """Where a learner and a criterion meet."""

    registration_id: int
    learner_id: int
    learner_number: str
    called: str
    avatar: str
    unit_id: int
    unit_code: str
    criterion: GridCriterion


def cell_of(run_id: int, registration_id: int, criterion_id: int) -> Cell:
    """A cell of a run's grid. Raises NotFound where the run teaches or registers no such thing."""
    row = fast().row(
        "SELECT g.id, g.person_id, p.number, COALESCE(n.called, p.number), p.avatar, u.id, u.code, c.id, o.number, "
        "o.text, c.number, c.text, c.easy_text, c.picture FROM registration g JOIN run r ON r.id = g.run_id "
        "JOIN person p ON p.id = g.person_id LEFT JOIN person_name n ON n.person_id = p.id "
        "JOIN course_unit cu ON cu.version_id = r.version_id JOIN unit u ON u.id = cu.unit_id "
        "JOIN criterion c ON c.unit_id = u.id JOIN learning_outcome o ON o.id = c.outcome_id "
        f"WHERE r.id = ? AND g.id = ? AND c.id = ? AND g.state NOT IN {GONE}",
        (run_id, registration_id, criterion_id),
    )
    if row is None:
        raise NotFound
    return Cell(*[*row[:7], GridCriterion(row[7], row[8], row[9], f"{row[8]}.{row[10]}", *row[11:14])])


def amendments_of(registration_id: int, unit_id: int) -> Sequence[tuple[int, str]]:
    """(id, reason) of the amendments by which what was sent may change, the newest first."""
    rows = fast().rows(
        "SELECT a.id, a.reason FROM amendment a JOIN rac_line l ON l.id = a.line_id "
        "WHERE l.registration_id = ? AND l.unit_id = ? ORDER BY a.id DESC",
        (registration_id, unit_id),
    )
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True)
class RunToAssess:
    """A run with units, and how far its assessment is."""

    number: str
    title: str
    state: str
    learners: int
    cells: int
    done: int
    is_mine: bool


def runs_to_assess(site_id: int, person_id: int, day: date) -> list[RunToAssess]:
    """The runs of a site that teach units and are not archived, those with units that I may assess first."""
    rows = fast().rows(
        "SELECT r.number, v.title, r.state, "
        f"(SELECT COUNT(*) FROM registration g WHERE g.run_id = r.id AND g.state NOT IN {GONE}) AS heads, "
        "(SELECT COUNT(*) FROM course_unit cu JOIN criterion c ON c.unit_id = cu.unit_id "
        " WHERE cu.version_id = v.id) AS marks, "
        "(SELECT COUNT(*) FROM criterion_decision d JOIN registration g ON g.id = d.registration_id "
        f" WHERE g.run_id = r.id AND g.state NOT IN {GONE} AND {GOOD}) AS done, "
        "EXISTS (SELECT 1 FROM course_unit mu JOIN assessor_unit m ON m.unit_id = mu.unit_id "
        " WHERE mu.version_id = v.id AND m.person_id = ? AND m.part = 'assessor' AND m.starts_on <= ? "
        " AND (m.ends_on IS NULL OR m.ends_on >= ?)) AS mine "
        "FROM run r JOIN course_version v ON v.id = r.version_id "
        "WHERE r.site_id = ? AND r.state NOT IN ('draft', 'cancelled', 'archived') "
        "AND EXISTS (SELECT 1 FROM course_unit cu WHERE cu.version_id = v.id) ORDER BY r.id DESC LIMIT 100",
        (person_id, day, day, site_id),
    )
    found = [
        RunToAssess(row[0], row[1], row[2], row[3], row[3] * row[4], row[5], bool(row[6])) for row in rows
    ]
    return sorted(found, key=lambda one: not one.is_mine)
