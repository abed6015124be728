"""The catalogue as a table: what a file of units for another room, or for mending, holds."""

from __future__ import annotations

from sqlalchemy import select

from core.db import db
from core.spreadsheets import Cell
from training.models.catalogue import Criterion, LearningOutcome, Unit
from training.queries.catalogue import units
from training.unit_rows import FIELDS


def unit_cells(body_slug: str = "") -> list[list[Cell]]:
    """The newest version of each unit, a line for each criterion, in the columns that an import reads."""
    lines: list[list[Cell]] = []
    for line in units(body_slug):
        unit = db.session.get_one(Unit, line.id)
        head: list[Cell] = [unit.code, unit.title, unit.level, unit.credit, unit.glh_hours, unit.body_code]
        found = list(
            db.session.execute(
                select(LearningOutcome, Criterion)
                .join(Criterion, Criterion.outcome_id == LearningOutcome.id)
                .where(LearningOutcome.unit_id == unit.id)
                .order_by(LearningOutcome.number, Criterion.number)
            )
        )
        for outcome, criterion in found:
            number = f"{outcome.number}.{criterion.number}"
            lines.append(
                [
                    *head,
                    outcome.number,
                    outcome.text,
                    number,
                    criterion.text,
                    criterion.easy_text,
                    criterion.picture,
                ]
            )
        if not found:
            lines.append([*head, *[""] * (len(FIELDS) - len(head))])
    return lines
