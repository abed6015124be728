"""The count from scratch, cell by cell: what every indicator comes to in whole months, closed or not."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from core.db import fast
from factory.programme.learning import LEARNING
from factory.programme.machine_hours import MACHINES
from factory.programme.queries.learning import learning_cells
from factory.programme.queries.machines import machine_cells
from factory.programme.queries.openings import Opening, Place, openings
from factory.programme.queries.works import work_cells
from factory.programme.spans import EARLIEST, LATEST, Span, month_by_name
from factory.programme.works import WORKS

EVER = Span("own", EARLIEST, LATEST)


class CellKey(NamedTuple):
    """Where an amount stands: an indicator in a month at a site, of a kind of furniture and a split ("": none)."""

    indicator: str
    month: str
    site_id: int
    category: str
    split: str


def fresh_cells(span: Span, until: datetime) -> dict[CellKey, int]:
    """Every indicator of the house in the months of `span`, counted now; what comes to nothing is left out.

    Where an opening figure stands it counts, and rows do not.
    """
    opened = openings(span, until)
    found = {
        key: amount
        for key, amount in row_cells(span, until).items()
        if (key.indicator, key.month, key.site_id) not in opened.places
    }
    return found | {key_of(one): one.amount for one in opened.lines if one.amount}


def left_out_cells(until: datetime) -> dict[CellKey, int]:
    """What rows come to in months that have an opening figure, and so are not counted; nothing where all is well."""
    places = openings(EVER, until).places
    if not places:
        return {}
    months = sorted({month for _, month, _ in places})
    span = Span("own", month_by_name(months[0]).starts_on, month_by_name(months[-1]).ends_on)
    slugs = frozenset(slug for slug, _, _ in places)
    return {
        key: amount
        for key, amount in row_cells(span, until, slugs).items()
        if (key.indicator, key.month, key.site_id) in places
    }


def months_left_out(sites: Collection[int], until: datetime) -> list[tuple[Place, int]]:
    """Where rows are left out for an opening figure at sites, and what they come to, the earliest first."""
    found: dict[Place, int] = {}
    for key, amount in left_out_cells(until).items():
        if key.site_id in sites:
            place = (key.indicator, key.month, key.site_id)
            found[place] = found.get(place, 0) + amount
    return sorted(found.items(), key=lambda item: (item[0][1], item[0]))


def key_of(one: Opening) -> CellKey:
    """The cell in which an opening figure counts: of no kind of furniture."""
    return CellKey(one.indicator, one.month, one.site_id, "", one.split)


def row_cells(span: Span, until: datetime, slugs: frozenset[str] | None = None) -> dict[CellKey, int]:
    """What rows come to (of these indicators, where named), whether an opening figure stands in their month or not."""
    found: dict[CellKey, int] = {}
    for key, amount in (*_of_pieces(span), *_of_others(span, until, slugs)):
        if slugs is None or key.indicator in slugs:
            found[key] = found.get(key, 0) + amount
    return {key: amount for key, amount in found.items() if amount}


def _of_pieces(span: Span) -> Iterable[tuple[CellKey, int]]:
    rows = fast().rows(
        "SELECT indicator, month, site_id, category, split, amount FROM count_month WHERE month BETWEEN ? AND ?",
        (f"{span.starts_on:%Y-%m}", f"{span.ends_on:%Y-%m}"),
    )
    return [(CellKey(*row[:5]), int(row[5])) for row in rows]


def _of_others(span: Span, until: datetime, slugs: frozenset[str] | None) -> Iterable[tuple[CellKey, int]]:
    """The other rooms; one that counts none of the indicators named is not asked."""
    works = [work for slug, work in WORKS.items() if slugs is None or slug in slugs]
    cells = (
        *(learning_cells(span, until) if slugs is None or slugs & set(LEARNING) else ()),
        *(machine_cells(span, until) if slugs is None or slugs & set(MACHINES) else ()),
        *(work_cells(span, until, works) if works else ()),
    )
    return [(CellKey(one.indicator, one.month, one.site_id, "", one.split), one.amount) for one in cells]
