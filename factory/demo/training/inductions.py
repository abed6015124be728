"""Inductions at the demo's college: texts approved, people passed and hold their permits, two wait to be signed."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.clock import local_day
from factory.demo.training.college import DAY, College
from training.queries.checklists import checklist_by_slug
from training.services.checklists import add_starter_checklists
from training.services.inductions import answer_question, approve_text, begin_induction, sign_practice
from training.services.permit_use import note_permit_use, note_supervised_minutes

GIVERS = {
    "nia": (
        "machine:laser_cutter",
        "machine:cnc_router",
        "machine:printer_3d",
        "machine:hand_power_tools",
    ),
    "tomasz": ("machine:hand_power_tools", "machine:spray_booth"),
}
"""Who may sign for what: their own permits are live (see the cast), and they used the machines."""
PASSED = (
    ("laser-cutter", "fablab", "nia", "وائل", 150, "Huda"),
    ("laser-cutter", "fablab", "nia", "Sandra", 120, ""),
    ("3d-printer", "fablab", "nia", "Oksana", 100, "Iryna"),
    ("hand-power-tools", "coventry", "tomasz", "Terry", 60, ""),
    ("hand-power-tools", "coventry", "tomasz", "Farah", 45, "Amina"),
)
"""Which induction, where, by whom, of whom, how many days ago, and who put the words into their language."""
WAITING = (("laser-cutter", "fablab", "Habtom", 2), ("hand-power-tools", "coventry", "Agata", 1))


def induct(college: College, founded: datetime) -> None:
    """Write all of it. In the caller's transaction."""
    by = college.actor("helen", "coventry", founded)
    for slug in add_starter_checklists(by=by, at=founded):
        approve_text(by=by, slug=slug, number=1, language="en", at=founded)
    for slug, site, giver, called, days, interpreter in PASSED:
        at = _at_noon(college, days)
        token = _answered(college, slug, site, called, at)
        staff = college.actor(giver, site, at)
        steps = _beside(college, slug, staff.person_id or 0, called, at)
        sign_practice(
            by=staff, token=token, seen=steps, interpreter=interpreter, is_final=True, at=at + DAY / 24
        )
        _use(college, slug, called, at)
    for slug, site, called, days in WAITING:
        _answered(college, slug, site, called, _at_noon(college, days))
    for giver, kinds in GIVERS.items():
        person_id = college.world.people[giver].id
        for kind in kinds:
            note_permit_use(person_id=person_id, kind=kind, on=local_day(college.at - 2 * DAY), minutes=95)


def _at_noon(college: College, days: int) -> datetime:
    return (college.at - days * DAY).replace(hour=12, minute=5, second=0, microsecond=0)


def _person(college: College, called: str) -> int:
    return next(one.person_id for one in college.pupils if one.called == called)


def _answered(college: College, slug: str, site: str, called: str, at: datetime) -> str:
    """Begun and all questions answered on the tablet; its token."""
    by = college.person(_person(college, called), site, at, "card")
    begun = begin_induction(by=by, slug=slug, at=at, token=college.token())
    checklist = checklist_by_slug(slug)
    assert checklist is not None
    for place, question in enumerate(checklist.questions):
        answer = checklist.right_answer(question["key"])
        answer_question(
            by=by,
            token=begun.token,
            question=question["key"],
            answer=str(answer),
            at=at + timedelta(minutes=place),
        )
    return begun.token


def _beside(college: College, slug: str, giver_id: int, called: str, at: datetime) -> list[str]:
    """Minutes beside a holder; the steps of the practice that are then seen."""
    checklist = checklist_by_slug(slug)
    assert checklist is not None
    if checklist.supervised_minutes:
        note_supervised_minutes(
            person_id=_person(college, called),
            supervisor_id=giver_id,
            kind=checklist.permit_kind,
            on=local_day(at),
            minutes=checklist.supervised_minutes,
            at=at,
            token=college.token(),
        )
    return [step["key"] for step in checklist.practice]


def _use(college: College, slug: str, called: str, at: datetime) -> None:
    checklist = checklist_by_slug(slug)
    assert checklist is not None
    days = college.rng.randint(3, 30)
    on = max(local_day(at), local_day(college.at - days * DAY))
    note_permit_use(person_id=_person(college, called), kind=checklist.permit_kind, on=on, minutes=40)
