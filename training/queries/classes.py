"""Classes of a run: when, where, who gives them, what they need, and what others have taken at the same time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.clock import local_day
from core.db import as_instant, db, fast
from core.errors import NotFound
from training.clashes import Taken, machine_key
from training.models.delivery import CourseClass
from training.staffing import trainers_short


@dataclass(frozen=True)
class Giver:
    """Somebody who gives a class, and as what."""

    person_id: int
    number: str
    called: str
    avatar: str
    part: str


@dataclass(frozen=True)
class ClassLine:
    """A class with everything that a page of its run shows."""

    id: int
    number: int
    starts_at: datetime
    ends_at: datetime
    place: str
    venue: str
    access: str
    is_online: bool
    link: str
    sequence: int
    is_cancelled: bool
    is_signed: bool
    token: str = ""
    givers: tuple[Giver, ...] = ()
    machines: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """The place or the venue, or both: a hall may have a name of its own."""
        return ", ".join(part for part in (self.place, self.venue) if part)

    @property
    def trainers(self) -> int:
        """How many count for the staff ratio."""
        return sum(giver.part == "trainer" for giver in self.givers)

    def short_of_trainers(self, learners: int, learners_per_trainer: int) -> int:
        """How many trainers are missing for so many learners."""
        return trainers_short(
            trainers=self.trainers, learners=learners, learners_per_trainer=learners_per_trainer
        )


def classes_of(run_id: int) -> list[ClassLine]:
    """The classes of a run in the order of time, cancelled ones too."""
    rows = fast().rows(
        "SELECT k.id, k.number, k.starts_at, k.ends_at, COALESCE(l.name, ''), k.venue, k.access, k.is_online, k.link, "
        "k.sequence, k.cancelled_at IS NOT NULL, k.signed_at IS NOT NULL, k.token "
        "FROM course_class k LEFT JOIN place l ON l.id = k.place_id WHERE k.run_id = ? ORDER BY k.starts_at, k.id",
        (run_id,),
    )
    ids = [row[0] for row in rows]
    givers, machines = _givers(ids), _machines(ids)
    return [_line(row, givers, machines) for row in rows]


def _line(row: Any, givers: dict[int, list[Giver]], machines: dict[int, list[str]]) -> ClassLine:
    when = [as_instant(row[2]), as_instant(row[3])]
    links = [tuple(givers.get(row[0], ())), tuple(machines.get(row[0], ()))]
    flags = [bool(row[7]), row[8], row[9], bool(row[10]), bool(row[11]), row[12]]
    return ClassLine(*[*row[:2], *when, *row[4:7], *flags, *links])


def class_line(run_id: int, number: int) -> ClassLine:
    """One class of a run. Raises NotFound."""
    found = next((line for line in classes_of(run_id) if line.number == number), None)
    if found is None:
        raise NotFound()
    return found


def class_by_number(run_id: int, number: int) -> CourseClass:
    """One class of a run, to be changed. Raises NotFound."""
    row = db.session.scalar(
        select(CourseClass).where(CourseClass.run_id == run_id, CourseClass.number == number)
    )
    if row is None:
        raise NotFound()
    return row


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" for _ in values)


def _givers(class_ids: Sequence[int]) -> dict[int, list[Giver]]:
    found: dict[int, list[Giver]] = {}
    if class_ids:
        rows = fast().rows(
            "SELECT t.class_id, p.id, p.number, COALESCE(n.called, p.number), p.avatar, t.part FROM class_trainer t "
            "JOIN person p ON p.id = t.person_id LEFT JOIN person_name n ON n.person_id = p.id "
            f"WHERE t.class_id IN ({_marks(class_ids)}) "
            "ORDER BY CASE t.part WHEN 'trainer' THEN 0 WHEN 'assistant' THEN 1 ELSE 2 END, 4, 2",
            tuple(class_ids),
        )
        for row in rows:
            found.setdefault(row[0], []).append(Giver(*row[1:]))
    return found


def _machines(class_ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    if class_ids:
        rows = fast().rows(
            f"SELECT class_id, machine FROM class_machine WHERE class_id IN ({_marks(class_ids)}) ORDER BY machine",
            tuple(class_ids),
        )
        for class_id, machine in rows:
            found.setdefault(class_id, []).append(machine)
    return found


_LIVE = (
    "FROM course_class k JOIN run r ON r.id = k.run_id JOIN course_version v ON v.id = r.version_id "
    "{join} WHERE k.cancelled_at IS NULL AND r.state <> 'cancelled' AND k.starts_at < ? AND k.ends_at > ? AND {which}"
)


def taken_between(
    first: datetime,
    last: datetime,
    *,
    person_ids: Collection[int] = (),
    place_ids: Collection[int] = (),
    site_id: int = 0,
    machines: Collection[str] = (),
) -> list[Taken]:
    """What classes of all sites take between two instants, of these people, places and machines of the site."""
    found: list[Taken] = []
    if person_ids:
        found += _taken(
            "trainer",
            "t.person_id, COALESCE(n.called, '')",
            "JOIN class_trainer t ON t.class_id = k.id LEFT JOIN person_name n ON n.person_id = t.person_id",
            f"t.person_id IN ({_marks(person_ids)})",
            (last, first, *person_ids),
        )
    if place_ids:
        found += _taken(
            "place",
            "k.place_id, l.name",
            "JOIN place l ON l.id = k.place_id",
            f"k.place_id IN ({_marks(place_ids)})",
            (last, first, *place_ids),
        )
    if machines:
        keys = {machine_key(name) for name in machines}
        every = _taken(
            "machine",
            "m.machine, m.machine",
            "JOIN class_machine m ON m.class_id = k.id",
            "r.site_id = ?",
            (last, first, site_id),
        )
        found += [item for item in every if item.key in keys]
    return found


def _taken(kind: str, columns: str, join: str, which: str, values: Sequence[object]) -> list[Taken]:
    rows = fast().rows(
        f"SELECT {columns}, k.starts_at, k.ends_at, k.id, r.number, v.title, k.number "
        + _LIVE.format(join=join, which=which)
        + " ORDER BY k.starts_at, k.id",
        values,
    )
    return [
        Taken(
            kind,
            machine_key(str(row[0])) if kind == "machine" else str(row[0]),
            row[1],
            as_instant(row[2]),
            as_instant(row[3]),
            row[4],
            f"{row[6]}, {row[5]} ({row[7]})",
        )
        for row in rows
    ]


def people_who_give(site_id: int, at: datetime) -> list[tuple[str, str, bool]]:
    """(number, name, holds a trainer's role) of the active people of a site with a role today, trainers first."""
    day = local_day(at)
    rows = fast().rows(
        "SELECT p.number, COALESCE(n.called, p.number), MAX(CASE WHEN r.role = 'trainer' THEN 1 ELSE 0 END) "
        "FROM person p JOIN role r ON r.person_id = p.id LEFT JOIN person_name n ON n.person_id = p.id "
        "WHERE p.is_active = ? AND (r.site_id IS NULL OR r.site_id = ?) AND r.starts_on <= ? "
        "AND (r.ends_on IS NULL OR r.ends_on >= ?) AND r.role NOT IN ('funder', 'external_verifier') "
        "GROUP BY p.id, p.number, n.called ORDER BY 3 DESC, 2 LIMIT 500",
        (True, site_id, day, day),
    )
    return [(row[0], row[1], bool(row[2])) for row in rows]


def place_choices(site_id: int) -> list[tuple[int, str]]:
    """(id, name) of the places of a site where a class may be: venues and benches first, never the quarantine."""
    rows = fast().rows(
        "SELECT id, name FROM place WHERE site_id = ? AND is_active = ? AND kind <> 'quarantine' "
        "ORDER BY CASE kind WHEN 'venue' THEN 0 WHEN 'bench' THEN 1 ELSE 2 END, name",
        (site_id, True),
    )
    return [(row[0], row[1]) for row in rows]


def machines_named(site_id: int) -> list[str]:
    """Names of machines that classes of the site have asked for, each once."""
    rows = fast().rows(
        "SELECT DISTINCT m.machine FROM class_machine m JOIN course_class k ON k.id = m.class_id "
        "JOIN run r ON r.id = k.run_id WHERE r.site_id = ? ORDER BY m.machine LIMIT 100",
        (site_id,),
    )
    return [row[0] for row in rows]
