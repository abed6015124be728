"""Spreadsheets in: kept without forbidden columns, tried out without writing, good rows taken once, then forgotten."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from core.access import Actor, require
from core.audit import write_audit_line
from core.clock import start_of_day
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
from inventory.import_rows import FIELDS, ImportRow, drop_forbidden, guess_columns
from inventory.models.desk import PieceImport
from inventory.services.record import record_event

CHUNK = 100


def open_import(*, by: Actor, data: bytes, at: datetime, token: str) -> PieceImport:
    """Read a file, drop what must not be kept, and keep the rows until the import closes.

    Raises RuleBroken on the field "sheet" for a file that cannot be read.
    """
    require(by, "import_pieces")
    known = db.session.scalar(select(PieceImport).where(PieceImport.token == token))
    if known is not None:
        return known
    heads = known_heads(by.site_id, "pieces")
    table = read_table(data, knows=lambda line: len(guess_columns(line, heads)))
    refuse_other_template("pieces", table.header)
    header, rows, dropped = drop_forbidden(table.header, table.rows)
    if not header:
        raise RuleBroken("sheet", N_("No column of this file may be kept."), N_("Use the template."))
    made = PieceImport(
        token=token,
        site_id=by.site_id,
        made_by_id=by.person_id,
        made_at=at,
        header=header,
        rows=rows,
        dropped=[*dropped, *table.headless],
        settings=told_of(table, header, rows),
        row_count=len(rows),
        mapping={"columns": guess_columns(header, heads), "batch": 0},
    )
    db.session.add(made)
    db.session.flush()
    _note("open_import", made, by, at)
    return made


def map_columns(*, by: Actor, import_id: int, columns: dict[str, int], batch_id: int, at: datetime) -> None:
    """Say which column is which, and from which batch rows without a code take their labels.

    Raises RuleBroken for a column that is to be two things, and as `own_import`.
    """
    made = own_import(by, import_id)
    kept = {name: at_ for name, at_ in columns.items() if name in FIELDS and 0 <= at_ < len(made.header)}
    if len(set(kept.values())) < len(kept):
        raise RuleBroken(
            "columns", N_("One column cannot be two things."), N_("Choose each column once, or none.")
        )
    made.mapping = {"columns": kept, "batch": batch_id}
    said = {name: made.header[place] for name, place in kept.items()}
    remember_heads(site_id=made.site_id, kind="pieces", said=said, heads=made.header)
    db.session.flush()
    _note("map_import", made, by, at)


def own_import(by: Actor, import_id: int) -> PieceImport:
    """An open import of the person's site. Raises NotFound, and RuleBroken once it is closed."""
    require(by, "import_pieces")
    made = db.session.get(PieceImport, import_id)
    if made is None or made.site_id != by.site_id:
        raise NotFound()
    if made.state != "open":
        raise RuleBroken("sheet", N_("This import is closed."), N_("Start a new one."))
    return made


def take_good_rows(*, by: Actor, import_id: int, rows: list[ImportRow], at: datetime) -> tuple[int, int, int]:
    """Record the good ones of `rows` (a chunk of a dry run's): (taken, repeated, refused). Inside a transaction."""
    made = own_import(by, import_id)
    taken = repeated = refused = 0
    for row in rows:
        if row.result != "good":
            continue
        result = _take(by, row, at)
        if result == "stored":
            note_thing(
                source="pieces",
                import_id=made.id,
                site_id=made.site_id,
                line=line_of(made.settings, row.number) - 1,
                kind="piece",
                ref=row.code,
                token=row.line_token,
                at=at,
            )
        taken += result == "stored"
        repeated += result == "repeated"
        refused += result == "refused"
    made.taken, made.repeated, made.refused = made.taken + taken, made.repeated + repeated, refused
    db.session.flush()
    return taken, repeated, refused


def close_import(*, by: Actor, import_id: int, at: datetime) -> None:
    """Close an import: nothing of the file is kept but how many rows it had and what became of them."""
    made = own_import(by, import_id)
    made.state, made.closed_at = "closed", at
    made.rows, made.header, made.mapping, made.dropped, made.settings = [], [], {}, [], {}
    db.session.flush()
    _note("close_import", made, by, at)


def _take(by: Actor, row: ImportRow, at: datetime) -> str:
    then = moment_of(row, at)
    try:
        with db.session.begin_nested():
            done = record_event(
                by=by,
                code=row.code,
                kind="intake",
                data=row.data,
                at=then,
                received_at=at,
                token=row.token,
                how="import",
            )
            if row.place and done.result == "stored":
                _put(by, row, then, at)
    except EcoError as problem:
        row.problems.append(RuleBroken("", problem.message, problem.remedy, **problem.params))
        return "refused"
    if done.result == "refused":
        row.problems.append(RuleBroken("", done.message, done.remedy, **done.params))
    return done.result


def _put(by: Actor, row: ImportRow, then: datetime, at: datetime) -> None:
    """The place of the row, as an event of its own."""
    record_event(
        by=by,
        code=row.code,
        kind="placed",
        data={"place": row.place},
        at=then + timedelta(milliseconds=1),
        received_at=at,
        token=str(uuid.uuid5(uuid.UUID(row.token), "place")),
        how="import",
    )


def moment_of(row: ImportRow, at: datetime) -> datetime:
    """Noon of the day that the row names, else now."""
    if row.received_on is None:
        return at
    return min(start_of_day(row.received_on) + timedelta(hours=12), at)


def _note(verb: str, made: PieceImport, by: Actor, at: datetime) -> None:
    fields: tuple[Any, ...] = ("rows",)
    write_audit_line(verb, f"import:{made.id}", site_id=by.site_id, at=at, by_id=by.person_id, fields=fields)
