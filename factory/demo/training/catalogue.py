"""The catalogue of the demo's college, written through its services: body, units, rule, courses and their words."""

from __future__ import annotations

from datetime import datetime

from core.access import Actor
from factory.demo.training.college import College
from factory.demo.training.courses import BODY, COURSES, QUALIFICATION, UNITS, CoursePlan, UnitPlan
from training.queries.courses import newest_version
from training.services.bodies import (
    GroupData,
    QualificationData,
    add_body,
    add_qualification,
    set_combination,
)
from training.services.courses import COMPLETION, VersionData, add_course, set_words
from training.services.units import CriterionData, UnitData, add_unit, set_criterion, set_outcome

FULL = {"laser", "seat"}
"""Courses with six or eight places; the others have ten."""


def make_catalogue(college: College, at: datetime) -> None:
    """Write all of it at `at`. In the caller's transaction."""
    by = college.actor("helen", "coventry", at)
    name, centre_number, profile = BODY
    body = add_body(
        by=by, name=name, centre_number=centre_number, profile=profile, at=at, token=college.token()
    )
    for unit in UNITS:
        college.unit_ids[unit.code] = _unit(college, by, body.slug, unit, at)
    reference, title, level, credit = QUALIFICATION
    made = add_qualification(
        by=by,
        body_slug=body.slug,
        data=QualificationData(reference, title, level, tqt_hours=90, glh_hours=70, min_credit=credit),
        at=at,
        token=college.token(),
    )
    everything = tuple(college.unit_ids.values())
    group = GroupData(everything, "Any units", min_credit=credit)
    set_combination(by=by, token=made.token, groups=[group], at=at)
    for plan in COURSES:
        _course(college, by, plan, made.id, at)


def _unit(college: College, by: Actor, body: str, plan: UnitPlan, at: datetime) -> int:
    data = UnitData(plan.title, "L1", plan.credit, plan.hours, is_invented=True)
    unit = add_unit(by=by, body_slug=body, code=plan.code, data=data, at=at, token=college.token())
    for place, (text, criteria) in enumerate(plan.outcomes, 1):
        set_outcome(by=by, unit_id=unit.id, number=place, text=text, at=at)
        for number, (wanted, easy) in enumerate(criteria, 1):
            criterion = CriterionData(place, number, wanted, easy)
            set_criterion(by=by, unit_id=unit.id, data=criterion, at=at)
    return unit.id


def _course(college: College, by: Actor, plan: CoursePlan, qualification_id: int, at: datetime) -> None:
    data = VersionData(
        title=plan.title,
        summary=plan.summary,
        is_accredited=bool(plan.units),
        qualification_id=qualification_id if plan.units else None,
        unit_ids=tuple(college.unit_ids[code] for code in plan.units),
        capacity=8 if plan.key in FULL else 10,
        guided_minutes=plan.minutes,
        advised_esol=plan.esol,
        equipment=plan.equipment,
        needs=tuple((kind, college.slugs.get(wanted, wanted)) for kind, wanted in plan.needs),
        completion={**COMPLETION, "minutes_percent": 60, "needs_word": False},
    )
    made = add_course(by=by, category=plan.category, picture="", data=data, at=at, token=college.token())
    college.slugs[plan.key] = made.slug
    for language, title, summary in plan.words:
        set_words(
            by=by,
            version_id=newest_version(made.id).id,
            language=language,
            title=title,
            summary=summary,
            is_reviewed=False,
            at=at,
        )
