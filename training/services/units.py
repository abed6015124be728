"""Units with outcomes and criteria. A unit that is used is never edited: a change is a new version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from core.access import Actor, require
from core.bounds import whole
from core.db import db
from core.errors import N_, NotFound, RuleBroken
from training.models.catalogue import Criterion, LearningOutcome, Unit
from training.queries.catalogue import (
    body_by_slug,
    newest_unit,
    next_version_number,
    unit_by_code,
    unit_is_used,
)
from training.services.criterion_words import copy_criterion_words, drop_criterion_words
from training.services.noting import note, tidy, within
from training.words import UNIT_LEVELS

INVENTED: Final = "DEMO-"
"""How the code of a unit begins that no awarding body ever wrote."""


@dataclass(frozen=True)
class UnitData:
    """What a unit says of itself; `body_code` is the body's own code where ours differs."""

    title: str
    level: str
    credit: int
    glh_hours: int = 0
    body_code: str = ""
    is_invented: bool = False


@dataclass(frozen=True)
class CriterionData:
    """A criterion n.m: the body's words, easy English, and a drawing."""

    outcome: int
    number: int
    text: str
    easy_text: str = ""
    picture: str = ""


def check_code(code: str, is_invented: bool) -> str:
    """The code in capitals. Raises RuleBroken unless an invented unit, and none but those, begins with DEMO-."""
    kept = tidy("code", code, 30, is_needed=True).upper().replace(" ", "")
    if kept.startswith(INVENTED) != is_invented:
        raise RuleBroken(
            "code",
            N_("The code of an invented unit begins with DEMO-, and no other's does."),
            N_("Change the code, or say whether the unit is invented."),
        )
    if not all(letter.isalnum() or letter in "-/." for letter in kept) or not kept.isascii():
        raise RuleBroken(
            "code", N_("A code has letters, digits, - / and . only."), N_("Copy it from the body.")
        )
    return kept


def add_unit(*, by: Actor, body_slug: str, code: str, data: UnitData, at: datetime, token: str) -> Unit:
    """Store the first version of a unit; the same token again gives the same.

    Raises RuleBroken for a code that is there.
    """
    require(by, "edit_catalogue")
    known = db.session.scalar(select(Unit).where(Unit.token == token))
    if known is not None:
        return known
    body = body_by_slug(body_slug)
    kept, plain = check_code(code, data.is_invented), _checked(data)
    if newest_unit(body.id, kept) is not None:
        raise RuleBroken(
            "code", N_("This unit is here already."), N_("Open it, and make a new version of it.")
        )
    row = Unit(token=token, body_id=body.id, code=kept, version=1, made_at=at, **vars(plain))
    db.session.add(row)
    db.session.flush()
    note("add_unit", f"unit:{row.id}", by, at, tuple(vars(plain)))
    return row


def change_unit(*, by: Actor, unit_id: int, data: UnitData, at: datetime) -> Unit:
    """Change a unit that nobody used yet."""
    require(by, "edit_catalogue")
    unit = unused(unit_id)
    check_code(unit.code, data.is_invented)
    plain = _checked(data)
    changed = [name for name, value in vars(plain).items() if getattr(unit, name) != value]
    for name in changed:
        setattr(unit, name, getattr(plain, name))
    db.session.flush()
    if changed:
        note("change_unit", f"unit:{unit.id}", by, at, changed)
    return unit


def unused(unit_id: int) -> Unit:
    """The unit. Raises RuleBroken for one that a run teaches, or in which anything was decided."""
    unit = db.session.get(Unit, unit_id)
    if unit is None:
        raise NotFound()
    if unit_is_used(unit.id):
        raise RuleBroken(
            "", N_("This version is in use: it cannot be changed."), N_("Make a new version and change that.")
        )
    return unit


def _checked(data: UnitData) -> UnitData:
    if data.level not in UNIT_LEVELS:
        raise RuleBroken("level", N_("There is no such level."), N_("Choose one of the list."))
    return UnitData(
        tidy("title", data.title, 160, is_needed=True),
        data.level,
        within("credit", data.credit, 0, 120),
        within("glh_hours", data.glh_hours, 0, 1200),
        tidy("body_code", data.body_code, 40),
        data.is_invented,
    )


def set_outcome(*, by: Actor, unit_id: int, number: int, text: str, at: datetime) -> LearningOutcome:
    """Write a learning outcome, new or changed."""
    require(by, "edit_catalogue")
    unit = unused(unit_id)
    within("outcome", number, 1, 99)
    kept = tidy("outcome_text", text, 400, is_needed=True)
    row = _outcome(unit.id, number)
    if row is None:
        row = LearningOutcome(unit_id=unit.id, number=number, text=kept)
        db.session.add(row)
    row.text = kept
    db.session.flush()
    note("set_outcome", f"unit:{unit.id}", by, at, (f"outcome.{number}",))
    return row


