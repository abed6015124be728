"""Bars on paper: a target against its pace, and months side by side by site; behind and unfinished are hatched."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.paper import MM, MOSS, OCHRE, Canvas

MARKS = {1: MOSS, 2: "#5F9E80", 3: "#72649B", 4: "#916436"}
"""The colour of each site's bars, as on the screen."""
FEWEST_SLOTS = 6
"""A chart of one month has a bar as wide as a chart of six, not a wall."""
EMPTY = "#ECE4D5"
PALE = "#FBEBC8"
WHITE = "#FFFFFF"
INK = "#1D2721"
Mirror = Callable[[float], float]


def draw_pace(
    canvas: Canvas,
    mirror: Mirror,
    at: float,
    y: float,
    wide: float,
    parts: Sequence[tuple[int, int]],
    goal: int | None,
    pace: int | None,
) -> None:
    """A bar `wide` points long: parts by site, the gap to the pace hatched, the pace marked."""
    done = sum(max(0, amount) for _, amount in parts)
    full = max(goal or 0, done, pace or 0, 1)
    high = 6.5 * MM

    def box(start: float, end: float, colour: str) -> None:
        canvas.setFillColor(colour)
        left = min(mirror(at + wide * start / full), mirror(at + wide * end / full))
        canvas.rect(left, y, wide * (end - start) / full, high, 0, 1)

    box(0, full, EMPTY)
    start = 0
    for mark, amount in parts:
        if amount > 0:
            box(start, start + amount, MARKS[mark])
            start += amount
    if pace and pace > done:
        box(done, pace, PALE)
        left, right = sorted((mirror(at + wide * done / full), mirror(at + wide * pace / full)))
        hatch(canvas, left, y, right - left, high, OCHRE)
    if pace:
        x = mirror(at + wide * pace / full)
        canvas.setFillColor(INK)
        canvas.rect(x - 0.5, y - 1 * MM, 1, high + 2 * MM, 0, 1)


def draw_months(
    canvas: Canvas,
    mirror: Mirror,
    at: float,
    y: float,
    wide: float,
    high: float,
    series: Sequence[tuple[int, Sequence[int]]],
    runs: bool,
) -> None:
    """Months side by side, one bar a site; the last month is hatched while it runs. `y` is the foot."""
    count = max((len(amounts) for _, amounts in series), default=0)
    top = max((amount for _, amounts in series for amount in amounts), default=0) or 1
    step = wide / max(FEWEST_SLOTS, count)
    bar = step * 0.8 / max(1, len(series))
    for place, (mark, amounts) in enumerate(series):
        for index, amount in enumerate(amounts):
            start = at + step * (index + 0.1) + bar * place
            left = min(mirror(start), mirror(start + bar * 0.92))
            tall = high * max(0, amount) / top
            if runs and index == count - 1:
                hatch(canvas, left, y, bar * 0.92, tall, MARKS[mark], frame=True)
            else:
                canvas.setFillColor(MARKS[mark])
                canvas.rect(left, y, bar * 0.92, tall, 0, 1)
    canvas.setStrokeColor("#525C55")
    canvas.setLineWidth(0.8)
    canvas.line(mirror(at), y, mirror(at + wide), y)


def hatch(
    canvas: Canvas, x: float, y: float, wide: float, high: float, colour: str, *, frame: bool = False
) -> None:
    """Slanted lines inside a box; with `frame` on white with an outline."""
    if wide <= 0 or high <= 0:
        return
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(x, y, wide, high)
    canvas.clipPath(clip, stroke=0, fill=0)
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(1.4)
    offset = -high
    while offset < wide:
        canvas.line(x + offset, y, x + offset + high, y + high)
        offset += 3.4
    canvas.restoreState()
    if frame:
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(0.8)
        canvas.rect(x, y, wide, high, 1, 0)
