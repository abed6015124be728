"""The numbered paper that goes along: address, way in, risks, days, pieces by code, what is to do."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from flask_babel import format_date, format_time, gettext

from core.bidi import has_rtl
from core.clock import SITE_ZONE, zone
from core.held_pieces import HELD
from core.paper import A4, INK, MM, MOSS, Paper, draw_footer, draw_header, start_paper
from factory.makeovers.queries.days import DayLine
from factory.makeovers.queries.story import PieceLine, TaskLine, Whole
from factory.makeovers.services.addresses import Whereabouts
from factory.makeovers.shown_words import word_of
from inventory.catalogue import category

LEFT = 15 * MM
ROOM = A4[0] - 2 * LEFT
LETTERS = 74
"""So many letters of 13 points stand on a line."""


def draw_run_sheet(
    row: Whole,
    number: int,
    where: Whereabouts,
    days: Sequence[DayLine],
    pieces: Sequence[PieceLine],
    tasks: Sequence[TaskLine],
    language: str,
) -> bytes:
    """The paper as a PDF, right-to-left where the language is. Its footer says that it comes back."""
    title = gettext("Run sheet no. %(number)s", number=number)
    paper = start_paper(title=title, language=language)
    y = _head(paper, row, title)
    back = gettext(
        "Bring this paper back. It is ticked off and destroyed: run sheet no. %(number)s", number=number
    )
    for head, lines in _parts(where, days, pieces, tasks):
        if y < 45 * MM:
            draw_footer(paper, back)
            paper.canvas.showPage()
            y = _head(paper, row, title)
        y = _write(paper, head, y, 15, bold=True)
        for text in lines or ["–"]:
            if y < 25 * MM:
                draw_footer(paper, back)
                paper.canvas.showPage()
                y = _head(paper, row, title)
            y = _write(paper, text, y, 13)
        y -= 4 * MM
    draw_footer(paper, back)
    return paper.finish()


def _head(paper: Paper, row: Whole, title: str) -> float:
    return draw_header(paper, title, gettext("Makeover %(code)s", code=row.code), row.area)


def _write(paper: Paper, text: str, y: float, size: float, *, bold: bool = False) -> float:
    at = A4[0] - LEFT if paper.is_rtl else LEFT
    anchor = "right" if paper.is_rtl else "left"
    colour = MOSS if bold else INK
    paper.write(text, at, y, size, "bold" if bold else "regular", ROOM, anchor=anchor, colour=colour)  # type: ignore[arg-type]
    return y - (8 * MM if bold else 6.5 * MM)


def _parts(
    where: Whereabouts, days: Sequence[DayLine], pieces: Sequence[PieceLine], tasks: Sequence[TaskLine]
) -> Iterator[tuple[str, list[str]]]:
    yield gettext("Address"), _wrapped(where.address)
    yield gettext("How to get in"), _wrapped(where.access)
    yield gettext("What to watch out for"), _wrapped(where.risks)
    yield gettext("Work days"), [_day(day) for day in reversed(days) if not day.is_off]
    going = [piece for piece in pieces if piece.state in HELD]
    yield gettext("Pieces to bring"), [f"{piece.code}  {_kind(piece)}" for piece in going]
    yield gettext("What is to do"), [_task(task) for task in tasks if not task.done_at]


def _wrapped(text: str) -> list[str]:
    width = LETTERS - 20 if has_rtl(text) else LETTERS
    return [part for line in text.splitlines() for part in textwrap.wrap(line, width)]


def _day(day: DayLine) -> str:
    local = zone(SITE_ZONE)
    begins, ends = (format_time(one.astimezone(local), "HH:mm") for one in (day.starts_at, day.ends_at))
    return f"{format_date(day.works_on, 'EEEE d MMMM')}, {begins}–{ends}"


def _kind(piece: PieceLine) -> str:
    found = category(piece.category)
    return gettext(found.name) if found else ""


def _task(task: TaskLine) -> str:
    room = gettext(word_of(task.room, "room")) if task.room else ""
    return " · ".join(filter(None, (gettext(word_of(task.kind, "task")), room, task.words)))
