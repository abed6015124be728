"""Runs of courses: made, changed, moved on from state to state, copied, cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require, system_actor
from core.clock import iso
from core.db import db, fast
from core.errors import N_, RuleBroken
from core.people import LANGUAGES
from training.models.catalogue import CourseVersion
from training.models.delivery import CourseClass, Run
from training.queries.claims import why_no_step
from training.queries.courses import course_by_slug, newest_version
from training.queries.runs import run_by_number, run_facts, runs_due
from training.run_states import ACCREDITED_ONLY, check_changeable, check_step, due_step
from training.services.booking_rules import derived
from training.services.bookings import cancel_bookings_of
from training.services.classes import touch
from training.services.noting import note, tidy, within
from training.services.offers import promote


@dataclass(frozen=True)
class RunData:
    """What a run is, beside its course and classes; instants in UTC."""

    capacity: int
    learners_per_trainer: int = 10
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    offer_cutoff_at: datetime | None = None
    offer_hours: int = 48
    allows_late_joining: bool = True
    is_off_grid: bool = False
    has_creche: bool = False
    help_languages: tuple[str, ...] = ()
    body_run_number: str = ""


def make_run(*, by: Actor, slug: str, data: RunData, at: datetime, token: str) -> Run:
    """Store a draft of a run of the course's newest version at the person's site; the same token gives the same run.

    Raises RuleBroken for a course that is not offered.
    """
    require(by, "edit_runs")
    known = db.session.scalar(select(Run).where(Run.token == token))
    if known is not None:
        return known
    course = course_by_slug(slug)
    if not course.is_active:
        raise RuleBroken("", N_("This course is not offered any more."), N_("Offer it again first."))
    row = _store(by.site_id, newest_version(course.id), checked(data), at, token)
    note("make_run", f"run:{row.number}", by, at, ("course", "capacity"))
    return row


def _store(site_id: int, version: CourseVersion, data: RunData, at: datetime, token: str) -> Run:
    row = Run(
        token=token,
        number=token,
        version_id=version.id,
        site_id=site_id,
        state_at=at,
        made_at=at,
        **_columns(data),
    )
    db.session.add(row)
    db.session.flush()
    row.number = f"R-{row.id:05d}"
    db.session.flush()
    return row


def _columns(data: RunData) -> dict[str, object]:
    return {**vars(data), "help_languages": list(data.help_languages)}


def checked(data: RunData) -> RunData:
    """The data with tidy texts. Raises RuleBroken beside the field that is wrong."""
    if data.opens_at and data.closes_at and data.closes_at < data.opens_at:
        raise RuleBroken(
            "closes_at", N_("Booking closes before it opens."), N_("Look at the two times again.")
        )
    if not set(data.help_languages) <= set(LANGUAGES):
        raise RuleBroken("help_languages", N_("There is no such language."), N_("Choose from the list."))
    return RunData(
        within("capacity", data.capacity, 0, 200),
        within("learners_per_trainer", data.learners_per_trainer, 1, 60),
        data.opens_at,
        data.closes_at,
        data.offer_cutoff_at,
        within("offer_hours", data.offer_hours, 1, 336),
        data.allows_late_joining,
        data.is_off_grid,
        data.has_creche,
        tuple(dict.fromkeys(data.help_languages)),
        tidy("body_run_number", data.body_run_number, 40),
    )


def change_run(*, by: Actor, number: str, data: RunData, at: datetime) -> Run:
    """Change a run that is not over. Fewer seats unseat nobody (it is over by so many); more are offered at once."""
    require(by, "edit_runs")
    row = locked_run(by, number)
    check_changeable(row.state)
    kept = checked(data)
    changed = [name for name, value in _columns(kept).items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, _columns(kept)[name])
    db.session.flush()
    if changed:
        note("change_run", f"run:{row.number}", by, at, changed)
        promote(row.id, at=at, token=derived(row.token, f"change {iso(at)}"))
    return row


def locked_run(by: Actor, number: str) -> Run:
    """A run of the person's site with its row held until the commit. Raises NotFound."""
    row = run_by_number(number, by.site_id)
    if not fast().is_sqlite:
        db.session.refresh(row, with_for_update=True)
    return row


def step_run(*, by: Actor, number: str, state: str, at: datetime) -> Run:
    """Move a run on to its next state. What only accreditation has needs that right.

    Raises RuleBroken for a step that is not open yet; a cancellation has its own service.
    """
    require(by, "edit_accreditation" if state in ACCREDITED_ONLY else "edit_runs")
    row = locked_run(by, number)
    if row.state == state:
        return row
    if state == "cancelled":
        raise RuleBroken("state", N_("Say why it is cancelled."), N_("Use the form below."))
    check_step(run_facts(row), state, at)
    if lacking := why_no_step(row.id, state):
        raise RuleBroken("state", *lacking)
    _enter(row, state, by, at)
    return row


def _enter(row: Run, state: str, by: Actor, at: datetime) -> None:
    row.state, row.state_at = state, at
    db.session.flush()
    note("step_run", f"run:{row.number}", by, at, (f"state.{state}",))


def cancel_run(*, by: Actor, number: str, reason: str, at: datetime) -> Run:
    """Cancel a run before it is finished: its classes stay in calendars as cancelled, its bookings end."""
    require(by, "edit_runs")
    row = locked_run(by, number)
    if row.state == "cancelled":
        return row
    why = tidy("reason", reason, 200, is_needed=True)
    check_step(run_facts(row), "cancelled", at)
    row.cancelled_because = why
    _enter(row, "cancelled", by, at)
    for item in list(
        db.session.scalars(
            select(CourseClass).where(
                CourseClass.run_id == row.id,
                CourseClass.cancelled_at.is_(None),
                CourseClass.signed_at.is_(None),
            )
        )
    ):
        item.cancelled_at = at
        touch(item, at)
    cancel_bookings_of(by=by, run_id=row.id, at=at, token=derived(row.token, "cancel"))
    return row


def take_due_steps(at: datetime) -> int:
    """Move on the runs whose first class has begun or last class has ended; how many. For the clockwork."""
    taken = 0
    for number in runs_due(at):
        row = run_by_number(number)
        by = system_actor(row.site_id)
        row = locked_run(by, number)
        state = due_step(run_facts(row), at)
        if state is not None:
            _enter(row, state, by, at)
            taken += 1
    return taken
