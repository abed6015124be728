"""Classes of a run: added by a pattern, changed, cancelled, given by people, with what they need."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, func, select

from core.access import Actor, require
from core.clock import local_day, zone
from core.crossings import crossings
from core.db import db, fast
from core.errors import N_, RuleBroken
from core.people import Person, PersonName, Role
from core.sites import Place
from training.clashes import NO_CLASS, Clash, Taken, clashes, machine_key, refuse
from training.models.delivery import ClassMachine, ClassTrainer, CourseClass, Run
from training.patterns import LONGEST, MOST_CLASSES, Slot
from training.queries.classes import class_by_number, taken_between
from training.queries.runs import run_by_number
from training.run_states import check_changeable
from training.services.noting import note, tidy
from training.words import TRAINER_PARTS

MOST_GIVERS = 6
"""So many people at most give a class."""


@dataclass(frozen=True)
class ClassData:
    """Where a class is, who gives it and what it needs; people as (number, part)."""

    place_id: int | None = None
    venue: str = ""
    access: str = ""
    is_online: bool = False
    link: str = ""
    givers: tuple[tuple[str, str], ...] = ()
    machines: tuple[str, ...] = ()


def add_classes(
    *, by: Actor, run_number: str, slots: Sequence[Slot], data: ClassData, at: datetime, token: str
) -> list[CourseClass]:
    """Add a class to the run for each slot. The same token again gives the same classes.

    Raises RuleBroken for a clash of trainer, place or machine, naming the other class.
    """
    require(by, "edit_runs")
    run = changeable_run(by, run_number)
    tokens = [str(uuid.uuid5(uuid.UUID(token), str(index))) for index in range(len(slots))]
    known = list(db.session.scalars(select(CourseClass).where(CourseClass.token.in_(tokens))))
    if known:
        return known
    kept = checked(by, data)
    people = giver_ids(by, kept.givers, at)
    _check_room(run, len(slots))
    lock_resources(run.site_id, people, kept.place_id)
    refuse_overlap(slots)
    refuse(find_clashes(run.site_id, slots, kept, people))
    number = db.session.scalar(select(func.max(CourseClass.number)).where(CourseClass.run_id == run.id)) or 0
    made = []
    for place, (item, class_token) in enumerate(zip(slots, tokens, strict=True), 1):
        row = CourseClass(
            token=class_token,
            run_id=run.id,
            number=number + place,
            starts_at=item.starts_at,
            ends_at=item.ends_at,
            changed_at=at,
            **_columns(kept),
        )
        db.session.add(row)
        db.session.flush()
        _write_links(row.id, people, kept.machines)
        made.append(row)
    db.session.flush()
    note("add_classes", f"run:{run.number}", by, at, ("classes",))
    return made


def change_class(
    *, by: Actor, run_number: str, number: int, item: Slot, data: ClassData, at: datetime
) -> CourseClass:
    """Change when, where and by whom a class is given. Its sequence rises, so that calendars notice.

    Raises RuleBroken for a cancelled or signed class, and for an end before the beginning.
    """
    require(by, "edit_runs")
    run = changeable_run(by, run_number)
    row = class_by_number(run.id, number)
    if row.cancelled_at is not None:
        raise RuleBroken("", N_("This class is cancelled."), N_("Add a new one."))
    if row.signed_at is not None:
        raise RuleBroken("", N_("The register of this class is signed."), N_("It stays as it was held."))
    if item.ends_at <= item.starts_at or item.ends_at - item.starts_at > LONGEST:
        raise RuleBroken("ends", N_("A class ends after it begins."), N_("Look at the two times again."))
    kept = checked(by, data)
    people = giver_ids(by, kept.givers, at, known=_present_givers(row.id))
    lock_resources(run.site_id, people, kept.place_id)
    refuse(find_clashes(run.site_id, [item], kept, people, own_id=row.id))
    row.starts_at, row.ends_at = item.starts_at, item.ends_at
    for name, value in _columns(kept).items():
        setattr(row, name, value)
    db.session.execute(delete(ClassTrainer).where(ClassTrainer.class_id == row.id))
    db.session.execute(delete(ClassMachine).where(ClassMachine.class_id == row.id))
    _write_links(row.id, people, kept.machines)
    touch(row, at)
    note("change_class", f"run:{run.number}", by, at, (f"class.{number}",))
    return row


def cancel_class(*, by: Actor, run_number: str, number: int, at: datetime) -> CourseClass:
    """Cancel a class: it stays in calendars as cancelled. A second press changes nothing.

    Raises RuleBroken for a signed class.
    """
    require(by, "edit_runs")
    run = changeable_run(by, run_number)
    row = class_by_number(run.id, number)
    if row.signed_at is not None:
        raise RuleBroken("", N_("The register of this class is signed."), N_("It stays as it was held."))
    if row.cancelled_at is None:
        row.cancelled_at = at
        touch(row, at)
        note("cancel_class", f"run:{run.number}", by, at, (f"class.{number}",))
    return row


def touch(row: CourseClass, at: datetime) -> None:
    """A class changed: the next sequence number, and when."""
    row.sequence, row.changed_at = row.sequence + 1, at
    db.session.flush()


def changeable_run(by: Actor, number: str) -> Run:
    """A run of the person's site that is not over. Raises NotFound or RuleBroken."""
    run = run_by_number(number, by.site_id)
    check_changeable(run.state)
    return run


