"""Two numbers that are one person: read as one from now on, and read as two again when that was a mistake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require
from core.audit import write_audit_line
from core.clock import now
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from core.merges import PersonMerge
from core.people import Person
from core.people_queries import hold_alone
from factory.privacy.models import NotSame
from factory.programme.learning import EVERY
from factory.programme.queries.fresh import EVER
from factory.programme.queries.learning import learning_cells
from factory.programme.queries.machines import machine_cells
from factory.programme.queries.works import work_cells
from factory.programme.works import WORKS
from training.services.awards import settle_merged

OF_PEOPLE = frozenset({"people", "enrolments", "awards"})
"""Units of figures that may fall when two numbers are one person."""


@dataclass(frozen=True)
class Changed:
    """A figure that a merge changed: the name of its work, before and after."""

    name: str
    before: int
    after: int


def merge_people(*, by: Actor, person_id: int, into_id: int, at: datetime, token: str) -> list[Changed]:
    """Read a person as another from now on; what is written of both stays. Gives each figure that changed.

    The same token again changes nothing. Raises NotAllowed, NotFound, and RuleBroken for oneself with oneself and
    for somebody who is merged already.
    """
    require(by, "merge_people")
    if db.session.scalar(select(PersonMerge).where(PersonMerge.token == token)) is not None:
        return []
    _check_here(by, person_id, into_id)
    if person_id == into_id:
        raise RuleBroken("into", N_("These are one number."), N_("Choose two people."))
    hold_alone(person_id, into_id)
    taken = fast().row(
        "SELECT 1 FROM person_merge WHERE undone_at IS NULL AND (person_id IN (?, ?) OR into_id = ?)",
        (person_id, into_id, person_id),
    )
    if taken:
        raise RuleBroken(
            "number",
            N_("One of them is merged already."),
            N_("Take that merge back first; people are merged in one step."),
        )
    if fast().row("SELECT 1 FROM erasure WHERE person_id IN (?, ?)", (person_id, into_id)):
        raise RuleBroken("number", N_("One of them was erased."), N_("An erased number stays by itself."))
    before = people_counted()
    row = PersonMerge(token=token, person_id=person_id, into_id=into_id, at=at, by_id=by.person_id)
    db.session.add(row)
    db.session.flush()
    settle_merged(into_id, at=at)
    _note("merge_people", person_id, by, at)
    return differences(before)


def undo_merge(*, by: Actor, merge_id: int, at: datetime) -> list[Changed]:
    """Read the two as two again; gives each figure that changed. Raises NotAllowed and NotFound."""
    require(by, "merge_people")
    row = db.session.scalar(
        select(PersonMerge)
        .join(Person, Person.id == PersonMerge.person_id)
        .where(PersonMerge.id == merge_id, Person.home_site_id == by.site_id)
    )
    if row is None:
        raise NotFound
    if row.undone_at is not None:
        return []
    before = people_counted()
    row.undone_at, row.undone_by_id = at, by.person_id
    db.session.flush()
    settle_merged(row.person_id, row.into_id, at=at)
    _note("undo_merge", row.person_id, by, at)
    return differences(before)


def say_not_same(*, by: Actor, person_id: int, other_id: int, at: datetime) -> None:
    """Note that somebody looked and these are two people; again it changes nothing. Raises NotAllowed."""
    require(by, "merge_people")
    _check_here(by, person_id, other_id)
    low, high = sorted((person_id, other_id))
    if low == high or db.session.get(NotSame, (low, high)) is not None:
        return
    db.session.add(NotSame(person_id=low, other_id=high, at=at, by_id=by.person_id))
    db.session.flush()
    _note("say_not_same", low, by, at)


def people_counted() -> dict[str, int]:
    """Every figure in which one person may count once, whole: at the works, in courses and at machines."""
    found = {one.name: 0 for one in EVERY.values() if one.unit in OF_PEOPLE}
    works = [work for work in WORKS.values() if work.unit in OF_PEOPLE]
    until = now()
    for cell in (*learning_cells(EVER, until), *machine_cells(EVER, until), *work_cells(EVER, until, works)):
        if EVERY[cell.indicator].unit in OF_PEOPLE:
            found[EVERY[cell.indicator].name] += cell.amount
    return found


def differences(before: dict[str, int]) -> list[Changed]:
    """What is counted otherwise now."""
    after = people_counted()
    return [Changed(name, before[name], after[name]) for name in before if before[name] != after[name]]


def _check_here(by: Actor, *person_ids: int) -> None:
    """Raise NotFound unless each of them belongs to the caller's site."""
    marks = ", ".join("?" * len(person_ids))
    here = fast().rows(
        f"SELECT id FROM person WHERE id IN ({marks}) AND home_site_id = ?", (*person_ids, by.site_id)
    )
    if {row[0] for row in here} != set(person_ids):
        raise NotFound


def _note(verb: str, person_id: int, by: Actor, at: datetime) -> None:
    number = fast().rows("SELECT number FROM person WHERE id = ?", (person_id,))[0][0]
    write_audit_line(
        verb, f"person:{number}", site_id=by.site_id, by_id=by.person_id, device_id=by.device_id, at=at
    )
