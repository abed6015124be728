"""Learners, bookings and past courses from a spreadsheet: tried out first, good rows taken once, then forgotten."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import select

from core.access import Actor, require
from core.clock import local_day
from core.db import db
from core.errors import N_, EcoError, NotFound, RuleBroken
from core.forbidden import holds_forbidden_number, is_head_never_kept
from core.import_files import (
    known_heads,
    line_of,
    plain_head,
    refuse_other_template,
    remember_heads,
    remember_values,
    told_of,
)
from core.imported import note_thing
from core.sites import Site
from core.tables_read import read_table
from training.import_rows import FIELDS, LearnerRow, guess_columns, is_enough, read_rows
from training.models.imports import TrainingImport
from training.services.imported_courses import (
    look_at_bookings,
    look_at_past,
    offered_courses,
    take_booking,
    take_past,
)
from training.services.imported_people import look_at_learners, take_learner
from training.services.noting import note

KINDS: Final = ("learners", "bookings", "past_courses")
CHUNK: Final = 100


@dataclass
class LearnerReport:
    """What each line would do: `result` is "good", "repeated" or "bad"."""

    rows: list[LearnerRow] = field(default_factory=list)

    def count(self, result: str) -> int:
        """Lines with that result."""
        return sum(row.result == result for row in self.rows)


def open_learner_import(*, by: Actor, kind: str, data: bytes, at: datetime, token: str) -> TrainingImport:
    """Read a file, drop every column that we have no use for, keep the rows until the import closes.

    Raises RuleBroken on "sheet" for a file that cannot be read or names nobody.
    """
    require(by, "import_learners")
    known = db.session.scalar(select(TrainingImport).where(TrainingImport.token == token))
    if known is not None:
        return known
    if kind not in KINDS:
        raise RuleBroken("kind", N_("Say what the file holds."), N_("Choose one of the list."))
    heads = known_heads(by.site_id, kind)
    table = read_table(data, knows=lambda line: len(guess_columns(line, kind, heads)))
    refuse_other_template(kind, table.header)
    columns = {
        name: index
        for name, index in guess_columns(table.header, kind, heads).items()
        if not is_head_never_kept(table.header[index])
    }
    is_known = is_enough(columns, kind)
    kept = sorted(columns.values()) if is_known else []
    header = [table.header[index] for index in kept]
    rows = [[_lawful(row[index]) for index in kept] for row in table.rows] if is_known else []
    made = TrainingImport(
        token=token,
        kind=kind,
        site_id=by.site_id,
        made_by_id=by.person_id,
        made_at=at,
        header=header,
        rows=rows,
        settings=told_of(table, header, rows) if is_known else {},
        dropped=[head for index, head in enumerate(table.header) if head and index not in kept],
        row_count=len(table.rows),
    )
    db.session.add(made)
    db.session.flush()
    note("open_learner_import", f"import:{made.id}", by, at, (kind,))
    return made


def name_columns(*, by: Actor, import_id: int, columns: dict[str, str], at: datetime) -> bool:
    """Say which of the file's columns is which of ours (field to head): kept for the site's files that follow.

    True where that is all. False where a column is meant whose cells were dropped: the import is closed, and the file
    is brought once more. Raises RuleBroken for a column that is to be two things.
    """
    made = own_learner_import(by, import_id)
    heads = offered_heads(made)
    said = {name: head for name, head in columns.items() if name in FIELDS[made.kind] and head in heads}
    if len(set(said.values())) < len(said):
        raise RuleBroken(
            "columns", N_("One column cannot be two things."), N_("Choose each column once, or none.")
        )
    if not is_enough({name: 0 for name in said}, made.kind):
        raise RuleBroken(
            "columns", N_("Too few columns are named."), N_("Say at least which one names the learner.")
        )
    remember_heads(site_id=made.site_id, kind=made.kind, said=said, heads=heads)
    note("name_columns", f"import:{made.id}", by, at, (made.kind,))
    if set(said.values()) <= set(made.header):
        return True
    close_learner_import(by=by, import_id=import_id, at=at)
    return False


def name_courses(*, by: Actor, import_id: int, said: dict[str, str], at: datetime) -> None:
    """Say which of our courses the site's own lists mean by a title (title to slug): kept for the files that follow.

    Raises RuleBroken for a course that is none of ours.
    """
    made = own_learner_import(by, import_id)
    known = {slug for slug, _ in offered_courses()}
    if not set(said.values()) <= known:
        raise RuleBroken("courses", N_("There is no such course."), N_("Choose one of the list."))
    kept = {
        title: slug for title, slug in said.items() if title.strip() and not holds_forbidden_number(title)
    }
    remember_values(site_id=made.site_id, kind=made.kind, field="course", said=kept)
    note("name_courses", f"import:{made.id}", by, at, (made.kind,))


def unknown_courses(report: LearnerReport) -> list[str]:
    """The titles in a file that name no course of ours, each once, in the order of the file."""
    found = (str(row.facts["unknown_course"]) for row in report.rows if "unknown_course" in row.facts)
    return list({plain_head(title): title for title in found}.values())


def offered_heads(made: TrainingImport) -> list[str]:
    """The heads of the file that may be named as one of our columns; what we never keep of anybody is not offered."""
    return [
        head for head in dict.fromkeys([*made.header, *made.dropped]) if head and not is_head_never_kept(head)
    ]


def _lawful(cell: str) -> str:
    return "" if holds_forbidden_number(cell) else cell


def own_learner_import(by: Actor, import_id: int) -> TrainingImport:
    """An open import of the person's site. Raises NotFound, and RuleBroken once it is closed."""
    require(by, "import_learners")
    made = db.session.get(TrainingImport, import_id)
    if made is None or made.site_id != by.site_id or made.kind not in KINDS:
        raise NotFound
    if made.state != "open":
        raise RuleBroken("sheet", N_("This import is closed."), N_("Start a new one."))
    return made


