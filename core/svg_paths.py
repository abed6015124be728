"""Reads the path language of SVG (all commands, arcs too) into moves, lines and cubic curves. Pure arithmetic."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

Point = tuple[float, float]
Segment = tuple[str, tuple[Point, ...]]
"""("M", (to,)), ("L", (to,)), ("C", (control, control, to)) or ("Z", ())."""

_FLAG: Final = re.compile(r"[\s,]*([01])")
_NUMBER: Final = re.compile(r"[\s,]*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
_COUNTS: Final = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}


def read_path(d: str) -> list[Segment]:
    """The segments of a path in absolute numbers. Raises ValueError for text that is no path."""
    pen = _Pen()
    for command, numbers in _commands(d):
        pen.draw(command, numbers)
    return pen.segments


def _commands(d: str) -> Iterator[tuple[str, list[float]]]:
    position, length = 0, len(d)
    command = ""
    while position < length:
        if d[position] in " ,\t\r\n":
            position += 1
            continue
        if d[position].upper() in _COUNTS:
            command = d[position]
            position += 1
        elif not command or command in "Zz":
            raise ValueError(f"no path command at {position}")
        numbers, position = _numbers(d, position, command.upper())
        yield command, numbers
        command = {"M": "L", "m": "l"}.get(command, command)


def _numbers(d: str, position: int, command: str) -> tuple[list[float], int]:
    numbers: list[float] = []
    for place in range(_COUNTS[command]):
        pattern = _FLAG if command == "A" and place in (3, 4) else _NUMBER
        match = pattern.match(d, position)
        if match is None:
            raise ValueError(f"a number is missing at {position}")
        numbers.append(float(match.group(1)))
        position = match.end()
    return numbers, position


@dataclass
class _Pen:
    segments: list[Segment] = field(default_factory=list)
    at: Point = (0.0, 0.0)
    start: Point = (0.0, 0.0)
    handle: Point | None = None
    handle_of: str = ""

    def draw(self, command: str, numbers: list[float]) -> None:
        kind = command.upper()
        origin = self.at if command.islower() else (0.0, 0.0)
        if kind == "A":
            self._arc(numbers, origin)
        elif kind in ("H", "V"):
            self._straight(kind, numbers[0], origin)
        else:
            points = [
                (origin[0] + x, origin[1] + y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)
            ]
            self._points(kind, points)
        if kind not in "CSQT":
            self.handle_of = ""

    def _straight(self, kind: str, number: float, origin: Point) -> None:
        to = (origin[0] + number, self.at[1]) if kind == "H" else (self.at[0], origin[1] + number)
        self._line(to)

    def _points(self, kind: str, points: list[Point]) -> None:
        if kind == "Z":
            self.segments.append(("Z", ()))
            self.at = self.start
        elif kind == "M":
            self.segments.append(("M", (points[0],)))
            self.at = self.start = points[0]
        elif kind == "L":
            self._line(points[0])
        elif kind in "CS":
            first = points.pop(0) if kind == "C" else self._mirrored("C")
            self._curve(first, points[0], points[1])
            self.handle, self.handle_of = points[0], "C"
        else:
            control = points.pop(0) if kind == "Q" else self._mirrored("Q")
            self._quadratic(control, points[0])
            self.handle, self.handle_of = control, "Q"

    def _mirrored(self, family: str) -> Point:
        if self.handle_of != family or self.handle is None:
            return self.at
        return 2 * self.at[0] - self.handle[0], 2 * self.at[1] - self.handle[1]

    def _line(self, to: Point) -> None:
        self.segments.append(("L", (to,)))
        self.at = to

    def _curve(self, first: Point, second: Point, to: Point) -> None:
        self.segments.append(("C", (first, second, to)))
        self.at = to

    def _quadratic(self, control: Point, to: Point) -> None:
        first = tuple(a + 2 / 3 * (c - a) for a, c in zip(self.at, control, strict=True))
        second = tuple(t + 2 / 3 * (c - t) for t, c in zip(to, control, strict=True))
        self._curve((first[0], first[1]), (second[0], second[1]), to)

    def _arc(self, numbers: list[float], origin: Point) -> None:
        rx, ry, tilt, large, sweep, x, y = numbers
        to = (origin[0] + x, origin[1] + y)
        if rx == 0 or ry == 0 or to == self.at:
            self._line(to)
            return
        for curve in arc_curves(self.at, to, (abs(rx), abs(ry)), math.radians(tilt), large == 1, sweep == 1):
            self._curve(*curve)
        self.at = to


def arc_curves(
    start: Point, end: Point, radii: Point, tilt: float, is_large: bool, is_sweep: bool
) -> Iterator[tuple[Point, Point, Point]]:
    """Cubic curves for an elliptical arc, a quarter turn or less each (SVG 1.1, appendix F.6)."""
    cos, sin = math.cos(tilt), math.sin(tilt)
    half_x, half_y = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    px, py = cos * half_x + sin * half_y, cos * half_y - sin * half_x
    rx, ry = radii
    stretch = math.sqrt(max(1.0, (px / rx) ** 2 + (py / ry) ** 2))
    rx, ry = rx * stretch, ry * stretch
    root = max(0.0, (rx * ry) ** 2 / ((rx * py) ** 2 + (ry * px) ** 2) - 1)
    side = math.sqrt(root) * (-1 if is_large == is_sweep else 1)
    cx, cy = side * rx * py / ry, -side * ry * px / rx
    first = math.atan2((py - cy) / ry, (px - cx) / rx)
    turn = math.atan2((-py - cy) / ry, (-px - cx) / rx) - first
    turn += 2 * math.pi if is_sweep and turn < 0 else -2 * math.pi if not is_sweep and turn > 0 else 0
    middle = (start[0] + end[0]) / 2 + cos * cx - sin * cy, (start[1] + end[1]) / 2 + sin * cx + cos * cy

    def placed(u: float, v: float) -> Point:
        return middle[0] + cos * rx * u - sin * ry * v, middle[1] + sin * rx * u + cos * ry * v

    count = max(1, math.ceil(abs(turn) / (math.pi / 2) - 1e-9))
    step = turn / count
    reach = 4 / 3 * math.tan(step / 4)
    for i in range(count):
        a, b = first + i * step, first + (i + 1) * step
        yield (
            placed(math.cos(a) - reach * math.sin(a), math.sin(a) + reach * math.cos(a)),
            placed(math.cos(b) + reach * math.sin(b), math.sin(b) - reach * math.cos(b)),
            placed(math.cos(b), math.sin(b)),
        )
