"""Units and criteria from a spreadsheet: tried out without writing, good lines taken once, bad ones given back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require
from core.db import db
from core.errors import N_, EcoError, NotFound, RuleBroken
from core.spreadsheets import Cell, read_table
from training.models.catalogue import AwardingBody, Criterion, LearningOutcome, Unit
from training.models.imports import TrainingImport
from training.queries.catalogue import newest_unit, outcomes_of, unit_is_used, units
from training.services.noting import note
from training.services.units import (
    INVENTED,
    CriterionData,
    UnitData,
    add_unit,
    change_unit,
    check_code,
    new_unit_version,
    set_criterion,
    set_outcome,
)
from training.unit_rows import FIELDS, UnitRow, guess_columns, read_rows

LONGEST_CELL = 600


@dataclass
class UnitReport:
    """What each line would do: `result` is "good", "repeated" or "bad"; which units would get a new version."""

    rows: list[UnitRow] = field(default_factory=list)
    new_versions: tuple[str, ...] = ()

    def count(self, result: str) -> int:
        """Lines with that result."""
        return sum(row.result == result for row in self.rows)


def open_unit_import(*, by: Actor, body_slug: str, data: bytes, at: datetime, token: str) -> TrainingImport:
    """Read a file and keep its lines until the import closes. Raises RuleBroken on "sheet" or "body"."""
    require(by, "edit_catalogue")
    known = db.session.scalar(select(TrainingImport).where(TrainingImport.token == token))
    if known is not None:
        return known
    body = db.session.scalar(select(AwardingBody).where(AwardingBody.slug == body_slug))
    if body is None:
        raise RuleBroken("body", N_("There is no such awarding body."), N_("Choose one of the list."))
    table = read_table(data, longest_cell=LONGEST_CELL + 1)
    columns = guess_columns(table.header)
    if not {"code", "criterion", "text"} <= set(columns):
        raise RuleBroken("sheet", N_("This file has no columns that we know."), N_("Use the template."))
    kept = sorted(columns.values())
    made = TrainingImport(
        token=token,
        kind="units",
        site_id=by.site_id,
        made_by_id=by.person_id,
        made_at=at,
        header=[table.header[index] for index in kept],
        rows=[[row[index] for index in kept] for row in table.rows],
        settings={"body": body.id},
        dropped=[head for index, head in enumerate(table.header) if head and index not in kept],
        row_count=len(table.rows),
    )
    db.session.add(made)
    db.session.flush()
    note("open_unit_import", f"import:{made.id}", by, at, ("rows",))
    return made


def own_unit_import(by: Actor, import_id: int) -> TrainingImport:
    """An open import of units of the person's site. Raises NotFound, and RuleBroken once it is closed."""
    require(by, "edit_catalogue")
    made = db.session.get(TrainingImport, import_id)
    if made is None or made.site_id != by.site_id or made.kind != "units":
        raise NotFound()
    if made.state != "open":
        raise RuleBroken("sheet", N_("This import is closed."), N_("Start a new one."))
    return made


def look_at_rows(by: Actor, import_id: int) -> UnitReport:
    """What each line would do; writes nothing."""
    made = own_unit_import(by, import_id)
    body_id = int(made.settings["body"])
    rows = read_rows(made.rows, guess_columns(made.header))
    known: dict[str, tuple[Unit | None, dict[str, tuple[str, str, str, str]]]] = {}
    renewed: dict[str, None] = {}
    for row in rows:
        if not row.problems:
            try:
                check_code(row.code, row.code.startswith(INVENTED))
            except RuleBroken as problem:
                row.problems.append(problem)
        if row.problems:
            row.result = "bad"
            continue
        if row.code not in known:
            unit = newest_unit(body_id, row.code)
            known[row.code] = (unit, _criteria(unit) if unit is not None else {})
        unit, criteria = known[row.code]
        same = unit is not None and _facts(unit) == (row.title, row.level, row.credit, row.glh, row.body_code)
        said = (row.outcome_text, row.text, row.easy_text, row.picture)
        row.result = "repeated" if same and criteria.get(row.label) == said else "good"
        if row.result == "good" and unit is not None and unit_is_used(unit.id):
            renewed[row.code] = None
    return UnitReport(rows, tuple(renewed))


def _facts(unit: Unit) -> tuple[str, str, int, int, str]:
    return unit.title, unit.level, unit.credit, unit.glh_hours, unit.body_code


def _criteria(unit: Unit) -> dict[str, tuple[str, str, str, str]]:
    return {
        line.number: (outcome.text, line.text, line.easy_text, line.picture)
        for outcome in outcomes_of(unit.id)
        for line in outcome.criteria
    }


def take_unit_rows(*, by: Actor, import_id: int, at: datetime) -> tuple[int, int]:
    """Take the good lines: (taken, refused). Taken again, nothing is taken twice.

    A unit that is used gets one new version with the changes; what runs teach stays as it is.
    """
    made = own_unit_import(by, import_id)
    report = look_at_rows(by, import_id)
    by_unit: dict[str, list[UnitRow]] = {}
    for row in report.rows:
        if row.result == "good":
            by_unit.setdefault(row.code, []).append(row)
    body = db.session.get_one(AwardingBody, int(made.settings["body"]))
    taken = refused = 0
    for code, rows in by_unit.items():
        try:
            with db.session.begin_nested():
                _take(
                    by, body, code, rows, at, str(uuid.uuid5(uuid.UUID(made.token), f"{code} {made.taken}"))
                )
            taken += len(rows)
        except EcoError:
            refused += len(rows)
    made.taken, made.repeated, made.refused = made.taken + taken, report.count("repeated"), refused
    db.session.flush()
    note("take_unit_rows", f"import:{made.id}", by, at, ("units",))
    return taken, refused


def _take(by: Actor, body: AwardingBody, code: str, rows: list[UnitRow], at: datetime, token: str) -> None:
    first = rows[0]
    data = UnitData(
        first.title,
        first.level,
        first.credit,
        first.glh,
        first.body_code,
        is_invented=code.startswith(INVENTED),
    )
    unit = newest_unit(body.id, code)
    if unit is None:
        unit = add_unit(by=by, body_slug=body.slug, code=code, data=data, at=at, token=token)
    elif unit_is_used(unit.id):
        unit = new_unit_version(by=by, body_slug=body.slug, code=code, at=at, token=token)
    change_unit(by=by, unit_id=unit.id, data=data, at=at)
    for row in rows:
        set_outcome(by=by, unit_id=unit.id, number=row.outcome, text=row.outcome_text, at=at)
        criterion = CriterionData(row.outcome, row.criterion, row.text, row.easy_text, row.picture)
        set_criterion(by=by, unit_id=unit.id, data=criterion, at=at)


def close_unit_import(*, by: Actor, import_id: int, at: datetime) -> None:
    """Close an import: nothing of the file is kept but how many lines it had and what became of them."""
    made = own_unit_import(by, import_id)
    made.state, made.closed_at = "closed", at
    made.rows, made.header, made.settings, made.dropped = [], [], {}, []
    db.session.flush()
    note("close_unit_import", f"import:{made.id}", by, at, ("rows",))


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
