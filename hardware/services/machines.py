"""Writes of machines themselves: added and changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, time
from typing import Any

from sqlalchemy import select

from core.access import Actor, require
from core.bounds import tidy, within
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from core.ids import new_public_code, read_code
from core.sites import Place
from hardware.models.machines import Machine, MachineStateSpan
from hardware.services.machine_types import apply_changes, picture_word, type_by_slug
from hardware.services.noting import note
from hardware.words import METHOD, PPE

BOUNDS = {
    "idle_minutes": (1, 240),
    "longest_minutes": (5, 1440),
    "horizon_days": (1, 365),
    "most_bookings": (1, 50),
}


@dataclass(frozen=True)
class MachineData:
    """What a form tells of a machine; `opening` is {weekday 0..6: [[from, until], ...]}, empty for always."""

    name: str
    type_slug: str
    place_code: str = ""
    serial_identity: str = ""
    picture: str = ""
    ppe: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    instructions: str = ""
    wants_second_person: bool = False
    opening: Mapping[str, list[list[str]]] = field(default_factory=dict)
    idle_minutes: int = 15
    longest_minutes: int = 240
    horizon_days: int = 28
    most_bookings: int = 2


def own_machine(by: Actor, code: str) -> Machine:
    """The machine of the site behind a code. Raises NotFound."""
    row = db.session.scalar(
        select(Machine).where(Machine.code == (read_code(code) or ""), Machine.site_id == by.site_id)
    )
    if row is None:
        raise NotFound
    return row


def add_machine(*, by: Actor, data: MachineData, at: datetime, token: str) -> Machine:
    """Add a machine to the site; it is in service from now on. Raises RuleBroken beside the field that is wrong."""
    require(by, "edit_machines")
    known = db.session.scalar(select(Machine).where(Machine.token == token))
    if known is not None:
        return known
    values = _machine_values(by, data)
    code = new_public_code()
    while db.session.scalar(select(Machine.id).where(Machine.code == code)) is not None:
        code = new_public_code()
    row = Machine(token=token, code=code, site_id=by.site_id, made_at=at, **values)
    db.session.add(row)
    db.session.flush()
    state = MachineStateSpan(
        token=token, machine_id=row.id, state="in_service", cause="set_up", starts_at=at, by_id=by.person_id
    )
    db.session.add(state)
    db.session.flush()
    note("add_machine", f"machine:{code}", by, at)
    return row


def change_machine(*, by: Actor, code: str, data: MachineData, at: datetime) -> Machine:
    """Change a machine of the site. Raises NotFound, RuleBroken."""
    require(by, "edit_machines")
    row = own_machine(by, code)
    changed = apply_changes(row, _machine_values(by, data, row.id))
    db.session.flush()
    if {"opening", "idle_minutes"} & set(changed):  # both may say when somebody was gone
        count_anew(row.id)
    note("change_machine", f"machine:{row.code}", by, at, changed)
    return row


def count_anew(machine_id: int) -> None:
    """Everything that was ever told of a machine is to be counted by other rules."""
    fast().run("UPDATE machine_fold SET stale_from = ? WHERE machine_id = ?", ("", machine_id))


def _machine_values(by: Actor, data: MachineData, own_id: int = 0) -> dict[str, Any]:
    name = tidy("name", data.name, 60, is_needed=True)
    same = select(Machine.id).where(Machine.site_id == by.site_id, Machine.name == name, Machine.id != own_id)
    if db.session.scalar(same) is not None:
        raise RuleBroken("name", N_("A machine here has this name."), N_("Choose another name."))
    _drawn("ppe", data.ppe, PPE)
    _drawn("method", data.method, METHOD)
    plain = asdict(data)
    return {
        "name": name,
        "type_id": type_by_slug(data.type_slug).id,
        "place_id": _place(by, data.place_code),
        "serial_identity": tidy("serial_identity", data.serial_identity, 200),
        "picture": picture_word("picture", data.picture),
        "ppe": list(data.ppe),
        "method": list(data.method),
        "instructions": tidy("instructions", data.instructions, 2000),
        "wants_second_person": data.wants_second_person,
        "opening": _opening(data.opening),
        **{name: within(name, plain[name], *bounds) for name, bounds in BOUNDS.items()},
    }


def _place(by: Actor, code: str) -> int | None:
    if not code:
        return None
    found = db.session.scalar(select(Place.id).where(Place.code == code.upper(), Place.site_id == by.site_id))
    if found is None:
        raise RuleBroken("place", N_("There is no such place here."), N_("Choose one of the site's places."))
    return found


def _opening(given: Mapping[str, list[list[str]]]) -> dict[str, list[list[str]]]:
    """Hours by weekday, each from before until. Raises RuleBroken."""
    kept: dict[str, list[list[str]]] = {}
    for day, spans in given.items():
        for begins, ends in spans:
            try:
                is_right = day in "0123456" and time.fromisoformat(begins) < time.fromisoformat(ends)
            except ValueError:
                is_right = False
            if not is_right:
                raise RuleBroken("opening", N_("These hours are not right."), N_("Write 09:00 and 17:00."))
        if spans:
            kept[day] = sorted([begins, ends] for begins, ends in spans)
    return kept


def _drawn(name: str, words: Sequence[str], known: Sequence[str]) -> None:
    unknown = sorted(set(words) - set(known))
    if unknown:
        raise RuleBroken(name, N_("We have no picture for %(word)s."), word=unknown[0])
