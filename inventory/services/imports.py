"""Spreadsheets in: kept without forbidden columns, tried out without writing, good rows taken once, then forgotten."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from core.access import Actor, require
from core.audit import write_audit_line
from core.clock import start_of_day
from core.db import db, fast
from core.errors import N_, EcoError, NotFound, RuleBroken
from core.spreadsheets import read_table
from inventory.facts import PieceEvent, Refusal
from inventory.fold import apply
from inventory.import_rows import FIELDS, ImportRow, drop_forbidden, guess_columns, read_rows
from inventory.models.desk import PieceImport
from inventory.queries.filters import marks
from inventory.services.record import powers_of, record_event
from inventory.state import PieceState

CHUNK = 100
ASKED_AT_ONCE = 500


@dataclass
class Report:
    """What the rows would do (or did): each with `result` "good", "repeated" or "bad", and the stage it leads to."""

    rows: list[ImportRow] = field(default_factory=list)
    stages: dict[int, str] = field(default_factory=dict)

    def count(self, result: str) -> int:
        """Rows with that result."""
        return sum(row.result == result for row in self.rows)


def open_import(*, by: Actor, data: bytes, at: datetime, token: str) -> PieceImport:
    """Read a file, drop what must not be kept, and keep the rows until the import closes.

    Raises RuleBroken on the field "sheet" for a file that cannot be read.
    """
    require(by, "import_pieces")
    known = db.session.scalar(select(PieceImport).where(PieceImport.token == token))
    if known is not None:
        return known
    table = read_table(data)
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
        dropped=dropped,
        row_count=len(rows),
        mapping={"columns": guess_columns(header), "batch": 0},
    )
    db.session.add(made)
    db.session.flush()
    _note("open_import", made, by, at)
    return made


def map_columns(*, by: Actor, import_id: int, columns: dict[str, int], batch_id: int, at: datetime) -> None:
    """Say which column is which, and from which batch rows without a code take their labels."""
    made = own_import(by, import_id)
    kept = {name: at_ for name, at_ in columns.items() if name in FIELDS and 0 <= at_ < len(made.header)}
    if len(set(kept.values())) < len(kept):
        raise RuleBroken(
            "columns", N_("One column cannot be two things."), N_("Choose each column once, or none.")
        )
    made.mapping = {"columns": kept, "batch": batch_id}
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


def dry_run(*, by: Actor, import_id: int, names: dict[str, str], today: date, at: datetime) -> Report:
    """What each row would do, by the same fold that does it; writes nothing. Raises as `own_import`."""
    made = own_import(by, import_id)
    columns = made.mapping.get("columns", {})
    rows = read_rows(made.rows, columns, names=names, today=today, site=str(made.site_id))
    report = Report(rows)
    recorded = _recorded([row.token for row in rows])
    labels = _labels([row.code for row in rows if row.code])
    free = iter(_blank_codes(made))
    places, donations = _places(by.site_id), _donations(by.site_id)
    taken: set[str] = set()
    for row in rows:
        if row.token in recorded:
            row.result = "repeated"
            continue
        if not row.code and not row.problems:
            row.code = next(free, "")
        _link(row, places, donations)
        _check_label(row, labels, by.site_id, taken)
        if not row.problems:
            report.stages[row.number] = _foresee(row, by, at)
        row.result = "bad" if row.problems else "good"
    return report


def take_good_rows(*, by: Actor, import_id: int, rows: list[ImportRow], at: datetime) -> tuple[int, int, int]:
    """Record the good ones of `rows` (a chunk of a dry run's): (taken, repeated, refused). Inside a transaction."""
    made = own_import(by, import_id)
    taken = repeated = refused = 0
    for row in rows:
        if row.result != "good":
            continue
        result = _take(by, row, at)
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
    made.rows, made.header, made.mapping, made.dropped = [], [], {}, []
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


def _foresee(row: ImportRow, by: Actor, at: datetime) -> str:
    """The stage that the row leads to; a refusal becomes one of its problems."""
    state = PieceState(site=by.site_id)
    event = PieceEvent(
        id=row.token,
        kind="intake",
        at=moment_of(row, at),
        site=by.site_id,
        by=by.person_id,
        powers=powers_of(by),
        data=row.data,
    )
    verdict = apply(state, event)
    if isinstance(verdict, Refusal):
        row.problems.append(RuleBroken("", verdict.message, verdict.remedy, **verdict.params))
    return state.stage


def _link(row: ImportRow, places: dict[str, str], donations: dict[str, int]) -> None:
    if row.place:
        code = places.get(row.place.lower())
        if code is None:
            row.problems.append(
                RuleBroken(
                    "place", N_("There is no such place at this site."), N_("Add it under Places first.")
                )
            )
        row.place = code or ""
    if row.donation:
        donation = donations.get(row.donation)
        if donation is None:
            row.problems.append(
                RuleBroken("donation", N_("There is no such donation at this site."), N_("Leave it empty."))
            )
        else:
            row.data["donation"] = donation


def _check_label(row: ImportRow, labels: dict[str, tuple[str, int]], site_id: int, taken: set[str]) -> None:
    if not row.code:
        if not row.problems:
            row.problems.append(
                RuleBroken(
                    "code",
                    N_("There is no label for this row."),
                    N_("Write its code, or choose a batch of blank labels above."),
                )
            )
        return
    state = labels.get(row.code) or ("printed", site_id)
    known = row.code in labels or _is_from_batch(row.code)
    if not known or state[1] != site_id:
        row.problems.append(
            RuleBroken(
                "code", N_("%(code)s is not one of our labels."), N_("Check the letters."), code=row.code
            )
        )
    elif state[0] != "printed":
        row.problems.append(
            RuleBroken("code", N_("%(code)s is in use already."), N_("Use a blank label."), code=row.code)
        )
    elif row.code in taken:
        row.problems.append(
            RuleBroken("code", N_("%(code)s stands in two rows."), N_("One label, one piece."), code=row.code)
        )
    taken.add(row.code)


def _is_from_batch(code: str) -> bool:
    row = fast().row("SELECT state FROM label WHERE code = ?", (code,))
    return row is not None and row[0] == "printed"


def _recorded(tokens: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(tokens), ASKED_AT_ONCE):
        part = tuple(tokens[start : start + ASKED_AT_ONCE])
        found |= {
            row[0] for row in fast().rows(f"SELECT id FROM piece_event WHERE id IN ({marks(part)})", part)
        }
    return found


def _labels(codes: list[str]) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for start in range(0, len(codes), ASKED_AT_ONCE):
        part = tuple(codes[start : start + ASKED_AT_ONCE])
        rows = fast().rows(f"SELECT code, state, site_id FROM label WHERE code IN ({marks(part)})", part)
        found |= {row[0]: (row[1], row[2]) for row in rows}
    return found


def _blank_codes(made: PieceImport) -> list[str]:
    """The blank labels of the chosen batch, in the order of its sheets."""
    batch = made.mapping.get("batch") or 0
    rows = fast().rows(
        "SELECT code FROM label WHERE batch_id = ? AND site_id = ? AND state = 'printed' ORDER BY position",
        (batch, made.site_id),
    )
    return [row[0] for row in rows]


def _places(site_id: int) -> dict[str, str]:
    rows = fast().rows("SELECT code, name FROM place WHERE site_id = ? AND is_active", (site_id,))
    return {row[0].lower(): row[0] for row in rows} | {row[1].lower(): row[0] for row in rows}


def _donations(site_id: int) -> dict[str, int]:
    return {
        row[0]: row[1] for row in fast().rows("SELECT number, id FROM donation WHERE site_id = ?", (site_id,))
    }


def _note(verb: str, made: PieceImport, by: Actor, at: datetime) -> None:
    fields: tuple[Any, ...] = ("rows",)
    write_audit_line(verb, f"import:{made.id}", site_id=by.site_id, at=at, by_id=by.person_id, fields=fields)
