"""A pad as PDF: blank rows under their heads, boxes for codes, pictures for numbers; in a language and in English."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.drawings import draw_svg
from core.paper import A4, LINE, MM, MOSS, QUIET, Anchor, Paper, draw_footer, draw_header, start_paper
from factory.paper_day.pads import Column, Pad, Sign
from inventory.drawing.sprite_pictures import sprite_picture

Translate = Callable[[str], str]
PAGE: Final = (A4[1], A4[0])
MARGIN: Final = 15 * MM
ROW: Final = 10.5 * MM
ROWS: Final = 11
SIGN_WIDTH: Final = 42 * MM
SIGN_HEIGHT: Final = 9 * MM
EDGE: Final = "#8A8373"


def draw_pad(pad: Pad, *, site: str, day: str, language: str, translate: Translate, footer: str) -> bytes:
    """One page of the pad, to be copied as often as it is needed. `day` is "" for a line to write it on."""
    paper = start_paper(title=translate(pad.title), language=language, page_size=PAGE)
    is_english = language == "en"
    when = day or "____ / ____ / ________"
    y = draw_header(paper, translate(pad.title), "" if is_english else pad.title, f"{site}   {when}")
    y = _draw_signs(paper, pad.signs, y, translate, is_english)
    _draw_table(paper, pad.columns, y, translate, is_english)
    draw_footer(paper, footer)
    paper.canvas.showPage()
    return paper.finish()


def _draw_signs(
    paper: Paper, signs: tuple[Sign, ...], y: float, translate: Translate, is_english: bool
) -> float:
    """What the numbers and letters mean, each with its picture; returns where the table begins."""
    per_row = int((PAGE[0] - 2 * MARGIN) // SIGN_WIDTH)
    for number, sign in enumerate(signs):
        row, place = divmod(number, per_row)
        _draw_sign(paper, sign, place, y - row * SIGN_HEIGHT, translate, is_english)
    rows = -(-len(signs) // per_row)
    return y - rows * SIGN_HEIGHT - (2 * MM if rows else 0)


def _draw_sign(
    paper: Paper, sign: Sign, place: int, y: float, translate: Translate, is_english: bool
) -> None:
    left = MARGIN + place * SIGN_WIDTH
    start = PAGE[0] - left if paper.is_rtl else left
    inwards = -1 if paper.is_rtl else 1
    near: Anchor = "right" if paper.is_rtl else "left"
    paper.write(sign.number, start, y - 3.6 * MM, 13, "bold", anchor=near, colour=MOSS)
    side, at = 6 * MM, start + inwards * 5 * MM
    picture = sprite_picture(sign.icon)
    if picture:
        draw_svg(paper.canvas, picture, at if inwards > 0 else at - side, y - 5 * MM, side, side)
    text_at, room = start + inwards * 12.5 * MM, SIGN_WIDTH - 14 * MM
    paper.write(translate(sign.words), text_at, y - 2 * MM, 8.5, "bold", room, anchor=near)
    if not is_english:
        paper.write(sign.words, text_at, y - 5.4 * MM, 7, "regular", room, anchor=near, colour=QUIET)


def _draw_table(
    paper: Paper, columns: tuple[Column, ...], top: float, translate: Translate, is_english: bool
) -> None:
    """Heads in both languages over blank rows."""
    head = 11 * MM
    rows = min(ROWS, int((top - head - 18 * MM) // ROW))
    for column, left, width in _spans(paper, columns):
        middle = left + width / 2
        paper.write(
            translate(column.head), middle, top - 4.4 * MM, 9, "bold", width - 2 * MM, anchor="centre"
        )
        if not is_english:
            paper.write(
                column.head,
                middle,
                top - 8.6 * MM,
                7,
                "regular",
                width - 2 * MM,
                anchor="centre",
                colour=QUIET,
            )
        for row in range(rows):
            _draw_cell(paper, column, left, width, top - head - row * ROW)
    paper.canvas.setStrokeColor(EDGE)
    paper.canvas.setLineWidth(0.9)
    paper.canvas.rect(
        MARGIN, top - head - rows * ROW, PAGE[0] - 2 * MARGIN, head + rows * ROW, stroke=1, fill=0
    )


def _spans(paper: Paper, columns: tuple[Column, ...]) -> list[tuple[Column, float, float]]:
    """Each column with its left edge and width; from the right on a page that runs that way."""
    room = PAGE[0] - 2 * MARGIN
    whole, edge = sum(column.share for column in columns), 0.0
    found = []
    for column in columns:
        width = room * column.share / whole
        left = PAGE[0] - MARGIN - edge - width if paper.is_rtl else MARGIN + edge
        found.append((column, left, width))
        edge += width
    return found


def _draw_cell(paper: Paper, column: Column, left: float, width: float, top: float) -> None:
    canvas = paper.canvas
    canvas.setStrokeColor(EDGE)
    canvas.setLineWidth(0.6)
    canvas.rect(left, top - ROW, width, ROW, stroke=1, fill=0)
    if not column.boxes:
        return
    side = min(7 * MM, (width - 4 * MM) / column.boxes)
    first = left + (width - side * column.boxes) / 2
    canvas.setStrokeColor(LINE)
    for number in range(column.boxes):
        canvas.rect(first + number * side, top - ROW + 1.6 * MM, side, ROW - 3.2 * MM, stroke=1, fill=0)
