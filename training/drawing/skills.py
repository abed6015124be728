"""A skills record as PDF in two languages, its owner's and English, with a code and the signed text in the file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from core.drawings import draw_symbol
from core.errors import N_
from core.paper import A4, INK, LINE, MM, MOSS, QUIET, Anchor, Paper, draw_footer, draw_header, start_paper
from core.people import PERMIT_SOURCES, permit_name
from core.qr import modules
from training.drawing.certificates import Translate, hours_words, level_words, span_words
from training.drawing.symbols import paper_address
from training.papers import frozen_text, in_groups

DayWords = Callable[[date], str]
MARGIN: Final = 15 * MM
HEADINGS: Final = {
    "permits": N_("Permits"),
    "certificates": N_("Certificates"),
    "units": N_("Units awarded"),
    "courses": N_("Courses attended"),
}
TITLE: Final = N_("What I can do")


@dataclass(frozen=True)
class RecordRow:
    """One thing that a person holds: its words, and the days or hours beside them."""

    words: str
    more: str


def record_rows(
    snapshot: dict[str, Any], translate: Translate, day_words: DayWords
) -> list[tuple[str, list[RecordRow]]]:
    """The parts of a record with their rows; headings are English and still to be translated."""
    readers: dict[str, Callable[[dict[str, Any]], RecordRow]] = {
        "permits": lambda row: RecordRow(
            translate(permit_name(row["kind"])),
            ", ".join(
                [
                    span_words(row["from"], row["to"], day_words, translate),
                    *(
                        translate(PERMIT_SOURCES[one])
                        for one in (row.get("source"),)
                        if one in PERMIT_SOURCES
                    ),
                ]
            ),
        ),
        "certificates": lambda row: RecordRow(
            row["title"], f"{day_words(date.fromisoformat(row['on']))}, {row['serial']}"
        ),
        "units": lambda row: RecordRow(
            f"{row['code']} {row['title']}",
            f"{level_words(row['level'], translate)}, {day_words(date.fromisoformat(row['on']))}",
        ),
        "courses": lambda row: RecordRow(
            row["title"],
            ", ".join(
                part
                for part in (
                    hours_words(row["minutes"], translate),
                    span_words(row["from"], row["to"], day_words, translate),
                    translate(N_("completed")) if row["completed"] else "",
                )
                if part
            ),
        ),
    }
    return [(HEADINGS[part], [readers[part](row) for row in snapshot.get(part, [])]) for part in HEADINGS]


def signed_text(snapshot: dict[str, Any], signature: str) -> str:
    """The record as one text that proves itself: the frozen text and the signature over its bytes."""
    return json.dumps(
        {"record": frozen_text(snapshot).decode(), "signature": signature, "algorithm": "Ed25519"},
        ensure_ascii=False,
    )


def draw_record(
    snapshot: dict[str, Any],
    *,
    code: str,
    signature: str,
    host: str,
    language: str,
    translate: Translate,
    own_days: DayWords,
    english_days: DayWords,
) -> bytes:
    """The record; raises ValueError without a host. `translate` gives the owner's language."""
    if not host:
        raise ValueError("a record needs the address at which it is checked")
    paper = start_paper(title=translate(TITLE), language=language)
    paper.canvas.setKeywords(signed_text(snapshot, signature))
    is_english = language == "en"
    sheet = _Sheet(paper, translate(TITLE), "" if is_english else TITLE, snapshot["site"])
    _draw_who(sheet, snapshot, code, host, translate, own_days, is_english)
    english = record_rows(snapshot, str, english_days)
    for (heading, rows), (_, rows_en) in zip(
        record_rows(snapshot, translate, own_days), english, strict=True
    ):
        if rows:
            sheet.heading(translate(heading), "" if is_english else heading)
            for own, other in zip(rows, rows_en, strict=True):
                sheet.row(own, None if is_english else other)
    sheet.finish()
    return paper.finish()


