"""People's cards: the size of a bank card, ten to an A4 sheet, drawn for a person or blank and ahead of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.errors import N_
from core.ids import read_card
from core.paper import (
    A4,
    LINE,
    MM,
    MOSS,
    QUIET,
    Paper,
    draw_mark,
    draw_svg,
    draw_text,
    plain,
    start_paper,
)
from inventory.drawing.sheet_head import Translate
from inventory.drawing.symbols import draw_symbol_panel

WIDTH: Final = 85.6 * MM
HEIGHT: Final = 54.0 * MM
COLUMNS: Final = 2
ROWS: Final = 5
_CORNER: Final = 3.18 * MM
_BAND: Final = 9.5 * MM
_SYMBOL: Final = 39.5 * MM
_INSET: Final = 3.0 * MM


@dataclass(frozen=True)
class PersonCard:
    """One card. `number` is the person's (or the blank card's) number as printed; `avatar` the text of a drawing of
    ours or ""; `name` what the person wants on it, or "" for a line to write on."""

    token: str
    number: str
    avatar: str = ""
    name: str = ""


def draw_person_cards(
    cards: Sequence[PersonCard],
    *,
    site_name: str = "",
    title: str = "EcoWorks",
    language: str = "en",
    translate: Translate = str,
) -> bytes:
    """A PDF of A4 sheets with ten cards each, in order. Raises ValueError for no cards or a token that is none."""
    if not cards:
        raise ValueError("there is no card to draw")
    if any(read_card(f"ECO:{card.token}") != card.token for card in cards):
        raise ValueError("a card needs a token of 26 letters")
    paper = start_paper(title=title, language=language)
    per_page = COLUMNS * ROWS
    for start in range(0, len(cards), per_page):
        _draw_cut_marks(paper)
        for place, card in enumerate(cards[start : start + per_page]):
            _draw_card(paper, card, *corner(place), site_name, translate)
        paper.canvas.showPage()
    return paper.finish()


def corner(place: int) -> tuple[float, float]:
    """The lower left corner, in points, of the card at `place` (0 to 9, row by row from the top)."""
    row, column = divmod(place, COLUMNS)
    left = (A4[0] - COLUMNS * WIDTH) / 2
    bottom = (A4[1] - ROWS * HEIGHT) / 2
    return left + column * WIDTH, bottom + (ROWS - 1 - row) * HEIGHT


def _draw_card(
    paper: Paper, card: PersonCard, x: float, y: float, site_name: str, translate: Translate
) -> None:
    canvas = paper.canvas
    canvas.saveState()
    frame = canvas.beginPath()
    frame.roundRect(x, y, WIDTH, HEIGHT, _CORNER)
    canvas.clipPath(frame, stroke=0, fill=0)
    canvas.setFillColor(MOSS)
    canvas.rect(x, y + HEIGHT - _BAND, WIDTH, _BAND, stroke=0, fill=1)
    canvas.restoreState()
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.roundRect(x, y, WIDTH, HEIGHT, _CORNER)
    _draw_band(paper, x, y + HEIGHT - _BAND, site_name)
    symbol_y = y + (HEIGHT - _BAND - _SYMBOL) / 2
    draw_symbol_panel(canvas, f"ECO:{card.token}", x + 1.5 * MM, symbol_y, _SYMBOL)
    _draw_person(paper, card, x + _SYMBOL + 2.5 * MM, y, translate)


def _draw_band(paper: Paper, x: float, y: float, site_name: str) -> None:
    side = 5.8 * MM
    mark_x, mark_y, rim = x + _INSET + 1.5 * MM, y + (_BAND - side) / 2, 0.45 * MM
    paper.canvas.setFillColor("#FFFDF8")  # the mark's dark board would be lost on the band
    paper.canvas.roundRect(
        mark_x - rim, mark_y - rim, side + 2 * rim, side + 2 * rim, side / 4 + rim, stroke=0, fill=1
    )
    draw_mark(paper.canvas, mark_x, mark_y, side)
    name_x = x + _INSET + 1.5 * MM + side + 2 * MM
    draw_text(paper.canvas, "EcoWorks", name_x, y + 3.3 * MM, 11.5, "bold", "ltr", colour="#FFFDF8")
    paper.write(
        site_name,
        x + WIDTH - _INSET - 1.5 * MM,
        y + 3.4 * MM,
        9,
        "regular",
        42 * MM,
        anchor="right",
        colour="#FFFDF8",
    )


def _draw_person(paper: Paper, card: PersonCard, x: float, y: float, translate: Translate) -> None:
    """Picture, name and number beside the symbol."""
    canvas = paper.canvas
    width = WIDTH - _SYMBOL - 2.5 * MM - _INSET
    middle = x + width / 2
    picture = 17 * MM
    picture_y = y + HEIGHT - _BAND - 3 * MM - picture
    if card.avatar:
        draw_svg(canvas, card.avatar, middle - picture / 2, picture_y, picture, picture)
    else:
        _draw_empty_picture(paper, middle, picture_y + picture / 2, picture / 2)
    name_y = picture_y - 6.2 * MM
    if plain(card.name).strip():
        paper.write(card.name, middle, name_y, 14, "bold", width, anchor="centre")
    else:
        canvas.setStrokeColor(QUIET)
        canvas.setLineWidth(0.5)
        canvas.line(x + 2 * MM, name_y - 0.8 * MM, x + width - 2 * MM, name_y - 0.8 * MM)
    number = translate(N_("No. %(number)s")) % {"number": card.number}
    paper.write(number, middle, name_y - 7.2 * MM, 13, "bold", width, anchor="centre")
    hint = translate(N_("Show this card to the camera"))
    paper.write(hint, middle, y + 3.6 * MM, 7.5, "regular", width, anchor="centre", colour=QUIET)


def _draw_empty_picture(paper: Paper, x: float, y: float, radius: float) -> None:
    canvas = paper.canvas
    canvas.saveState()
    canvas.setStrokeColor(QUIET)
    canvas.setLineWidth(0.6)
    canvas.setDash(2, 2)
    canvas.circle(x, y, radius - 0.5)
    canvas.restoreState()


def _draw_cut_marks(paper: Paper) -> None:
    """Short lines outside the cards at each cut."""
    canvas = paper.canvas
    canvas.setStrokeColor(QUIET)
    canvas.setLineWidth(0.4)
    left, bottom = corner(COLUMNS * (ROWS - 1))
    right, top = left + COLUMNS * WIDTH, bottom + ROWS * HEIGHT
    for column in range(COLUMNS + 1):
        x = left + column * WIDTH
        canvas.line(x, bottom - 5 * MM, x, bottom - 1.5 * MM)
        canvas.line(x, top + 1.5 * MM, x, top + 5 * MM)
    for row in range(ROWS + 1):
        y = bottom + row * HEIGHT
        canvas.line(left - 5 * MM, y, left - 1.5 * MM, y)
        canvas.line(right + 1.5 * MM, y, right + 5 * MM, y)
