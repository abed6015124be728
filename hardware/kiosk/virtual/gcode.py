"""Reads a line of G-code as Grbl 1.1 does: words, modes, and Grbl's own numbers for what is wrong with it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

AXES = "XYZ"
WORD = re.compile(r"([A-Z])([-+]?(?:\d+\.?\d*|\.\d+))?")
COMMENT = re.compile(r"\([^)]*\)|;.*|\s+")
MOTIONS = ("G0", "G1", "G2", "G3", "G38.2", "G38.3", "G38.4", "G38.5")
KNOWN_G = frozenset(
    (
        *MOTIONS,
        *(
            "G4",
            "G10",
            "G17",
            "G18",
            "G19",
            "G20",
            "G21",
            "G28",
            "G28.1",
            "G30",
            "G30.1",
            "G40",
            "G43.1",
            "G49",
        ),
        *(
            "G53",
            "G54",
            "G55",
            "G56",
            "G57",
            "G58",
            "G59",
            "G61",
            "G80",
            "G90",
            "G91",
            "G91.1",
            "G92",
            "G92.1",
        ),
        *("G93", "G94"),
    )
)
KNOWN_M = frozenset(("M0", "M1", "M2", "M3", "M4", "M5", "M7", "M8", "M9", "M30"))
EXPECTED_LETTER, BAD_NUMBER, UNSUPPORTED, NO_FEED = 1, 2, 20, 22
RAPID = 2000.0
"""Millimetres a minute of G0."""


class Refused(Exception):
    """The line is answered by `error:code`."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Line:
    """What one line asks: its commands, and its numbers by letter."""

    commands: tuple[str, ...] = ()
    numbers: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Move:
    """A straight way to go (an arc is as long as it is, and straight all the same)."""

    target: tuple[float, float, float]
    length_mm: float
    feed: float


@dataclass
class Modes:
    """What stays from line to line."""

    motion: str = "G0"
    is_relative: bool = False
    scale: float = 1.0
    feed: float = 0.0
    rpm: float = 0.0
    spindle: str = "M5"
    coolant: str = ""
    offset: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])

    def take(self, line: Line) -> None:
        """Set the modes that the line names."""
        for command in line.commands:
            if command in MOTIONS:
                self.motion = command
            elif command in ("G90", "G91"):
                self.is_relative = command == "G91"
            elif command in ("G20", "G21"):
                self.scale = 25.4 if command == "G20" else 1.0
            elif command in ("M3", "M4", "M5"):
                self.spindle = command
            elif command in ("M7", "M8", "M9"):
                self.coolant = {"M7": "M", "M8": "F", "M9": ""}[command]
        self.feed = line.numbers.get("F", self.feed / self.scale) * self.scale
        self.rpm = line.numbers.get("S", self.rpm)

    def move_of(self, line: Line, start: tuple[float, float, float]) -> Move | None:
        """The way that the line asks to go from `start`; None if it names no axis. Raises Refused without a feed."""
        named = [axis for axis in AXES if axis in line.numbers]
        if not named:
            return None
        if self.motion != "G0" and self.feed <= 0:
            raise Refused(NO_FEED)
        target = list(start)
        for place, axis in enumerate(AXES):
            if axis in named:
                value = line.numbers[axis] * self.scale
                target[place] = start[place] + value if self.is_relative else value + self.offset[place]
        end = (target[0], target[1], target[2])
        return Move(end, self._length(line, start, end), RAPID if self.motion == "G0" else self.feed)

    def _length(self, line: Line, start: tuple[float, ...], end: tuple[float, ...]) -> float:
        straight = math.dist(start, end)
        if self.motion not in ("G2", "G3"):
            return straight
        radius = math.hypot(line.numbers.get("I", 0.0), line.numbers.get("J", 0.0)) * self.scale
        if not radius:
            return straight
        half = min(1.0, straight / (2 * radius))
        return 2 * math.pi * radius if not straight else 2 * radius * math.asin(half)

    @property
    def commanded(self) -> float:
        """The speed that is commanded while moving."""
        return 0.0 if self.spindle == "M5" else self.rpm

    @property
    def accessories(self) -> str:
        """The letters behind A: in a report."""
        turning = {"M3": "S", "M4": "C", "M5": ""}[self.spindle if self.rpm else "M5"]
        return turning + self.coolant


def read_line(text: str) -> Line:
    """The words of a line. Raises Refused with Grbl's code."""
    bare = COMMENT.sub("", text).upper()
    commands: list[str] = []
    numbers: dict[str, float] = {}
    at = 0
    while at < len(bare):
        match = WORD.match(bare, at)
        if match is None:
            raise Refused(EXPECTED_LETTER)
        if match[2] is None:
            raise Refused(BAD_NUMBER)
        at = match.end()
        if match[1] in "GM":
            commands.append(f"{match[1]}{float(match[2]):g}")
        else:
            numbers[match[1]] = float(match[2])
    if any(one not in KNOWN_G and one not in KNOWN_M for one in commands):
        raise Refused(UNSUPPORTED)
    return Line(tuple(commands), numbers)
