"""The report's cover: whose days, the figures that people ask for first, and a piece before and after; its pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.errors import NotFound
from core.files import photo_path
from core.paper import MM, MOSS, draw_header, draw_mark, text_width
from factory.programme.methods import place_words
from factory.programme.paper_lines import goal_words
from factory.programme.paper_sheet import GREY, INK, LEFT, RIGHT, Sheet
from factory.programme.queries.overview import Line, Overview
from factory.programme.queries.pictures import PicturePair
from inventory.catalogue import categories

FIRST_ASKED: Final = (
    "pieces_upcycled",
    "grams_kept",
    "makeovers",
    "people_taking_part",
    "trained_digital",
    "volunteer_hours",
    "qualifications_awarded",
    "pieces_given_out",
    "repairs_fixed",
    "organisations_helped",
    "enrolments",
)
"""The figures of the cover in the order of asking; the first six that have anything to say."""
TILES: Final = 6
PALE: Final = "#F6EFE3"
ON_MOSS: Final = "#FFFDF8"
GAP: Final = 5 * MM


@dataclass(frozen=True)
class Pictures:
    """Pairs of photos and the folder that they lie in."""

    folder: Path
    pairs: list[PicturePair]


def draw_cover(sheet: Sheet, count: Overview, pictures: Pictures | None) -> None:
    """The first page."""
    words, view, paper = sheet.words, count.view, sheet.paper
    site = place_words(view, words)
    high = 92 * MM
    sheet.canvas.setFillColor(MOSS)
    sheet.canvas.rect(0, paper.height - high, paper.width, high, 0, 1)
    mark = 16 * MM
    edge = 2 * MM
    left = min(sheet.x(LEFT), sheet.x(LEFT + mark))
    sheet.canvas.setFillColor(ON_MOSS)
    sheet.canvas.roundRect(
        left - edge, paper.height - 32 * MM - edge, mark + 2 * edge, mark + 2 * edge, 3 * MM, 0, 1
    )
    draw_mark(sheet.canvas, left, paper.height - 32 * MM, mark)
    top = paper.height - 56 * MM
    sheet.line(words.gettext("How we are doing"), LEFT, top, 32, bold=True, room=RIGHT - LEFT, colour=ON_MOSS)
    sheet.line(words.span(view.span), LEFT, top - 12 * MM, 18, room=RIGHT - LEFT, colour=ON_MOSS)
    sheet.line(site, LEFT, top - 21 * MM, 14, room=RIGHT - LEFT, colour=ON_MOSS)
    y = paper.height - high - 14 * MM
    for index, line in enumerate(cover_lines(count)):
        _tile(sheet, count, line, LEFT + index % 3 * (58 * MM + 3 * MM), y - index // 3 * 37 * MM)
    if pictures is not None and pictures.pairs:
        _pair(sheet, pictures, pictures.pairs[0], LEFT, 27 * MM, RIGHT - LEFT, 78 * MM)


def cover_lines(count: Overview) -> list[Line]:
    """The lines whose figures stand on the cover."""
    by_slug = {line.indicator.slug: line for line in reversed(count.lines) if not line.split}
    wanted = [by_slug[slug] for slug in FIRST_ASKED if slug in by_slug and by_slug[slug].done]
    return wanted[:TILES]


def _tile(sheet: Sheet, count: Overview, line: Line, at: float, y: float) -> None:
    words = sheet.words
    sheet.box(at, y - 28 * MM, 58 * MM, 32 * MM, PALE)
    sheet.line(words.amount(line.indicator, line.done), at + 5 * MM, y - 9 * MM, 24, bold=True, room=50 * MM)
    sheet.line(words.gettext(line.indicator.name), at + 5 * MM, y - 17 * MM, 11, bold=True, room=50 * MM)
    short = count.rules.short(line.indicator, line.span, words)
    note = goal_words(line, words) if line.goal is not None else short
    sheet.wrapped(note, at + 5 * MM, y - 22.5 * MM, 50 * MM, 8)


def has_pictures(pictures: Pictures | None) -> bool:
    """True where there is more to show than the cover's pair."""
    return pictures is not None and len(pictures.pairs) > 1


def draw_pictures(sheet: Sheet, count: Overview, pictures: Pictures) -> None:
    """Turn the page: up to six pieces before and after."""
    words, view = sheet.words, count.view
    sheet.canvas.showPage()
    site = place_words(view, words)
    title = words.gettext("Before and after")
    y = draw_header(sheet.paper, title, f"{words.span(view.span)} · {site}")
    wide, high = (RIGHT - LEFT - GAP) / 2, 62 * MM
    for index, pair in enumerate(pictures.pairs[1:7]):
        at = LEFT + index % 2 * (wide + GAP)
        _pair(sheet, pictures, pair, at, y - high - index // 2 * (high + 14 * MM), wide, high)
    note = words.gettext("Photos that the desk approved. No piece is told by its code, nobody by name.")
    sheet.line(note, LEFT, 27 * MM, 8, room=RIGHT - LEFT, colour=GREY)


def _pair(
    sheet: Sheet, pictures: Pictures, pair: PicturePair, at: float, y: float, wide: float, high: float
) -> None:
    """Two photos side by side over a line of words, within `wide` and `high`."""
    words, half = sheet.words, (wide - 2 * MM) / 2
    for turn, (sha256, said) in enumerate(
        ((pair.before, words.gettext("Before")), (pair.after, words.gettext("After")))
    ):
        start = at + turn * (half + 2 * MM)
        _photo(sheet, pictures.folder, sha256, start, y, half, high)
        sheet.line(said, start, y - 4.5 * MM, 8, room=half / 2, colour=GREY)
    kind = categories().get(pair.category)
    name = words.gettext(kind.name) if kind else words.gettext("Not known")
    left = half - text_width(said, 8, "regular", sheet.way, words.locale) - 2 * MM  # beside "After"
    sheet.line(name, at + wide, y - 4.5 * MM, 9, bold=True, room=left, anchor="end", colour=INK)


def _photo(sheet: Sheet, folder: Path, sha256: str, at: float, y: float, wide: float, high: float) -> None:
    """A photo that fills its frame, cut at the sides that do not fit; the frame alone where its file is gone."""
    left, canvas = min(sheet.x(at), sheet.x(at + wide)), sheet.canvas
    sheet.box(at, y, wide, high, PALE)
    try:
        path = photo_path(folder, sha256, "small" if wide < 70 * MM else "large")
    except NotFound:
        return
    from reportlab.lib.utils import ImageReader

    picture = ImageReader(str(path))
    pixels_wide, pixels_high = picture.getSize()
    scale = max(wide / pixels_wide, high / pixels_high)
    shown_wide, shown_high = pixels_wide * scale, pixels_high * scale
    canvas.saveState()
    frame = canvas.beginPath()
    frame.roundRect(left, y, wide, high, 3 * MM)
    canvas.clipPath(frame, stroke=0, fill=0)
    canvas.drawImage(
        picture, left - (shown_wide - wide) / 2, y - (shown_high - high) / 2, shown_wide, shown_high
    )
    canvas.restoreState()
