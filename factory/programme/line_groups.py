"""The lines of the dashboard under a few headings, so that thirty figures can be looked through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.errors import N_
from factory.programme.indicators import INDICATORS
from factory.programme.learning import LEARNING
from factory.programme.machine_hours import MACHINES
from factory.programme.queries.overview import Line

PEOPLE: Final = frozenset(
    {
        "people_taking_part",
        "volunteers",
        "volunteer_hours",
        "skill_pairs",
        "pair_hours",
        "people_mentored",
        "heads_without_names",
    }
)
TAUGHT: Final = frozenset({*LEARNING, "courses_run", "qualifications_awarded"})
_HEADINGS: Final = (
    ("pieces", N_("Pieces"), frozenset({*INDICATORS, "organisations_given"})),
    ("people", N_("People"), PEOPLE),
    ("training", N_("Training"), TAUGHT),
    ("machines", N_("Machines"), frozenset(MACHINES)),
)


@dataclass(frozen=True)
class LineGroup:
    """Lines under one heading; `first` is the number of the first one on the page."""

    slug: str
    name: str
    lines: tuple[Line, ...]
    first: int


_REST: Final = N_("Makeovers, occasions, help")
"""The heading of what has none of its own."""


def heading_of(slug: str) -> str:
    """The English heading, to be translated, that an indicator stands under."""
    return next((name for _, name, slugs in _HEADINGS if slug in slugs), _REST)


def line_groups(lines: tuple[Line, ...]) -> list[LineGroup]:
    """The lines by heading, each once, in their own order; what has no heading of its own stands last."""
    groups: list[LineGroup] = []
    headed = frozenset().union(*(slugs for _, _, slugs in _HEADINGS))
    rest = (
        "works",
        _REST,
        frozenset(line.indicator.slug for line in lines) - headed,
    )
    first = 1
    for slug, name, slugs in (*_HEADINGS, rest):
        found = tuple(line for line in lines if line.indicator.slug in slugs)
        if found:
            groups.append(LineGroup(slug, name, found, first))
            first += len(found)
    return groups
