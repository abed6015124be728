"""A page in the making: lines that start where the language starts, text broken between words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.paper import MM, Anchor, Canvas, Direction, Paper, draw_text, text_width
from factory.programme.wording import Words

LEFT: Final = 15 * MM
RIGHT: Final = 195 * MM
MIDDLE: Final = 107 * MM
GREY: Final = "#525C55"
INK: Final = "#1D2721"
LOW_TWO: Final = ("\u2082", "2")
"""Our paper fonts have no lowered two: CO2e it is."""


@dataclass
class Sheet:
    """The page in the making: it mirrors what runs from the start of a line in right-to-left languages."""

    paper: Paper
    words: Words

    @property
    def canvas(self) -> Canvas:
        """What is drawn on."""
        return self.paper.canvas

    @property
    def way(self) -> Direction:
        """The way its lines run."""
        return "rtl" if self.paper.is_rtl else "ltr"

    def x(self, at: float) -> float:
        """Where `at` points from the start of a left-to-right page lie on this one."""
        return self.paper.width - at if self.paper.is_rtl else at

    def line(
        self,
        text: str,
        at: float,
        y: float,
        size: float = 9,
        *,
        bold: bool = False,
        room: float = 500,
        anchor: str = "start",
        colour: str = INK,
    ) -> None:
        """One line of text that starts at `at`, ends there or stands about it ("start", "end", "centre")."""
        sides: dict[str, Anchor] = {"start": "left", "end": "right", "centre": "centre"}
        if self.paper.is_rtl:
            sides = {"start": "right", "end": "left", "centre": "centre"}
        draw_text(
            self.canvas,
            text.replace(*LOW_TWO),
            self.x(at),
            y,
            size,
            "bold" if bold else "regular",
            self.way,
            room,
            self.words.locale,
            anchor=sides[anchor],
            colour=colour,
        )

    def box(self, at: float, y: float, wide: float, high: float, colour: str) -> None:
        """A filled box that begins at `at`."""
        self.canvas.setFillColor(colour)
        self.canvas.rect(min(self.x(at), self.x(at + wide)), y, wide, high, 0, 1)

    def wrapped(self, text: str, at: float, y: float, room: float, size: float = 7.2) -> float:
        """Text in lines no wider than `room`; returns where the next line begins."""
        for part in self.lines_of(text, room, size):
            self.line(part, at, y, size, room=room, colour=GREY)
            y -= size * 1.25
        return y

    def lines_of(self, text: str, room: float, size: float) -> list[str]:
        """`text` broken between words."""
        lines, current = [], ""
        for word in text.replace(*LOW_TWO).split():
            longer = f"{current} {word}".strip()
            if current and text_width(longer, size, "regular", self.way, self.words.locale) > room:
                lines.append(current)
                longer = word
            current = longer
        return [*lines, current] if current else lines
