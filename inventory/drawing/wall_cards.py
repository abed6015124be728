"""Wall cards: a large QR code, a picture and a word, to be scanned instead of pressing a button. Two to an A4 sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.paper import A4, INK, MM, QUIET, Paper, draw_mark, draw_text, start_paper
from inventory.drawing.symbols import SCISSORS, draw_stroke_icon, draw_symbol_panel

_CARD: Final = (A4[1] / 2, A4[0])
_EDGE: Final = 8 * MM
_SYMBOL: Final = 92 * MM
_PICTURE: Final = 40 * MM
PLAIN_GROUND: Final = "#ECE4D5"


@dataclass(frozen=True)
class WallCard:
    """One card: what its code says, its word in the site's first language and in English, its picture, its ground.

    `payload` is upper case (`HTTPS://HOST/S/STEP.REPAIR`); `picture` the text of one of our SVG drawings or "";
    `colour` a light ground on which ink reads (a stage's ground of the tokens), such as "#CEE2F7".
    """

    payload: str
    title: str
    title_en: str = ""
    picture: str = ""
    colour: str = PLAIN_GROUND


def draw_wall_cards(cards: Sequence[WallCard], *, title: str = "EcoWorks", language: str = "en") -> bytes:
    """A PDF of A4 sheets on their side with two cards each, to be cut in the middle and put on the wall.

    Raises ValueError for no cards, or a payload outside the QR's alphanumeric letters.
    """
    if not cards:
        raise ValueError("there is no card to draw")
    paper = start_paper(title=title, language=language, page_size=(A4[1], A4[0]))
    for number, card in enumerate(cards):
        if number and number % 2 == 0:
            paper.canvas.showPage()
        _draw_card(paper, card, (number % 2) * _CARD[0])
        if number % 2:
            _draw_cut(paper)
    paper.canvas.showPage()
    return paper.finish()


def _draw_card(paper: Paper, card: WallCard, left: float) -> None:
    canvas, (width, height) = paper.canvas, _CARD
    canvas.setFillColor(card.colour)
    canvas.roundRect(left + _EDGE, _EDGE, width - 2 * _EDGE, height - 2 * _EDGE, 7 * MM, stroke=0, fill=1)
    middle = left + width / 2
    top = height - _EDGE - 7 * MM
    if card.picture:
        draw_stroke_icon(canvas, card.picture, middle - _PICTURE / 2, top - _PICTURE, _PICTURE, INK)
    symbol_y = _EDGE + 15 * MM
    draw_symbol_panel(canvas, card.payload, middle - _SYMBOL / 2, symbol_y, _SYMBOL)
    _draw_words(paper, card, middle, symbol_y + _SYMBOL, top - (_PICTURE if card.picture else 0))
    _draw_name(paper, middle)


def _draw_words(paper: Paper, card: WallCard, middle: float, bottom: float, top: float) -> None:
    """The words, large, in the middle of the space between picture and symbol."""
    room = _CARD[0] - 2 * _EDGE - 12 * MM
    has_english = bool(card.title_en) and card.title_en != card.title
    size, small = 38.0, 19.0
    block = size * 0.7 + (small * 1.7 if has_english else 0)
    y = bottom + (top - bottom + block) / 2 - size * 0.7
    paper.write(card.title, middle, y, size, "bold", room, anchor="centre")
    if has_english:
        below = y - small * 1.8
        paper.write(card.title_en, middle, below, small, "regular", room, anchor="centre", colour=QUIET)


def _draw_name(paper: Paper, middle: float) -> None:
    side = 6.4 * MM
    half = (side + 2 * MM + 21 * MM) / 2
    y = _EDGE + 4.4 * MM
    draw_mark(paper.canvas, middle - half, y, side)
    draw_text(paper.canvas, "EcoWorks", middle - half + side + 2 * MM, y + 1.9 * MM, 13, "bold", "ltr")


def _draw_cut(paper: Paper) -> None:
    """Where to cut: short marks at both edges, so that no line is left on a card."""
    canvas, x = paper.canvas, _CARD[0]
    canvas.setStrokeColor(QUIET)
    canvas.setLineWidth(0.5)
    canvas.line(x, 0, x, 5 * MM)
    canvas.line(x, paper.height, x, paper.height - 5 * MM)
    draw_stroke_icon(canvas, SCISSORS, x + 1 * MM, 1.5 * MM, 4 * MM, QUIET)
