"""A learner's own way through the units of their runs: achieved, to be shown again, next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from core.db import as_day, as_instant, fast
from training.queries.assessment import GOOD


@dataclass(frozen=True)
class OwnCriterion:
    """A criterion with where I stand: achieved, not_yet, referred or nothing yet."""

    id: int
    number: str
    text: str
    easy_text: str
    language: str
    picture: str
    decision: str
    decision_id: str
    feedback: str
    resubmit_on: date | None
    decided_on: date | None
    appeal: str


@dataclass
class OwnUnit:
    """A unit of my run."""

    id: int
    code: str
    title: str
    criteria: list[OwnCriterion] = field(default_factory=list)

    @property
    def done(self) -> list[OwnCriterion]:
        """What is achieved."""
        return [one for one in self.criteria if one.decision == "achieved"]

    @property
    def again(self) -> list[OwnCriterion]:
        """What somebody asked to see again."""
        return [one for one in self.criteria if one.decision in ("not_yet", "referred")]

    @property
    def next(self) -> list[OwnCriterion]:
        """What nobody has looked at yet."""
        return [one for one in self.criteria if not one.decision]


@dataclass
class OwnRun:
    """A run in which I am registered."""

    registration_id: int
    number: str
    title: str
    own_work_at: datetime | None
    units: list[OwnUnit] = field(default_factory=list)


def own_runs(person_id: int, language: str = "en") -> list[OwnRun]:
    """My runs with units, the newest first, in the easy words of a language where there are any: two statements."""
    connection = fast()
    runs = {
        row[0]: OwnRun(row[0], row[1], row[2], None if row[3] is None else as_instant(row[3]))
        for row in connection.rows(
            "SELECT g.id, r.number, v.title, w.at FROM registration g JOIN run r ON r.id = g.run_id "
            "JOIN course_version v ON v.id = r.version_id LEFT JOIN own_work w ON w.registration_id = g.id "
            "WHERE g.person_id = ? AND g.state NOT IN ('withdrawn', 'transferred') ORDER BY r.id DESC LIMIT 20",
            (person_id,),
        )
    }
    rows = connection.rows(
        "SELECT g.id, u.id, u.code, u.title, c.id, o.number, c.number, c.text, COALESCE(y.easy_text, c.easy_text), "
        "c.picture, "
        f"COALESCE(d.decision, ''), CASE WHEN {GOOD} THEN 1 ELSE 0 END, COALESCE(d.id, ''), COALESCE(d.feedback, ''), "
        "d.resubmit_on, d.decided_on, "
        "(SELECT COALESCE(MAX(a.outcome), 'waits') FROM appeal a WHERE a.decision_id = d.id), "
        "EXISTS (SELECT 1 FROM appeal a WHERE a.decision_id = d.id), y.language "
        "FROM registration g JOIN run r ON r.id = g.run_id JOIN course_unit cu ON cu.version_id = r.version_id "
        "JOIN unit u ON u.id = cu.unit_id JOIN criterion c ON c.unit_id = u.id "
        "JOIN learning_outcome o ON o.id = c.outcome_id "
        "LEFT JOIN criterion_words y ON y.criterion_id = c.id AND y.language = ? LEFT JOIN criterion_decision d "
        "ON d.registration_id = g.id AND d.criterion_id = c.id AND d.superseded_by IS NULL "
        "WHERE g.person_id = ? AND g.state NOT IN ('withdrawn', 'transferred') "
        "ORDER BY g.id, u.code, o.number, c.number",
        (language, person_id),
    )
    for row in rows:
        run = runs.get(row[0])
        if run is None:
            continue
        if not run.units or run.units[-1].id != row[1]:
            run.units.append(OwnUnit(row[1], row[2], row[3]))
        decision = "" if row[10] == "achieved" and not row[11] else row[10]
        run.units[-1].criteria.append(
            OwnCriterion(
                id=row[4],
                number=f"{row[5]}.{row[6]}",
                text=row[7],
                easy_text=row[8],
                language=row[18] or "en",
                picture=row[9],
                decision=decision,
                decision_id=row[12],
                feedback=row[13],
                resubmit_on=None if row[14] is None else as_day(row[14]),
                decided_on=None if row[15] is None else as_day(row[15]),
                appeal=row[16] if row[17] else "",
            )
        )
    return list(runs.values())
