"""Papers of the van's day: the van list, the delivery note (no address on either), the numbered sheet of a round."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.errors import N_
from core.paper import A4, INK, LINE, MM, QUIET, Anchor, Paper, Weight, draw_footer, draw_header, start_paper
from factory.van.papers import PieceOnPaper, StopOnPaper
from inventory.drawing.symbols import draw_symbol_panel

Translate = Callable[[str], str]
MARGIN = 15 * MM
SYMBOL = 20 * MM
ROW = 23 * MM
STOP = 30 * MM
BOTTOM = 25 * MM
VAN_LIST = N_("Van list")
PIECES = N_("pieces")
DELIVERY_NOTE = N_("Delivery note")
RECEIVED = N_("Received, or why nobody signs")
DAY = N_("Day")
ROUND = N_("Collection round")
HOLDS_ADDRESSES = N_("Holds addresses: bring it back to the desk, where it is destroyed.")
COUNTER_BEFORE = N_("Counter before")
COUNTER_AFTER = N_("Counter after")


class _Sheet:
    """Pages that fill from the top; `number` of them are counted as they come."""

    def __init__(self, paper: Paper, title: str, subtitle: str, aside: str, foot: str) -> None:
        self.paper, self.title, self.subtitle, self.aside, self.foot = paper, title, subtitle, aside, foot
        self.pages = 1
        self.start = A4[0] - MARGIN if paper.is_rtl else MARGIN
        self.end = MARGIN if paper.is_rtl else A4[0] - MARGIN
        self.inwards = -1 if paper.is_rtl else 1
        self.near: Anchor = "right" if paper.is_rtl else "left"
        self.y = draw_header(paper, title, subtitle, aside)

    def need(self, height: float) -> None:
        """Turn the page where less is left."""
        if self.y - height < BOTTOM:
            self._close()
            self.paper.canvas.showPage()
            self.pages += 1
            self.y = draw_header(self.paper, self.title, self.subtitle, self.aside)

    def line(
        self, text: str, indent: float = 0, size: float = 10, *, bold: bool = False, room: float = 0
    ) -> None:
        """A line of text and the step to the next."""
        at = self.start + self.inwards * indent
        most = room or A4[0] - 2 * MARGIN - indent
        weight: Weight = "bold" if bold else "regular"
        self.paper.write(
            text, at, self.y, size, weight, most, anchor=self.near, colour=INK if bold else QUIET
        )
        self.y -= size * 1.5

    def rule(self) -> None:
        """A hairline across."""
        canvas = self.paper.canvas
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.6)
        canvas.line(MARGIN, self.y, A4[0] - MARGIN, self.y)

    def box(self, words: str, from_end: float, y: float) -> None:
        """An empty box to tick, its word above it."""
        canvas, side = self.paper.canvas, 6 * MM
        left = self.end - self.inwards * from_end
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.9)
        canvas.rect(left - side / 2, y, side, side, stroke=1, fill=0)
        self.paper.write(
            words, left, y + side + 1.5 * MM, 7.5, "regular", 26 * MM, anchor="centre", colour=QUIET
        )

    def symbol(self, payload: str) -> None:
        """A QR symbol at the start of the row."""
        left = self.start if self.inwards > 0 else self.start - SYMBOL
        draw_symbol_panel(self.paper.canvas, payload, left, self.y - SYMBOL + 3 * MM, SYMBOL)

    def _close(self) -> None:
        draw_footer(self.paper, self.foot, str(self.pages))

    def finish(self) -> bytes:
        """The last page, and the file."""
        self._close()
        self.paper.canvas.showPage()
        return self.paper.finish()


def draw_van_list(
    pieces: Sequence[PieceOnPaper], *, number: str, to: str, when: str, driver: str, site: str, host: str,
    language: str, translate: Translate,
) -> bytes:  # fmt: skip
    """What is loaded, along the shelves, with a symbol and two boxes a piece."""
    title = f"{translate(VAN_LIST)} {number}"
    sheet = _Sheet(start_paper(title=title, language=language), title, to, when, f"EcoWorks, {site}")
    sheet.line(" · ".join(part for part in (driver, f"{len(pieces)} {translate(PIECES)}") if part))
    boxes = (translate(N_("loaded")), translate(N_("delivered")))
    _draw_pieces(sheet, pieces, host, boxes)
    return sheet.finish()


def draw_delivery_note(
    pieces: Sequence[PieceOnPaper], *, number: str, to: str, when: str, site: str, phone: str, host: str,
    language: str, translate: Translate,
) -> bytes:  # fmt: skip
    """What was brought, for whoever receives it: reference and codes, no address; to be signed."""
    title = f"{translate(DELIVERY_NOTE)} {number}"
    sheet = _Sheet(
        start_paper(title=title, language=language), title, to, when, f"EcoWorks, {site} {phone}".strip()
    )
    sheet.line(
        translate(
            N_(
                "Scan a code with a phone: it shows what was done, how to care for it, and how to bring it back."
            )
        )
    )
    _draw_pieces(sheet, pieces, host, (translate(N_("delivered")),))
    sheet.need(32 * MM)
    sheet.y -= 10 * MM
    sheet.line(f"{translate(RECEIVED)}: ______________________________", bold=True)
    sheet.y -= 4 * MM
    sheet.line(f"{translate(DAY)}: ______________________________", bold=True)
    return sheet.finish()


def _draw_pieces(sheet: _Sheet, pieces: Sequence[PieceOnPaper], host: str, boxes: Sequence[str]) -> None:
    for piece in pieces:
        sheet.need(ROW + 4 * MM)
        sheet.y -= 2 * MM
        sheet.rule()
        sheet.y -= 6 * MM
        top = sheet.y
        sheet.symbol(f"HTTPS://{host.upper()}/P/{piece.code}")
        room = A4[0] - 2 * MARGIN - SYMBOL - 4 * MM - len(boxes) * 26 * MM
        sheet.y -= 3 * MM
        sheet.line(piece.name, SYMBOL + 4 * MM, 12, bold=True, room=room)
        sheet.line(piece.code, SYMBOL + 4 * MM, 11, room=room)
        sheet.line(piece.more, SYMBOL + 4 * MM, 9, room=room)
        for place, words in enumerate(reversed(boxes)):
            sheet.box(words, 13 * MM + place * 26 * MM, top - 12 * MM)
        sheet.y = top - ROW + 4 * MM
    sheet.rule()


def draw_round_sheet(
    stops: Sequence[StopOnPaper], *, number: str, when: str, van: str, driver: str, site: str, language: str,
    translate: Translate,
) -> bytes:  # fmt: skip
    """The sheet that goes along: stops in order with who and where, a box each. It comes back and is destroyed."""
    title = f"{translate(ROUND)} {number}"
    foot = f"{translate(HOLDS_ADDRESSES)} EcoWorks, {site}"
    told = " · ".join(part for part in (driver, van) if part)
    sheet = _Sheet(start_paper(title=title, language=language), title, told, when, foot)
    sheet.line(
        f"{translate(COUNTER_BEFORE)}: ____________ km      {translate(COUNTER_AFTER)}: ____________ km",
        bold=True,
    )
    boxes = [translate(words) for words in (N_("Collected"), N_("Nobody in"), N_("Not taken"))]
    for place, stop in enumerate(stops, 1):
        sheet.need(STOP)
        sheet.y -= 2 * MM
        sheet.rule()
        sheet.y -= 7 * MM
        top, room = sheet.y, A4[0] - 2 * MARGIN - 14 * MM - 78 * MM
        sheet.line(str(place), 0, 18, bold=True, room=12 * MM)
        sheet.y = top + 1 * MM
        for text, bold in (
            (f"{stop.offer} · {stop.outcode}", True),
            (stop.who, False),
            (stop.where, False),
            (stop.items, False),
        ):
            sheet.line(text, 14 * MM, 10.5, bold=bold, room=room)
        for at, words in enumerate(reversed(boxes)):
            sheet.box(words, 13 * MM + at * 26 * MM, top - 10 * MM)
        sheet.y = min(sheet.y, top - 17 * MM)
    sheet.y -= 2 * MM
    sheet.rule()
    return sheet.finish()
