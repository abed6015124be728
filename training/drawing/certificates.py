"""Centre certificates as PDF: a dovetailed frame, the name as wanted in any script, a code that anybody may check.

Our own paper says that it is the centre's, and bears no mark of an awarding body.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from core.drawings import draw_symbol
from core.errors import N_
from core.paper import (
    A4,
    INK,
    LINE,
    MOSS,
    OAK,
    QUIET,
    Paper,
    draw_mark,
    draw_svg,
    plain,
    start_paper,
    text_width,
)
from core.qr import AlikeSymbols, QrBits, modules
from training.drawing.symbols import cut_out, paper_address
from training.papers import in_groups

Translate = Callable[[str], str]
DayWords = Callable[[date], str]

WIDTH, HEIGHT = A4[1], A4[0]
PX: Final = 0.75
"""The mock-up is drawn in pixels of 1/96 inch."""
GROUND: Final = "#FFFEF9"
OAK_EDGE: Final = "#C78F4F"
NAME_SIZE: Final = 48.0
MOST_UNITS: Final = 4
MANY: Final = 60
"""From so many papers on, preparing their symbols together pays."""
PICTURES: Final = ("dining-or-kitchen-chair-wooden-oak", "armchair-teal", "chest-of-drawers-sage")
WORDS_OF_KIND: Final = {
    "attendance": N_("came to the classes of"),
    "completion": N_("has completed"),
    "units": N_("has learned, shown and been assessed in"),
}
LEVEL_WORDS: Final = {
    "E1": N_("Entry 1"),
    "E2": N_("Entry 2"),
    "E3": N_("Entry 3"),
    "L1": N_("Level 1"),
    "L2": N_("Level 2"),
    "L3": N_("Level 3"),
    "L4": N_("Level 4"),
}


@dataclass(frozen=True)
class PrintedPaper:
    """A certificate to be drawn: its frozen text and its code."""

    snapshot: dict[str, Any]
    code: str


def draw_certificates(
    papers: Sequence[PrintedPaper],
    *,
    host: str,
    translate: Translate = str,
    day_words: DayWords = date.isoformat,
) -> bytes:
    """A PDF with one certificate a page, A4 on its side. Raises ValueError for none, or without a host."""
    if not papers or not host:
        raise ValueError("a certificate needs the address at which it is checked")
    paper = start_paper(title=translate(N_("Centre certificate")), language="en", page_size=(WIDTH, HEIGHT))
    symbol_of = _symbols(host, papers)
    for printed in papers:
        paper.stamp("furniture", _draw_furniture)
        _draw_head(paper, printed, translate)
        _draw_words(paper, printed, translate, day_words)
        _draw_foot(paper, printed, host, translate, day_words)
        _draw_code(paper, symbol_of(paper_address(host, printed.code)))
        paper.canvas.showPage()
    return paper.finish()


def _symbols(host: str, papers: Sequence[PrintedPaper]) -> Callable[[str], QrBits]:
    """How to make the QR symbols: by sums of one another where there are many, else one by one."""
    return AlikeSymbols(paper_address(host, papers[0].code)).of if len(papers) >= MANY else modules


def hours_words(minutes: int, translate: Translate = str) -> str:
    """`18 hours`, `1 hour`, `2.5 hours`; nothing for none."""
    if minutes < 30:
        return ""
    hours = round(minutes / 30) / 2
    shown = f"{hours:g}"
    return translate(N_("1 hour")) if shown == "1" else translate(N_("%(count)s hours")) % {"count": shown}


def span_words(first: str, last: str, day_words: DayWords, translate: Translate = str) -> str:
    """`12 Oct 2026 to 16 Oct 2026`, or the one day."""
    if not first:
        return ""
    start, end = day_words(date.fromisoformat(first)), day_words(date.fromisoformat(last or first))
    return start if start == end else translate(N_("%(first)s to %(last)s")) % {"first": start, "last": end}


def level_words(level: str, translate: Translate = str) -> str:
    """`Entry 3`, `Level 1`."""
    return translate(LEVEL_WORDS[level]) if level in LEVEL_WORDS else level


def draw_name(paper: Paper, lines: Sequence[str], middle: float, y: float, room: float) -> float:
    """The name, large, its second line smaller below; returns where the next words may stand."""
    for number, line in enumerate(lines[:2]):
        size = NAME_SIZE if number == 0 else 22.0
        if number:
            y -= 32
        fitted = _fitting(line, size, room)
        paper.write(
            line,
            middle,
            y,
            fitted,
            "bold" if number == 0 else "regular",
            room,
            anchor="centre",
            colour=INK if number == 0 else QUIET,
        )
    return y


def _fitting(line: str, size: float, room: float) -> float:
    """A size at which the whole name fits the line: a name is never cut on a certificate while it can be read."""
    width = text_width(plain(line), size, "bold")
    return size if width <= room else max(13.0, size * room / width * 0.99)


def _draw_frame(paper: Paper) -> None:
    """Two moss boards and two oak ones, locked by dovetails in the corners: the box that holds the sheet."""
    canvas = paper.canvas
    edge, board = 28 * PX, 34 * PX
    right, top = WIDTH - edge - board, HEIGHT - edge - board
    canvas.setFillColor(GROUND)
    canvas.rect(edge, edge, WIDTH - 2 * edge, HEIGHT - 2 * edge, stroke=0, fill=1)
    for y, lip in ((top, top), (edge, edge)):
        canvas.setFillColor(OAK)
        canvas.rect(edge, y, WIDTH - 2 * edge, board, stroke=0, fill=1)
        canvas.setFillColor(OAK_EDGE)
        canvas.rect(edge + board, lip, WIDTH - 2 * (edge + board), 3 * PX, stroke=0, fill=1)
    for x in (edge, right):
        canvas.setFillColor(MOSS)
        canvas.rect(x, edge + board, board, HEIGHT - 2 * (edge + board), stroke=0, fill=1)
        for y in (top, edge):
            _draw_dovetail(paper, x, y, board, is_right=x == right)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.8)
    inset = edge + board + 12 * PX
    canvas.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset, stroke=1, fill=0)


def _draw_dovetail(paper: Paper, x: float, y: float, board: float, *, is_right: bool) -> None:
    """One corner: tails of the moss board, wider at their outer end, let into the oak one."""
    canvas = paper.canvas
    canvas.setStrokeColor(GROUND)
    canvas.setLineWidth(1.1)
    canvas.setFillColor(OAK)
    canvas.rect(x, y, board, board, stroke=1, fill=1)
    canvas.setFillColor(MOSS)
    outer, inner = (x + board, x) if is_right else (x, x + board)
    for third in (0.27, 0.73):
        middle = y + board * third
        wide, narrow = board * 0.19, board * 0.10
        tail = canvas.beginPath()
        tail.moveTo(outer, middle - wide)
        tail.lineTo(outer, middle + wide)
        tail.lineTo(inner, middle + narrow)
        tail.lineTo(inner, middle - narrow)
        tail.close()
        canvas.drawPath(tail, stroke=1, fill=1)


_LEFT: Final = 124 * PX
_RIGHT: Final = WIDTH - 124 * PX
_ROOM: Final = _RIGHT - _LEFT
_CODE: Final = 92 * PX


def _from_top(pixels: float) -> float:
    return float(HEIGHT - pixels * PX)


def _draw_furniture(paper: Paper) -> None:
    """What every certificate has: frame, mark and pictures."""
    _draw_frame(paper)
    draw_mark(paper.canvas, _LEFT, _from_top(140), 44 * PX)
    side = 112 * PX
    start = (WIDTH - len(PICTURES) * side) / 2
    for number, name in enumerate(PICTURES):
        draw_svg(paper.canvas, cut_out(name), start + number * side, _from_top(258), side, side)


def _draw_head(paper: Paper, printed: PrintedPaper, translate: Translate) -> None:
    snapshot = printed.snapshot
    at = _LEFT + 58 * PX
    at += paper.write("EcoWorks", at, _from_top(125), 16.5, "bold") + 11
    paper.write(snapshot["site"], at, _from_top(124.5), 13, "regular", 220, anchor="left", colour=QUIET)
    width = paper.write(snapshot["serial"], _RIGHT, _from_top(123), 12.5, "bold", anchor="right")
    words = translate(N_("Centre certificate"))
    paper.write(words, _RIGHT - width - 6, _from_top(123), 12.5, anchor="right", colour=QUIET)


def _draw_words(paper: Paper, printed: PrintedPaper, translate: Translate, day_words: DayWords) -> None:
    snapshot, middle = printed.snapshot, WIDTH / 2
    paper.write(
        translate(N_("This is to say that")), middle, _from_top(286), 14.5, anchor="centre", colour=QUIET
    )
    y = draw_name(paper, snapshot["name"], middle, _from_top(358), _ROOM)
    y -= 30 if len(snapshot["name"]) > 1 else 34
    said = translate(WORDS_OF_KIND[snapshot["kind"]])
    paper.write(said, middle, y, 14.5, anchor="centre", colour=QUIET)
    y -= 34
    paper.write(snapshot["title"], middle, y, 27, "bold", _ROOM, anchor="centre", colour=MOSS)
    if snapshot.get("title_also"):
        y -= 22
        paper.write(snapshot["title_also"], middle, y, 14, "regular", _ROOM, anchor="centre", colour=QUIET)
    y -= 26
    for line, size in _facts(snapshot, translate, day_words):
        paper.write(line, middle, y, size, "regular", _ROOM, anchor="centre")
        y -= size * 1.35


def _facts(snapshot: dict[str, Any], translate: Translate, day_words: DayWords) -> list[tuple[str, float]]:
    when = ", ".join(
        part
        for part in (
            hours_words(snapshot["minutes"], translate),
            span_words(snapshot["from"], snapshot["to"], day_words, translate),
        )
        if part
    )
    if snapshot["level"]:
        when += (
            f". {translate(N_('Taught at %(level)s')) % {'level': level_words(snapshot['level'], translate)}}"
        )
    lines = [(f"{when}.", 15.0)] if when else []
    units = snapshot["units"]
    for unit in units[:MOST_UNITS]:
        level = level_words(unit["level"], translate)
        credit = translate(N_("credit %(count)s")) % {"count": unit["credit"]}
        lines.append((f"{unit['code']} {unit['title']} ({level}, {credit})", 10.0))
    if len(units) > MOST_UNITS:
        more = translate(N_("and %(count)s more units")) % {"count": len(units) - MOST_UNITS}
        lines.append((more, 10.0))
    return lines


def _draw_foot(
    paper: Paper, printed: PrintedPaper, host: str, translate: Translate, day_words: DayWords
) -> None:
    snapshot, canvas = printed.snapshot, paper.canvas
    for number, name in enumerate(snapshot["trainers"][:2] or [""]):
        x = _LEFT + number * 232 * PX
        canvas.setStrokeColor(QUIET)
        canvas.setLineWidth(0.7)
        canvas.line(x, _from_top(647), x + 200 * PX, _from_top(647))
        paper.write(name, x, _from_top(671), 12.5, "bold", 200 * PX, anchor="left")
        paper.write(translate(N_("Trainer")), x, _from_top(692), 11.5, anchor="left", colour=QUIET)
    far = _RIGHT - _CODE - 14 * PX
    issued = translate(N_("Issued %(day)s")) % {"day": day_words(date.fromisoformat(snapshot["issued"]))}
    lines = (
        (issued, 11.5, 636),
        (translate(N_("Scan to check, or type the code at")), 9.5, 656),
        (f"{host.lower()}/certificates/verify", 9.5, 673),
    )
    for words, size, down in lines:
        paper.write(words, far, _from_top(down), size, anchor="right", colour=QUIET)
    paper.write(in_groups(printed.code), far, _from_top(693), 10.5, "bold", anchor="right")
    said = translate(N_("A centre certificate: EcoWorks gives it for learning at %(site)s."))
    paper.write(
        said % {"site": snapshot["site"]}, WIDTH / 2, _from_top(714), 8, anchor="centre", colour=QUIET
    )


def _draw_code(paper: Paper, bits: QrBits) -> None:
    """The QR symbol without its quiet zone: four modules are free around it."""
    paper.canvas.setFillColor(INK)
    draw_symbol(paper.canvas, bits, _RIGHT - _CODE, _from_top(697), _CODE)
