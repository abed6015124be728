"""119 workshops and 31 accredited courses with 245 places taken, and the 112 qualifications that came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from core.clock import local_day
from core.db import fast, transaction
from core.people_services import add_person
from tests.works.published.scene import BEGAN, Scene, days, token
from training.patterns import Slot, slot
from training.services.assessment import NewDecision, decide_criterion
from training.services.assessors import entitle
from training.services.bodies import (
    GroupData,
    QualificationData,
    add_body,
    add_qualification,
    set_combination,
)
from training.services.bookings import book_seat
from training.services.classes import ClassData, add_classes
from training.services.completions import record_completion
from training.services.courses import COMPLETION, VersionData, add_course
from training.services.racs import draw_up_rac, send_rac, sign_rac
from training.services.registers import NewMark, record_mark, sign_register
from training.services.registrations import note_registered, register_learners
from training.services.results import note_result
from training.services.runs import RunData, make_run, step_run
from training.services.samples import close_item, make_plan
from training.services.units import CriterionData, UnitData, add_unit, set_criterion, set_outcome

WORKSHOPS, ACCREDITED, ENROLMENTS, QUALIFICATIONS = 119, 31, 245, 112
ON_ACCREDITED = 5
"""Learners on each accredited course: 155 of the 245; the other places are one a workshop, for as many as it takes."""


@dataclass(frozen=True)
class Catalogue:
    """The two courses that are run again and again, and the unit of the accredited one."""

    accredited: str
    workshop: str
    unit_id: int
    criteria: tuple[int, ...]


def make_catalogue(scene: Scene) -> Catalogue:
    """A body, a unit that makes a qualification, a course of it and a workshop; who may assess and verify it."""
    by = scene.actor("ruth", BEGAN)
    with transaction():
        body = add_body(
            by=by, name="Body of the year", centre_number="C-1", profile="generic", at=BEGAN, token=token()
        )
        unit = add_unit(
            by=by,
            body_slug=body.slug,
            code="DEMO-PUB1",
            data=UnitData("Making", "L1", 3, 20, is_invented=True),
            at=BEGAN,
            token=token(),
        )
        set_outcome(by=by, unit_id=unit.id, number=1, text="Make a thing", at=BEGAN)
        set_criterion(
            by=by, unit_id=unit.id, data=CriterionData(1, 1, "Make it well", "Make it well"), at=BEGAN
        )
        made = add_qualification(
            by=by,
            body_slug=body.slug,
            data=QualificationData("DEMO/PUB1", "Making", "L1", tqt_hours=30, glh_hours=20, min_credit=3),
            at=BEGAN,
            token=token(),
        )
        group = GroupData((unit.id,), "Units", min_credit=3)
        set_combination(by=by, token=made.token, groups=[group], at=BEGAN)
        completion = {**COMPLETION, "minutes_percent": 60, "needs_word": False}
        accredited = add_course(
            by=by,
            category="digital_fabrication",
            picture="",
            data=VersionData(
                title="Making",
                is_accredited=True,
                qualification_id=made.id,
                unit_ids=(unit.id,),
                capacity=8,
                guided_minutes=120,
                completion=completion,
            ),
            at=BEGAN,
            token=token(),
        )
        workshop = add_course(
            by=by,
            category="painting_decorating_diy",
            picture="",
            data=VersionData(title="Workshop", capacity=8, guided_minutes=120, completion=completion),
            at=BEGAN,
            token=token(),
        )
        for name, part in (("nia", "assessor"), ("hana", "verifier")):
            entitle(
                by=by,
                person_number=scene.cast.numbers[name],
                unit_code="DEMO-PUB1",
                part=part,
                held="Seen",
                starts_on=local_day(BEGAN),
                ends_on=None,
                at=BEGAN,
            )
    criteria = tuple(row[0] for row in fast().rows("SELECT id FROM criterion WHERE unit_id = ?", (unit.id,)))
    return Catalogue(accredited.slug, workshop.slug, unit.id, criteria)


def make_people(scene: Scene, count: int) -> None:
    """So many people with one name each, who joined before the year."""
    by = scene.actor("ruth", BEGAN)
    for start in range(0, count, 250):
        with transaction():
            for number in range(start, min(start + 250, count)):
                person = add_person(
                    by=by, called=f"P{number:04d}", language="en", avatar="pear", at=BEGAN, token=token()
                )
                scene.people.append((person.id, person.number))


def teach(scene: Scene, catalogue: Catalogue) -> None:
    """Every run of the year from its opening to its end; the accredited ones on to their results."""
    learners = iter(scene.people)
    spread = list(days(WORKSHOPS + ACCREDITED, 9))
    every = (WORKSHOPS + ACCREDITED) // ACCREDITED
    awarded = accredited = enrolled = 0
    for turn, at in enumerate(spread):
        is_accredited = turn % every == 0 and accredited < ACCREDITED
        left = ENROLMENTS - ACCREDITED * ON_ACCREDITED
        size = ON_ACCREDITED if is_accredited else int(enrolled < left)
        accredited += is_accredited
        enrolled += 0 if is_accredited else size
        seated = [next(learners) for _ in range(size)]
        slug = catalogue.accredited if is_accredited else catalogue.workshop
        number, run_id = _run(scene, slug, at, seated)
        if is_accredited:
            wanted = min(ON_ACCREDITED, QUALIFICATIONS - awarded)
            _accredit(scene, catalogue, number, run_id, at + timedelta(days=1), wanted)
            awarded += wanted


def _run(scene: Scene, slug: str, at: datetime, seated: list[tuple[int, str]]) -> tuple[str, int]:
    early = at - timedelta(days=14)
    by = scene.actor("mary", early)
    desk = scene.actor("ruth", early)
    day = local_day(at)
    slots: list[Slot] = [slot(day, time(10 + day.toordinal() % 2 * 3), time(12 + day.toordinal() % 2 * 3))]
    with transaction():
        run = make_run(by=desk, slug=slug, data=RunData(8), at=early, token=token())
        where = ClassData(venue="Hall", givers=((by.number, "trainer"),))
        meeting = add_classes(
            by=desk, run_number=run.number, slots=slots, data=where, at=early, token=token()
        )[0]
        step_run(by=desk, number=run.number, state="open", at=early)
        for _, number in seated:
            book_seat(
                by=desk, run_number=run.number, person_number=number, source="desk", at=early, token=token()
            )
        begins, ends = slots[0].starts_at, slots[0].ends_at
        step_run(by=desk, number=run.number, state="running", at=begins)
        for _, number in seated:
            new = NewMark(token(), meeting.token, number, "present", "tap", begins, begins)
            record_mark(by=by, new=new, received_at=begins)
        sign_register(by=by, class_token=meeting.token, at=ends)
        done = ends + timedelta(minutes=20)
        step_run(by=desk, number=run.number, state="finished", at=done)
        record_completion(by=by, run_number=run.number, said={}, at=done, token=token())
    return run.number, run.id


def _accredit(
    scene: Scene, catalogue: Catalogue, number: str, run_id: int, at: datetime, wanted: int
) -> None:
    """Register, decide, sample, recommend, and note the body's answer: achieved for as many as wanted."""
    desk, assessor, verifier = (scene.actor(name, at) for name in ("ruth", "nia", "hana"))
    with transaction():
        register_learners(by=desk, run_number=number, at=at, token=token())
        rows = fast().rows("SELECT id, person_id FROM registration WHERE run_id = ? ORDER BY id", (run_id,))
        for turn, (registration_id, _) in enumerate(rows):
            note_registered(
                by=desk,
                registration_id=registration_id,
                body_learner_number=f"B{registration_id}",
                registered_on=local_day(at),
                at=at,
            )
            for criterion_id in catalogue.criteria:
                when = at + timedelta(hours=1, seconds=turn)
                new = NewDecision(token(), registration_id, criterion_id, "achieved")
                decide_criterion(by=assessor, new=new, at=when, device_at=when, received_at=when)
        later = at + timedelta(days=1)
        make_plan(by=verifier, run_number=number, seed=run_id, at=later, token=token())
        items = fast().rows(
            "SELECT i.id FROM sample_item i JOIN sample_plan p ON p.id = i.plan_id WHERE p.run_id = ?",
            (run_id,),
        )
        for (item_id,) in items:
            close_item(by=verifier, item_id=item_id, outcome="agreed", note="", at=later)
        step_run(by=desk, number=number, state="verified", at=later)
        draw_up_rac(by=desk, run_number=number, at=later, token=token())
        sign_rac(by=assessor, run_number=number, part="tutor", at=later)
        sign_rac(by=verifier, run_number=number, part="verifier", at=later)
        send_rac(by=desk, run_number=number, at=later)
        answered = later + timedelta(days=1)
        lines = fast().rows(
            "SELECT l.id FROM rac_line l JOIN rac c ON c.id = l.rac_id WHERE c.run_id = ? ORDER BY l.id",
            (run_id,),
        )
        for turn, (line_id,) in enumerate(lines):
            note_result(
                by=desk,
                line_id=line_id,
                result="achieved" if turn < wanted else "refused",
                body_certificate=f"C{line_id}" if turn < wanted else "",
                result_on=local_day(answered),
                at=answered,
            )
