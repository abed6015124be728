"""What a verifier sees: the plans of a run and their draw shown again, the items with the reason for each, actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from core.db import as_day, as_instant, as_json, fast
from training.sampling import Assessed, plan_sample


@dataclass(frozen=True)
class SampleLine:
    """One item of a sample plan as the verifier sees it; `is_own` where the person who looks may not verify it."""

    id: int
    registration_id: int
    called: str
    avatar: str
    unit_code: str
    assessor: str
    reason: str
    outcome: str
    verifier: str
    note: str
    closed_at: datetime | None
    unit_id: int = 0
    person_number: str = ""
    open_actions: int = 0
    is_own: bool = False


_ITEM = (
    "SELECT i.id, i.registration_id, COALESCE(n.called, p.number), p.avatar, u.code, "
    "COALESCE(an.called, a.number), i.reason, i.outcome, COALESCE(vn.called, v.number, ''), i.note, i.closed_at, "
    "i.unit_id, p.number, (SELECT COUNT(*) FROM verifier_action va WHERE va.item_id = i.id AND va.closed_at IS NULL), "
    "CASE WHEN i.learner_id = ? OR i.assessor_id = ? OR EXISTS (SELECT 1 FROM criterion_decision d "
    "WHERE d.registration_id = i.registration_id AND d.unit_id = i.unit_id AND d.assessor_id = ?) THEN 1 ELSE 0 END "
    "FROM sample_item i JOIN sample_plan s ON s.id = i.plan_id JOIN unit u ON u.id = i.unit_id "
    "JOIN person p ON p.id = i.learner_id LEFT JOIN person_name n ON n.person_id = p.id "
    "JOIN person a ON a.id = i.assessor_id LEFT JOIN person_name an ON an.person_id = a.id "
    "LEFT JOIN person v ON v.id = i.verifier_id LEFT JOIN person_name vn ON vn.person_id = v.id "
    "JOIN run r ON r.id = s.run_id WHERE "
)


def _item(row: Sequence[Any]) -> SampleLine:
    closed_at = None if row[10] is None else as_instant(row[10])
    return SampleLine(*[*row[:7], row[7] or "", row[8], row[9], closed_at, *row[11:14], bool(row[14])])


def sample_of_run(run_id: int, person_id: int = 0) -> list[SampleLine]:
    """The items of a run's plans: those that wait first. `person_id` is who looks."""
    rows = fast().rows(
        f"{_ITEM} s.run_id = ? ORDER BY CASE WHEN i.outcome IS NULL THEN 0 ELSE 1 END, u.code, i.id",
        (person_id, person_id, person_id, run_id),
    )
    return [_item(row) for row in rows]


def sample_item(item_id: int, site_id: int, person_id: int = 0) -> tuple[SampleLine, str] | None:
    """One item of a run of the site, and the run's number."""
    rows = fast().rows(
        f"{_ITEM} i.id = ? AND r.site_id = ?", (person_id, person_id, person_id, item_id, site_id)
    )
    number = fast().row(
        "SELECT r.number FROM sample_item i JOIN sample_plan s ON s.id = i.plan_id JOIN run r ON r.id = s.run_id "
        "WHERE i.id = ?",
        (item_id,),
    )
    return (_item(rows[0]), number[0]) if rows and number else None


@dataclass(frozen=True)
class PlanLine:
    """A plan that was drawn."""

    id: int
    seed: int
    made_at: datetime
    made_by: str
    drawn: int
    assessed: int


def plans_of_run(run_id: int) -> list[PlanLine]:
    """The plans of a run, the newest first."""
    rows = fast().rows(
        "SELECT p.id, p.seed, p.made_at, COALESCE(n.called, w.number), "
        "(SELECT COUNT(*) FROM sample_item i WHERE i.plan_id = p.id AND i.reason <> 'chosen'), b.assessed "
        "FROM sample_plan p JOIN person w ON w.id = p.made_by_id LEFT JOIN person_name n ON n.person_id = w.id "
        "LEFT JOIN sample_basis b ON b.plan_id = p.id WHERE p.run_id = ? ORDER BY p.id DESC",
        (run_id,),
    )
    return [
        PlanLine(row[0], row[1], as_instant(row[2]), row[3], row[4], len(as_json(row[5]) if row[5] else []))
        for row in rows
    ]


@dataclass(frozen=True)
class DrawLine:
    """One learner's unit in a draw that is shown again; `reason` is empty where it was not drawn."""

    called: str
    unit_code: str
    assessor: str
    venue: str
    run_of_assessor: int
    reason: str


def draw_again(plan_id: int, run_id: int) -> list[DrawLine] | None:
    """The draw of a plan, made anew of its seed and of what had been assessed then; None where that was not kept."""
    row = fast().row(
        "SELECT p.seed, b.assessed FROM sample_plan p JOIN sample_basis b ON b.plan_id = p.id "
        "WHERE p.id = ? AND p.run_id = ?",
        (plan_id, run_id),
    )
    if row is None:
        return None
    assessed = [Assessed(**one) for one in as_json(row[1])]
    drawn = dict(plan_sample(assessed, row[0]))
    names = _names(assessed)
    lines = [
        DrawLine(
            names["learner", one.registration_id],
            names["unit", one.unit_id],
            names["assessor", one.assessor_id],
            one.venue,
            one.run_of_assessor,
            drawn.get(one, ""),
        )
        for one in assessed
    ]
    return sorted(lines, key=lambda line: (line.assessor, line.unit_code, line.venue, line.called))


