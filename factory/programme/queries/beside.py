"""What stands beside the rows of a figure: opening figures among its lines, late truths, rows that do not count."""

from __future__ import annotations

from dataclasses import dataclass

from core.clock import month_of
from factory.programme.indicators import Indicator
from factory.programme.queries.fresh import row_cells
from factory.programme.queries.openings import Opening
from factory.programme.queries.overview import View
from factory.programme.queries.periods import LateTruth, adjustments


@dataclass(frozen=True, slots=True)
class LateOfRows:
    """Adjustments that count in these days about other months, and those about these days that count in others."""

    here: tuple[LateTruth, ...] = ()
    since: tuple[LateTruth, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """The opening figures among the lines of a figure, and why its rows may add up to another number than it."""

    opened: tuple[Opening, ...] = ()
    late: LateOfRows = LateOfRows()


NOTHING = Beside()


def beside_rows(view: View, indicator: Indicator, split: str) -> Beside:
    """What a page or a file of the rows of a figure has to tell beside them, of one split if named."""
    return Beside(openings_of_rows(view, indicator, split), late_of_rows(view, indicator, split))


def openings_of_rows(view: View, indicator: Indicator, split: str) -> tuple[Opening, ...]:
    """The opening figures of a figure, of one split if named."""
    return tuple(
        one
        for one in view.openings().lines
        if one.indicator == indicator.slug
        and (view.site is None or one.site_id == view.site.id)
        and split in ("", one.split)
    )


def late_of_rows(view: View, indicator: Indicator, split: str) -> LateOfRows:
    """The late truths of a figure, of one split if named; none where rows are counted as they are now."""
    if not view.where.is_by_months:
        return LateOfRows()
    months = set(view.span.months())
    kinds = view.where.categories

    def is_wanted(one: LateTruth) -> bool:
        key, at_site = one.key, view.site is None or one.key.site_id == view.site.id
        is_of_it = key.indicator == indicator.slug and split in ("", key.split)
        return is_of_it and at_site and (not kinds or key.category in kinds)

    wanted = [one for one in adjustments() if is_wanted(one)]
    return LateOfRows(
        tuple(one for one in wanted if month_of(one.found_on) in months and one.key.month not in months),
        tuple(one for one in wanted if one.key.month in months and month_of(one.found_on) not in months),
    )


def left_out_of_rows(view: View, indicator: Indicator, split: str) -> int:
    """What rows come to that are not counted because an opening figure stands in their month."""
    places = view.openings().places
    cells = row_cells(view.span, view.cut_off, frozenset({indicator.slug}))
    return sum(
        amount
        for key, amount in cells.items()
        if (key.indicator, key.month, key.site_id) in places
        and (view.site is None or key.site_id == view.site.id)
        and split in ("", key.split)
    )
