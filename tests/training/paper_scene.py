"""Makers for tests of papers: a run that somebody completed, their minutes there, the names that they want."""

from __future__ import annotations

from datetime import timedelta

from core.access import Actor
from core.clock import now
from core.db import db
from core.ids import new_client_id
from tests.training.scene import make_course, make_run, noon
from training.models.bookings import Booking
from training.models.delivery import ClassTrainer, CourseClass, Run
from training.models.registers import AttendanceMark, LearnerRecord
from training.services.certificates import issue_certificate

TITLE = "Safe use of the laser cutter"


def finished_run(
    site_id: int, *, trainer_id: int | None = None, title: str = TITLE, slug: str = "laser"
) -> Run:
    """A run of two classes that is over, given by a trainer."""
    run = make_run(make_course(slug, title=title), site_id, starts_at=noon(-20), state="finished")
    if trainer_id is not None:
        for lesson in classes_of(run):
            db.session.add(ClassTrainer(class_id=lesson.id, person_id=trainer_id))
    db.session.flush()
    return run


def classes_of(run: Run) -> list[CourseClass]:
    """The classes of a run in their order."""
    return db.session.query(CourseClass).filter_by(run_id=run.id).order_by(CourseClass.number).all()


def put_in(run: Run, person_id: int, state: str = "completed") -> None:
    """A booking of the run in a state, with two hours in each class."""
    db.session.add(
        Booking(
            token=new_client_id(),
            run_id=run.id,
            person_id=person_id,
            state=state,
            joined_at=noon(-40),
            state_at=noon(-5),
            source="desk",
            made_at=noon(-40),
        )
    )
    for lesson in classes_of(run):
        db.session.add(
            AttendanceMark(
                id=new_client_id(),
                class_id=lesson.id,
                person_id=person_id,
                mark="present",
                minutes=120,
                method="tap",
                at=lesson.starts_at,
                device_at=lesson.starts_at,
                received_at=lesson.starts_at + timedelta(minutes=1),
                body_hash="0" * 64,
            )
        )
    db.session.flush()


def wants_name(person_id: int, name: str) -> None:
    """The name as the person wants it on certificates."""
    db.session.add(LearnerRecord(person_id=person_id, certificate_name=name, changed_at=now()))
    db.session.flush()


def issued(by: Actor, run: Run, number: str, kind: str = "completion") -> str:
    """Issue a certificate; its serial."""
    made = issue_certificate(
        by=by, run_number=run.number, person_number=number, kind=kind, at=now(), token=new_client_id()
    )
    return made.serial
