"""The figures that are shown: of closed months as they froze, of open ones as counted now, late truths when found."""

from __future__ import annotations

from dataclasses import dataclass

from core.clock import month_of
from core.db import fast
from factory.programme.queries.fresh import CellKey
from factory.programme.queries.openings import Openings
from factory.programme.queries.periods import ClosedMonth, LateTruth, adjustments, closed_months, frozen_cells
from factory.programme.queries.sums import (
    Cell,
    Sums,
    Where,
    category_sums,
    counted_in,
)

CategoryKey = tuple[str, str, int]
"""An indicator, a kind of furniture, a site."""


@dataclass(frozen=True)
class Settled:
    """The closed months of a view, what froze in them, and the late truths that count in its days."""

    closed: tuple[ClosedMonth, ...] = ()
    frozen: tuple[Cell, ...] = ()
    late: tuple[LateTruth, ...] = ()
    places: frozenset[tuple[str, str, int]] = frozenset()
    by_category: tuple[tuple[CategoryKey, int], ...] = ()

    def sums(self, live: Sums) -> Sums:
        """The live sums, but closed months as they froze, and late truths in the months in which they were found."""
        found = [cell for cell in live.cells if (cell.indicator, cell.month, cell.site_id) not in self.places]
        found += [cell for cell in self.frozen if cell.amount]
        found += [
            Cell(one.key.indicator, month_of(one.found_on), one.key.site_id, one.key.split, one.amount)
            for one in self.late
        ]
        return Sums(tuple(found))


def settled(where: Where) -> Settled:
    """What is settled of `where`; nothing where rows are counted as they are now (odd days, a city, a partner)."""
    if not where.is_by_months:
        return Settled()
    closed = tuple(closed_months(where.span))
    kinds = where.categories

    def is_asked(key: CellKey) -> bool:
        """What has no kind of furniture is no answer where a kind was asked for."""
        return not kinds or (key.indicator in where.indicators and key.category in kinds)

    late = tuple(one for one in adjustments(where.span) if is_asked(one.key))
    if not closed:
        return Settled(late=late)
    cells = frozen_cells(where.span)
    places = frozenset((key.indicator, key.month, key.site_id) for key in cells)
    wanted = {key: amount for key, amount in cells.items() if is_asked(key)}
    return Settled(
        closed,
        tuple(
            Cell(key.indicator, key.month, key.site_id, key.split, amount) for key, amount in wanted.items()
        ),
        late,
        places,
        tuple(((key.indicator, key.category, key.site_id), amount) for key, amount in wanted.items()),
    )


def settled_categories(where: Where, stands: Settled, opened: Openings) -> dict[CategoryKey, int]:
    """Amounts by indicator, category and site: frozen where months are closed, else opening figures or rows."""
    if not (stands.places or stands.late or opened.places):
        return category_sums(where)
    found: dict[CategoryKey, int] = {}
    for (indicator, month, category, site_id), amount in _live(where):
        if (indicator, month, site_id) not in stands.places | opened.places:
            _add(found, (indicator, category, site_id), amount)
    for one in opened.lines:
        is_wanted = one.indicator in where.indicators and where.site_id in (None, one.site_id)
        if is_wanted and one.place not in stands.places:
            _add(found, (one.indicator, "", one.site_id), one.amount)
    late = [((one.key.indicator, one.key.category, one.key.site_id), one.amount) for one in stands.late]
    for key, amount in (*stands.by_category, *late):
        if key[0] in where.indicators and where.site_id in (None, key[2]):
            _add(found, key, amount)
    return {key: amount for key, amount in found.items() if amount}


def _add(found: dict[CategoryKey, int], key: CategoryKey, amount: int) -> None:
    found[key] = found.get(key, 0) + amount


def _live(where: Where) -> list[tuple[tuple[str, str, str, int], int]]:
    """What rows come to by indicator, month, category and site."""
    found = counted_in(where)
    rows = fast().rows(
        f"SELECT indicator, month, category, site_id, SUM(amount) FROM {found.sql} GROUP BY 1, 2, 3, 4",
        found.values,
    )
    return [((row[0], row[1], row[2], row[3]), int(row[4])) for row in rows]
