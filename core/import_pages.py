"""What the pages of every import share: the worst line first, taking by chunks and saying it, and the lines to mend."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar

from flask import Response, flash
from flask_babel import ngettext

from core.errors import RuleBroken
from core.import_files import line_of
from core.listings import fault_heads, sent_file, told_faults
from core.spreadsheets import CSV_TYPE, Cell, write_csv


class Line(Protocol):
    """A line of a file that was looked at: `number` is its place among the rows (1 for the first)."""

    number: int
    result: str
    problems: list[RuleBroken]


class Brought(Protocol):
    """An open import: the heads and cells of its file, and what was told of them when it was read."""

    header: Any
    rows: Any
    settings: Any


AnyLine = TypeVar("AnyLine", bound=Line)
_ORDER = {"bad": 0, "good": 1, "repeated": 2}


def worst_first(lines: Iterable[AnyLine]) -> list[AnyLine]:
    """What cannot be taken stands first, then what can, then what came before; each as in the file."""
    return sorted(lines, key=lambda line: (_ORDER.get(line.result, 3), line.number))


def take_good_lines(
    lines: Iterable[AnyLine], take: Callable[[list[AnyLine]], tuple[int, int]], *, at_once: int
) -> None:
    """Take the good lines, so many at once, and say how many were taken and how many refused.

    `take` keeps some lines in a transaction of its own and tells both numbers: tablets write in between.
    """
    good = [line for line in lines if line.result == "good"]
    told = [take(good[start : start + at_once]) for start in range(0, len(good), at_once)]
    tell_taken(sum(one[0] for one in told), sum(one[1] for one in told))


def tell_taken(taken: int, refused: int) -> None:
    """Say how many lines were taken and how many refused."""
    flash(ngettext("%(num)s row taken.", "%(num)s rows taken.", taken), "good")
    if refused:
        flash(ngettext("%(num)s row was refused.", "%(num)s rows were refused.", refused), "look")


def lines_to_mend(made: Brought, lines: Iterable[Line], *, without: int | None = None) -> Response:
    """The lines that cannot be taken as CSV, with the reason, to be mended and brought again.

    The column at place `without` is left out.
    """
    kept = [place for place in range(len(made.header)) if place != without]
    told: list[list[Cell]] = [
        [
            *(made.rows[line.number - 1][place] for place in kept),
            *told_faults(line_of(made.settings, line.number), line.problems),
        ]
        for line in lines
        if line.result == "bad"
    ]
    heads = [*(made.header[place] for place in kept), *fault_heads()]
    return sent_file(write_csv([heads, *told]), CSV_TYPE, "rows-to-mend.csv")
