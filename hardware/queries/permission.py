"""May this person use this machine? Everything that asks is answered here: kiosk, booking, desk and offline pack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from core.access import persons_holding
from core.clock import iso, local_day
from core.crossings import crossings
from core.db import as_json, fast
from core.errors import NotFound
from hardware.may import MachineStanding, Occasion, judge
from hardware.queries.maintenance import due_on
from hardware.queries.persons import person_standing
from hardware.vocabulary import Answer, Reason, Verdict
from hardware.words import LIVE_BOOKING, sql_list

_MACHINE = (
    "SELECT m.id, m.code, m.name, m.site_id, t.permit_kind, COALESCE(s.state, 'needs_check'), m.retired_at, "
    "m.wants_second_person, m.opening FROM machine m JOIN machine_type t ON t.id = m.type_id "
    "LEFT JOIN machine_state s ON s.machine_id = m.id AND s.ends_at IS NULL WHERE m.id = ?"
)
_BOOKED = (
    "SELECT person_id, supervisor_id FROM machine_booking WHERE machine_id = ? AND starts_at <= ? AND ends_at > ? "
    f"AND state IN ({sql_list(LIVE_BOOKING)})"
)


def may_operate(
    *,
    person_id: int,
    machine_id: int,
    at: datetime,
    material: str = "",
    used_for: str = "",
    with_ids: Sequence[int] | None = None,
    is_later: bool = False,
) -> Answer:
    """Whether a person may use a machine at a moment, and if not, what to do about it.

    `with_ids` are the people beside them, None where nobody is asked. `is_later` asks for a time to come. Raises
    NotFound for a machine that is not there.
    """
    machine = machine_standing(machine_id, at)
    person = person_standing(person_id, machine, at)
    beside = None if with_ids is None else [one for one in with_ids if one != person_id]
    when = Occasion(
        at=at,
        material=material,
        used_for=used_for,
        has_second=None if beside is None else bool(beside),
        has_supervisor=None if beside is None else _holds_one(beside, machine.permit_kind, local_day(at)),
        is_later=is_later,
    )
    verdict, reason = judge(machine, person, when)
    warnings = (Reason.MAINTENANCE_DUE,) if machine.is_due else ()
    if verdict is Verdict.ALLOWED:
        return Answer(verdict, reason, warnings=warnings)
    way = crossings.way_to_permit(person_id, machine.permit_kind)
    is_about_permit = reason in (*_ABOUT_PERMITS, Reason.NONE)
    return Answer(
        verdict,
        reason,
        missing=(way.missing or ((way.title,) if way.title else ())) if is_about_permit else (),
        next_induction=next_induction(machine, at) if is_about_permit else "",
        who_can_help=who_can_help(machine, person_id, at),
        warnings=warnings,
    )


_ABOUT_PERMITS = (
    Reason.NO_PERMIT,
    Reason.PERMIT_ENDED,
    Reason.PERMIT_LAPSED,
    Reason.NEEDS_SUPERVISOR,
)


def machine_standing(machine_id: int, at: datetime) -> MachineStanding:
    """What is to be known of a machine at a moment. Raises NotFound."""
    row = fast().row(_MACHINE, (machine_id,))
    if row is None:
        raise NotFound
    booked = fast().row(_BOOKED, (machine_id, at, at))
    materials = dict(
        fast().rows(
            "SELECT name, rule FROM machine_material WHERE machine_id = ? ORDER BY name", (machine_id,)
        )
    )
    return MachineStanding(
        id=row[0],
        code=row[1],
        name=row[2],
        site_id=row[3],
        permit_kind=row[4],
        state=row[5],
        is_retired=row[6] is not None or row[5] == "retired",
        wants_second_person=bool(row[7]),
        opening=as_json(row[8]) or {},
        materials=materials,
        is_due=any(one.is_due for one in due_on(machine_id, at)),
        booked_by=booked[0] if booked else None,
        booked_with=booked[1] if booked else None,
    )


def _holds_one(person_ids: Sequence[int], kind: str, day: date) -> bool:
    """Whether one of these people holds a live permit of a kind."""
    if not person_ids:
        return False
    row = fast().row(
        f"SELECT 1 FROM permit WHERE person_id IN ({', '.join('?' * len(person_ids))}) AND kind = ? "
        "AND ended_at IS NULL AND confirmed_at IS NOT NULL AND starts_on <= ? AND ends_on >= ?",
        (*person_ids, kind, day, day),
    )
    return row is not None


def next_induction(machine: MachineStanding, at: datetime) -> str:
    """When the next induction with places is, ISO; "" where none is planned."""
    found = crossings.next_induction(machine.permit_kind, machine.site_id, at)
    return iso(found.starts_at) if found is not None and found.places > 0 else ""


def who_can_help(machine: MachineStanding, person_id: int, at: datetime) -> tuple[str, ...]:
    """Who here may stand beside somebody: whoever holds the permit, those who are in today first."""
    held = persons_holding(machine.permit_kind, site_id=machine.site_id, at=at)
    rows = fast().rows(
        "SELECT n.called FROM day_in d JOIN person_name n ON n.person_id = d.person_id "
        "WHERE d.site_id = ? AND d.day = ? AND d.person_id <> ?",
        (machine.site_id, local_day(at), person_id),
    )
    here = {row[0] for row in rows}
    own = fast().row("SELECT called FROM person_name WHERE person_id = ?", (person_id,))
    others = [name for name in held if own is None or name != own[0]]
    return tuple(sorted(others, key=lambda name: (name not in here, name)))
