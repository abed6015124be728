"""May somebody use a machine? The rules alone, on plain values: the same for kiosk, booking, desk and offline pack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from core.clock import SITE_ZONE, zone
from hardware.vocabulary import Reason, Verdict

REFUSING_STATES = {
    "out_of_order": Reason.MACHINE_OUT,
    "needs_check": Reason.MACHINE_NEEDS_CHECK,
    "retired": Reason.MACHINE_RETIRED,
}
PERMIT_REASONS = {
    "ended": Reason.PERMIT_ENDED,
    "lapsed": Reason.PERMIT_LAPSED,
    "none": Reason.NO_PERMIT,
}


@dataclass(frozen=True)
class MachineStanding:
    """What is to be known of a machine at a moment. `booked_by` is who has it then, None for nobody."""

    id: int
    code: str
    name: str
    site_id: int
    permit_kind: str
    state: str
    is_retired: bool
    wants_second_person: bool
    opening: Mapping[str, Sequence[Sequence[str]]]
    materials: Mapping[str, str] = field(default_factory=dict)
    is_due: bool = False
    booked_by: int | None = None
    booked_with: int | None = None


@dataclass(frozen=True)
class PersonStanding:
    """What is to be known of a person. `permit` is live, ended, lapsed (for want of use) or none."""

    id: int
    is_active: bool
    permit: str = "none"
    has_begun: bool = False
    is_maintainer: bool = False


@dataclass(frozen=True)
class Occasion:
    """When and for what; `has_second` and `has_supervisor` are None where nobody is asked (a list made beforehand).

    `is_later`: a time to come, for which the machine's state of today says nothing.
    """

    at: datetime
    material: str = ""
    used_for: str = ""
    has_second: bool | None = None
    has_supervisor: bool | None = None
    is_later: bool = False


def judge(machine: MachineStanding, person: PersonStanding, when: Occasion) -> tuple[Verdict, Reason]:
    """The verdict and its reason: the first that stands in the way, the gravest first."""
    reason = _in_the_way(machine, person, when)
    if reason is not Reason.NONE:
        return Verdict.REFUSED, reason
    if person.permit == "live":
        if machine.wants_second_person and when.has_second is False:
            return Verdict.REFUSED, Reason.NEEDS_SECOND_PERSON
        return Verdict.ALLOWED, Reason.NONE
    if _is_repairing(person, when):
        return Verdict.ALLOWED, Reason.NONE
    if person.has_begun or person.permit == "lapsed":
        is_beside = when.has_supervisor is True
        return Verdict.SUPERVISED, Reason.NONE if is_beside else Reason.NEEDS_SUPERVISOR
    return Verdict.REFUSED, PERMIT_REASONS[person.permit]


def _in_the_way(machine: MachineStanding, person: PersonStanding, when: Occasion) -> Reason:
    if not person.is_active:
        return Reason.PERSON_ARCHIVED
    if machine.is_retired:
        return Reason.MACHINE_RETIRED
    if not when.is_later and not _is_repairing(person, when) and machine.state in REFUSING_STATES:
        return REFUSING_STATES[machine.state]
    if not is_open(machine.opening, when.at):
        return Reason.CLOSED_NOW
    if when.material and machine.materials.get(when.material) == "forbidden":
        return Reason.MATERIAL_FORBIDDEN
    has_it = person.id in (machine.booked_by, machine.booked_with)
    if machine.booked_by is not None and not has_it and not _is_repairing(person, when):
        return Reason.BOOKED_BY_OTHER
    return Reason.NONE


def _is_repairing(person: PersonStanding, when: Occasion) -> bool:
    """A maintainer works on a machine that nobody else may use."""
    return person.is_maintainer and when.used_for == "maintenance"


def is_open(opening: Mapping[str, Sequence[Sequence[str]]], at: datetime) -> bool:
    """Whether a machine is open at an instant, in the site's time; one without hours always is."""
    if not opening:
        return True
    local = at.astimezone(zone(SITE_ZONE))
    moment = local.time().replace(tzinfo=None)
    return any(
        time.fromisoformat(begins) <= moment < time.fromisoformat(ends)
        for begins, ends in opening.get(str(local.weekday()), ())
    )


def is_open_through(
    opening: Mapping[str, Sequence[Sequence[str]]], starts_at: datetime, ends_at: datetime
) -> bool:
    """Whether a machine is open from one instant to another of the same day, without a break."""
    if not opening:
        return True
    begin, end = starts_at.astimezone(zone(SITE_ZONE)), ends_at.astimezone(zone(SITE_ZONE))
    if begin.date() != end.date():
        return False
    first, last = begin.time().replace(tzinfo=None), end.time().replace(tzinfo=None)
    return any(
        time.fromisoformat(begins) <= first and last <= time.fromisoformat(ends)
        for begins, ends in opening.get(str(begin.weekday()), ())
    )
