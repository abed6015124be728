"""Tickets on paper: a big number, the café and its day, the kind of thing. On A4, twelve a page, or one a label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.paper import A4, LINE, MM, QUIET, Paper, draw_mark, start_paper, text_width

LABEL: Final = (62 * MM, 38 * MM)
"""A label of the small roll printers."""
_ACROSS, _DOWN = 3, 4
_EDGE: Final = 5 * MM
_LARGEST: Final = 110.0
_CAPITAL: Final = 0.68
"""How high a digit is, of its size."""


@dataclass(frozen=True)
class TicketFace:
    """What stands on a ticket, in the language of whoever prints it. A visitor's name does not."""

    number: int
    cafe: str
    day: str
    thing: str


def draw_tickets(faces: Sequence[TicketFace], *, title: str, language: str, on_labels: bool) -> bytes:
    """The tickets as a PDF: one a label, or twelve a page of A4 with lines to cut along."""
    size = LABEL if on_labels else A4
    paper = start_paper(title=title, language=language, page_size=size)
    if on_labels:
        for face in faces:
            _draw_face(paper, face, 0, 0, *LABEL)
            paper.canvas.showPage()
        return paper.finish()
    per_page = _ACROSS * _DOWN
    for begin in range(0, max(len(faces), 1), per_page):
        _draw_page(paper, faces[begin : begin + per_page])
        paper.canvas.showPage()
    return paper.finish()


def _draw_page(paper: Paper, faces: Sequence[TicketFace]) -> None:
    width, height = A4[0] / _ACROSS, A4[1] / _DOWN
    for place, face in enumerate(faces):
        column = place % _ACROSS
        if paper.is_rtl:
            column = _ACROSS - 1 - column
        x, y = column * width, A4[1] - (place // _ACROSS + 1) * height
        paper.canvas.setStrokeColor(LINE)
        paper.canvas.setLineWidth(0.5)
        paper.canvas.setDash(2, 2)
        paper.canvas.rect(x, y, width, height)
        paper.canvas.setDash()
        _draw_face(paper, face, x, y, width, height)


def _draw_face(paper: Paper, face: TicketFace, x: float, y: float, width: float, height: float) -> None:
    """One ticket in its box: mark and café above, the number as large as fits, the thing below."""
    middle, room, mark = x + width / 2, width - 2 * _EDGE, 6 * MM
    side = x + width - _EDGE - mark if paper.is_rtl else x + _EDGE
    draw_mark(paper.canvas, side, y + height - _EDGE - mark, mark)
    start = side - 2 * MM if paper.is_rtl else side + mark + 2 * MM
    near = "right" if paper.is_rtl else "left"
    top = y + height - _EDGE
    paper.write(face.cafe, start, top - 3 * MM, 9, "bold", room - mark - 2 * MM, anchor=near)  # type: ignore[arg-type]
    paper.write(face.day, start, top - 6.6 * MM, 8, max_width=room - mark - 2 * MM, anchor=near, colour=QUIET)  # type: ignore[arg-type]
    number, high = str(face.number), height - 24 * MM
    size = min(high * 1.25, _LARGEST, room / text_width(number, 1.0, "bold"))
    base = y + 11.5 * MM + (high - _CAPITAL * size) / 2
    paper.write(number, middle, base, size, "bold", anchor="centre")
    paper.write(face.thing, middle, y + 5 * MM, 10, "regular", room, anchor="centre")
