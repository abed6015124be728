"""A run copied into another week: weekdays and times kept, and every trainer, place and machine looked at anew."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from core.access import Actor, require
from core.clock import zone
from core.db import db
from core.errors import N_, RuleBroken
from core.people import Person
from training.clashes import Clash, machine_key, refuse
from training.models.catalogue import Course, CourseVersion
from training.models.delivery import CourseClass, Run
from training.patterns import Slot, moved
from training.queries.runs import run_by_number
from training.services.classes import (
    ClassData,
    add_classes,
    checked,
    class_data,
    find_clashes,
    giver_ids,
    lock_resources,
)
from training.services.noting import note
from training.services.runs import RunData, make_run


@dataclass(frozen=True)
class CopyPlan:
    """What a copy would be: when its classes are, what each takes, and what clashes there."""

    slots: tuple[Slot, ...]
    data: tuple[ClassData, ...]
    clashes: tuple[tuple[Clash, ...], ...]
    gone: tuple[str, ...] = ()

    @property
    def has_clashes(self) -> bool:
        """True if any class clashes."""
        return any(self.clashes)


def plan_copy(*, by: Actor, number: str, first_on: date, at: datetime) -> CopyPlan:
    """What a copy that begins on or after a day would be. Writes nothing.

    Raises RuleBroken for a run without classes and for a day that is over.
    """
    run = run_by_number(number, by.site_id)
    rows = list(
        db.session.scalars(
            select(CourseClass)
            .where(CourseClass.run_id == run.id, CourseClass.cancelled_at.is_(None))
            .order_by(CourseClass.starts_at)
        )
    )
    if not rows:
        raise RuleBroken("first_on", N_("This run has no classes to copy."), N_("Make a new run."))
    slots = moved([Slot(row.starts_at, row.ends_at) for row in rows], first_on)
    if slots[0].starts_at <= at:
        raise RuleBroken("first_on", N_("That is in the past."), N_("Choose a later day."))
    data, gone = [], set[str]()
    for row in rows:
        kept, missing = _who_is_still_here(by, class_data(row), at)
        data.append(kept)
        gone |= missing
    found = [
        tuple(find_clashes(run.site_id, [slot], item, giver_ids(by, item.givers, at)))
        for slot, item in zip(slots, data, strict=True)
    ]
    return CopyPlan(tuple(slots), tuple(data), tuple(found), tuple(sorted(gone)))


def _who_is_still_here(by: Actor, data: ClassData, at: datetime) -> tuple[ClassData, set[str]]:
    """The data without people who have no role any more and without a place that was retired; who is gone."""
    here, gone = [], set[str]()
    for number, part in data.givers:
        try:
            giver_ids(by, [(number, part)], at)
            here.append((number, part))
        except RuleBroken:
            gone.add(number)
    kept = replace(data, givers=tuple(here))
    try:
        return checked(by, kept), gone
    except RuleBroken:
        return checked(by, replace(kept, place_id=None, venue=kept.venue or "?")), gone


def copy_run(
    *, by: Actor, number: str, first_on: date, leave_out: bool, at: datetime, token: str
) -> tuple[Run, tuple[Clash, ...]]:
    """A draft like the run, whole weeks later; its newest course version. (run, what was left out because it clashed).

    Raises RuleBroken naming the other class for the first clash, unless they are to be left out.
    """
    require(by, "edit_runs")
    known = db.session.scalar(select(Run).where(Run.token == token))
    if known is not None:
        return known, ()
    old = run_by_number(number, by.site_id)
    plan = plan_copy(by=by, number=number, first_on=first_on, at=at)
    for item in plan.data:
        lock_resources(old.site_id, giver_ids(by, item.givers, at), item.place_id)
    every = tuple(clash for found in plan.clashes for clash in found)
    if not leave_out:
        refuse(list(every))
    made = make_run(by=by, slug=_course_of(old).slug, data=_data_of(old, plan), at=at, token=token)
    made.copied_from_id = old.id
    db.session.flush()
    for index, (slot, item, found) in enumerate(zip(plan.slots, plan.data, plan.clashes, strict=True)):
        add_classes(
            by=by,
            run_number=made.number,
            slots=[slot],
            data=_without(item, found),
            at=at,
            token=str(uuid.uuid5(uuid.UUID(token), f"class {index}")),
        )
    note("copy_run", f"run:{made.number}", by, at, ("copied_from_id",))
    return made, every if leave_out else ()


def _without(data: ClassData, found: tuple[Clash, ...]) -> ClassData:
    """The class without what clashes: a place that is taken leaves its name as the venue to look at."""
    keys = {(clash.kind, clash.key): clash for clash in found}
    places = [clash for clash in found if clash.kind == "place"]
    people = {clash.key for clash in found if clash.kind == "trainer"}
    ids = {number: str(person_id) for number, person_id in _ids_of(data)}
    return replace(
        data,
        place_id=None if places else data.place_id,
        venue=(data.venue or f"? {places[0].called}") if places else data.venue,
        givers=tuple((number, part) for number, part in data.givers if ids.get(number) not in people),
        machines=tuple(name for name in data.machines if ("machine", machine_key(name)) not in keys),
    )


def _ids_of(data: ClassData) -> list[tuple[str, int]]:
    rows = db.session.execute(
        select(Person.number, Person.id).where(Person.number.in_([number for number, _ in data.givers]))
    )
    return [(row[0], row[1]) for row in rows]


def _course_of(run: Run) -> Course:
    version = db.session.get_one(CourseVersion, run.version_id)
    return db.session.get_one(Course, version.course_id)


def _data_of(run: Run, plan: CopyPlan) -> RunData:
    """The settings of the run; what was said in instants moves with the first class, by days of the calendar."""
    first = min(
        db.session.scalars(
            select(CourseClass.starts_at).where(
                CourseClass.run_id == run.id, CourseClass.cancelled_at.is_(None)
            )
        )
    )
    here = zone()
    shift = plan.slots[0].starts_at.astimezone(here).date() - first.astimezone(here).date()
    return RunData(
        run.capacity,
        run.learners_per_trainer,
        _later(run.opens_at, shift),
        _later(run.closes_at, shift),
        _later(run.offer_cutoff_at, shift),
        run.offer_hours,
        run.allows_late_joining,
        run.is_off_grid,
        run.has_creche,
        tuple(run.help_languages),
        "",
    )


def _later(instant: datetime | None, shift: timedelta) -> datetime | None:
    """The same wall-clock time so many days later."""
    if instant is None:
        return None
    here = zone()
    local = instant.astimezone(here)
    return (local.replace(tzinfo=None) + shift).replace(tzinfo=here).astimezone(instant.tzinfo)
