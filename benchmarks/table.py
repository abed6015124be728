"""The one table that benchmarks print: what, floor, ours, ratio, bar, held or not."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One figure. `floor` and `ratio` may be missing; a line without a bar only informs."""

    what: str
    ours: float
    unit: str
    floor: float | None = None
    floor_name: str = ""
    ratio: float | None = None
    bar: str = ""
    is_held: bool | None = None

    def shown_ratio(self) -> float | None:
        """The ratio: as measured round by round, else of the two figures; None without a floor."""
        if self.ratio is None and self.floor:
            return self.ours / self.floor
        return self.ratio

    def cells(self) -> tuple[str, ...]:
        """The line as the cells of the table."""
        ratio = self.shown_ratio()
        held = {True: "held", False: "MISSED", None: ""}[self.is_held]
        return (
            self.what,
            "" if self.floor is None else f"{_short(self.floor)} {self.unit}",
            f"{_short(self.ours)} {self.unit}".strip(),
            "" if ratio is None else f"{ratio:.2f}×",
            self.bar,
            held,
        )


HEAD = ("what", "floor", "ours", "ratio", "bar", "")


def _short(value: float) -> str:
    if value == int(value) and abs(value) < 1e6:
        return str(int(value))
    return f"{value:,.3f}" if value < 1 else f"{value:,.2f}" if value < 100 else f"{value:,.0f}"


def as_text(lines: Sequence[Line]) -> str:
    """The table in columns."""
    rows = [HEAD, *(line.cells() for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def at_most(ratio: float, most: float) -> bool:
    """True if the bar holds."""
    return ratio <= most


def interleaved(ways: dict[str, Callable[[], object]], *, rounds: int, each: int) -> dict[str, list[float]]:
    """CPU milliseconds of one call of each way, by round: all ways in each round, so that noise falls on each alike."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()
    for _ in range(rounds):
        for name, way in ways.items():
            gc.collect()
            began = time.process_time()
            for _ in range(each):
                way()
            taken[name].append((time.process_time() - began) / each * 1000)
    return taken


def ratio_of(taken: dict[str, list[float]], ours: str, floor: str) -> float:
    """The median over the rounds of ours / floor."""
    return statistics.median(mine / base for mine, base in zip(taken[ours], taken[floor], strict=True))
