"""Awarding bodies, qualifications, and their rules of combination."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select

from core.access import Actor, require
from core.db import db
from core.errors import N_, RuleBroken
from training.combination import faults
from training.models.catalogue import AwardingBody, CombinationGroup, CombinationUnit, Qualification, Unit
from training.profiles import profiles
from training.queries.catalogue import (
    body_by_slug,
    groups_of,
    qualification_by_token,
    qualification_is_used,
    rule_of,
    unit_facts,
)
from training.services.noting import note, tidy, within
from training.words import SIZES, UNIT_LEVELS


@dataclass(frozen=True)
class QualificationData:
    """What a qualification says of itself; hours are TQT (total) and GLH (guided)."""

    reference: str
    title: str
    level: str
    size: str = "award"
    tqt_hours: int = 0
    glh_hours: int = 0
    min_credit: int = 0
    operational_from: date | None = None
    operational_to: date | None = None


@dataclass(frozen=True)
class GroupData:
    """A group of a rule of combination, its units by id."""

    unit_ids: tuple[int, ...]
    name: str = ""
    is_mandatory: bool = False
    min_credit: int = 0
    min_units: int = 0


def slug_of(text: str, taken: Sequence[str], spare: str) -> str:
    """A short word for addresses, unlike those taken; `spare` where the text has no Latin letters."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40].strip("-") or spare
    slug, number = plain, 2
    while slug in taken:
        slug, number = f"{plain}-{number}", number + 1
    return slug


def add_body(
    *, by: Actor, name: str, centre_number: str, profile: str, at: datetime, token: str
) -> AwardingBody:
    """Store an awarding body; the same token again gives the same."""
    require(by, "edit_catalogue")
    known = db.session.scalar(select(AwardingBody).where(AwardingBody.token == token))
    if known is not None:
        return known
    kept = _body_fields(name, centre_number, profile)
    taken = list(db.session.scalars(select(AwardingBody.slug)))
    row = AwardingBody(token=token, slug=slug_of(kept["name"], taken, "body"), made_at=at, **kept)
    db.session.add(row)
    db.session.flush()
    note("add_body", f"body:{row.slug}", by, at, ("name", "centre_number", "profile"))
    return row


def change_body(
    *, by: Actor, slug: str, name: str, centre_number: str, profile: str, is_active: bool, at: datetime
) -> AwardingBody:
    """Change what a body is called, our centre number with it, its profile, or whether we work with it."""
    require(by, "edit_catalogue")
    row = body_by_slug(slug)
    kept = _body_fields(name, centre_number, profile, row.id)
    row.name, row.centre_number, row.profile = kept["name"], kept["centre_number"], kept["profile"]
    row.is_active = is_active
    db.session.flush()
    note("change_body", f"body:{slug}", by, at, ("name", "centre_number", "profile", "is_active"))
    return row


def _body_fields(name: str, centre_number: str, profile: str, own_id: int = 0) -> dict[str, str]:
    kept = {
        "name": tidy("name", name, 120, is_needed=True),
        "centre_number": tidy("centre_number", centre_number, 30),
        "profile": profile,
    }
    if profile not in profiles():
        raise RuleBroken("profile", N_("There is no such profile."), N_("Choose one of the list."))
    twin = db.session.scalar(
        select(AwardingBody.id).where(AwardingBody.name == kept["name"], AwardingBody.id != own_id)
    )
    if twin is not None:
        raise RuleBroken("name", N_("This awarding body is here already."), N_("Open it in the list."))
    return kept


def add_qualification(
    *, by: Actor, body_slug: str, data: QualificationData, at: datetime, token: str
) -> Qualification:
    """Store a qualification of a body; the same token again gives the same."""
    require(by, "edit_catalogue")
    known = db.session.scalar(select(Qualification).where(Qualification.token == token))
    if known is not None:
        return known
    body = body_by_slug(body_slug)
    kept = _checked(data, body.id)
    row = Qualification(token=token, body_id=body.id, made_at=at, **vars(kept))
    db.session.add(row)
    db.session.flush()
    note("add_qualification", f"qualification:{row.id}", by, at, tuple(vars(kept)))
    return row