def checked(by: Actor, data: ClassData) -> ClassData:
    """The data of a class with tidy texts. Raises RuleBroken beside the field that is wrong."""
    if data.place_id is not None:
        place = db.session.get(Place, data.place_id)
        if place is None or place.site_id != by.site_id or not place.is_active:
            raise RuleBroken(
                "place", N_("There is no such place at this site."), N_("Add it under Places first.")
            )
    link = data.link.strip()
    if link and (not link.startswith(("https://", "http://")) or len(link) > 400 or " " in link):
        raise RuleBroken("link", N_("This is no address of a page."), N_("It begins with https://."))
    if data.is_online and data.place_id is not None:
        raise RuleBroken("place", N_("An online class has no place."), N_("Choose one or the other."))
    venue = tidy("venue", data.venue, 120)
    if not data.is_online and data.place_id is None and not venue:
        raise RuleBroken(
            "venue", N_("Where is it?"), N_("Choose a place, write a venue, or say it is online.")
        )
    machines = {machine_key(name): tidy("machines", name, 60) for name in data.machines if name.strip()}
    return replace(
        data,
        venue=venue,
        access=tidy("access", data.access, 300),
        link=link if data.is_online else "",
        machines=tuple(machines.values()),
    )


def giver_ids(
    by: Actor, givers: Sequence[tuple[str, str]], at: datetime, *, known: Collection[int] = ()
) -> dict[int, str]:
    """Person id → part. Raises RuleBroken unless each is an active person with a role at the site today.

    Who gives the class already (`known`) may stay, so that a class may be moved though a helper has left.
    """
    found: dict[int, str] = {}
    if len(givers) > MOST_GIVERS:
        raise RuleBroken("person", N_("At most %(most)s people give a class."), most=MOST_GIVERS)
    for number, part in givers:
        if part not in TRAINER_PARTS:
            raise RuleBroken("person", N_("There is no such part."), N_("Choose one of the list."))
        person_id = _active_here(number, by.site_id, at, known)
        if person_id is None:
            raise RuleBroken(
                "person",
                N_("%(number)s is nobody with a role here today."),
                N_("Give them a role first, or choose somebody else."),
                number=number[:20],
            )
        if person_id in found and found[person_id] != part:
            raise RuleBroken(
                "person", N_("Somebody stands there twice."), N_("Each person has one part in a class.")
            )
        found[person_id] = part
    return found


def _active_here(number: str, site_id: int, at: datetime, known: Collection[int]) -> int | None:
    person = db.session.scalar(select(Person).where(Person.number == number.strip().upper()))
    if person is None or person.id in known:
        return person.id if person is not None else None
    day = local_day(at)
    role = db.session.scalar(
        select(Role.id)
        .where(Role.person_id == person.id, Role.starts_on <= day)
        .where((Role.ends_on.is_(None)) | (Role.ends_on >= day))
        .where((Role.site_id.is_(None)) | (Role.site_id == site_id))
        .limit(1)
    )
    return person.id if person.is_active and role is not None else None


def _present_givers(class_id: int) -> list[int]:
    return list(db.session.scalars(select(ClassTrainer.person_id).where(ClassTrainer.class_id == class_id)))


