"""From registration to award at the demo's college: decisions, a sample half done, one RAC sent, results received."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.clock import local_day
from core.db import fast
from factory.demo.training import evidence
from factory.demo.training.college import DAY, College, Held
from training.services.assessment import NewDecision, decide_criterion
from training.services.assessors import entitle
from training.services.racs import draw_up_rac, send_rac, sign_rac
from training.services.registrations import note_registered, register_learners, say_own_work
from training.services.results import hand_over, note_result
from training.services.runs import step_run
from training.services.samples import close_item, make_plan

ASSESSOR, VERIFIER, OFFICE = "joan", "harjit", "ada"
WAITS_TO_BE_FETCHED = "paint"
UNITS_OF = {"laser": ("DEMO-LC1", "DEMO-DF2"), "cnc": ("DEMO-CN1",), "paint": ("DEMO-PD1",)}


def entitle_staff(college: College, at: datetime) -> None:
    """Say who may assess and who may verify each unit."""
    by = college.actor(OFFICE, "coventry", at)
    held = (
        (ASSESSOR, "assessor", "Level 3 Certificate in Assessing Vocational Achievement, seen"),
        (VERIFIER, "verifier", "Level 4 Award in Internal Quality Assurance, seen"),
    )
    for key, part, seen in held:
        for code in college.unit_ids:
            entitle(
                by=by,
                person_number=college.world.people[key].number,
                unit_code=code,
                part=part,
                held=seen,
                starts_on=local_day(at),
                ends_on=None,
                at=at,
            )


def accredit(college: College, held: Held, first: datetime) -> None:
    """Take a run's papers as far as its plan says. In the caller's transaction."""
    upto = held.plan.upto
    rows = _register(college, held, first)
    ended = held.ends_at or college.at
    if upto == "assessing":
        _decide(college, held, rows, min(ended, college.at) - DAY, share=0.5)
        return
    if held.plan.course == "paint":
        evidence.add_evidence(college, held, rows, college.unit_ids["DEMO-PD1"], ended - DAY)
    _decide(college, held, rows, ended, share=1.0)
    _sample(college, held, ended + 6 * DAY, is_done=upto != "sampling")
    if upto in ("sent", "answered"):
        _send(college, held, ended + 9 * DAY)
    if upto == "answered":
        _answer(college, held, ended + 40 * DAY)


def _register(college: College, held: Held, first: datetime) -> list[int]:
    at = first + 2 * DAY
    by = college.actor(OFFICE, held.plan.site, at)
    register_learners(by=by, run_number=held.number, at=at, token=college.token())
    rows = fast().rows("SELECT id, person_id FROM registration WHERE run_id = ? ORDER BY id", (held.run_id,))
    for place, (registration_id, person_id) in enumerate(rows):
        note_registered(
            by=by,
            registration_id=registration_id,
            body_learner_number=f"SV{held.run_id:03d}{place + 1:03d}",
            registered_on=local_day(at),
            at=at,
        )
        if place % 4 != 3:
            who = college.person(person_id, held.plan.site, at, "card")
            say_own_work(by=who, run_number=held.number, at=at + timedelta(hours=1))
    return [row[0] for row in rows]


def _decide(college: College, held: Held, rows: list[int], at: datetime, *, share: float) -> None:
    """The assessor decides each criterion; now and then "not yet" comes first."""
    by = college.actor(ASSESSOR, held.plan.site, at)
    units = [college.unit_ids[code] for code in UNITS_OF[held.plan.course]]
    places = ", ".join("?" for _ in units)
    criteria = fast().rows(f"SELECT id FROM criterion WHERE unit_id IN ({places}) ORDER BY id", units)
    for turn, registration_id in enumerate(rows):
        for place, (criterion_id,) in enumerate(criteria[: max(1, round(len(criteria) * share))]):
            moment = at + timedelta(seconds=30 * turn + 4 * place)
            is_hard = (turn + place) % 11 == 5
            for decision in ("not_yet", "achieved") if is_hard else ("achieved",):
                new = NewDecision(
                    college.token(),
                    registration_id,
                    criterion_id,
                    decision,
                    feedback="Once more with the guard closed." if decision == "not_yet" else "",
                    is_borderline=is_hard and decision == "achieved",
                )
                decide_criterion(by=by, new=new, at=moment, device_at=moment, received_at=moment)
                moment += timedelta(seconds=2)


def _sample(college: College, held: Held, at: datetime, *, is_done: bool) -> None:
    by = college.actor(VERIFIER, held.plan.site, at)
    plan = make_plan(by=by, run_number=held.number, seed=held.run_id, at=at, token=college.token())
    items = [
        row[0] for row in fast().rows("SELECT id FROM sample_item WHERE plan_id = ? ORDER BY id", (plan.id,))
    ]
    for item in items if is_done else items[: len(items) // 2]:
        close_item(by=by, item_id=item, outcome="agreed", note="", at=at + timedelta(hours=1))
    if not is_done:
        what = "Write in the evidence which material was cut."
        close_item(
            by=by,
            item_id=items[-1],
            outcome="action",
            note=what,
            at=at + timedelta(hours=2),
            due_on=local_day(college.at + 10 * DAY),
            token=college.token(),
        )


def _send(college: College, held: Held, at: datetime) -> None:
    office = college.actor(OFFICE, held.plan.site, at)
    step_run(by=office, number=held.number, state="verified", at=at)
    draw_up_rac(by=office, run_number=held.number, at=at, token=college.token())
    for key, part in ((ASSESSOR, "tutor"), (VERIFIER, "verifier")):
        by = college.actor(key, held.plan.site, at)
        sign_rac(by=by, run_number=held.number, part=part, at=at + timedelta(hours=1))
    send_rac(by=office, run_number=held.number, at=at + timedelta(hours=2))


def _answer(college: College, held: Held, at: datetime) -> None:
    """The body said yes; the papers were handed over, but for one that nobody has fetched yet."""
    by = college.actor(OFFICE, held.plan.site, at)
    lines = fast().rows(
        "SELECT l.id FROM rac_line l JOIN rac c ON c.id = l.rac_id WHERE c.run_id = ? AND l.is_achieved ORDER BY l.id",
        (held.run_id,),
    )
    for place, (line_id,) in enumerate(lines):
        note_result(
            by=by,
            line_id=line_id,
            result="achieved",
            body_certificate=f"SVA {held.run_id:03d}/{place + 1:03d}",
            result_on=local_day(at),
            at=at,
        )
        if held.plan.course != WAITS_TO_BE_FETCHED or place + 1 < len(lines):
            hand_over(by=by, line_id=line_id, handed_on=local_day(at), at=at)