def change_qualification(*, by: Actor, token: str, data: QualificationData, at: datetime) -> Qualification:
    """Change a qualification. Once used, only the day on which it ends may change: RuleBroken otherwise."""
    require(by, "edit_catalogue")
    row = qualification_by_token(token)
    kept = _checked(data, row.body_id, row.id)
    changed = [name for name, value in vars(kept).items() if getattr(row, name) != value]
    if qualification_is_used(row.id) and set(changed) - {"operational_to"}:
        raise RuleBroken(
            changed[0],
            N_("This qualification is in use: it cannot be changed."),
            N_("End it, and add the new one under its own reference."),
        )
    for name in changed:
        setattr(row, name, getattr(kept, name))
    db.session.flush()
    note("change_qualification", f"qualification:{row.id}", by, at, changed)
    return row


def _checked(data: QualificationData, body_id: int, own_id: int = 0) -> QualificationData:
    reference = tidy("reference", data.reference, 40, is_needed=True)
    if data.level not in UNIT_LEVELS or data.size not in SIZES:
        raise RuleBroken("level", N_("There is no such level or size."), N_("Choose one of the list."))
    if data.operational_from and data.operational_to and data.operational_to < data.operational_from:
        raise RuleBroken("operational_to", N_("It ends before it begins."), N_("Look at the two days again."))
    twin = db.session.scalar(
        select(Qualification.id).where(
            Qualification.body_id == body_id, Qualification.reference == reference, Qualification.id != own_id
        )
    )
    if twin is not None:
        raise RuleBroken("reference", N_("This reference is here already."), N_("Open it in the list."))
    return QualificationData(
        reference,
        tidy("title", data.title, 160, is_needed=True),
        data.level,
        data.size,
        within("tqt_hours", data.tqt_hours, 0, 5000),
        within("glh_hours", data.glh_hours, 0, 5000),
        within("min_credit", data.min_credit, 0, 500),
        data.operational_from,
        data.operational_to,
    )


def set_combination(*, by: Actor, token: str, groups: Sequence[GroupData], at: datetime) -> None:
    """Replace the rule of combination. RuleBroken once the qualification is used, or for a rule nobody could meet."""
    require(by, "edit_catalogue")
    row = qualification_by_token(token)
    if qualification_is_used(row.id):
        raise RuleBroken(
            "groups",
            N_("This qualification is in use: its rule cannot be changed."),
            N_("End it, and add the new one under its own reference."),
        )
    old = select(CombinationGroup.id).where(CombinationGroup.qualification_id == row.id)
    db.session.execute(delete(CombinationUnit).where(CombinationUnit.group_id.in_(old)))
    db.session.execute(delete(CombinationGroup).where(CombinationGroup.qualification_id == row.id))
    for position, group in enumerate(groups, 1):
        _add_group(row, position, group)
    db.session.flush()
    units = [unit_facts(unit) for line in groups_of(row.id) for unit in line.units]
    wrong = faults(rule_of(row), units)
    if wrong:
        raise RuleBroken("groups", wrong[0][1], N_("Look at the numbers and the units again."))
    note("set_combination", f"qualification:{row.id}", by, at, ("groups",))


def _add_group(row: Qualification, position: int, group: GroupData) -> None:
    made = CombinationGroup(
        qualification_id=row.id,
        position=position,
        name=tidy("groups", group.name, 80),
        is_mandatory=group.is_mandatory,
        min_credit=within("groups", group.min_credit, 0, 500),
        min_units=within("groups", group.min_units, 0, 50),
    )
    db.session.add(made)
    db.session.flush()
    for unit_id in dict.fromkeys(group.unit_ids):
        unit = db.session.get(Unit, unit_id)
        if unit is None or unit.body_id != row.body_id:
            raise RuleBroken(
                "groups", N_("A unit is of another awarding body."), N_("Choose units of this body.")
            )
        db.session.add(CombinationUnit(group_id=made.id, unit_id=unit_id))
