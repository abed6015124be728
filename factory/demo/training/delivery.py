"""The runs of the demo's college: made, booked, taught, marked, ended; the next ones open, one with people waiting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from core.access import Actor
from core.clock import local_day
from core.db import as_instant, fast
from core.errors import RuleBroken
from factory.demo.training.college import DAY, College, Held, Pupil
from factory.demo.training.people import VENUES
from factory.demo.training.terms import RunPlan
from training.patterns import Slot, weekly
from training.services.bookings import book_seat, leave_run
from training.services.classes import ClassData, add_classes
from training.services.completions import record_completion
from training.services.registers import NewMark, record_mark, sign_register
from training.services.runs import RunData, cancel_run, make_run, step_run

MARKS = ("present", "late", "told_us", "absent", "left_early")
HOW_OFTEN = (82, 8, 3, 4, 3)


def make_run_of(college: College, plan: RunPlan) -> Held:
    """Make a run with its classes, and open it unless it stays a draft. In the caller's transaction."""
    made_at = min(college.at, college.at + (plan.first - plan.opened) * DAY)
    by = college.actor(plan.trainer, plan.site, made_at)
    data = RunData(
        plan.capacity,
        is_off_grid=plan.is_off_grid,
        has_creche=plan.has_creche,
        help_languages=("ar", "uk") if plan.has_creche else (),
        body_run_number=f"SV-{1000 + len(college.held)}" if plan.upto else "",
    )
    run = make_run(by=by, slug=college.slugs[plan.course], data=data, at=made_at, token=college.token())
    held = Held(plan, run.number, run.id)
    place = college.world.places.get((plan.site, VENUES[plan.course]))
    where = ClassData(
        place_id=place, venue="" if place else "Community room", givers=((by.number, "trainer"),)
    )
    slots = slots_of(college, plan)
    add_classes(by=by, run_number=run.number, slots=slots, data=where, at=made_at, token=college.token())
    held.ends_at = slots[-1].ends_at
    if not plan.is_draft:
        step_run(by=by, number=run.number, state="open", at=made_at)
    college.held.append(held)
    return held


def slots_of(college: College, plan: RunPlan) -> list[Slot]:
    """When the classes of a run are."""
    first = local_day(college.at) + plan.first * DAY
    return weekly(first, plan.weekdays, plan.classes, time(plan.starts), time(plan.starts + plan.hours, 30))


def book_learners(college: College, held: Held, wanted: list[Pupil]) -> None:
    """Book one after another, by themselves or at the desk; who may not (a clash, something missing) is left out."""
    opened = min(college.at, college.at + (held.plan.first - held.plan.opened) * DAY)
    upto = min(
        college.at - timedelta(hours=2), slots_of(college, held.plan)[0].starts_at - timedelta(hours=2)
    )
    step = (upto - opened) / (held.plan.learners + 1)
    for pupil in wanted:
        if len(held.pupils) >= held.plan.learners:
            break
        if (held.plan.course, pupil.person_id) in college.taught:
            continue
        at = opened + step * (len(held.pupils) + 1)
        is_here = pupil.site == held.plan.site and college.rng.random() < 0.6
        by = (
            college.actor(held.plan.trainer, held.plan.site, at)
            if is_here
            else college.person(pupil.person_id, held.plan.site, at, "card")
        )
        source = "desk" if is_here else college.rng.choice(("card", "web", "card"))
        try:
            book_seat(
                by=by,
                run_number=held.number,
                person_number=pupil.number,
                source=source,
                at=at,
                token=college.token(),
            )
        except RuleBroken:
            continue
        held.pupils.append(pupil)
        college.taught.add((held.plan.course, pupil.person_id))


def teach(college: College, held: Held) -> None:
    """Take the registers of the classes that were, and end the run where all of them were."""
    lessons = _lessons(held)
    past = [one for one in lessons if one.ends_at < college.at]
    if not past:
        return
    by = college.actor(held.plan.trainer, held.plan.site, past[0].starts_at)
    step_run(by=by, number=held.number, state="running", at=past[0].starts_at)
    _let_go(college, held, past[0].starts_at)
    there = _with_state(held, "booked")
    missing = there[-1] if len(there) > 4 else 0
    for lesson in past:
        _mark_all(college, held, by, lesson, there, missing)
    if len(past) == len(lessons):
        ended = lessons[-1].ends_at + timedelta(minutes=20)
        step_run(by=by, number=held.number, state="finished", at=ended)
        record_completion(
            by=by, run_number=held.number, said={}, at=min(ended + DAY / 2, college.at), token=college.token()
        )


@dataclass(frozen=True)
class Lesson:
    """A class of a run."""

    token: str
    starts_at: datetime
    ends_at: datetime


def _lessons(held: Held) -> list[Lesson]:
    rows = fast().rows(
        "SELECT token, starts_at, ends_at FROM course_class WHERE run_id = ? ORDER BY number", (held.run_id,)
    )
    return [Lesson(token, as_instant(begin), as_instant(end)) for token, begin, end in rows]


def _with_state(held: Held, state: str, of: str = "person_id") -> list[int]:
    """Who holds a booking of the run in that state, or the bookings themselves (`of` is then "id")."""
    rows = fast().rows(
        f"SELECT {of} FROM booking WHERE run_id = ? AND state = ? ORDER BY id", (held.run_id, state)
    )
    return [row[0] for row in rows]


def _let_go(college: College, held: Held, at: datetime) -> None:
    """Who still waits when a run begins leaves its list."""
    by = college.actor(held.plan.trainer, held.plan.site, at)
    for booking_id in _with_state(held, "waitlisted", "id"):
        leave_run(
            by=by,
            booking_id=booking_id,
            at=at,
            token=college.token(),
            source="phone",
            reason="Comes next time",
        )


def _mark_all(
    college: College, held: Held, by: Actor, lesson: Lesson, there: list[int], missing: int
) -> None:
    numbers = {one.person_id: one.number for one in held.pupils}
    for place, person_id in enumerate(there):
        at = lesson.starts_at + timedelta(minutes=3, seconds=7 * place)
        mark = "absent" if person_id == missing else college.rng.choices(MARKS, HOW_OFTEN)[0]
        new = NewMark(
            college.token(),
            lesson.token,
            numbers[person_id],
            mark,
            "paper" if held.plan.is_off_grid else "tap",
            at,
            at,
        )
        record_mark(by=by, new=new, received_at=at + timedelta(seconds=4))
    sign_register(by=by, class_token=lesson.token, at=lesson.ends_at)


def cancel(college: College, held: Held) -> None:
    """Too few came together."""
    at = slots_of(college, held.plan)[0].starts_at - 3 * DAY
    by = college.actor(held.plan.trainer, held.plan.site, at)
    cancel_run(by=by, number=held.number, reason="Too few people this time; it comes again.", at=at)


def give_a_place_back(college: College, held: Held, at: datetime) -> None:
    """Somebody leaves a full run, so that the first who waits has an offer."""
    booking_id = _with_state(held, "booked", "id")[0]
    by = college.actor(held.plan.trainer, held.plan.site, at)
    leave_run(
        by=by, booking_id=booking_id, at=at, token=college.token(), source="phone", reason="Starts a job"
    )


def archive(college: College, held: Held) -> None:
    """A run that needs no papers of a body is put away a month after its end."""
    at = (held.ends_at or college.at) + 30 * DAY
    if not held.plan.upto and not held.plan.is_cancelled and at < college.at:
        by = college.actor(held.plan.trainer, held.plan.site, at)
        step_run(by=by, number=held.number, state="archived", at=at)
