"""What an import did to a unit is noted whole, and taken back where nobody used or changed the unit since."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from core.access import Actor, require
from core.db import db
from training.models.catalogue import Criterion, LearningOutcome, Unit
from training.models.imports import UnitBefore
from training.queries.catalogue import unit_is_used
from training.services.criterion_words import drop_criterion_words
from training.services.noting import note
from training.services.units import (
    CriterionData,
    UnitData,
    change_unit,
    remove_criterion,
    set_criterion,
    set_outcome,
)

Said = dict[str, Any]


def unit_said(unit: Unit) -> Said:
    """A unit whole, in plain values: what it says of itself, its outcomes by number, its criteria by n.m."""
    outcomes = list(db.session.scalars(select(LearningOutcome).where(LearningOutcome.unit_id == unit.id)))
    number_of = {row.id: row.number for row in outcomes}
    criteria = db.session.scalars(select(Criterion).where(Criterion.unit_id == unit.id))
    return {
        "title": unit.title,
        "level": unit.level,
        "credit": unit.credit,
        "glh_hours": unit.glh_hours,
        "body_code": unit.body_code,
        "outcomes": {str(row.number): row.text for row in outcomes},
        "criteria": {
            f"{number_of[row.outcome_id]}.{row.number}": [row.text, row.easy_text, row.picture]
            for row in criteria
        },
    }


def note_unit(*, import_id: int, unit: Unit, before: Said | None) -> None:
    """Keep how a unit was before an import (None: it was not there) and how it is now; the first `before` stays."""
    kept = db.session.get(UnitBefore, (import_id, unit.id))
    if kept is None:
        kept = UnitBefore(import_id=import_id, unit_id=unit.id, was=before, became={})
        db.session.add(kept)
    kept.became = unit_said(unit)
    db.session.flush()


def take_back_unit(*, by: Actor, import_id: int, unit_id: int, at: datetime) -> str:
    """Delete a unit or a version that an import made, or give one its former words again; "" or why it stays."""
    require(by, "edit_catalogue")
    unit, kept = db.session.get(Unit, unit_id), db.session.get(UnitBefore, (import_id, unit_id))
    if unit is None or kept is None:
        return ""
    if unit_is_used(unit.id):
        return "used"
    if unit_said(unit) != kept.became or unit.retired_at is not None:
        return "changed"
    before = kept.was
    db.session.delete(kept)
    db.session.flush()
    if before is None:
        _delete(unit)
        note("take_back_unit", f"unit:{unit_id}", by, at, ("version",))
    else:
        _restore(by, unit, before, at)
    return ""


def _delete(unit: Unit) -> None:
    """Another import's note on the unit stands in the way, as whatever else points to it."""
    criteria = list(db.session.scalars(select(Criterion).where(Criterion.unit_id == unit.id)))
    for row in criteria:
        drop_criterion_words(criterion_id=row.id)
        db.session.delete(row)
    db.session.flush()
    db.session.execute(delete(LearningOutcome).where(LearningOutcome.unit_id == unit.id))
    db.session.delete(unit)
    db.session.flush()


def _restore(by: Actor, unit: Unit, before: Said, at: datetime) -> None:
    for number in unit_said(unit)["criteria"].keys() - before["criteria"].keys():
        remove_criterion(by=by, unit_id=unit.id, number=number, at=at)
    for number, text in before["outcomes"].items():
        set_outcome(by=by, unit_id=unit.id, number=int(number), text=text, at=at)
    for number, (text, easy_text, picture) in before["criteria"].items():
        first, _, second = number.partition(".")
        data = CriterionData(int(first), int(second), text, easy_text, picture)
        set_criterion(by=by, unit_id=unit.id, data=data, at=at)
    data_before = UnitData(
        before["title"],
        before["level"],
        before["credit"],
        before["glh_hours"],
        before["body_code"],
        unit.is_invented,
    )
    change_unit(by=by, unit_id=unit.id, data=data_before, at=at)
