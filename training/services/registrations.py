"""Learners of a run registered with the awarding body, and their word that the work is their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select

from core.access import Actor, require
from core.clock import local_day
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from core.forbidden import refuse_forbidden
from training.models.assessment import OwnWork, Registration
from training.models.delivery import Run
from training.services.booking_rules import own_run
from training.services.noting import note

OWN_WORK_VERSION = "2026-11"
"""The version of the sentence that a learner says about their own work."""


def register_learners(*, by: Actor, run_number: str, at: datetime, token: str) -> int:
    """Make a registration for each learner who attends the run; those who never came are never registered."""
    require(by, "edit_accreditation")
    run = own_run(by, run_number)
    rows = fast().rows(
        "SELECT DISTINCT b.person_id FROM booking b WHERE b.run_id = ? "
        "AND b.state IN ('attending', 'completed', 'not_completed') AND NOT EXISTS "
        "(SELECT 1 FROM registration g WHERE g.run_id = b.run_id AND g.person_id = b.person_id) ORDER BY b.person_id",
        (run.id,),
    )
    for row in rows:
        db.session.add(
            Registration(
                token=f"{token} {row[0]}", run_id=run.id, person_id=row[0], state="pending", made_at=at
            )
        )
    db.session.flush()
    if rows:
        note("register_learners", f"run:{run.number}", by, at, (f"count:{len(rows)}",))
    return len(rows)


def note_registered(
    *, by: Actor, registration_id: int, body_learner_number: str, registered_on: date, at: datetime
) -> Registration:
    """The awarding body confirmed a registration. Raises RuleBroken for a day to come."""
    require(by, "edit_accreditation")
    row, run = own_registration(by, registration_id)
    if registered_on > local_day(at):
        raise RuleBroken("registered_on", N_("This day has not come yet."))
    row.state, row.registered_on = "registered", registered_on
    row.body_learner_number = refuse_forbidden("body_learner_number", body_learner_number.strip())
    db.session.flush()
    note("note_registered", f"registration:{row.id}", by, at, (f"run:{run.number}",))
    return row


def note_run_registered(
    *, by: Actor, run_number: str, numbers: Mapping[int, str], registered_on: date, at: datetime
) -> int:
    """The body confirmed several registrations of a run on one day; those confirmed before stay. How many were new."""
    require(by, "edit_accreditation")
    run = own_run(by, run_number)
    waiting = db.session.scalars(
        select(Registration.id)
        .where(
            Registration.run_id == run.id,
            Registration.id.in_(numbers),
            Registration.state.in_(("pending", "sent")),
        )
        .order_by(Registration.id)
    ).all()
    for registration_id in waiting:
        note_registered(
            by=by,
            registration_id=registration_id,
            body_learner_number=numbers[registration_id],
            registered_on=registered_on,
            at=at,
        )
    return len(waiting)


def withdraw_registration(*, by: Actor, registration_id: int, at: datetime) -> Registration:
    """The body was told that a learner is registered no more; what was decided stays."""
    require(by, "edit_accreditation")
    row, run = own_registration(by, registration_id)
    if row.state != "withdrawn":
        row.state = "withdrawn"
        db.session.flush()
        note("withdraw_registration", f"registration:{row.id}", by, at, (f"run:{run.number}",))
    return row


def say_own_work(*, by: Actor, run_number: str, at: datetime) -> OwnWork:
    """A learner says, with their card, that the work in a run is their own.

    Raises NotFound for somebody else's registration.
    """
    row = db.session.execute(
        select(Registration)
        .join(Run, Run.id == Registration.run_id)
        .where(Run.number == run_number.upper(), Registration.person_id == by.person_id)
    ).scalar_one_or_none()
    if row is None:
        raise NotFound
    known = db.session.get(OwnWork, row.id)
    if known is not None:
        return known
    made = OwnWork(registration_id=row.id, version=OWN_WORK_VERSION, language=by.language, at=at)
    db.session.add(made)
    db.session.flush()
    note("say_own_work", f"registration:{row.id}", by, at, ("own_work",))
    return made


def own_registration(by: Actor, registration_id: int) -> tuple[Registration, Run]:
    """A registration of a run at the person's site. Raises NotFound."""
    row = db.session.get(Registration, registration_id)
    run = db.session.get(Run, row.run_id) if row else None
    if row is None or run is None or run.site_id != by.site_id:
        raise NotFound
    return row, run


def learner_registration(by: Actor, registration_id: int) -> tuple[Registration, Run]:
    """One's own registration wherever it is, else one at the site of somebody who may see learners.

    Raises NotFound for any other.
    """
    row = db.session.get(Registration, registration_id)
    run = db.session.get(Run, row.run_id) if row else None
    if row is None or run is None:
        raise NotFound
    if by.person_id is not None and row.person_id == by.person_id:
        return row, run
    if run.site_id != by.site_id or not by.may("see_learners"):
        raise NotFound
    return row, run


def teaches(run_id: int, unit_id: int) -> bool:
    """True if the run's course teaches the unit."""
    row = fast().row(
        "SELECT 1 FROM run r JOIN course_unit cu ON cu.version_id = r.version_id WHERE r.id = ? AND cu.unit_id = ?",
        (run_id, unit_id),
    )
    return row is not None