def lock_resources(site_id: int, people: Collection[int], place_id: int | None) -> None:
    """Hold the people, the place and the site until the commit, so that two desks cannot take them at once.

    SQLite has one writer and needs none of this.
    """
    connection = fast()
    if connection.is_sqlite:
        return
    connection.row("SELECT id FROM site WHERE id = ? FOR UPDATE", (site_id,))
    for person_id in sorted(people):
        connection.row("SELECT id FROM person WHERE id = ? FOR UPDATE", (person_id,))
    if place_id is not None:
        connection.row("SELECT id FROM place WHERE id = ? FOR UPDATE", (place_id,))


def find_clashes(
    site_id: int, slots: Sequence[Slot], data: ClassData, people: Collection[int], *, own_id: int = 0
) -> list[Clash]:
    """Every trainer, place and machine that another class has at one of these times."""
    if not slots:
        return []
    names = _names(people)
    place = db.session.get(Place, data.place_id) if data.place_id is not None else None
    wanted = [
        item
        for slot in slots
        for item in [
            *(
                Taken("trainer", str(one), names.get(one, ""), slot.starts_at, slot.ends_at, own_id)
                for one in people
            ),
            *(
                [Taken("place", str(place.id), place.name, slot.starts_at, slot.ends_at, own_id)]
                if place
                else []
            ),
            *(
                Taken("machine", machine_key(name), name, slot.starts_at, slot.ends_at, own_id)
                for name in data.machines
            ),
        ]
    ]
    taken = taken_between(
        min(slot.starts_at for slot in slots),
        max(slot.ends_at for slot in slots),
        person_ids=list(people),
        place_ids=[place.id] if place else [],
        site_id=site_id,
        machines=data.machines,
    )
    return clashes(wanted, [*taken, *_booked(site_id, slots, data.machines)])


def _booked(site_id: int, slots: Sequence[Slot], machines: Sequence[str]) -> list[Taken]:
    """What people have booked of these machines, told by its hours: whose time it is stays theirs."""
    if not machines:
        return []
    first, last = min(slot.starts_at for slot in slots), max(slot.ends_at for slot in slots)
    return [
        Taken(
            "machine",
            machine_key(one.name),
            one.name,
            one.starts_at,
            one.ends_at,
            NO_CLASS,
            f"{one.starts_at.astimezone(zone()):%H:%M}–{one.ends_at.astimezone(zone()):%H:%M}",
        )
        for one in crossings.machines_taken(site_id, machines, first, last)
    ]


def refuse_overlap(slots: Sequence[Slot]) -> None:
    """Raise RuleBroken if two of the new classes overlap: a run is in one room at a time."""
    ordered = sorted(slots, key=lambda item: item.starts_at)
    for one, other in zip(ordered, ordered[1:], strict=False):
        if other.starts_at < one.ends_at:
            raise RuleBroken(
                "starts", N_("Two of these classes overlap."), N_("Look at the days and times again.")
            )


def _names(people: Collection[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(PersonName.person_id, PersonName.called).where(PersonName.person_id.in_(people))
    )
    return {row[0]: row[1] for row in rows}


def _check_room(run: Run, more: int) -> None:
    have = (
        db.session.scalar(select(func.count()).select_from(CourseClass).where(CourseClass.run_id == run.id))
        or 0
    )
    if not 1 <= more <= MOST_CLASSES - have:
        raise RuleBroken(
            "count",
            N_("A run has 1 to %(most)s classes."),
            N_("Look at the number again."),
            most=MOST_CLASSES,
        )


def _columns(data: ClassData) -> dict[str, object]:
    return {
        "place_id": data.place_id,
        "venue": data.venue,
        "access": data.access,
        "is_online": data.is_online,
        "link": data.link,
    }


def _write_links(class_id: int, people: dict[int, str], machines: Sequence[str]) -> None:
    for person_id, part in people.items():
        db.session.add(ClassTrainer(class_id=class_id, person_id=person_id, part=part))
    for machine in machines:
        db.session.add(ClassMachine(class_id=class_id, machine=machine))
    db.session.flush()


def class_data(row: CourseClass) -> ClassData:
    """What a stored class says of itself."""
    givers = db.session.execute(
        select(Person.number, ClassTrainer.part)
        .join(ClassTrainer, ClassTrainer.person_id == Person.id)
        .where(ClassTrainer.class_id == row.id)
        .order_by(Person.id)
    )
    machines = db.session.scalars(
        select(ClassMachine.machine).where(ClassMachine.class_id == row.id).order_by(ClassMachine.machine)
    )
    return ClassData(
        row.place_id,
        row.venue,
        row.access,
        row.is_online,
        row.link,
        tuple((number, part) for number, part in givers),
        tuple(machines),
    )
