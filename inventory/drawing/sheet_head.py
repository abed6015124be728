"""What stands on a label sheet beside its labels: the line in the top margin, the scale, hairlines to cut along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from core.errors import N_, RuleBroken
from core.paper import INK, LINE, MM, QUIET, Anchor, Canvas, Paper
from inventory.drawing.symbols import NOT_ON_A_FIRE_LABEL, UNDER_THE_SEAT, draw_stroke_icon
from inventory.stationery import Stationery

MAX_OFFSET_MM: Final = 10.0
_ROOMY_FROM_MM: Final = 12.0
_TWO_LINES_FROM_MM: Final = 8.0
_ICON_GAP: Final = 1.5 * MM
_FORM: Final = "head"

Translate = Callable[[str], str]


def refuse_offset(offset_mm: tuple[float, float]) -> None:
    """Raise RuleBroken for a printer's offset that no printer has."""
    if not all(-MAX_OFFSET_MM <= shift <= MAX_OFFSET_MM for shift in offset_mm):
        raise RuleBroken(
            "offset_mm",
            N_("Labels can be moved by %(most)s mm at most."),
            N_("Print the ruler page and measure again."),
            most=int(MAX_OFFSET_MM),
        )


@dataclass(frozen=True)
class _Head:
    """Where the head stands, as far as the top margin has room: base lines, sizes and the side of the pictures."""

    which_y: float
    which_size: float
    how_y: float
    how_size: float
    icon_y: float
    icon_side: float
    has_scale: bool


def define_head(paper: Paper, stationery: Stationery, translate: Translate) -> None:
    """Draw what all heads of a printing share (how to print, where to stick, the scale) once, for `draw_head`."""
    head = _head_of(paper, stationery)
    if head is None:
        return
    how = translate(
        N_(
            "%(name)s, %(count)s labels. Print at 100 %%. Stick under the seat or on the back, never on a fire label."
        )
    )
    how %= {"name": stationery.name, "count": stationery.per_page}
    paper.canvas.beginForm(_FORM, 0, 0, paper.width, paper.height)
    start, anchor, icons, room = _places(paper, stationery, head)
    paper.write(how, start, head.how_y, head.how_size, "regular", room, anchor=anchor, colour=QUIET)
    draw_stroke_icon(paper.canvas, UNDER_THE_SEAT, icons, head.icon_y, head.icon_side, INK)
    beside = icons + head.icon_side + _ICON_GAP
    draw_stroke_icon(paper.canvas, NOT_ON_A_FIRE_LABEL, beside, head.icon_y, head.icon_side, INK)
    if head.has_scale:
        _draw_scale(paper)
    paper.canvas.endForm()


def draw_head(
    paper: Paper, stationery: Stationery, numbers: tuple[int, int, int], translate: Translate
) -> None:
    """Sheet, sheets and batch in words over what `define_head` drew; nothing where the margin has no room."""
    head = _head_of(paper, stationery)
    if head is None:
        return
    sheet, sheets, batch = numbers
    which = translate(N_("Sheet %(sheet)s of %(sheets)s, batch %(batch)s"))
    which %= {"sheet": sheet, "sheets": sheets, "batch": batch}
    start, anchor, _, room = _places(paper, stationery, head)
    paper.canvas.doForm(_FORM)
    paper.write(which, start, head.which_y, head.which_size, "bold", room, anchor=anchor)


def _head_of(paper: Paper, stationery: Stationery) -> _Head | None:
    if stationery.is_roll or stationery.top_mm < _TWO_LINES_FROM_MM:
        return None
    is_roomy = stationery.top_mm >= _ROOMY_FROM_MM
    how_y = paper.height - (stationery.top_mm - (2.2 if is_roomy else 1.5)) * MM
    if is_roomy:
        return _Head(how_y + 4.5 * MM, 11, how_y, 9, how_y - 0.6 * MM, 8.2 * MM, has_scale=True)
    return _Head(how_y + 3 * MM, 8, how_y, 7, how_y - 0.4 * MM, 5.4 * MM, has_scale=False)


def _places(paper: Paper, stationery: Stationery, head: _Head) -> tuple[float, Anchor, float, float]:
    """Where lines begin, their anchor, where the pictures stand (at the far end), and the room for words."""
    left, right = stationery.left_mm * MM, paper.width - stationery.left_mm * MM
    icons_width = 2 * head.icon_side + _ICON_GAP
    room = right - left - icons_width - 4 * MM
    return (right, "right", left, room) if paper.is_rtl else (left, "left", right - icons_width, room)


def _draw_scale(paper: Paper) -> None:
    """Marks each ten millimetres along the page's upper edge, longer ones each fifty: a ruler tells the scale."""
    canvas, top = paper.canvas, paper.height
    canvas.setStrokeColor(QUIET)
    canvas.setLineWidth(0.5)
    for tens in range(1, int(paper.width / MM) // 10 + 1):
        canvas.line(tens * 10 * MM, top, tens * 10 * MM, top - (3.2 if tens % 5 == 0 else 2.2) * MM)


def draw_outline(canvas: Canvas, stationery: Stationery, x: float, y: float) -> None:
    """A dashed hairline round the label whose lower left corner is (x, y)."""
    canvas.saveState()
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.4)
    canvas.setDash(2, 2)
    canvas.roundRect(x, y, stationery.label_width_mm * MM, stationery.label_height_mm * MM, 1.5 * MM)
    canvas.restoreState()
