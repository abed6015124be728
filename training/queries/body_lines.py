"""What a file for an awarding body says of a run's learners: for registration, and for its recommendation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from core.db import as_day, fast
from training.body_files import FileLine
from training.profiles import Layout
from training.queries.body_runs import BodyRun

_WHO = (
    "SELECT g.id, p.number, g.body_learner_number, COALESCE(l.given_name, ''), COALESCE(l.family_name, ''), "
    "COALESCE(NULLIF(l.certificate_name, ''), NULLIF(n.full_name, ''), n.called, ''), COALESCE(l.born_on, ''), "
    "COALESCE(l.gender, ''), COALESCE(l.postcode, ''), COALESCE(l.work_situation, ''), "
    "COALESCE(l.prior_attainment, ''), COALESCE(u.uln, ''), "
    "EXISTS (SELECT 1 FROM learner_adjustment a WHERE a.registration_id = g.id), COALESCE(n.called, p.number), "
    "COALESCE(NULLIF(n.full_name, ''), n.called, '') FROM registration g JOIN person p ON p.id = g.person_id "
    "LEFT JOIN person_name n ON n.person_id = p.id LEFT JOIN learner_record l ON l.person_id = p.id "
    "LEFT JOIN learner_number u ON u.person_id = p.id "
    "WHERE g.run_id = ? AND g.state <> 'withdrawn' ORDER BY LOWER(COALESCE(n.called, p.number)), g.id"
)


def _learner(row: Sequence[Any], layout: Layout) -> dict[str, str]:
    """The values of a learner. A single name is the given name; the profile says what stands for the family name."""
    given, family = row[3], row[4]
    return {
        "learner_number": row[1],
        "body_learner_number": row[2],
        "given_name": given or ("" if family else row[14]),
        "family_name": family,
        "full_name": row[5],
        "birth_date": _birth(row[6], layout),
        "gender": row[7],
        "postcode": row[8],
        "employment": row[9],
        "prior_attainment": row[10],
        "uln": row[11],
        "has_adjustment": layout.achieved if row[12] else "",
    }


def _birth(text: str, layout: Layout) -> str:
    """The birth date in the body's style; a year alone is not known well enough."""
    try:
        return layout.day(date.fromisoformat(text))
    except ValueError:
        return ""


def _of_run(run: BodyRun, layout: Layout) -> dict[str, str]:
    return {
        "centre_number": run.centre_number,
        "course_title": run.course_title,
        "qualification_reference": run.qualification,
        "run_number": run.number,
        "body_run_number": run.body_run_number,
        "venue": run.venue,
        "starts_on": layout.day(run.starts_on) if run.starts_on else "",
        "ends_on": layout.day(run.ends_on) if run.ends_on else "",
        "credit_target": str(run.credit_target),
        "unit_codes": " ".join(run.unit_codes),
    }


def learners_of(run_id: int) -> list[str]:
    """The numbers of the learners whose facts a file of a run holds: their looks are logged."""
    return [row[1] for row in fast().rows(_WHO, (run_id,))]


def registration_lines(run: BodyRun, layout: Layout) -> list[FileLine]:
    """A line for each learner of a run who is to be registered or is."""
    common = _of_run(run, layout)
    return [FileLine(row[13], common | _learner(row, layout)) for row in fast().rows(_WHO, (run.run_id,))]


def rac_lines(run: BodyRun, layout: Layout, rac_number: int) -> list[FileLine]:
    """The lines of a recommendation: a learner and unit each, or a learner each with a column for each unit."""
    common = _of_run(run, layout)
    people = {row[0]: row for row in fast().rows(_WHO, (run.run_id,))}
    rows = fast().rows(
        "SELECT l.registration_id, COALESCE(NULLIF(u.body_code, ''), u.code), u.title, u.level, u.credit, "
        "l.is_achieved, (SELECT MAX(d.decided_on) FROM criterion_decision d WHERE d.unit_id = u.id "
        " AND d.registration_id = l.registration_id AND d.superseded_by IS NULL), u.id, "
        "COALESCE(vn.called, v.number, '') FROM rac_line l JOIN rac c ON c.id = l.rac_id "
        "JOIN unit u ON u.id = l.unit_id "
        "LEFT JOIN person v ON v.id = c.verifier_id LEFT JOIN person_name vn ON vn.person_id = v.id "
        "WHERE c.run_id = ? AND c.number = ? ORDER BY l.registration_id, u.code",
        (run.run_id, rac_number),
    )
    assessors, lines = _assessors(run.run_id), []
    for row in rows:
        if row[0] not in people:
            continue
        who = people[row[0]]
        said = layout.achieved if row[5] else layout.refused
        unit = {
            "unit_code": row[1],
            "unit_title": row[2],
            "unit_level": row[3],
            "unit_credit": str(row[4]),
            "result": said,
            "decided_on": layout.day(as_day(row[6])) if row[6] else "",
            "assessor": " / ".join(assessors.get((row[0], row[7]), ())),
            "verifier": row[8],
        }
        lines.append(FileLine(f"{who[13]}, {row[1]}", common | _learner(who, layout) | unit, {row[1]: said}))
    return _by_learner(lines) if layout.shape == "grid" else lines


def _by_learner(lines: Sequence[FileLine]) -> list[FileLine]:
    """The lines of one learner as one, with an answer for each unit."""
    found: dict[str, FileLine] = {}
    for line in lines:
        number = line.values["learner_number"]
        before = found.get(number)
        units = {**(before.units if before else {}), **line.units}
        found[number] = FileLine(line.about.rsplit(",", 1)[0], line.values, units)
    return list(found.values())


def _assessors(run_id: int) -> dict[tuple[int, int], list[str]]:
    """(registration, unit) → names as wanted of who decided on it."""
    found: dict[tuple[int, int], list[str]] = {}
    rows = fast().rows(
        "SELECT DISTINCT d.registration_id, d.unit_id, COALESCE(n.called, p.number) FROM criterion_decision d "
        "JOIN registration g ON g.id = d.registration_id JOIN person p ON p.id = d.assessor_id "
        "LEFT JOIN person_name n ON n.person_id = p.id WHERE g.run_id = ? AND d.superseded_by IS NULL ORDER BY 1, 2, 3",
        (run_id,),
    )
    for registration_id, unit_id, name in rows:
        found.setdefault((registration_id, unit_id), []).append(name)
    return found