class _Sheet:
    """Pages that fill from the top, in the direction of the owner's language."""

    def __init__(self, paper: Paper, title: str, title_en: str, site: str) -> None:
        self.paper, self.title, self.title_en, self.site = paper, title, title_en, site
        self.start = A4[0] - MARGIN if paper.is_rtl else MARGIN
        self.end = MARGIN if paper.is_rtl else A4[0] - MARGIN
        self.near: Anchor = "right" if paper.is_rtl else "left"
        self.far: Anchor = "left" if paper.is_rtl else "right"
        self.y = draw_header(paper, title, title_en, site)

    def need(self, height: float) -> None:
        """Turn the page where less is left."""
        if self.y - height < 25 * MM:
            draw_footer(self.paper, f"EcoWorks, {self.site}")
            self.paper.canvas.showPage()
            self.y = draw_header(self.paper, self.title, self.title_en, self.site)

    def heading(self, words: str, english: str) -> None:
        """A part's heading in both languages."""
        self.need(22 * MM)
        self.y -= 7 * MM
        self.paper.write(words, self.start, self.y, 13, "bold", anchor=self.near, colour=MOSS)
        self.paper.write(english, self.end, self.y, 11, "bold", anchor=self.far, colour=MOSS)
        self.y -= 3 * MM
        self.line()

    def line(self) -> None:
        """A hairline across."""
        self.paper.canvas.setStrokeColor(LINE)
        self.paper.canvas.setLineWidth(0.6)
        self.paper.canvas.line(MARGIN, self.y, A4[0] - MARGIN, self.y)

    def row(self, own: RecordRow, english: RecordRow | None) -> None:
        """A thing held, its days at the far end; in English below where the words differ."""
        self.need(14 * MM)
        for row, size, colour in ((own, 11.0, "#1D2721"), (english, 9.0, QUIET)):
            if row is None or (row is english and row == own):
                continue
            self.y -= 5.4 * MM if row is own else 4.4 * MM
            self.paper.write(
                row.words, self.start, self.y, size, "regular", 105 * MM, anchor=self.near, colour=colour
            )
            self.paper.write(
                row.more, self.end, self.y, size, "regular", 72 * MM, anchor=self.far, colour=colour
            )
        self.y -= 2 * MM
        self.line()

    def finish(self) -> None:
        """The last page's foot."""
        draw_footer(self.paper, f"EcoWorks, {self.site}")
        self.paper.canvas.showPage()


def _draw_who(
    sheet: _Sheet,
    snapshot: dict[str, Any],
    code: str,
    host: str,
    translate: Translate,
    day_words: DayWords,
    is_english: bool,
) -> None:
    """The name, the day, and how anybody may check it."""
    paper, side = sheet.paper, 27 * MM
    x = sheet.end if paper.is_rtl else sheet.end - side
    paper.canvas.setFillColor(INK)
    draw_symbol(paper.canvas, modules(paper_address(host, code)), x, sheet.y - side, side)
    y = sheet.y - 6 * MM
    for number, line in enumerate(snapshot["name"]):
        paper.write(line, sheet.start, y, 22 if number == 0 else 15, "bold", 130 * MM, anchor=sheet.near)
        y -= 8 * MM
    for words, colour in _said(
        host, translate, day_words(date.fromisoformat(snapshot["issued"])), is_english
    ):
        paper.write(words, sheet.start, y, 9.5, "regular", 135 * MM, anchor=sheet.near, colour=colour)
        y -= 4.6 * MM
    paper.write(in_groups(code), sheet.start, y - 1 * MM, 11, "bold", anchor=sheet.near)
    sheet.y = min(y - 4 * MM, sheet.y - side - 2 * MM)


def _said(host: str, translate: Translate, day: str, is_english: bool) -> Iterator[tuple[str, str]]:
    address = f"{host.lower()}/certificates/verify"
    drawn = N_("Drawn up on %(day)s. Scan to check, or type the code at %(address)s")
    yield translate(drawn) % {"day": day, "address": address}, QUIET
    if not is_english:
        yield N_("Scan to check, or type the code at"), QUIET