def look_at_learner_rows(*, by: Actor, import_id: int, at: datetime) -> LearnerReport:
    """What each line would do; writes nothing."""
    made = own_learner_import(by, import_id)
    site = db.session.get_one(Site, made.site_id).slug
    columns = guess_columns(made.header, made.kind, known_heads(made.site_id, made.kind))
    rows = read_rows(made.rows, columns, kind=made.kind, site=site, today=local_day(at))
    look = {"learners": look_at_learners, "bookings": look_at_bookings, "past_courses": look_at_past}
    look[made.kind](by, rows, site=site)
    return LearnerReport(rows)


def take_learner_rows(*, by: Actor, import_id: int, rows: list[LearnerRow], at: datetime) -> tuple[int, int]:
    """Take these good lines: (taken, refused). Each stands or falls alone; taken again, nothing is taken twice."""
    made = own_learner_import(by, import_id)
    site = db.session.get_one(Site, made.site_id).slug
    taken = refused = 0
    for row in rows:
        try:
            with db.session.begin_nested():
                for kind, thing_id in _take(by, made.kind, row, at, site):
                    note_thing(
                        source="training",
                        import_id=made.id,
                        site_id=made.site_id,
                        line=line_of(made.settings, row.number) - 1,
                        kind=kind,
                        ref=str(thing_id),
                        token=str(row.facts.get("line_token") or row.token),
                        at=at,
                    )
            taken += 1
        except EcoError:
            refused += 1
    made.taken, made.refused = made.taken + taken, made.refused + refused
    db.session.flush()
    note("take_learner_rows", f"import:{made.id}", by, at, (made.kind,))
    return taken, refused


def _take(by: Actor, kind: str, row: LearnerRow, at: datetime, site: str) -> list[tuple[str, int]]:
    """What the line made, by kind and id."""
    if kind == "learners":
        return take_learner(by, row, at)
    if kind == "bookings":
        return [("booking", take_booking(by, row, at))]
    return [("past_course", take_past(by, row, at, site=site))]


def close_learner_import(*, by: Actor, import_id: int, at: datetime) -> None:
    """Close an import: nothing of the file is kept but how many lines it had and what became of them."""
    made = own_learner_import(by, import_id)
    made.state, made.closed_at = "closed", at
    made.rows, made.header, made.settings, made.dropped = [], [], {}, []
    db.session.flush()
    note("close_learner_import", f"import:{made.id}", by, at, ("rows",))
