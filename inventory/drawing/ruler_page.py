"""The ruler page: printed on plain paper, it tells how far a printer draws beside the mark."""

from __future__ import annotations

from typing import Final

from core.errors import N_
from core.paper import INK, MM, MOSS, QUIET, Anchor, Paper, draw_mark, draw_text, start_paper
from inventory.drawing.sheet_head import Translate, refuse_offset
from inventory.stationery import Stationery

_ARM_MM: Final = 60
_WORDS: Final = (
    N_("1. Print this page on plain paper at 100 %, not fitted to the page."),
    N_("2. Hold it with a label sheet against a window. The boxes should lie on the labels."),
    N_("3. If not, read on the two rulers how far the labels lie to the right of the boxes, and below them."),
    N_("4. Type both numbers under Printer offset. Numbers to the left and upwards are minus."),
)


def draw_ruler_page(
    stationery: Stationery,
    offset_mm: tuple[float, float] = (0.0, 0.0),
    *,
    language: str = "en",
    translate: Translate = str,
) -> bytes:
    """A PDF page with every label's outline, moved by `offset_mm` (right, down), and two rulers in millimetres.

    Raises RuleBroken for an offset out of range.
    """
    refuse_offset(offset_mm)
    size = (stationery.page_width_mm * MM, stationery.page_height_mm * MM)
    title = translate(N_("Ruler page for %(name)s")) % {"name": stationery.name}
    paper = start_paper(title=title, language=language, page_size=size)
    for position in range(1, stationery.per_page + 1):
        _draw_box(paper, stationery, position, offset_mm)
    if stationery.is_roll:
        _draw_roll_words(paper, stationery)
    else:
        _draw_rulers(paper, stationery, offset_mm)
        _draw_words(paper, stationery, title, offset_mm, translate)
    paper.canvas.showPage()
    return paper.finish()


def _draw_box(paper: Paper, stationery: Stationery, position: int, offset_mm: tuple[float, float]) -> None:
    canvas = paper.canvas
    left, top = (
        corner + shift for corner, shift in zip(stationery.corner_mm(position), offset_mm, strict=True)
    )
    x, y = left * MM, paper.height - (top + stationery.label_height_mm) * MM
    width, height = stationery.label_width_mm * MM, stationery.label_height_mm * MM
    inset_x, inset_y = (inset * MM for inset in stationery.inset_mm)
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.5)
    canvas.rect(x, y, width, height)
    canvas.setStrokeColor(MOSS)
    canvas.setLineWidth(0.4)
    canvas.setDash(2, 2)
    canvas.rect(x + inset_x, y + inset_y, width - 2 * inset_x, height - 2 * inset_y)
    canvas.setDash()


def _draw_rulers(paper: Paper, stationery: Stationery, offset_mm: tuple[float, float]) -> None:
    """Two rulers that cross at the corner of the label in the page's middle, where a shift is easy to see."""
    column, row = stationery.columns // 2, stationery.rows // 2
    left, top = stationery.corner_mm(row * stationery.columns + column + 1)
    x, y = (left + offset_mm[0]) * MM, paper.height - (top + offset_mm[1]) * MM
    canvas = paper.canvas
    canvas.setStrokeColor(INK)
    for mm in range(-_ARM_MM // 2, _ARM_MM // 2 + 1):
        long = 4.0 if mm % 10 == 0 else 2.8 if mm % 5 == 0 else 1.6
        canvas.setLineWidth(0.5 if mm % 5 == 0 else 0.25)
        canvas.line(x + mm * MM, y, x + mm * MM, y + long * MM)
        canvas.line(x, y - mm * MM, x - long * MM, y - mm * MM)
        if mm % 10 == 0 and mm:
            draw_text(canvas, f"{mm:+d}", x + mm * MM, y + 4.8 * MM, 7, "bold", "ltr", anchor="centre")
            draw_text(canvas, f"{mm:+d}", x - 4.8 * MM, y - mm * MM - 2.4, 7, "bold", "ltr", anchor="right")
    canvas.setLineWidth(0.9)
    arm = _ARM_MM / 2 * MM
    canvas.line(x - arm, y, x + arm, y)
    canvas.line(x, y - arm, x, y + arm)


def _draw_words(
    paper: Paper, stationery: Stationery, title: str, offset_mm: tuple[float, float], translate: Translate
) -> None:
    """What to do, on a clear ground over the upper labels."""
    canvas = paper.canvas
    width, height = 150 * MM, 47 * MM
    x, top = (paper.width - width) / 2, paper.height - 22 * MM
    canvas.setFillColor("#FFFFFF")
    canvas.setStrokeColor(MOSS)
    canvas.setLineWidth(1)
    canvas.roundRect(x, top - height, width, height, 3 * MM, fill=1)
    near = x + width - 6 * MM if paper.is_rtl else x + 6 * MM
    far = x + 6 * MM if paper.is_rtl else x + width - 6 * MM
    anchor: Anchor = "right" if paper.is_rtl else "left"
    other: Anchor = "left" if paper.is_rtl else "right"
    mark_x = near - 9 * MM if paper.is_rtl else near
    draw_mark(canvas, mark_x, top - 13.5 * MM, 9 * MM)
    beside = near + (-12 if paper.is_rtl else 12) * MM
    paper.write(title, beside, top - 10.6 * MM, 14, "bold", 80 * MM, anchor=anchor)
    moved = translate(N_("moved by %(right)s mm to the right, %(down)s mm down"))
    moved %= {"right": f"{offset_mm[0]:g}", "down": f"{offset_mm[1]:g}"}
    paper.write(moved, far, top - 10.6 * MM, 8, "regular", 52 * MM, anchor=other, colour=QUIET)
    for line, words in enumerate(_WORDS):
        y = top - (20.5 + 6.4 * line) * MM
        paper.write(translate(words), near, y, 9.5, "regular", width - 12 * MM, anchor=anchor)


def _draw_roll_words(paper: Paper, stationery: Stationery) -> None:
    """On a roll the box itself is the test: all four dashed sides must come out."""
    canvas, middle = paper.canvas, paper.height / 2
    inset = (stationery.inset_mm[0] + 3) * MM
    draw_text(canvas, stationery.name, inset, middle + 2, 14, "bold", "ltr")
    measures = f"{stationery.label_width_mm:g} × {stationery.label_height_mm:g} mm, 100 %"
    draw_text(canvas, measures, inset, middle - 12, 9, "regular", "ltr", colour=QUIET)