def _names(assessed: Sequence[Assessed]) -> dict[tuple[str, int], str]:
    connection, found = fast(), {}  # type: Any, dict[tuple[str, int], str]
    named = "COALESCE(n.called, p.number) FROM person p LEFT JOIN person_name n ON n.person_id = p.id"
    for one in {one.registration_id for one in assessed}:
        row = connection.row(
            f"SELECT {named} JOIN registration g ON g.person_id = p.id WHERE g.id = ?", (one,)
        )
        found["learner", one] = row[0] if row else str(one)
    for one in {one.assessor_id for one in assessed}:
        row = connection.row(f"SELECT {named} WHERE p.id = ?", (one,))
        found["assessor", one] = row[0] if row else str(one)
    for one in {one.unit_id for one in assessed}:
        row = connection.row("SELECT code FROM unit WHERE id = ?", (one,))
        found["unit", one] = row[0] if row else str(one)
    return found


def not_in_sample(run_id: int) -> list[tuple[int, int, str, str]]:
    """(registration, unit, learner, unit code) that were assessed and stand in no plan: a verifier may add them."""
    rows = fast().rows(
        "SELECT DISTINCT d.registration_id, d.unit_id, COALESCE(n.called, p.number), u.code FROM criterion_decision d "
        "JOIN registration g ON g.id = d.registration_id JOIN person p ON p.id = g.person_id "
        "LEFT JOIN person_name n ON n.person_id = p.id JOIN unit u ON u.id = d.unit_id "
        "WHERE g.run_id = ? AND d.superseded_by IS NULL AND NOT EXISTS (SELECT 1 FROM sample_item i "
        "JOIN sample_plan s ON s.id = i.plan_id WHERE s.run_id = g.run_id AND i.registration_id = d.registration_id "
        "AND i.unit_id = d.unit_id) ORDER BY 3, 4",
        (run_id,),
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


@dataclass(frozen=True)
class AnswerLine:
    """What somebody said was done about an action."""

    said: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ActionLine:
    """Something to be put right by a day: by whom it was asked, about whose unit, what was said, how it closed."""

    id: int
    run_number: str
    title: str
    what: str
    due_on: date
    made_at: datetime
    made_by: str
    called: str
    unit_code: str
    assessor: str
    done: str
    closed_by: str
    closed_at: datetime | None
    is_external: bool
    item_id: int | None = None
    answers: tuple[AnswerLine, ...] = ()


_ACTION = (
    "SELECT a.id, r.number, v.title, a.what, a.due_on, a.made_at, COALESCE(mn.called, m.number), "
    "COALESCE(ln.called, l.number, ''), COALESCE(u.code, ''), COALESCE(an.called, ap.number, ''), a.done, "
    "COALESCE(cn.called, cp.number, ''), a.closed_at, "
    "EXISTS (SELECT 1 FROM visit_finding f WHERE f.action_id = a.id), a.item_id "
    "FROM verifier_action a JOIN run r ON r.id = a.run_id JOIN course_version v ON v.id = r.version_id "
    "JOIN person m ON m.id = a.made_by_id LEFT JOIN person_name mn ON mn.person_id = m.id "
    "LEFT JOIN sample_item i ON i.id = a.item_id LEFT JOIN unit u ON u.id = i.unit_id "
    "LEFT JOIN person l ON l.id = i.learner_id LEFT JOIN person_name ln ON ln.person_id = l.id "
    "LEFT JOIN person ap ON ap.id = i.assessor_id LEFT JOIN person_name an ON an.person_id = ap.id "
    "LEFT JOIN person cp ON cp.id = a.closed_by_id LEFT JOIN person_name cn ON cn.person_id = cp.id WHERE "
)


def _with_answers(rows: Sequence[Sequence[Any]]) -> list[ActionLine]:
    lines = []
    for row in rows:
        closed_at = None if row[12] is None else as_instant(row[12])
        days = [as_day(row[4]), as_instant(row[5])]
        lines.append(ActionLine(*[*row[:4], *days, *row[6:12], closed_at, bool(row[13]), row[14]]))
    return [replace(line, answers=_answers(line.id)) for line in lines]


def _answers(action_id: int) -> tuple[AnswerLine, ...]:
    rows = fast().rows(
        "SELECT w.said, COALESCE(n.called, p.number), w.at FROM action_answer w JOIN person p ON p.id = w.by_id "
        "LEFT JOIN person_name n ON n.person_id = p.id WHERE w.action_id = ? ORDER BY w.id",
        (action_id,),
    )
    return tuple(AnswerLine(row[0], row[1], as_instant(row[2])) for row in rows)


def actions_of_run(run_id: int) -> list[ActionLine]:
    """The actions of a run, the open ones first, each by its day."""
    order = "CASE WHEN a.closed_at IS NULL THEN 0 ELSE 1 END, a.due_on, a.id"
    return _with_answers(fast().rows(f"{_ACTION} a.run_id = ? ORDER BY {order}", (run_id,)))


def open_actions(site_id: int, assessor_id: int = 0) -> list[ActionLine]:
    """The open actions of a site by their days; for an assessor those about their work, or about a run they assess."""
    mine = (
        "(? = 0 OR i.assessor_id = ? OR (i.id IS NULL AND EXISTS (SELECT 1 FROM criterion_decision d "
        "JOIN registration g ON g.id = d.registration_id WHERE g.run_id = a.run_id AND d.assessor_id = ?)))"
    )
    rows = fast().rows(
        f"{_ACTION} r.site_id = ? AND a.closed_at IS NULL AND {mine} ORDER BY a.due_on, a.id LIMIT 200",
        (site_id, assessor_id, assessor_id, assessor_id),
    )
    return _with_answers(rows)
