"""An import of the works: kept without forbidden columns, tried out without writing, taken once, then forgotten."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError

from core.access import Actor, require
from core.audit import write_audit_line
from core.clock import local_day
from core.db import db
from core.errors import N_, EcoError, NotFound, RuleBroken
from core.import_files import known_heads, refuse_other_template, remember_heads, told_of
from core.imported import times_gone, token_now
from core.sites import Site
from core.tables_read import read_table
from factory.bringing.columns import FIELDS, drop_forbidden, guess_columns
from factory.bringing.models import KINDS, WorksImport
from factory.bringing.rows import read_rows
from factory.bringing.services.looking import LOOK
from factory.bringing.services.taking import TAKE
from training.import_rows import LearnerRow

CHUNK: Final = 100


@dataclass
class BroughtReport:
    """What each line would do: `result` is "good", "repeated" or "bad"."""

    rows: list[LearnerRow] = field(default_factory=list)

    def count(self, result: str) -> int:
        """Lines with that result."""
        return sum(row.result == result for row in self.rows)


def open_works_import(
    *, by: Actor, kind: str, data: bytes, at: datetime, token: str, occasion_id: int = 0
) -> WorksImport:
    """Read a file, drop what must not be kept, and keep the rows until the import closes.

    `occasion_id` is the repair café that all lines belong to; without one each belongs to the café of its day. Raises
    RuleBroken on "sheet" for a file that cannot be read, NotFound for a token of another site's import.
    """
    require(by, "bring_records")
    known = db.session.scalar(select(WorksImport).where(WorksImport.token == token))
    if known is not None:
        if known.site_id != by.site_id:
            raise NotFound()
        return known
    if kind not in KINDS:
        raise RuleBroken("kind", N_("Say what the file holds."), N_("Choose one of the list."))
    heads = known_heads(by.site_id, kind)
    table = read_table(data, knows=lambda line: len(guess_columns(kind, line, heads)))
    refuse_other_template(kind, table.header)
    header, rows, dropped = drop_forbidden(kind, table.header, table.rows)
    if not header:
        raise RuleBroken("sheet", N_("No column of this file may be kept."), N_("Use the template."))
    made = WorksImport(
        token=token,
        kind=kind,
        site_id=by.site_id,
        made_by_id=by.person_id,
        made_at=at,
        header=header,
        rows=rows,
        dropped=[*dropped, *table.headless],
        row_count=len(rows),
        mapping=guess_columns(kind, header, heads),
        settings={**told_of(table, header, rows), "occasion": occasion_id},
    )
    db.session.add(made)
    db.session.flush()
    _note("open_works_import", made, by, at)
    return made


def own_works_import(by: Actor, import_id: int) -> WorksImport:
    """An open import of the person's site. Raises NotFound, and RuleBroken once it is closed."""
    require(by, "bring_records")
    made = db.session.get(WorksImport, import_id)
    if made is None or made.site_id != by.site_id:
        raise NotFound()
    if made.state != "open":
        raise RuleBroken("sheet", N_("This import is closed."), N_("Start a new one."))
    return made


def map_works_columns(*, by: Actor, import_id: int, columns: dict[str, int], at: datetime) -> None:
    """Say which column is which: kept for the site's files that follow.

    Raises RuleBroken for a column that is to be two things.
    """
    made = own_works_import(by, import_id)
    fields = FIELDS[made.kind]
    kept = {
        name: place for name, place in columns.items() if name in fields and 0 <= place < len(made.header)
    }
    if len(set(kept.values())) < len(kept):
        raise RuleBroken(
            "columns", N_("One column cannot be two things."), N_("Choose each column once, or none.")
        )
    made.mapping = kept
    said = {name: made.header[place] for name, place in kept.items()}
    remember_heads(site_id=made.site_id, kind=made.kind, said=said, heads=made.header)
    db.session.flush()
    _note("map_works_import", made, by, at)


def look_at_works_rows(*, by: Actor, import_id: int, at: datetime) -> BroughtReport:
    """What each line would do; writes nothing."""
    made = own_works_import(by, import_id)
    site = db.session.get_one(Site, made.site_id).slug
    rows = read_rows(made.kind, made.rows, made.mapping, site=site, today=local_day(at))
    gone = times_gone(row.token for row in rows)
    for row in rows:
        row.facts["line_token"] = row.token
        row.token = token_now(row.token, gone.get(row.token, 0))
    LOOK[made.kind](made, rows, site=site, at=at)
    return BroughtReport(rows)


def take_works_rows(*, by: Actor, import_id: int, rows: list[LearnerRow], at: datetime) -> tuple[int, int]:
    """Take these good lines: (taken, refused). Each stands or falls alone; taken again, nothing is taken twice."""
    made = own_works_import(by, import_id)
    taken = refused = 0
    for row in rows:
        if row.result != "good":
            continue
        try:
            with db.session.begin_nested():
                TAKE[made.kind](by, made, row, at)
            taken += 1
        except (EcoError, IntegrityError, DataError):
            refused += 1
    made.taken, made.refused = made.taken + taken, made.refused + refused
    db.session.flush()
    _note("take_works_rows", made, by, at)
    return taken, refused


def close_works_import(*, by: Actor, import_id: int, at: datetime) -> None:
    """Close an import: nothing of the file is kept but how many lines it had and what became of them."""
    made = own_works_import(by, import_id)
    made.state, made.closed_at = "closed", at
    made.rows, made.header, made.mapping, made.dropped, made.settings = [], [], {}, [], {}
    db.session.flush()
    _note("close_works_import", made, by, at)


def _note(verb: str, made: WorksImport, by: Actor, at: datetime) -> None:
    write_audit_line(
        verb, f"import:{made.id}", site_id=by.site_id, at=at, by_id=by.person_id, fields=(made.kind,)
    )
