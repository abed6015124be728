"""Bookings and past courses out of a spreadsheet: a seat by the one way to a seat; what was, as an archived run."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from sqlalchemy import select

from core.access import Actor
from core.clock import local_day, start_of_day
from core.db import db
from core.errors import N_, RuleBroken
from core.import_files import known_values, plain_head
from core.imported import times_gone, token_now
from training.import_rows import NAMESPACE, LearnerRow
from training.models.bookings import Booking
from training.models.catalogue import Course, CourseVersion
from training.models.delivery import CourseClass, Run
from training.models.outcomes import Completion
from training.models.registers import AttendanceMark
from training.queries.courses import newest_version
from training.queries.known_learners import Held, known_learners
from training.services.booking_rules import derived
from training.services.bookings import book_seat
from training.services.completions import STATE_OF
from training.services.imported_people import find_named
from training.services.seats import known_event, new_booking

TEN = timedelta(hours=10)
AN_HOUR = timedelta(hours=1)


def _named(rows: list[LearnerRow], by: Actor, site: str) -> list[tuple[LearnerRow, Held]]:
    """The lines without faults and whom each names."""
    known, found = known_learners(by.site_id), []
    for row in rows:
        held = None if row.problems else find_named(row, known, site)
        if held is None and not row.problems:
            row.refuse(
                RuleBroken(
                    "number",
                    N_("Nobody here has this reference or ULN."),
                    N_("Bring the list of learners first, or write our number."),
                )
            )
        if held is not None:
            row.person = held.number
            found.append((row, held))
    return found


# --- bookings ---


def look_at_bookings(by: Actor, rows: list[LearnerRow], *, site: str) -> None:
    """Which lines name a learner and an open run, and which were booked before."""
    runs = {run.number: run for run in db.session.scalars(select(Run).where(Run.site_id == by.site_id))}
    live = {
        (booking.run_id, booking.person_id): booking.state
        for booking in db.session.scalars(select(Booking).join(Run).where(Run.site_id == by.site_id))
    }
    seen: set[tuple[int, int]] = set()
    for row, held in _named(rows, by, site):
        run = runs.get(str(row.facts["run"]).upper())
        _call(row, str(uuid.uuid5(NAMESPACE, f"{site} {held.number} {row.facts['run']}".upper())))
        if run is not None and row.token != row.facts["line_token"]:  # taken back: that booking is none
            live.pop((run.id, held.person_id), None)
        if run is None:
            row.refuse(
                RuleBroken(
                    "run", N_("There is no such run here."), N_("Copy its number from the list of runs.")
                )
            )
        elif (run.id, held.person_id) in live or (run.id, held.person_id) in seen:
            row.result = "repeated"
        elif run.state != "open":
            row.refuse(RuleBroken("run", N_("This run takes no bookings now."), N_("Choose an open run.")))
        else:
            seen.add((run.id, held.person_id))
            row.result = "good"


def _call(row: LearnerRow, token: str) -> None:
    """Under which client id the line is taken: a new one after each time that it was taken back."""
    row.facts["line_token"] = token
    row.token = token_now(token, times_gone([token]).get(token, 0))


def take_booking(by: Actor, row: LearnerRow, at: datetime) -> int:
    """Book the learner of a line: a seat if one is free, else the waiting list, in the order of the file; its id."""
    booking = book_seat(
        by=by,
        run_number=str(row.facts["run"]),
        person_number=row.person,
        source="import",
        partner=str(row.facts.get("partner") or ""),
        at=at,
        token=row.token,
    )
    return booking.id


# --- past courses ---


def look_at_past(by: Actor, rows: list[LearnerRow], *, site: str) -> None:
    """Which lines name a learner, a course of ours and days that are over; those taken before change nothing."""
    courses = _courses_called(by.site_id)
    ours = _first_days(by.site_id)
    for row, held in _named(rows, by, site):
        version = courses.get(plain_head(str(row.facts["course"])))
        if version is None:
            row.facts["unknown_course"] = str(row.facts["course"])
            row.refuse(
                RuleBroken(
                    "course",
                    N_("«%(text)s» is no course of ours."),
                    N_("Say above which course it is, or add it to the list of courses first."),
                    text=str(row.facts["course"])[:40],
                )
            )
            continue
        row.facts["version"] = version.id
        _call(row, str(uuid.uuid5(NAMESPACE, f"{_run_token(site, row)} {held.number}")))
        known = known_event(row.token)
        other = ours.get((version.course_id, row.facts["started"]))
        if known is not None:
            _look_again(row, known)
        elif other:
            row.refuse(
                RuleBroken(
                    "started",
                    N_("A run of this course began that day here: %(run)s."),
                    N_("Book the learner there, so that nobody is counted twice."),
                    run=other,
                )
            )
        else:
            row.result = "good"


def _look_again(row: LearnerRow, known: Booking) -> None:
    if known.state == STATE_OF[str(row.facts["ending"])]:
        row.result = "repeated"
    else:
        row.refuse(
            RuleBroken(
                "ending",
                N_("This course was taken in before with another ending."),
                N_("Change it on the page of the run."),
            )
        )


def _courses_called(site_id: int) -> dict[str, CourseVersion]:
    """Courses by slug, by title, and by what the site's own lists call them."""
    ours = _courses()
    said = known_values(site_id, "past_courses", "course")
    return {**{text: ours[slug] for text, slug in said.items() if slug in ours}, **ours}