def set_criterion(*, by: Actor, unit_id: int, data: CriterionData, at: datetime) -> Criterion:
    """Write a criterion of an outcome that is there, new or changed. Raises RuleBroken without its outcome."""
    require(by, "edit_catalogue")
    unit = unused(unit_id)
    outcome = _outcome(unit.id, data.outcome)
    if outcome is None:
        raise RuleBroken("outcome", N_("There is no such learning outcome."), N_("Write the outcome first."))
    within("number", data.number, 1, 99)
    fields = {
        "text": tidy("text", data.text, 600, is_needed=True),
        "easy_text": tidy("easy_text", data.easy_text, 300),
        "picture": tidy("picture", data.picture, 80),
    }
    row = _criterion(outcome.id, data.number)
    if row is None:
        row = Criterion(unit_id=unit.id, outcome_id=outcome.id, number=data.number, **fields)
        db.session.add(row)
    row.text, row.easy_text, row.picture = fields["text"], fields["easy_text"], fields["picture"]
    db.session.flush()
    note("set_criterion", f"unit:{unit.id}", by, at, (f"criterion.{data.outcome}.{data.number}",))
    return row


def remove_criterion(*, by: Actor, unit_id: int, number: str, at: datetime) -> None:
    """Take a criterion n.m out of a unit that nobody used yet; an outcome without criteria goes with its last.

    Raises NotFound for one that is not there.
    """
    require(by, "edit_catalogue")
    unit = unused(unit_id)
    first, _, second = number.partition(".")
    of_unit, of_outcome = whole(first), whole(second)
    outcome = _outcome(unit.id, of_unit) if of_unit is not None else None
    row = _criterion(outcome.id, of_outcome) if outcome is not None and of_outcome is not None else None
    if outcome is None or row is None:
        raise NotFound()
    drop_criterion_words(criterion_id=row.id)
    db.session.delete(row)
    db.session.flush()
    if db.session.scalar(select(Criterion.id).where(Criterion.outcome_id == outcome.id)) is None:
        db.session.delete(outcome)
        db.session.flush()
    note("remove_criterion", f"unit:{unit.id}", by, at, (f"criterion.{number}",))


def new_unit_version(*, by: Actor, body_slug: str, code: str, at: datetime, token: str) -> Unit:
    """Copy the newest version of a unit, outcomes and criteria and all, into one that may be changed.

    Courses go on teaching the version that they named. The same token again gives the same version. Raises
    RuleBroken for a version that nobody used.
    """
    require(by, "edit_catalogue")
    known = db.session.scalar(select(Unit).where(Unit.token == token))
    if known is not None:
        return known
    old = unit_by_code(body_slug, code)
    if not unit_is_used(old.id):
        raise RuleBroken("", N_("Nobody used this version yet."), N_("Change it as it is."))
    made = Unit(
        token=token,
        body_id=old.body_id,
        code=old.code,
        version=next_version_number(old.body_id, old.code),
        made_at=at,
        **vars(unit_data(old)),
    )
    db.session.add(made)
    db.session.flush()
    _copy_outcomes(old, made, at)
    note("new_unit_version", f"unit:{made.id}", by, at, ("version",))
    return made


def unit_data(unit: Unit) -> UnitData:
    """What a stored unit says of itself."""
    return UnitData(unit.title, unit.level, unit.credit, unit.glh_hours, unit.body_code, unit.is_invented)


def _copy_outcomes(old: Unit, made: Unit, at: datetime) -> None:
    for outcome in list(db.session.scalars(select(LearningOutcome).where(LearningOutcome.unit_id == old.id))):
        twin = LearningOutcome(unit_id=made.id, number=outcome.number, text=outcome.text)
        db.session.add(twin)
        db.session.flush()
        for row in list(db.session.scalars(select(Criterion).where(Criterion.outcome_id == outcome.id))):
            copy = Criterion(
                unit_id=made.id,
                outcome_id=twin.id,
                number=row.number,
                text=row.text,
                easy_text=row.easy_text,
                picture=row.picture,
            )
            db.session.add(copy)
            db.session.flush()
            copy_criterion_words(from_id=row.id, to_id=copy.id, at=at)
    db.session.flush()


def retire_unit(*, by: Actor, unit_id: int, at: datetime) -> None:
    """Offer a unit no longer for new courses; what is taught and was decided stays.

    Raises NotFound for no such unit.
    """
    require(by, "edit_catalogue")
    unit = db.session.get(Unit, unit_id)
    if unit is None:
        raise NotFound()
    if unit.retired_at is None:
        unit.retired_at = at
        db.session.flush()
        note("retire_unit", f"unit:{unit.id}", by, at, ("retired_at",))


def _outcome(unit_id: int, number: int) -> LearningOutcome | None:
    return db.session.scalar(
        select(LearningOutcome).where(LearningOutcome.unit_id == unit_id, LearningOutcome.number == number)
    )


def _criterion(outcome_id: int, number: int) -> Criterion | None:
    return db.session.scalar(
        select(Criterion).where(Criterion.outcome_id == outcome_id, Criterion.number == number)
    )
