"""Makers for tests of the room: a course, a run of it, its classes, more learners than the cast has."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from core.access import Actor, system_actor
from core.clock import now
from core.db import db, transaction
from core.ids import new_client_id
from core.people import Person
from core.people_services import add_person
from tests.cast import Cast
from training.models.bookings import Booking
from training.models.catalogue import Course, CourseVersion, Prerequisite
from training.models.delivery import CourseClass, Run
from training.services.bookings import book_seat

DAY = timedelta(days=1)


def noon(days: int = 0) -> datetime:
    """Noon of a day from today on: outside the quiet hours in any season."""
    return now().replace(hour=12, minute=0, second=0, microsecond=0) + days * DAY


def make_course(slug: str = "laser", *, title: str = "First steps on the laser cutter") -> CourseVersion:
    """A course with one version."""
    course = Course(token=new_client_id(), slug=slug, category="digital_fabrication", made_at=noon(-90))
    db.session.add(course)
    db.session.flush()
    version = CourseVersion(
        token=new_client_id(), course_id=course.id, number=1, title=title, made_at=noon(-90), capacity=10
    )
    db.session.add(version)
    db.session.flush()
    return version


def need(version: CourseVersion, kind: str, wanted: str) -> None:
    """The course needs something first."""
    db.session.add(Prerequisite(version_id=version.id, kind=kind, wanted=wanted))
    db.session.flush()


def make_run(
    version: CourseVersion,
    site_id: int,
    *,
    capacity: int = 2,
    starts_at: datetime | None = None,
    classes: int = 2,
    state: str = "open",
    number: str = "",
) -> Run:
    """An open run with classes of two hours a week apart; the first in ten days unless said otherwise."""
    first = starts_at or noon(10)
    run = Run(
        token=new_client_id(),
        number=number or f"R-{version.id:02d}{len(version.title):03d}{new_client_id()[:4].upper()}",
        version_id=version.id,
        site_id=site_id,
        state=state,
        state_at=noon(-30),
        capacity=capacity,
        made_at=noon(-30),
    )
    db.session.add(run)
    db.session.flush()
    for turn in range(classes):
        at = first + turn * 7 * DAY
        db.session.add(
            CourseClass(
                token=new_client_id(),
                run_id=run.id,
                number=turn + 1,
                starts_at=at,
                ends_at=at + timedelta(hours=2),
                changed_at=noon(-30),
            )
        )
    db.session.flush()
    return run


def make_learners(site_id: int, count: int) -> list[Person]:
    """Learners with one word for a name, and nothing else."""
    by = system_actor(site_id)
    return [
        add_person(by=by, called=f"Learner {number}", language="en", at=noon(-60), token=new_client_id())
        for number in range(count)
    ]


def book(by: Actor, run: Run, person: Person, *, at: datetime | None = None, token: str = "") -> str:
    """Book somebody at the desk; the state that it came to."""
    made = book_seat(
        by=by,
        run_number=run.number,
        person_number=person.number,
        source="desk",
        at=at or noon(),
        token=token or new_client_id(),
    )
    return made.state


def booking_of(run: Run, person: Person) -> Booking:
    """The newest booking of somebody in a run."""
    query = select(Booking).where(Booking.run_id == run.id, Booking.person_id == person.id)
    found = db.session.scalars(query.order_by(Booking.id.desc()).limit(1)).first()
    assert found is not None
    return found


def fill(cast: Cast, run: Run, learners: list[Person]) -> None:
    """Book everybody a minute apart."""
    for turn, person in enumerate(learners):
        with transaction():
            book(cast.actor("mary"), run, person, at=noon() + timedelta(minutes=turn))


def states(run: Run, learners: list[Person]) -> list[str]:
    """The states of everybody's newest bookings."""
    db.session.expire_all()
    return [booking_of(run, person).state for person in learners]