def offered_courses() -> list[tuple[str, str]]:
    """Slug and title of each course that a line may mean, by title."""
    found = [(course.slug, newest_version(course.id).title) for course in db.session.scalars(select(Course))]
    return sorted(found, key=lambda one: one[1].casefold())


def _courses() -> dict[str, CourseVersion]:
    """Courses by slug and by title, in the spelling of `plain_head`; a title that two have names neither."""
    found: dict[str, CourseVersion | None] = {}
    for course in db.session.scalars(select(Course).order_by(Course.id)):
        version = newest_version(course.id)
        title = plain_head(version.title)
        found[title] = None if title in found else version
        found[course.slug] = version
    return {key: version for key, version in found.items() if version is not None}


def _first_days(site_id: int) -> dict[tuple[int, date], str]:
    """(course, first day) → number of the runs that were really held here."""
    query = (
        select(CourseVersion.course_id, CourseClass.starts_at, Run.number)
        .join(Run, Run.id == CourseClass.run_id)
        .join(CourseVersion, CourseVersion.id == Run.version_id)
        .where(Run.site_id == site_id, ~Run.number.startswith("P-"), CourseClass.number == 1)
    )
    return {(course, local_day(at)): number for course, at, number in db.session.execute(query)}


def _run_token(site: str, row: LearnerRow) -> str:
    facts = row.facts
    return str(uuid.uuid5(NAMESPACE, f"{site} past {facts['version']} {facts['started']} {facts['ended']}"))


def take_past(by: Actor, row: LearnerRow, at: datetime, *, site: str) -> int:
    """Keep that a learner was on a course: its archived run is made with the first line that names it; the booking."""
    from core.people_queries import person_here

    facts, person = row.facts, person_here(row.person, site_id=by.site_id)
    run = _past_run(by, row, at, site)
    ending = str(facts["ending"])
    run.capacity = min(200, run.capacity + 1)
    booking = new_booking(
        run=run,
        person_id=person.id,
        state=STATE_OF[ending],
        verb="take_past_course",
        by=by,
        source="import",
        at=at,
        token=row.token,
    )
    minutes = int(facts.get("hours") or 0)
    db.session.add(
        Completion(
            booking_id=booking.id,
            proposed=ending,
            why={"minutes_told": [0, minutes]} if minutes else {},
            confirmed=ending,
            completed_on=facts["ended"],
            by_id=by.person_id,
            at=at,
        )
    )
    there = {"completed": 2, "not_completed": 1, "withdrawn": 1}.get(ending, 0)
    _mark(run, person.id, there, by, row.token, at)
    db.session.flush()
    return booking.id


def _past_run(by: Actor, row: LearnerRow, at: datetime, site: str) -> Run:
    facts, token = row.facts, _run_token(site, row)
    run = db.session.scalar(select(Run).where(Run.token == token))
    if run is not None:
        return run
    run = Run(
        token=token,
        number=token,
        version_id=facts["version"],
        site_id=by.site_id,
        state="archived",
        state_at=at,
        capacity=0,
        made_at=at,
    )
    db.session.add(run)
    db.session.flush()
    run.number = f"P-{run.id:05d}"
    days = [facts["started"]] if facts["ended"] == facts["started"] else [facts["started"], facts["ended"]]
    for number, day in enumerate(days, start=1):
        begins = start_of_day(day) + TEN
        db.session.add(
            CourseClass(
                token=derived(token, f"class {number}"),
                run_id=run.id,
                number=number,
                starts_at=begins,
                ends_at=begins + AN_HOUR,
                changed_at=at,
            )
        )
    db.session.flush()
    return run


def _mark(run: Run, person_id: int, most: int, by: Actor, token: str, at: datetime) -> None:
    """They were there on the first day, and on the last if they completed; how long nobody told for a day."""
    query = select(CourseClass).where(CourseClass.run_id == run.id).order_by(CourseClass.number).limit(most)
    for meeting in db.session.scalars(query) if most else ():
        own = derived(token, f"there {meeting.number}")
        db.session.add(
            AttendanceMark(
                id=own,
                class_id=meeting.id,
                person_id=person_id,
                mark="present",
                minutes=0,
                method="import",
                at=meeting.starts_at,
                device_at=meeting.starts_at,
                received_at=at,
                by_id=by.person_id,
                body_hash=own,
            )
        )
