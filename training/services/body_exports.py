"""Files for awarding bodies: tried out first, written by the body's profile, read back, and noted in the trail."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.access import Actor, require
from core.audit import saw
from core.errors import N_, NotFound, RuleBroken
from core.spreadsheets import CSV_TYPE, XLSX_TYPE, Sheet, inert, write_csv, write_xlsx
from training.body_files import BodyFile, build_file, may_hold_both
from training.profiles import Layout, Profile, profile
from training.queries.body_lines import learners_of, rac_lines, registration_lines
from training.queries.body_runs import BodyRun, body_of_run
from training.queries.racs import racs_of_run
from training.services.booking_rules import own_run
from training.services.noting import note

KINDS: Final = ("registration", "rac")
MEDIA: Final = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}


@dataclass(frozen=True)
class Prepared:
    """A file of a kind as it would be, with the run and layout that it follows."""

    run: BodyRun
    profile: Profile
    layout: Layout
    file: BodyFile
    rac_number: int = 0


def prepare_file(*, by: Actor, run_number: str, kind: str, is_confirmed: bool = False) -> Prepared:
    """What a file would hold and what is missing in it; writes nothing. Raises NotFound or RuleBroken."""
    require(by, "export_training")
    run = body_of_run(own_run(by, run_number).id)
    if kind not in KINDS:
        raise NotFound
    if run is None:
        raise RuleBroken(
            "", N_("This run teaches no unit of an awarding body."), N_("Nothing is to be sent.")
        )
    wanted = profile(run.profile)
    layout, number = wanted.layout(kind), 0
    if kind == "registration":
        lines = registration_lines(run, layout)
    else:
        racs = racs_of_run(run.run_id)
        number = racs[0].number if racs else 0
        lines = rac_lines(run, layout, number)
    made = build_file(layout, lines, run.unit_codes, is_confirmed=is_confirmed)
    return Prepared(run, wanted, layout, made, number)


def write_file(
    *, by: Actor, run_number: str, kind: str, form: str, is_confirmed: bool, at: datetime
) -> tuple[bytes, str]:
    """The file and its name. Who made it is kept; where ULNs stand beside names that is kept as a line of its own.

    Raises RuleBroken for a form that the body does not take or that has no line, RuntimeError where the file does
    not read back.
    """
    made = prepare_file(by=by, run_number=run_number, kind=kind, is_confirmed=is_confirmed)
    if form not in made.layout.formats or form not in MEDIA:
        raise RuleBroken(
            "form", N_("This awarding body does not take such a file."), N_("Choose another form.")
        )
    if not made.file.rows:
        raise RuleBroken("form", N_("There is nothing to send yet."), N_("Look at what is missing."))
    data = _written(made.file, form, kind)
    if _read_back(data, form) != _expected(made.file, form):
        raise RuntimeError("the file does not read back as it was meant")
    both = made.file.holds_uln and may_hold_both(made.layout, is_confirmed)
    verb = "export_uln_with_names" if both else "export_for_body"
    note(verb, f"run:{made.run.number}", by, at, (kind, form, f"rows:{len(made.file.rows)}"))
    for number in learners_of(made.run.run_id):
        saw(by.person_id or 0, f"person:{number}", "training.write_body_file", at)
    return data, f"{kind}-{made.run.number}.{form}".lower()


def _lines(file: BodyFile) -> list[list[str]]:
    return [*([list(file.head)] if file.with_head else []), *(list(row) for row in file.rows)]


def _written(file: BodyFile, form: str, kind: str) -> bytes:
    lines = _lines(file)
    if form == "csv":
        return write_csv(lines)
    return write_xlsx([Sheet(kind, lines[0], lines[1:])])


def _expected(file: BodyFile, form: str) -> list[list[str]]:
    """What must be read back: in CSV a text that looks like a formula is made inert."""
    lines = _lines(file)
    return [[inert(cell) for cell in line] for line in lines] if form == "csv" else lines


def _read_back(data: bytes, form: str) -> list[list[str]]:
    """The cells of a file by readers of their own."""
    if form == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    from openpyxl import load_workbook

    page = load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
    return [["" if cell is None else str(cell) for cell in row] for row in page.iter_rows(values_only=True)]
