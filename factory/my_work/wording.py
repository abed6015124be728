"""A person's work in words: the same lines for screen and paper, in whichever language is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import format_date, gettext, ngettext

from core.errors import N_
from core.visits import WORK_NAMES
from factory.my_work.queries import PieceWorked, WorkRecord
from factory.people_words import permit_words
from factory.skills.words import topics_of
from inventory.catalogue import category
from inventory.stages import STEP_NAMES

TITLE = N_("What I made")


PERMITS = (
    ("machine:", "cpu", N_("Machines I may use")),
    ("check:", "shield-check", N_("What I may check")),
    ("enter:", "home", N_("Where I may go in")),
    ("drive:", "truck", N_("What I may drive")),
    ("lead:", "users", N_("What I may lead")),
    ("words:", "language", N_("Texts that I may approve")),
)
"""How the kinds of permits begin, each with the icon and the heading of its part."""

UNTIL = {
    "training": N_("until %(day)s, from training here"),
    "document": N_("until %(day)s, from a document that was seen"),
}


@dataclass(frozen=True)
class WorkLine:
    """A line: what, and when or how long; with the photos of a piece where they may be shown."""

    words: str
    more: str
    piece: PieceWorked | None = None


@dataclass(frozen=True)
class WorkPart:
    """A part of the record under its heading, with its icon."""

    heading: str
    icon: str
    lines: list[WorkLine]


def hours_said(minutes: int) -> str:
    """Minutes as hours and minutes."""
    hours, rest = divmod(minutes, 60)
    said = [ngettext("%(num)s hour", "%(num)s hours", hours)] if hours else []
    if rest or not hours:
        said.append(ngettext("%(num)s minute", "%(num)s minutes", rest))
    return " ".join(said)


def day_said(day: date) -> str:
    """A day, short."""
    return str(format_date(day, "d MMM y"))


def parts_of(record: WorkRecord) -> list[WorkPart]:
    """Every part that holds something."""
    parts = (
        WorkPart(gettext("Pieces I worked on"), "armchair", [_piece(piece) for piece in record.pieces]),
        WorkPart(gettext("My hours"), "clock", _hours(record)),
        WorkPart(gettext("Side by side"), "heart-handshake", _pairs(record)),
        *(WorkPart(gettext(words), icon, _permits(record, begins)) for begins, icon, words in PERMITS),
        WorkPart(
            gettext("Certificates"),
            "certificate",
            [WorkLine(one.title, f"{day_said(one.issued_on)}, {one.serial}") for one in record.papers],
        ),
        WorkPart(
            gettext("Courses"),
            "school",
            [
                WorkLine(
                    one.title, f"{hours_said(one.minutes)}, {day_said(one.first)} – {day_said(one.last)}"
                )
                for one in record.courses
            ],
        ),
    )
    return [part for part in parts if part.lines]


def _piece(piece: PieceWorked) -> WorkLine:
    kind = category(piece.category)
    name = gettext(kind.name) if kind else gettext("Piece")
    steps = ", ".join(gettext(STEP_NAMES[step]) for step in piece.steps)
    words = f"{name}: {steps}" if steps else name
    return WorkLine(words, f"{day_said(piece.last_on)}, {piece.code}", piece)


def _permits(record: WorkRecord, begins: str) -> list[WorkLine]:
    """The permits whose kind begins so: until when, and what each stands on."""
    return [
        WorkLine(
            permit_words(held.kind),
            gettext(UNTIL[held.source], day=day_said(held.ends_first_on)),
        )
        for held in record.permits
        if held.kind.startswith(begins)
    ]


def _hours(record: WorkRecord) -> list[WorkLine]:
    lines = [
        WorkLine(gettext(WORK_NAMES.get(work, N_("Not said"))), hours_said(minutes))
        for work, minutes in sorted(record.minutes.items(), key=lambda one: -one[1])
    ]
    if record.days:
        lines.append(WorkLine(gettext("Visits"), ngettext("%(num)s visit", "%(num)s visits", record.days)))
    return lines + [
        WorkLine(gettext("At a machine: %(machine)s", machine=gettext(name)), hours_said(minutes))
        for name, minutes in record.at_machines
    ]


def _pairs(record: WorkRecord) -> list[WorkLine]:
    topics = topics_of((line.kind, line.topic) for line in record.pairs)
    lines = []
    for line in record.pairs:
        is_guide = line.guide.number == record.number
        other = line.newcomer if is_guide else line.guide
        said = gettext("I showed %(person)s") if is_guide else gettext("I learnt from %(person)s")
        topic = topics[f"{line.kind} {line.topic}"].name
        more = f"{hours_said(line.minutes)}, {day_said(line.begun_on)}"
        lines.append(WorkLine(f"{topic}: {said % {'person': other.called}}", more))
    return lines
