"""Opening figures: which stand, what of them counts in a span, and rows that they keep out of the count."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from core.clock import local_day, month_of
from core.db import as_day, as_instant, fast, is_sqlite
from factory.programme.queries.sums import Cell, Condition, Sums
from factory.programme.spans import Span

Place = tuple[str, str, int]
"""An indicator in a month at a site."""


@dataclass(frozen=True)
class Opening:
    """An opening figure that stands. It counts whole, on the last day of its month (`ends_on`)."""

    id: int
    batch_id: int
    indicator: str
    month: str
    site_id: int
    split: str
    amount: int
    source: str
    ends_on: date
    entered_on: date

    @property
    def place(self) -> Place:
        """Where no rows are counted beside it."""
        return self.indicator, self.month, self.site_id


@dataclass(frozen=True)
class Openings:
    """The opening figures that count in a span, and the places of all that stand in its months."""

    lines: tuple[Opening, ...] = ()
    places: frozenset[Place] = frozenset()

    def sums(self, live: Sums) -> Sums:
        """The live sums: where an opening figure stands it counts in place of rows."""
        if not self.places:
            return live
        kept = tuple(
            cell for cell in live.cells if (cell.indicator, cell.month, cell.site_id) not in self.places
        )
        return Sums((*kept, *(cell_of(one) for one in self.lines if one.amount)))

    def only(self, wanted: Callable[[Opening], bool]) -> Openings:
        """The same places with fewer lines."""
        return Openings(tuple(one for one in self.lines if wanted(one)), self.places)


def cell_of(one: Opening) -> Cell:
    """An opening figure as a cell of the count."""
    return Cell(one.indicator, one.month, one.site_id, one.split, one.amount)


def sources_of(found: Iterable[Opening]) -> tuple[str, ...]:
    """Each source once, in the order of the months."""
    return tuple(dict.fromkeys(one.source for one in found))


def openings(span: Span, until: datetime) -> Openings:
    """The opening figures of a span, the earliest first."""
    last = min(span.ends_on, local_day(until))
    standing = standing_openings(month_of(span.starts_on), month_of(span.ends_on))
    counted = tuple(one for one in standing if span.starts_on <= one.ends_on <= last)
    return Openings(counted, frozenset(one.place for one in standing))


def standing_openings(first: str, last: str) -> list[Opening]:
    """The opening figures that stand in the months from one to another, the earliest first."""
    rows = fast().rows(
        "SELECT id, batch_id, indicator, month, site_id, split, amount, source, ends_on, entered_on "
        "FROM opening_figure WHERE withdrawn_at IS NULL AND month BETWEEN ? AND ? "
        "ORDER BY month, indicator, site_id, split",
        (first, last),
    )
    return [Opening(*(*row[:8], as_day(row[8]), as_day(row[9]))) for row in rows]


def opening_places(slug: str, span: Span) -> frozenset[Place]:
    """Where opening figures of an indicator stand in the months of a span."""
    found = standing_openings(month_of(span.starts_on), month_of(span.ends_on))
    return frozenset(one.place for one in found if one.indicator == slug)


def is_at(places: frozenset[Place], slug: str, day: date, site_id: int) -> bool:
    """True for a row in a month that has an opening figure: it is not counted."""
    return (slug, month_of(day), site_id) in places


def rows_that_count(slug: str, span: Span, table: str) -> Condition:
    """The clause on rows of `table` (with `site_id` and `day`) that leaves out months with an opening figure."""
    if not opening_places(slug, span):
        return Condition("1 = 1")
    month = f"substr({table}.day, 1, 7)" if is_sqlite() else f"to_char({table}.day, 'YYYY-MM')"
    return Condition(
        "NOT EXISTS (SELECT 1 FROM opening_figure o WHERE o.withdrawn_at IS NULL AND o.indicator = ? "
        f"AND o.site_id = {table}.site_id AND o.month = {month})",
        (slug,),
    )


@dataclass(frozen=True)
class Batch:
    """A batch as it is listed: its name ("": typed in), by whom, how many figures, of which months, how many closed."""

    id: int
    called: str
    made_at: datetime
    made_by: str
    undone_at: datetime | None
    number: int
    first: str
    last: str
    closed: int
    sites: frozenset[int]


def batches() -> list[Batch]:
    """Every batch of opening figures, the newest first."""
    rows = fast().rows(
        "SELECT b.id, b.called, b.made_at, COALESCE(p.number, ''), b.undone_at, COUNT(f.id), "
        "COALESCE(MIN(f.month), ''), COALESCE(MAX(f.month), ''), COUNT(t.id) "
        "FROM opening_batch b LEFT JOIN person p ON p.id = b.made_by_id "
        "LEFT JOIN opening_figure f ON f.batch_id = b.id "
        "LEFT JOIN period t ON t.site_id = f.site_id AND t.month = f.month "
        "GROUP BY b.id, b.called, b.made_at, p.number, b.undone_at ORDER BY b.id DESC"
    )
    sites: dict[int, set[int]] = {}
    for batch_id, site_id in fast().rows("SELECT DISTINCT batch_id, site_id FROM opening_figure"):
        sites.setdefault(batch_id, set()).add(site_id)
    return [
        Batch(
            row[0],
            row[1],
            as_instant(row[2]),
            row[3],
            as_instant(row[4]) if row[4] else None,
            int(row[5]),
            row[6],
            row[7],
            int(row[8]),
            frozenset(sites.get(row[0], ())),
        )
        for row in rows
    ]


def batch_with(token: str) -> int | None:
    """The batch that came in under a client id."""
    row = fast().row("SELECT id FROM opening_batch WHERE token = ?", (token,))
    return int(row[0]) if row else None


def sites_of_batch(batch_id: int) -> frozenset[int]:
    """The sites that a batch has figures of; none for a batch that is not there."""
    rows = fast().rows("SELECT DISTINCT site_id FROM opening_figure WHERE batch_id = ?", (batch_id,))
    return frozenset(row[0] for row in rows)


def closed_figures(batch_id: int) -> int:
    """How many figures of a batch are of months that are closed."""
    row = fast().row(
        "SELECT COUNT(*) FROM opening_figure f JOIN period t ON t.site_id = f.site_id AND t.month = f.month "
        "WHERE f.batch_id = ? AND f.withdrawn_at IS NULL",
        (batch_id,),
    )
    return int(row[0]) if row else 0


def closed_between(first: str, last: str) -> frozenset[tuple[int, str]]:
    """The sites and months that are closed from one month to another."""
    rows = fast().rows("SELECT site_id, month FROM period WHERE month BETWEEN ? AND ?", (first, last))
    return frozenset((row[0], row[1]) for row in rows)


def names_in_full() -> tuple[str, ...]:
    """The names of people that no spreadsheet bears by chance: those of two words or more."""
    rows = fast().rows(
        "SELECT called, full_name FROM person_name WHERE called LIKE '% %' OR full_name LIKE '% %'"
    )
    return tuple(name for row in rows for name in row if " " in name.strip())
