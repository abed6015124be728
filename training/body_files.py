"""Files for an awarding body, made by its profile: columns, order, days, what is missing; ULNs kept off names. Pure.

A ULN never stands in one file with a name, birth date, gender or postcode, unless the profile demands it and the
coordinator confirms it (the rule of the Learning Records Service for who handles ULNs).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from core.errors import N_
from training.profiles import DEMOGRAPHICS, Column, Layout

UNKNOWN_ALLOWED: Final = frozenset(
    {"birth_date", "gender", "postcode", "ethnic_group", "employment", "prior_attainment"}
)
"""Where a body's own word for "not known" may stand."""


@dataclass(frozen=True)
class FileLine:
    """What is known for one line: by source, and for a grid the answer by unit code. `about` names it on the screen."""

    about: str
    values: Mapping[str, str]
    units: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Gap:
    """Something about a line: a column that is missing (hard) or was filled, shortened or left out (soft)."""

    about: str
    head: str
    words: str
    is_hard: bool = True
    with_what: str = ""


@dataclass(frozen=True)
class BodyFile:
    """A file before it is written: its head line, its rows of text, and what is the matter with them."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    gaps: tuple[Gap, ...]
    holds_uln: bool
    with_head: bool = True

    @property
    def hard(self) -> tuple[Gap, ...]:
        """What the body would send back."""
        return tuple(gap for gap in self.gaps if gap.is_hard)


def sources_of(layout: Layout) -> frozenset[str]:
    """What the columns of a layout hold."""
    return frozenset(column.source for column in layout.columns)


def wants_both(layout: Layout) -> bool:
    """Whether a layout has a ULN beside a name, birth date, gender or postcode."""
    return "uln" in sources_of(layout) and bool(sources_of(layout) & DEMOGRAPHICS)


def may_hold_both(layout: Layout, is_confirmed: bool) -> bool:
    """Whether a file may hold both: only where the profile demands it and somebody confirmed it."""
    return wants_both(layout) and layout.demands_uln_beside_name and is_confirmed


def build_file(
    layout: Layout, lines: Sequence[FileLine], unit_codes: Sequence[str], *, is_confirmed: bool = False
) -> BodyFile:
    """The file of a layout. Where both may not stand in it, no ULN does, in whatever column it was kept."""
    has_demographics = bool(sources_of(layout) & DEMOGRAPHICS)
    is_bare = has_demographics and not may_hold_both(layout, is_confirmed)
    ulns = {_digits(line.values.get("uln", "")) for line in lines} - {""}
    rows, gaps = [], []  # type: list[tuple[str, ...]], list[Gap]
    for line in lines:
        cells: list[str] = []
        for column in layout.columns:
            if column.source == "unit_grid":
                cells += [line.units.get(code, "") for code in unit_codes]
                continue
            text, found = _cell(layout, column, line)
            if is_bare and (column.source == "uln" or _holds(text, ulns)):
                text, found = (
                    "",
                    [Gap(line.about, column.head, N_("left out: a ULN beside a name"), is_hard=False)],
                )
            cells.append(text)
            gaps += found
        rows.append(tuple(cells))
    head: list[str] = []
    for column in layout.columns:
        head += list(unit_codes) if column.source == "unit_grid" else [column.head]
    holds = any(_holds(cell, ulns) for row in rows for cell in row)
    return BodyFile(tuple(head), tuple(rows), tuple(gaps), holds, layout.with_head)


def _cell(layout: Layout, column: Column, line: FileLine) -> tuple[str, list[Gap]]:
    """The text of a cell by the profile's policies, and what is the matter with it."""
    text = " ".join(line.values.get(column.source, "").split())
    if not text and column.source == "family_name" and layout.single_name and line.values.get("given_name"):
        return layout.single_name, []
    if not text and column.source in UNKNOWN_ALLOWED and layout.unknown:
        said = [Gap(line.about, column.head, N_("not known, written as"), False, layout.unknown)]
        return layout.unknown, said if column.is_required else []
    if not text and column.is_required:
        return "", [Gap(line.about, column.head, N_("missing"))]
    if column.longest and len(text) > column.longest:
        cut = text[: column.longest].rstrip()
        return cut, [Gap(line.about, column.head, N_("too long, shortened to"), False, cut)]
    return text, []


def _digits(text: str) -> str:
    found = re.sub(r"\D", "", text)
    return found if len(found) == 10 else ""


def _holds(text: str, ulns: set[str]) -> bool:
    """Whether a text holds one of the ULNs, however it is spaced."""
    plain = re.sub(r"\D", "", text)
    return bool(ulns) and len(plain) >= 10 and any(uln in plain for uln in ulns)
