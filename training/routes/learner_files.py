"""Tables to take along as CSV and XLSX: learners, bookings, attendance, results; ULNs alone, without a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from flask import Response, abort, render_template, request
from flask_babel import gettext as _

from core.audit import saw
from core.clock import now, today
from core.db import transaction
from core.errors import N_
from core.guards import current_actor, policy
from core.spreadsheets import CSV_TYPE, XLSX_TYPE, Cell, Sheet, write_csv, write_xlsx
from training.queries.files import (
    MOST,
    FileFilter,
    Line,
    attendance_lines,
    booking_lines,
    result_lines,
    uln_lines,
)
from training.queries.learners import learners
from training.routes import blueprint
from training.routes.booking_words import booking_state_words, mark_words, proposal_words
from training.routes.learners import asked_learners
from training.words import CATEGORY_NAMES

SOURCE_NAMES = {
    "web": N_("on the web"),
    "desk": N_("at the desk"),
    "card": N_("with a card"),
    "phone": N_("by phone"),
    "import": N_("from a spreadsheet"),
    "walk_in": N_("came without a booking"),
    "off_grid": N_("in the van"),
    "promotion": N_("from the waiting list"),
}
METHOD_NAMES = {
    "tap": N_("tablet"),
    "card": N_("card"),
    "paper": N_("paper"),
    "import": N_("from a spreadsheet"),
    "walk_in": N_("came without a booking"),
    "correction": N_("correction"),
}
RESULT_NAMES = {"achieved": N_("achieved"), "refused": N_("refused"), "query": N_("asks back")}
HEADS: dict[str, tuple[str, ...]] = {
    "learners": (
        N_("Number"),
        N_("Called"),
        N_("Full name"),
        N_("Language"),
        N_("Booked or waiting"),
        N_("Completed"),
        N_("Last in a class"),
    ),
    "bookings": (
        N_("Run"),
        N_("Course"),
        N_("About"),
        N_("First class"),
        N_("Number"),
        N_("Called"),
        N_("State"),
        N_("Joined"),
        N_("Since"),
        N_("How they asked"),
    ),
    "attendance": (
        N_("Run"),
        N_("Course"),
        N_("Class"),
        N_("Begin"),
        N_("End"),
        N_("Number"),
        N_("Called"),
        N_("Mark"),
        N_("Minutes"),
        N_("How it was marked"),
    ),
    "results": (
        N_("Run"),
        N_("Course"),
        N_("Number"),
        N_("Called"),
        N_("How it ended"),
        N_("Ended on"),
        N_("Unit"),
        N_("Recommended"),
        N_("The body's answer"),
        N_("Answered on"),
        N_("The body's certificate"),
    ),
    "ulns": (N_("Number"), N_("ULN")),
}


def _word(names: dict[str, str], word: str) -> str:
    return _(names[word]) if word in names else word


def _booking(line: Line) -> list[Cell]:
    head = [line[0], line[1], _word(dict(CATEGORY_NAMES), line[2]), *line[3:6]]
    return [*head, booking_state_words(line[6]), line[7], line[8], _word(SOURCE_NAMES, line[9])]


def _attendance(line: Line) -> list[Cell]:
    return [*line[:7], mark_words(line[7]), line[8], _word(METHOD_NAMES, line[9])]


def _result(line: Line) -> list[Cell]:
    ended = proposal_words(line[4]) if line[4] else ""
    return [*line[:4], ended, line[5], line[6], line[7], _word(RESULT_NAMES, line[8]), *line[9:]]


TABLES: dict[str, tuple[Callable[[FileFilter], list[Line]], Callable[[Line], list[Cell]]]] = {
    "bookings": (booking_lines, _booking),
    "attendance": (attendance_lines, _attendance),
    "results": (result_lines, _result),
}


def _wanted() -> FileFilter:
    """The days and the run of the address; what is no day means all days."""
    asked = request.args
    return FileFilter(
        current_actor().site_id,
        asked.get("run", "").strip()[:20],
        _day(asked.get("from", "")),
        _day(asked.get("to", "")),
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None


def _file(name: str, rows: Sequence[Sequence[Cell]], ending: str) -> Response:
    """The rows as a file that no spreadsheet program runs."""
    heads = [_(head) for head in HEADS[name]]
    if ending == "csv":
        body, media = write_csv([heads, *rows]), CSV_TYPE
    elif ending == "xlsx":
        body, media = write_xlsx([Sheet(name, heads, rows)]), XLSX_TYPE
    else:
        abort(404)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}-{today().isoformat()}.{ending}"',
        "Cache-Control": "no-store",
    }
    return Response(body, content_type=media, headers=headers)


@blueprint.get("/learners/files")
@policy("right:export_training")
def list_learner_files() -> str:
    """What can be taken along, of which days."""
    wanted = _wanted()
    return render_template("training/list_learner_files.html", wanted=wanted, tables=list(TABLES))


@blueprint.get("/learners.<kind>")
@policy("right:export_training")
def export_learners(kind: str) -> Response:
    """The learners as the address narrows them."""
    wanted, _values = asked_learners()
    rows: list[list[Cell]] = [
        [
            line.number,
            line.called,
            line.full_name,
            line.language,
            line.live,
            line.completed,
            line.last_on,
        ]
        for line in learners(wanted, size=MOST)
    ]
    return _file("learners", rows, kind)


@blueprint.get("/learners/files/<any(bookings,attendance,results):name>.<kind>")
@policy("right:export_training")
def export_learning(name: str, kind: str) -> Response:
    """Bookings, attendance or results of the days of the address."""
    read, shown = TABLES[name]
    return _file(name, [shown(line) for line in read(_wanted())], kind)


@blueprint.get("/learners/files/ulns.<kind>")
@policy("right:see_learner_records")
def export_ulns(kind: str) -> Response:
    """ULNs beside our numbers, never beside a name, a birth date, a gender or a postcode; the look is noted."""
    actor = current_actor()
    with transaction():
        saw(actor.person_id or 0, "ulns", "training.export_ulns", now())
    return _file("ulns", uln_lines(actor.site_id), kind)
