"""What every PDF shares: file with its facts, page grid, header, footer, colours, mark, and text in any script.

Measures are millimetres in signatures that end in `_mm` and points elsewhere; the origin is the page's lower left
corner. The same content gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from core.bidi import has_rtl
from core.drawings import draw_mark, draw_svg
from core.fonts import Weight, font_name, fonts
from core.lettering import (
    INK,
    Anchor,
    Canvas,
    Direction,
    draw_text,
    escaped,
    missing_letters,
    plain,
    text_width,
)

__all__ = [
    "A4",
    "Anchor",
    "Canvas",
    "Direction",
    "INK",
    "LINE",
    "MM",
    "MOSS",
    "OAK",
    "OCHRE",
    "Paper",
    "QUIET",
    "Weight",
    "column",
    "draw_footer",
    "draw_header",
    "draw_mark",
    "draw_svg",
    "draw_text",
    "escaped",
    "font_name",
    "fonts",
    "missing_letters",
    "plain",
    "start_paper",
    "text_width",
]

MM: Final = 72 / 25.4
A4: Final = (210 * MM, 297 * MM)
MARGIN: Final = 15 * MM
GUTTER: Final = 4 * MM
COLUMNS: Final = 12

QUIET: Final = "#525C55"
LINE: Final = "#DDD2BF"
MOSS: Final = "#1F5B45"
OAK: Final = "#D9A871"
OCHRE: Final = "#F2B544"

_RTL_LANGUAGES: Final = frozenset({"ar", "ckb", "fa", "ps", "ur"})


@dataclass
class Paper:
    """A PDF in the making. Draw on `canvas`, turn the page with `canvas.showPage()`, end with `finish()`."""

    canvas: Canvas
    width: float
    height: float
    language: str
    is_rtl: bool
    _buffer: io.BytesIO = field(repr=False)

    def write(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        font: Weight = "regular",
        max_width: float | None = None,
        *,
        anchor: Anchor = "start",
        colour: str = INK,
    ) -> float:
        """Draw a line in this page's language, as `draw_text` does, and return its width.

        A sentence of a right-to-left page runs that way even where it begins with a Latin code; a line without any
        letter of such a script keeps its own direction, so that a date is not turned round.
        """
        way: Direction = "rtl" if self.is_rtl and has_rtl(text) else "auto"
        return draw_text(
            self.canvas, text, x, y, size, font, way, max_width, self.language, anchor=anchor, colour=colour
        )

    def stamp(self, name: str, draw: Callable[[Paper], None]) -> None:
        """Draw what stands alike on many pages: it is kept in the file once, under that name."""
        if not self.canvas.hasForm(name):
            self.canvas.beginForm(name)
            draw(self)
            self.canvas.endForm(Resources=_resources(self.canvas))
        self.canvas.doForm(name)

    def finish(self) -> bytes:
        """Close the file and return its bytes."""
        self.canvas.save()
        return self._buffer.getvalue()


def _resources(canvas: Canvas) -> Any:
    """What the drawing of a stamp refers to: fonts, and opacities, which the PDF library leaves out of forms."""
    from reportlab.pdfbase.pdfdoc import PDFResourceDictionary

    resources = PDFResourceDictionary()
    resources.basicFonts()
    resources.ExtGState = canvas._extgstate.getState() or {}
    return resources


def start_paper(
    *, title: str, language: str = "en", page_size: tuple[float, float] = A4, subject: str = ""
) -> Paper:
    """A new PDF with its title, language and producer set; the same drawing gives the same bytes."""
    from reportlab.pdfgen.canvas import Canvas as NewCanvas

    fonts()
    buffer = io.BytesIO()
    is_rtl = language.split("-")[0].split("_")[0] in _RTL_LANGUAGES
    canvas = NewCanvas(
        buffer, pagesize=page_size, pageCompression=1, invariant=1, lang=language.replace("_", "-")
    )
    canvas.setTitle(plain(title))
    canvas.setSubject(plain(subject))
    canvas.setAuthor("EcoWorks")
    canvas.setCreator("EcoWorks")
    canvas.setProducer("EcoWorks")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.setViewerPreference("PrintScaling", "None")  # labels and rulers must come out at 100 %
    if is_rtl:
        canvas.setViewerPreference("Direction", "R2L")
    return Paper(canvas, page_size[0], page_size[1], language, is_rtl, buffer)


def column(first: int, span: int, *, width: float = A4[0], is_rtl: bool = False) -> tuple[float, float]:
    """Left edge and width, in points, of `span` of the page's twelve columns from `first` (0 to 11) on."""
    one = (width - 2 * MARGIN - (COLUMNS - 1) * GUTTER) / COLUMNS
    if is_rtl:
        first = COLUMNS - first - span
    return MARGIN + first * (one + GUTTER), span * one + (span - 1) * GUTTER


def draw_header(paper: Paper, title: str, subtitle: str = "", aside: str = "") -> float:
    """Mark, name and title over a hairline; `aside` stands at the far end. Returns where the content may begin."""
    canvas, top = paper.canvas, paper.height - MARGIN
    mark = 10 * MM
    start, end, inwards = _edges(paper)
    draw_mark(canvas, start if not paper.is_rtl else start - mark, top - mark, mark)
    text_at = start + inwards * (mark + 3 * MM)
    room = paper.width - 2 * MARGIN - mark - 3 * MM
    aside_room = room * 0.32 if aside else 0.0
    near, far = _anchors(paper)
    # the letters of scripts from the right reach further below their line
    lines: tuple[tuple[str, float, Weight, float, str], ...] = (
        (title, 16, "bold", top - (3.6 if paper.is_rtl and subtitle else 4.6) * MM, INK),
        (subtitle, 10, "regular", top - (10.2 if paper.is_rtl else 9.4) * MM, QUIET),
    )
    for text, size, weight, y, ink in lines:
        paper.write(text, text_at, y, size, weight, room - aside_room, anchor=near, colour=ink)
    paper.write(aside, end, top - 4.6 * MM, 10, "regular", aside_room or None, anchor=far, colour=QUIET)
    y = top - mark - 4 * MM
    _hairline(paper, y)
    return float(y - 6 * MM)


def draw_footer(paper: Paper, text: str, page_words: str = "") -> float:
    """A hairline, what the page is drawn from, and `page_words` ("Page 1 of 2"). Returns where content must end."""
    y = MARGIN - 5 * MM
    start, end, _ = _edges(paper)
    near, far = _anchors(paper)
    room = (paper.width - 2 * MARGIN) * 0.8
    paper.write(text, start, y, 8, "regular", room, anchor=near, colour=QUIET)
    paper.write(page_words, end, y, 8, "bold", anchor=far, colour=QUIET)
    _hairline(paper, y + 4 * MM)
    return y + 8 * MM


def _edges(paper: Paper) -> tuple[float, float, int]:
    """Where lines begin, where they end, and the sign of the way between."""
    left, right = MARGIN, paper.width - MARGIN
    return (right, left, -1) if paper.is_rtl else (left, right, 1)


def _anchors(paper: Paper) -> tuple[Anchor, Anchor]:
    """The sides at which lines begin and end."""
    return ("right", "left") if paper.is_rtl else ("left", "right")


def _hairline(paper: Paper, y: float) -> None:
    paper.canvas.setStrokeColor(LINE)
    paper.canvas.setLineWidth(0.6)
    paper.canvas.line(MARGIN, y, paper.width - MARGIN, y)
