"""What I made, as PDF: the person's own language large, English small below it, photos before and after beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from core.paper import A4, INK, LINE, MM, MOSS, QUIET, Anchor, Paper, draw_footer, draw_header, start_paper
from factory.my_work.queries import PieceWorked
from factory.my_work.wording import WorkLine, WorkPart

MARGIN: Final = 15 * MM
BOTTOM: Final = 25 * MM
PHOTO: Final = 26 * MM
GAP: Final = 3 * MM
PhotoFile = Callable[[str], Path | None]


def draw_work(
    own: Sequence[WorkPart],
    english: Sequence[WorkPart],
    *,
    titles: tuple[str, str],
    name: str,
    site: str,
    day: str,
    language: str,
    photo: PhotoFile,
) -> bytes:
    """The record; `own` and `english` hold the same lines in two languages. `photo` finds a photo by its hash."""
    paper = start_paper(title=titles[0], language=language)
    sheet = _Sheet(paper, titles if titles[0] != titles[1] else (titles[0], ""), site, photo)
    paper.write(name, sheet.start, sheet.y - 6 * MM, 22, "bold", 130 * MM, anchor=sheet.near)
    paper.write(day, sheet.end, sheet.y - 6 * MM, 10, "regular", 50 * MM, anchor=sheet.far, colour=QUIET)
    sheet.y -= 10 * MM
    for part, other in zip(own, english, strict=True):
        sheet.heading(part.heading, other.heading)
        for line, line_en in zip(part.lines, other.lines, strict=True):
            sheet.line(line, line_en)
    sheet.finish()
    return paper.finish()


class _Sheet:
    """Pages that fill from the top, in the direction of the person's language."""

    def __init__(self, paper: Paper, titles: tuple[str, str], site: str, photo: PhotoFile) -> None:
        self.paper, self.titles, self.site, self.photo = paper, titles, site, photo
        self.start = A4[0] - MARGIN if paper.is_rtl else MARGIN
        self.end = MARGIN if paper.is_rtl else A4[0] - MARGIN
        self.near: Anchor = "right" if paper.is_rtl else "left"
        self.far: Anchor = "left" if paper.is_rtl else "right"
        self.y = draw_header(paper, *titles, site)

    def need(self, height: float) -> None:
        """Turn the page where less is left."""
        if self.y - height < BOTTOM:
            self.finish()
            self.y = draw_header(self.paper, *self.titles, self.site)

    def heading(self, words: str, english: str) -> None:
        """A part's heading in both languages."""
        self.need(24 * MM)
        self.y -= 7 * MM
        self.paper.write(words, self.start, self.y, 13, "bold", 90 * MM, anchor=self.near, colour=MOSS)
        if english != words:
            self.paper.write(english, self.end, self.y, 10, "bold", 80 * MM, anchor=self.far, colour=MOSS)
        self.y -= 3 * MM
        self._rule()

    def line(self, own: WorkLine, english: WorkLine) -> None:
        """What was done, when at the far end, in English below where the words differ; photos under it."""
        files = self._photos(own.piece)
        self.need(12 * MM + (PHOTO + 2 * MM if files else 0))
        for line, size, colour in ((own, 11.0, INK), (english, 8.5, QUIET)):
            if line is english and english.words == own.words and english.more == own.more:
                continue
            self.y -= 5.4 * MM if line is own else 4.2 * MM
            self.paper.write(
                line.words, self.start, self.y, size, "regular", 112 * MM, anchor=self.near, colour=colour
            )
            self.paper.write(
                line.more, self.end, self.y, size - 1, "regular", 64 * MM, anchor=self.far, colour=colour
            )
        self._draw_photos(files)
        self.y -= 2 * MM
        self._rule()

    def finish(self) -> None:
        """The page's foot."""
        draw_footer(self.paper, f"EcoWorks, {self.site}")
        self.paper.canvas.showPage()

    def _photos(self, piece: PieceWorked | None) -> list[Path]:
        hashes = [piece.before_sha, piece.after_sha] if piece else []
        return [found for sha in hashes if sha and (found := self.photo(sha)) is not None]

    def _draw_photos(self, files: list[Path]) -> None:
        if not files:
            return
        self.y -= PHOTO + 1.5 * MM
        for number, file in enumerate(files):
            step = number * (PHOTO + GAP)
            left = self.start - PHOTO - step if self.paper.is_rtl else self.start + step
            self.paper.canvas.drawImage(
                str(file), left, self.y, PHOTO, PHOTO, preserveAspectRatio=True, anchor="c"
            )

    def _rule(self) -> None:
        self.paper.canvas.setStrokeColor(LINE)
        self.paper.canvas.setLineWidth(0.6)
        self.paper.canvas.line(MARGIN, self.y, A4[0] - MARGIN, self.y)
