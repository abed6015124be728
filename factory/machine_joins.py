"""The doors between machines and the other rooms: what training and inventory answer, and what they are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from core.crossings import NextInduction, WayToPermit, crossings
from core.db import as_instant, as_json, fast
from core.errors import RuleBroken
from core.people import permit_name
from factory.machine_classes import (
    call_class_off,
    classes_at_machine,
    give_class_a_machine,
    machines_out_for,
)
from factory.machine_work import (
    machines_taken,
    minutes_at_machines,
    pieces_at_work,
    pieces_waiting_for,
)
from factory.van.joins import donor_forgotten
from factory.visits.joins import last_act_there, work_of_day


def connect_rooms() -> None:
    """Set the doors of this process; each loads its room when it is first gone through."""
    crossings.way_to_permit = way_to_permit
    crossings.begun_inductions = begun_inductions
    crossings.next_induction = next_induction
    crossings.note_use = note_use
    crossings.note_supervised = note_supervised
    crossings.take_back_supervised = take_back_supervised
    crossings.classes_that_need = classes_that_need
    crossings.pieces_waiting_for = pieces_waiting_for
    crossings.pieces_at_work = pieces_at_work
    crossings.minutes_at_machines = minutes_at_machines
    crossings.machines_taken = machines_taken
    crossings.classes_at_machine = classes_at_machine
    crossings.give_class_a_machine = give_class_a_machine
    crossings.call_class_off = call_class_off
    crossings.machines_out_for = machines_out_for
    crossings.last_act_there = last_act_there
    crossings.work_of_day = work_of_day
    crossings.donor_forgotten = donor_forgotten


def way_to_permit(person_id: int, kind: str) -> WayToPermit:
    """The induction that grants a kind of permit, and whether somebody has begun it."""
    row = fast().row(
        "SELECT i.title, (SELECT COUNT(*) FROM induction_pass p JOIN induction_version v ON v.id = p.version_id "
        "WHERE v.induction_id = i.id AND p.person_id = ? AND p.state = 'begun') FROM induction i "
        "WHERE i.permit_kind = ? AND i.is_active ORDER BY i.id LIMIT 1",
        (person_id, kind),
    )
    if row is None:
        return WayToPermit()
    return WayToPermit(title=row[0], has_begun=bool(row[1]), missing=(row[0],))


def begun_inductions(person_ids: Sequence[int], kind: str) -> set[int]:
    """Who of these people has begun an induction that grants a kind of permit."""
    places = ", ".join("?" for _ in person_ids)
    rows = fast().rows(
        "SELECT DISTINCT p.person_id FROM induction_pass p JOIN induction_version v ON v.id = p.version_id JOIN "
        "induction i ON i.id = v.induction_id WHERE i.permit_kind = ? AND i.is_active AND p.state = 'begun' "
        f"AND p.person_id IN ({places})",
        (kind, *person_ids),
    )
    return {row[0] for row in rows}


_CLASSES = (
    "SELECT c.starts_at, v.title, v.equipment, r.capacity - (SELECT COUNT(*) FROM booking b WHERE b.run_id = r.id "
    "AND b.state IN ('offered', 'booked', 'attending')) - COALESCE((SELECT SUM(h.seats - h.used) FROM seat_hold h "
    "WHERE h.run_id = r.id AND h.ended_at IS NULL), 0), r.number, o.slug FROM course_class c "
    "JOIN run r ON r.id = c.run_id JOIN course_version v ON v.id = r.version_id JOIN course o ON o.id = v.course_id "
    "WHERE r.site_id = ? AND c.cancelled_at IS NULL "
)


def next_induction(kind: str, site_id: int, at: datetime) -> NextInduction | None:
    """The next class with a place of a course that uses this kind of machine."""
    rows = fast().rows(
        _CLASSES + "AND r.state IN ('open', 'running') AND c.starts_at > ? ORDER BY c.starts_at LIMIT 200",
        (site_id, at),
    )
    for starts_at, title, equipment, places, _number, slug in rows:
        if places > 0 and _uses(equipment, kind):
            return NextInduction(as_instant(starts_at), title, int(places), slug)
    return None


def _uses(equipment: object, kind: str) -> bool:
    wanted = {kind, kind.partition(":")[2], permit_name(kind).lower()}
    return bool(wanted & {str(name).lower() for name in as_json(equipment) or []})


def classes_that_need(kind: str, site_id: int, starts_at: datetime, ends_at: datetime) -> list[str]:
    """Numbers of runs whose classes use a kind of machine between two instants."""
    rows = fast().rows(
        _CLASSES + "AND c.starts_at < ? AND c.ends_at > ? ORDER BY c.starts_at", (site_id, ends_at, starts_at)
    )
    return sorted({row[4] for row in rows if _uses(row[2], kind)})


def note_use(person_id: int, kind: str, on: date, minutes: int) -> None:
    """Real use keeps a permit alive."""
    from training.services.permit_use import note_permit_use

    note_permit_use(person_id=person_id, kind=kind, on=on, minutes=minutes)


def take_back_supervised(token: str, at: datetime) -> None:
    """Minutes beside a holder were of somebody else: they stay in the record, and count no more."""
    from training.services.permit_use import take_back_minutes

    take_back_minutes(token=token, at=at)


def note_supervised(
    person_id: int, supervisor_id: int, kind: str, on: date, minutes: int, at: datetime, token: str
) -> None:
    """Minutes beside a holder count towards an induction; what cannot count there is no fault here."""
    from training.services.permit_use import note_supervised_minutes

    try:
        note_supervised_minutes(
            person_id=person_id,
            supervisor_id=supervisor_id,
            kind=kind,
            on=on,
            minutes=minutes,
            at=at,
            token=token,
        )
    except RuleBroken:
        return
