"""Units and criteria from a spreadsheet: tried out without writing, good lines taken once, bad ones given back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require
from core.db import db
from core.errors import N_, EcoError, NotFound, RuleBroken
from core.import_files import (
    known_heads,
    line_of,
    refuse_other_template,
    remember_heads,
    told_of,
)
from core.imported import note_thing
from core.tables_read import read_table
from training.models.catalogue import AwardingBody, Unit
from training.models.imports import TrainingImport
from training.queries.catalogue import newest_unit, outcomes_of, unit_is_used
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
from training.services.units_back import Said, note_unit, unit_said
from training.unit_rows import ENOUGH, FIELDS, UnitRow, guess_columns, lawful, read_rows

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
    heads = known_heads(by.site_id, "units")
    table = read_table(
        data, longest_cell=LONGEST_CELL + 1, knows=lambda line: len(guess_columns(line, heads))
    )
    refuse_other_template("units", table.header)
    header, rows, dropped = lawful(table.header, table.rows)
    if not header:
        raise RuleBroken("sheet", N_("No column of this file may be kept."), N_("Use the template."))
    made = TrainingImport(
        token=token,
        kind="units",
        site_id=by.site_id,
        made_by_id=by.person_id,
        made_at=at,
        header=header,
        rows=rows,
        settings={**told_of(table, header, rows), "body": body.id},
        dropped=[*dropped, *table.headless],
        row_count=len(table.rows),
    )
    db.session.add(made)
    db.session.flush()
    note("open_unit_import", f"import:{made.id}", by, at, ("rows",))
    return made


def unit_columns(made: TrainingImport) -> dict[str, int]:
    """Which column of an import of units holds which field."""
    return guess_columns(made.header, known_heads(made.site_id, "units"))


def name_unit_columns(*, by: Actor, import_id: int, columns: dict[str, int], at: datetime) -> None:
    """Say which column is which: kept for the site's files that follow.

    Raises RuleBroken for a column that is to be two things, and where the code or the criterion is not among them.
    """
    made = own_unit_import(by, import_id)
    said = {
        name: made.header[at] for name, at in columns.items() if name in FIELDS and 0 <= at < len(made.header)
    }
    if len(set(said.values())) < len(said):
        raise RuleBroken(
            "columns", N_("One column cannot be two things."), N_("Choose each column once, or none.")
        )
    if not set(said) >= ENOUGH:
        raise RuleBroken(
            "columns",
            N_("Too few columns are named."),
            N_("Say at least which hold the unit’s code, the number and the words of a criterion."),
        )
    remember_heads(site_id=made.site_id, kind="units", said=said, heads=made.header)
    note("name_columns", f"import:{made.id}", by, at, ("units",))


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
    rows = read_rows(made.rows, unit_columns(made))
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
                token = str(uuid.uuid5(uuid.UUID(made.token), f"{code} {made.taken}"))
                unit, before = _take(by, body, code, rows, at, token)
                note_unit(import_id=made.id, unit=unit, before=before)
                note_thing(
                    source="training",
                    import_id=made.id,
                    site_id=made.site_id,
                    line=line_of(made.settings, rows[0].number) - 1,
                    kind="unit",
                    ref=str(unit.id),
                    token=token,
                    at=at,
                )
            taken += len(rows)
        except EcoError:
            refused += len(rows)
    made.taken, made.repeated, made.refused = made.taken + taken, report.count("repeated"), refused
    db.session.flush()
    note("take_unit_rows", f"import:{made.id}", by, at, ("units",))
    return taken, refused


def _take(
    by: Actor, body: AwardingBody, code: str, rows: list[UnitRow], at: datetime, token: str
) -> tuple[Unit, Said | None]:
    """The unit that the lines are in now, and what it said before; None for one, or a version, that they made."""
    first = rows[0]
    data = UnitData(
        first.title,
        first.level,
        first.credit,
        first.glh,
        first.body_code,
        is_invented=code.startswith(INVENTED),
    )
    unit, before = newest_unit(body.id, code), None
    if unit is None:
        unit = add_unit(by=by, body_slug=body.slug, code=code, data=data, at=at, token=token)
    elif unit_is_used(unit.id):
        unit = new_unit_version(by=by, body_slug=body.slug, code=code, at=at, token=token)
    else:
        before = unit_said(unit)
    change_unit(by=by, unit_id=unit.id, data=data, at=at)
    for row in rows:
        set_outcome(by=by, unit_id=unit.id, number=row.outcome, text=row.outcome_text, at=at)
        criterion = CriterionData(row.outcome, row.criterion, row.text, row.easy_text, row.picture)
        set_criterion(by=by, unit_id=unit.id, data=criterion, at=at)
    return unit, before


def close_unit_import(*, by: Actor, import_id: int, at: datetime) -> None:
    """Close an import: nothing of the file is kept but how many lines it had and what became of them."""
    made = own_unit_import(by, import_id)
    made.state, made.closed_at = "closed", at
    made.rows, made.header, made.settings, made.dropped = [], [], {}, []
    db.session.flush()
    note("close_unit_import", f"import:{made.id}", by, at, ("rows",))
