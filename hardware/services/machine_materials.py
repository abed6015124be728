"""Writes of what a machine may be fed: allowed, after a test, or never."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require
from core.bounds import tidy
from core.db import db
from core.errors import N_, NotFound, RuleBroken
from hardware.models.machines import MachineMaterial
from hardware.services.machine_types import WORD, picture_word
from hardware.services.machines import own_machine
from hardware.services.noting import note
from hardware.words import MATERIAL_RULES


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
    row.rule, row.picture, row.why = rule, picture_word("picture", picture) or word, tidy("why", why, 200)
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
