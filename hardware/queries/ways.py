"""How somebody may come to a machine: alone, beside a holder of its permit, or by an induction first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from core.clock import local_day
from core.crossings import crossings
from core.db import as_json, fast
from core.errors import NotFound
from core.ids import read_code
from hardware.queries.permission import machine_standing
from hardware.queries.persons import person_standing
from hardware.queries.timetable import Companion, companions

ALONE, BESIDE, LEARN = "alone", "beside", "learn"


@dataclass(frozen=True)
class Way:
    """`how` is alone, beside or learn; `permit` live, lapsed, ended or none; the next induction that has a place.

    `course` is the word of its course, "" where none is planned.
    """

    how: str
    permit: str
    is_maintainer: bool
    induction: str
    inducted_at: datetime | None
    places: int
    companions: tuple[Companion, ...]
    course: str = ""


def way_to_machine(person_id: int, machine_id: int, at: datetime) -> Way:
    """How a person may come to a machine. Raises NotFound for a machine that is not there."""
    machine = machine_standing(machine_id, at)
    person = person_standing(person_id, machine, at)
    if person.permit == "live":
        return Way(ALONE, person.permit, person.is_maintainer, "", None, 0, ())
    found = crossings.next_induction(machine.permit_kind, machine.site_id, at)
    return Way(
        how=BESIDE if person.has_begun or person.permit == "lapsed" else LEARN,
        permit=person.permit,
        is_maintainer=person.is_maintainer,
        induction=crossings.way_to_permit(person_id, machine.permit_kind).title,
        inducted_at=found.starts_at if found and found.places > 0 else None,
        places=found.places if found else 0,
        companions=tuple(companions(machine.permit_kind, machine.site_id, local_day(at), but=person_id)),
        course=found.course if found and found.places > 0 else "",
    )


@dataclass(frozen=True)
class PictureCard:
    """What the card beside a machine says, by words that have a picture each."""

    id: int
    code: str
    name: str
    kind: str
    permit_kind: str
    site: str
    site_id: int
    ppe: tuple[str, ...]
    method: tuple[str, ...]
    allowed: tuple[str, ...]
    tested: tuple[str, ...]
    forbidden: tuple[str, ...]
    why: tuple[tuple[str, str], ...]
    instructions: str
    wants_second_person: bool
    state: str


def picture_card(code: str) -> PictureCard:
    """The card of the machine behind a code, at whatever site. Raises NotFound, also for one that is retired."""
    found = _cards("m.code = ?", (read_code(code) or "",))
    if not found:
        raise NotFound
    return found[0]


def picture_cards(site_id: int) -> list[PictureCard]:
    """The cards of a site's machines, by name."""
    return _cards("m.site_id = ?", (site_id,))


def _cards(which: str, values: tuple[object, ...]) -> list[PictureCard]:
    rows = fast().rows(
        "SELECT m.id, m.code, m.name, t.name, t.permit_kind, i.name, m.site_id, m.ppe, m.method, m.instructions, "
        "m.wants_second_person, COALESCE(s.state, 'needs_check') FROM machine m "
        "JOIN machine_type t ON t.id = m.type_id JOIN site i ON i.id = m.site_id "
        "LEFT JOIN machine_state s ON s.machine_id = m.id AND s.ends_at IS NULL "
        f"WHERE m.retired_at IS NULL AND {which} ORDER BY m.name, m.id LIMIT 200",
        values,
    )
    materials: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for machine_id, *rule in fast().rows(
        "SELECT f.machine_id, f.name, f.rule, f.why FROM machine_material f JOIN machine m ON m.id = f.machine_id "
        f"WHERE m.retired_at IS NULL AND {which} ORDER BY f.id",
        values,
    ):
        materials[machine_id].append((rule[0], rule[1], rule[2]))
    found = []
    for row in rows:
        fed = materials[row[0]]
        by_rule = {
            rule: tuple(one[0] for one in fed if one[1] == rule)
            for rule in ("allowed", "test_first", "forbidden")
        }
        found.append(
            PictureCard(
                id=row[0],
                code=row[1],
                name=row[2],
                kind=row[3],
                permit_kind=row[4],
                site=row[5],
                site_id=row[6],
                ppe=tuple(as_json(row[7]) or ()),
                method=tuple(as_json(row[8]) or ()),
                allowed=by_rule["allowed"],
                tested=by_rule["test_first"],
                forbidden=by_rule["forbidden"],
                why=tuple((one[0], one[2]) for one in fed if one[2]),
                instructions=row[9],
                wants_second_person=bool(row[10]),
                state=row[11],
            )
        )
    return found
