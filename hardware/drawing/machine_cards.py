"""Picture cards of machines on paper: what it is, what to wear and do, what may go in and what never, and its code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.drawings import draw_svg, draw_symbol
from core.errors import N_
from core.paper import A4, INK, MM, QUIET, Paper, draw_mark, draw_text, start_paper
from core.qr import QUIET_ZONE, modules

STATIC: Final = Path(__file__).resolve().parents[2] / "static"
EDGE: Final = 14 * MM
PICTURE: Final = 46 * MM
SYMBOL: Final = 42 * MM
SIGN: Final = 19 * MM
IN_A_ROW: Final = 6
NEVER: Final = "#A33520"
TEST: Final = "#8A5A00"
Translate = Callable[[str], str]
WEAR, DO, MAY, TRY, MAY_NOT = N_("Wear"), N_("Do"), N_("May go in"), N_("Only after a test"), N_("Never")


@dataclass(frozen=True)
class SignRow:
    """Signs of one sort: words in English, each with its drawing inside `static/`."""

    title: str
    signs: tuple[tuple[str, str], ...]
    colour: str = INK
    is_struck: bool = False


@dataclass(frozen=True)
class MachineCard:
    """A card. `payload` is upper case (`HTTPS://HOST/M/CODE`); `picture` a drawing inside `static/`."""

    payload: str
    code: str
    name: str
    kind: str
    site: str
    picture: str
    rows: tuple[SignRow, ...]
    note: str = ""


def draw_machine_cards(cards: Sequence[MachineCard], *, language: str, translate: Translate) -> bytes:
    """A PDF with a card on each page. Raises ValueError for no cards."""
    if not cards:
        raise ValueError("there is no card to draw")
    paper = start_paper(title=translate(N_("Picture cards")), language=language)
    for card in cards:
        _draw_card(paper, card, translate)
        paper.canvas.showPage()
    return paper.finish()


def _draw_card(paper: Paper, card: MachineCard, translate: Translate) -> None:
    top = A4[1] - EDGE
    _draw(paper, card.picture, EDGE, top - PICTURE, PICTURE)
    room = A4[0] - 2 * EDGE - PICTURE - SYMBOL - 8 * MM
    middle = EDGE + PICTURE + 4 * MM + room / 2
    paper.write(card.name, middle, top - 20 * MM, 28, "bold", room, anchor="centre")
    if card.kind != card.name:
        paper.write(card.kind, middle, top - 28 * MM, 13, "regular", room, anchor="centre", colour=QUIET)
    paper.write(card.site, middle, top - 35 * MM, 13, "regular", room, anchor="centre", colour=QUIET)
    _draw_code(paper, card, A4[0] - EDGE - SYMBOL, top - SYMBOL)
    y = top - PICTURE - 10 * MM
    for row in card.rows:
        if row.signs:
            y = _draw_row(paper, row, y, translate)
    if card.note:
        paper.write(
            card.note,
            A4[0] / 2,
            max(y - 4 * MM, EDGE + 10 * MM),
            12,
            "regular",
            A4[0] - 2 * EDGE,
            anchor="centre",
        )
    draw_mark(paper.canvas, EDGE, EDGE - 4 * MM, 6 * MM)
    draw_text(paper.canvas, "EcoWorks", EDGE + 8 * MM, EDGE - 2.4 * MM, 11, "bold", "ltr")


def _draw_code(paper: Paper, card: MachineCard, x: float, y: float) -> None:
    canvas, bits = paper.canvas, modules(card.payload)
    module = SYMBOL / (bits.size + 2 * QUIET_ZONE)
    canvas.setFillColor("#000000")
    draw_symbol(canvas, bits, x + QUIET_ZONE * module, y + QUIET_ZONE * module, bits.size * module)
    paper.write(card.code, x + SYMBOL / 2, y - 2 * MM, 12, "bold", SYMBOL, anchor="centre")


def _draw_row(paper: Paper, row: SignRow, y: float, translate: Translate) -> float:
    """A heading and its signs from where reading begins; where the next row begins."""
    canvas, width = paper.canvas, (A4[0] - 2 * EDGE) / IN_A_ROW
    start = A4[0] - EDGE if paper.is_rtl else EDGE
    paper.write(
        translate(row.title), start, y - 5 * MM, 16, "bold", A4[0] - 2 * EDGE,
        anchor="right" if paper.is_rtl else "left", colour=row.colour,
    )  # fmt: skip
    y -= 8 * MM
    for place, (word, drawing) in enumerate(row.signs[: 2 * IN_A_ROW]):
        column = place % IN_A_ROW
        if place and column == 0:
            y -= SIGN + 9 * MM
        left = EDGE + width * ((IN_A_ROW - 1 - column) if paper.is_rtl else column)
        x = left + (width - SIGN) / 2
        _draw(paper, drawing, x, y - SIGN, SIGN)
        if row.is_struck:
            canvas.setStrokeColor(row.colour)
            canvas.setLineWidth(3)
            canvas.line(x, y, x + SIGN, y - SIGN)
        paper.write(
            translate(word),
            left + width / 2,
            y - SIGN - 4.4 * MM,
            10,
            "regular",
            width - 2 * MM,
            anchor="centre",
        )
    return y - SIGN - 11 * MM


def _draw(paper: Paper, drawing: str, x: float, y: float, side: float) -> None:
    draw_svg(paper.canvas, (STATIC / drawing).read_text(encoding="utf-8"), x, y, side, side)
