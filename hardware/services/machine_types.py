"""Writes of kinds of machine: what permits, checklists and maintenance hang on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.access import Actor, require
from core.bounds import tidy
from core.db import db
from core.errors import N_, NotFound, RuleBroken
from core.people_roles import is_permit_kind
from hardware.models.machines import Machine, MachineType
from hardware.services.noting import note
from hardware.vocabulary.signs import CHECKS
from hardware.words import CHECK_TIMES, PIECE_STEPS

WORD = re.compile(r"[a-z][a-z0-9_]{0,59}")
"""A word that a drawing or a material may have."""
OF_OTHERS = (
    N_("Another site has machines of this kind."),
    N_("Add a kind of your own, and put your machines there."),
)


@dataclass(frozen=True)
class TypeData:
    """What a form tells of a kind of machine."""

    name: str
    permit_kind: str
    picture: str = ""
    wants_material: bool = False
    checklist: tuple[str, ...] = ()
    checklist_due: str = "day"
    piece_step: str = ""


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
    values = _type_values(data)
    if (values["permit_kind"] != row.permit_kind or is_active < row.is_active) and others_have(by, row.id):
        raise RuleBroken("permit_kind", *OF_OTHERS)
    changed = apply_changes(row, {**values, "is_active": is_active})
    db.session.flush()
    note("change_machine_type", f"machine_type:{slug}", by, at, changed)
    return row


def others_have(by: Actor, type_id: int) -> bool:
    """Whether another site has machines of a kind: what they ask for is not one site's to change."""
    query = select(Machine.id).where(
        Machine.type_id == type_id, Machine.site_id != by.site_id, Machine.retired_at.is_(None)
    )
    return db.session.scalar(query.limit(1)) is not None


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
        "picture": picture_word("picture", data.picture),
        "wants_material": data.wants_material,
        "checklist": _checked(data.checklist),
        "checklist_due": _one("checklist_due", data.checklist_due, CHECK_TIMES),
        "piece_step": _one("piece_step", data.piece_step, ("", *PIECE_STEPS)) or None,
    }


def _checked(words: Sequence[str]) -> list[str]:
    """The steps of a checklist, each once, in their order."""
    return [_one("checklist", word, tuple(CHECKS)) for word in dict.fromkeys(words)]


def _one(name: str, word: str, words: Sequence[str]) -> str:
    if word not in words:
        raise RuleBroken(name, N_("Choose one of the list."))
    return word


def type_by_slug(slug: str) -> MachineType:
    """The kind of machine with that word. Raises NotFound."""
    row = db.session.scalar(select(MachineType).where(MachineType.slug == slug))
    if row is None:
        raise NotFound
    return row


def picture_word(name: str, text: str) -> str:
    """The word of a drawing, or "" for none. Raises RuleBroken beside the field `name`."""
    if text and not WORD.fullmatch(text):
        raise RuleBroken(name, N_("There is no such picture."), N_("Choose one of the list."))
    return text


def apply_changes(row: Any, values: Mapping[str, Any]) -> list[str]:
    """Set what differs of a row; the names of that."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed
