"""Writes of machines: their types, themselves, what they may be fed, and how they are listened to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, time
from typing import Any

from sqlalchemy import select

from core.access import Actor, require
from core.bounds import tidy, within
from core.db import db, fast
from core.errors import N_, Conflict, NotFound, RuleBroken
from core.ids import new_public_code, read_code
from core.people_roles import is_permit_kind
from core.sites import Place
from hardware.models.machines import Machine, MachineMaterial, MachineProfile, MachineStateSpan, MachineType
from hardware.services.noting import note
from hardware.vocabulary import NotUnderstood, Profile
from hardware.words import MATERIAL_RULES, METHOD, PPE

WORD = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True)
class TypeData:
    """What a form tells of a kind of machine."""

    name: str
    permit_kind: str
    picture: str = ""
    wants_material: bool = False
    checklist: tuple[Mapping[str, Any], ...] = ()


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


def add_type(*, by: Actor, data: TypeData, at: datetime, token: str) -> MachineType:
    """Add a kind of machine. Raises RuleBroken beside the field that is wrong."""
    require(by, "edit_machines")
    known = db.session.scalar(select(MachineType).where(MachineType.token == token))
    if known is not None:
        return known
    values = _type_values(data)
    slug = re.sub(r"[^a-z0-9]+", "-", values["name"].lower()).strip("-")[:40] or "machine"
    if db.session.scalar(select(MachineType.id).where(MachineType.slug == slug)) is not None:
        raise RuleBroken("name", N_("There is a kind of machine with this name."), N_("Choose another name."))
    row = MachineType(token=token, slug=slug, made_at=at, **values)
    db.session.add(row)
    db.session.flush()
    note("add_machine_type", f"machine_type:{slug}", by, at)
    return row


def change_type(*, by: Actor, slug: str, data: TypeData, is_active: bool, at: datetime) -> MachineType:
    """Change a kind of machine, or take it out of use. Raises NotFound, RuleBroken."""
    require(by, "edit_machines")
    row = type_by_slug(slug)
    changed = _apply(row, {**_type_values(data), "is_active": is_active})
    db.session.flush()
    note("change_machine_type", f"machine_type:{slug}", by, at, changed)
    return row


def _type_values(data: TypeData) -> dict[str, Any]:
    if not is_permit_kind(data.permit_kind) or not data.permit_kind.startswith("machine:"):
        raise RuleBroken(
            "permit_kind",
            N_("There is no such permit."),
            N_("Choose one, or write machine: and a word of your own."),
        )
    return {
        "name": tidy("name", data.name, 60, is_needed=True),
        "permit_kind": data.permit_kind,
        "picture": _word("picture", data.picture),
        "wants_material": data.wants_material,
        "checklist": [dict(line) for line in data.checklist],
    }


def type_by_slug(slug: str) -> MachineType:
    """The kind of machine with that word. Raises NotFound."""
    row = db.session.scalar(select(MachineType).where(MachineType.slug == slug))
    if row is None:
        raise NotFound
    return row


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
    changed = _apply(row, _machine_values(by, data, row.id))
    db.session.flush()
    note("change_machine", f"machine:{row.code}", by, at, changed)
    return row


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
        "picture": _word("picture", data.picture),
        "ppe": list(data.ppe),
        "method": list(data.method),
        "instructions": tidy("instructions", data.instructions, 2000),
        "wants_second_person": data.wants_second_person,
        "opening": _opening(data.opening),
        **{name: within(name, plain[name], *bounds) for name, bounds in BOUNDS.items()},
    }


MATTERS = (
    "dialect",
    "meter",
    "is_laser",
    "quiet_seconds",
    "reopen_within_seconds",
    "readopt_within_seconds",
    "long_pause_seconds",
    "min_counted_seconds",
)
"""Fields of a profile after a change of which the same events come to other jobs: all are counted again."""
BOUNDS = {
    "idle_minutes": (1, 240),
    "longest_minutes": (5, 1440),
    "horizon_days": (1, 365),
    "most_bookings": (1, 50),
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


def _word(name: str, text: str) -> str:
    if text and not WORD.fullmatch(text):
        raise RuleBroken(name, N_("There is no such picture."), N_("Choose one of the list."))
    return text


def _apply(row: Any, values: Mapping[str, Any]) -> list[str]:
    """Set what differs; its names."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def set_material(
    *, by: Actor, code: str, name: str, rule: str, at: datetime, picture: str = "", why: str = ""
) -> MachineMaterial:
    """Say whether a machine may be fed a material. Raises NotFound, RuleBroken."""
    require(by, "edit_machines")
    machine = own_machine(by, code)
    word = name.strip().lower()
    if not WORD.fullmatch(word) or len(word) > 40:
        raise RuleBroken("name", N_("This is no word for a material."), N_("Choose one of the list."))
    if rule not in MATERIAL_RULES:
        raise RuleBroken("rule", N_("Allowed, after a test, or never?"))
    query = select(MachineMaterial).where(
        MachineMaterial.machine_id == machine.id, MachineMaterial.name == word
    )
    row = db.session.scalar(query)
    if row is None:
        row = MachineMaterial(machine_id=machine.id, name=word)
        db.session.add(row)
    row.rule, row.picture, row.why = rule, _word("picture", picture) or word, tidy("why", why, 200)
    db.session.flush()
    note("set_material", f"machine:{machine.code}", by, at, [word])
    return row


def drop_material(*, by: Actor, code: str, name: str, at: datetime) -> None:
    """Take a material off a machine's card. Raises NotFound."""
    require(by, "edit_machines")
    machine = own_machine(by, code)
    query = select(MachineMaterial).where(
        MachineMaterial.machine_id == machine.id, MachineMaterial.name == name
    )
    row = db.session.scalar(query)
    if row is None:
        raise NotFound
    db.session.delete(row)
    db.session.flush()
    note("drop_material", f"machine:{machine.code}", by, at, [name])


def set_profile(
    *, by: Actor, code: str, profile: Mapping[str, Any], at: datetime, seen_number: int | None = None
) -> MachineProfile:
    """Give a machine a new version of how it is listened to; the same again changes nothing.

    Raises RuleBroken with what to do, and Conflict where somebody made a version since `seen_number`.
    """
    require(by, "edit_machines")
    machine = own_machine(by, code)
    try:
        wanted = Profile.from_json(dict(profile)).as_json()
    except NotUnderstood as problem:
        raise RuleBroken("profile", N_("This cannot be used: %(problem)s"), problem=str(problem)) from problem
    last = db.session.scalar(
        select(MachineProfile)
        .where(MachineProfile.machine_id == machine.id)
        .order_by(MachineProfile.number.desc())
        .limit(1)
    )
    if last is not None and last.profile == wanted:
        return last
    number = last.number if last else 0
    if seen_number is not None and seen_number != number:
        raise Conflict(N_("Somebody changed this in the meantime."), N_("Load the page again."))
    row = MachineProfile(
        machine_id=machine.id, number=number + 1, profile=wanted, made_at=at, made_by_id=by.person_id
    )
    db.session.add(row)
    db.session.flush()
    if last is None or any(last.profile.get(name) != wanted[name] for name in MATTERS):
        fast().run("UPDATE machine_fold SET stale_from = ? WHERE machine_id = ?", ("", machine.id))
    note("set_profile", f"machine:{machine.code}", by, at, ["profile"])
    return row
