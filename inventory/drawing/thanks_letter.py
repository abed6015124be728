"""The letter that thanks a donor: what came, what has become of it, never who received it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.lettering import text_width
from core.paper import (
    A4,
    INK,
    MARGIN,
    MM,
    QUIET,
    Anchor,
    Paper,
    Weight,
    draw_footer,
    draw_header,
    start_paper,
)
from inventory.drawing.symbols import draw_symbol_panel

ROOM = A4[0] - 2 * MARGIN
BOTTOM = 28 * MM
SYMBOL = 22 * MM
ROW = 26 * MM
PLAIN_ROW = 15 * MM


@dataclass(frozen=True)
class PieceInLetter:
    """A piece as the donor reads of it; `story` is the address that its code opens, "" where nothing is told yet."""

    name: str
    became: str
    story: str


@dataclass(frozen=True)
class ThanksLetter:
    """What the letter says, each text in the donor's language; `place_and_day` stands at its head."""

    greeting: str
    place_and_day: str
    opening: Sequence[str]
    pieces: Sequence[PieceInLetter]
    closing: Sequence[str]
    sender: str


def draw_thanks_letter(letter: ThanksLetter, *, title: str, language: str) -> bytes:
    """The letter as a PDF: as many pages as its pieces need."""
    sheet = _LetterPage(start_paper(title=title, language=language), title, letter)
    for text in (letter.greeting, *letter.opening):
        sheet.paragraph(text)
    for piece in letter.pieces:
        sheet.piece(piece)
    sheet.y -= 3 * MM
    for text in letter.closing:
        sheet.paragraph(text)
    return sheet.finish()


class _LetterPage:
    """A page that fills from the top and turns when it is full."""

    def __init__(self, paper: Paper, title: str, letter: ThanksLetter) -> None:
        self.paper, self.title, self.letter = paper, title, letter
        self.inwards = -1 if paper.is_rtl else 1
        self.near: Anchor = "right" if paper.is_rtl else "left"
        self.start = A4[0] - MARGIN if paper.is_rtl else MARGIN
        self.page = 1
        self.y = self._head()

    def _head(self) -> float:
        return draw_header(self.paper, self.title, "", self.letter.place_and_day) - 4 * MM

    def paragraph(self, text: str, size: float = 11.5) -> None:
        """Some sentences, broken between words."""
        for line in _lines(text, size, self.paper.language):
            self._need(size * 1.5)
            self._write(line, 0, self.y, size, "regular", INK)
            self.y -= size * 1.5
        self.y -= 3 * MM

    def piece(self, piece: PieceInLetter) -> None:
        """What a piece is, what became of it, and a code that tells its story."""
        self._need(ROW if piece.story else PLAIN_ROW)
        top, indent = self.y, SYMBOL + 5 * MM
        if piece.story:
            left = self.start if self.inwards > 0 else self.start - SYMBOL
            draw_symbol_panel(self.paper.canvas, piece.story, left, top - SYMBOL + 4 * MM, SYMBOL)
        self._write(piece.name, indent, top, 12, "bold", INK)
        self._write(piece.became, indent, top - 5.5 * MM, 10.5, "regular", QUIET)
        self.y = top - (ROW if piece.story else PLAIN_ROW)

    def _write(self, text: str, indent: float, y: float, size: float, weight: Weight, colour: str) -> None:
        at = self.start + self.inwards * indent
        self.paper.write(text, at, y, size, weight, ROOM - indent, anchor=self.near, colour=colour)

    def _need(self, height: float) -> None:
        if self.y - height < BOTTOM:
            self._foot()
            self.paper.canvas.showPage()
            self.page += 1
            self.y = self._head()

    def _foot(self) -> None:
        draw_footer(self.paper, self.letter.sender, str(self.page))

    def finish(self) -> bytes:
        """The last page, and the file."""
        self._foot()
        self.paper.canvas.showPage()
        return self.paper.finish()


def _lines(text: str, size: float, language: str) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, "regular", "auto", language) <= ROOM:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
