"""Sums of the count: through the monthly counters where a span is whole months, else through the ledger itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from core.db import fast, is_sqlite
from factory.programme.indicators import COUNTED, INDICATORS, UNKNOWN_KIND
from factory.programme.spans import Span
from factory.programme.through import PIECE_CITY, PIECE_PARTNER, Through
from inventory.catalogue import categories

NOWHERE = Through()


@dataclass(frozen=True)
class Where:
    """What is counted: a span, a site (None: all), a group of categories or one kind ("": all), some indicators.

    `through` narrows it to a city or a partner: then the ledger's lines are counted.
    """

    span: Span
    site_id: int | None = None
    group: str = ""
    indicators: tuple[str, ...] = COUNTED
    kind: str = ""
    through: Through = NOWHERE

    @property
    def is_by_months(self) -> bool:
        """True where the monthly counters can tell it: whole months, of every city and partner."""
        return self.span.is_whole_months and not self.through

    @property
    def categories(self) -> tuple[str, ...]:
        """The one kind's slug, or those of the group; empty for all. What no group knows counts as "other"."""
        if self.kind:
            return ("" if self.kind == UNKNOWN_KIND else self.kind,)
        return categories_of(self.group) if self.group else ()

    @property
    def everywhere(self) -> Where:
        """The same without the site."""
        return replace(self, site_id=None)


def categories_of(group: str) -> tuple[str, ...]:
    """Slugs of a group's categories."""
    found = tuple(slug for slug, kind in categories().items() if kind.group == group)
    return (*found, "") if group == "other" else found


@dataclass(frozen=True)
class Cell:
    """One sum: an indicator's amount in a month, at a site, of a split."""

    indicator: str
    month: str
    site_id: int
    split: str
    amount: int


@dataclass(frozen=True)
class Sums:
    """Sums by indicator, month, site and split; every figure shown is an addition of these cells."""

    cells: tuple[Cell, ...]

    @cached_property
    def _of(self) -> dict[str, list[Cell]]:
        """The cells of each indicator: a page asks some hundred times for a few of many."""
        found: dict[str, list[Cell]] = defaultdict(list)
        for cell in self.cells:
            found[cell.indicator].append(cell)
        return dict(found)

    @cached_property
    def sites(self) -> frozenset[int]:
        """The ids of the sites that have a cell."""
        return frozenset(cell.site_id for cell in self.cells)

    def total(self, indicator: str, *, site_id: int | None = None, split: str | None = None) -> int:
        """The amount of an indicator, at one site and of one split if named."""
        return sum(
            cell.amount
            for cell in self._of.get(indicator, ())
            if (site_id is None or cell.site_id == site_id) and (split is None or cell.split == split)
        )

    def by(self, indicator: str, key: Callable[[Cell], object]) -> dict[object, int]:
        """Amounts of an indicator by a key of its cells; what sums to nothing is left out."""
        found: dict[object, int] = defaultdict(int)
        for cell in self._of.get(indicator, ()):
            found[key(cell)] += cell.amount
        return {name: amount for name, amount in found.items() if amount}

    def at_site(self, site_id: int | None) -> Sums:
        """The cells of one site; all for None."""
        if site_id is None:
            return self
        return Sums(tuple(cell for cell in self.cells if cell.site_id == site_id))

    def in_months(self, months: list[str]) -> Sums:
        """The cells of these months."""
        return Sums(tuple(cell for cell in self.cells if cell.month in months))


def sums(where: Where) -> Sums:
    """Sums of `where` by indicator, month, site and split, in one statement."""
    if where.through:
        return ledger_sums(where)
    found = counted_in(where)
    rows = fast().rows(
        f"SELECT indicator, month, site_id, split, SUM(amount) FROM {found.sql} "
        "GROUP BY indicator, month, site_id, split",
        found.values,
    )
    return _sums(rows)


def category_sums(where: Where) -> dict[tuple[str, str, int], int]:
    """Amounts by indicator, category and site."""
    found = counted_in(where)
    rows = fast().rows(
        f"SELECT indicator, category, site_id, SUM(amount) FROM {found.sql} GROUP BY indicator, category, site_id",
        found.values,
    )
    return {(row[0], row[1], row[2]): int(row[3]) for row in rows if row[3]}


@dataclass(frozen=True)
class Condition:
    """A WHERE clause with its values; `?` on both databases."""

    sql: str
    values: tuple[object, ...] = field(default=())

    def and_(self, sql: str, *values: object) -> Condition:
        """This and another."""
        return Condition(f"{self.sql} AND {sql}", (*self.values, *values))


def counted_in(where: Where) -> Condition:
    """What to select from for the amounts of `where`, with their indicator, month, site, kind and split.

    Whole months are read from their counters, the days at the ends of a span from the ledger; where a city or a partner
    narrows the count, everything is.
    """
    if where.is_by_months:
        condition = counter_condition(where)
        return Condition(f"count_month WHERE {condition.sql}", condition.values)
    columns = "indicator, {} AS month, site_id, category, split, amount"
    whole, odd = (None, [where.span]) if where.through else where.span.parted()
    parts, values = [], []  # type: list[str], list[object]
    if whole:
        condition = counter_condition(replace(where, span=whole))
        parts.append(f"SELECT {columns.format('month')} FROM count_month WHERE {condition.sql}")
        values += condition.values
    for days in odd:
        condition = ledger_condition(replace(where, span=days))
        parts.append(f"SELECT {columns.format(_month())} FROM count_entry f WHERE {condition.sql}")
        values += condition.values
    return Condition(f"({' UNION ALL '.join(parts)}) c", tuple(values))


def _month() -> str:
    return "substr(day, 1, 7)" if is_sqlite() else "to_char(day, 'YYYY-MM')"


def ledger_sums(where: Where) -> Sums:
    """Sums by the ledger alone: of a city or a partner, which no counter tells apart, and for the recount.

    One SELECT an indicator, joined: its name in the GROUP BY would make each key longer and the whole 1.4 times slower.
    """
    selects: list[str] = []
    values: list[object] = []
    for indicator in where.indicators:
        condition = ledger_condition(replace(where, indicators=(indicator,)))
        selects.append(
            f"SELECT '{INDICATORS[indicator].slug}', {_month()}, site_id, split, SUM(amount) FROM count_entry f "
            f"WHERE {condition.sql} GROUP BY 2, 3, 4"
        )
        values += condition.values
    return _sums(fast().rows(" UNION ALL ".join(selects), values))


def _sums(rows: Iterable[tuple[str, str, int, str, int]]) -> Sums:
    return Sums(tuple(Cell(row[0], row[1], row[2], row[3], int(row[4])) for row in rows if row[4]))


def counter_condition(where: Where) -> Condition:
    """The WHERE clause of `where` over `count_month`."""
    months = where.span.months()
    start = _one_of("indicator", where.indicators).and_("month BETWEEN ? AND ?", months[0], months[-1])
    return _site_and_group(start, where)


def ledger_condition(where: Where) -> Condition:
    """The WHERE clause of `where` over `count_entry`."""
    span = where.span
    start = _one_of("indicator", where.indicators).and_("day BETWEEN ? AND ?", span.starts_on, span.ends_on)
    held, values = where.through.held(PIECE_CITY, PIECE_PARTNER)
    return _site_and_group(Condition(start.sql + held, (*start.values, *values)), where)


def _site_and_group(condition: Condition, where: Where) -> Condition:
    if where.site_id is not None:
        condition = condition.and_("site_id = ?", where.site_id)
    if where.categories:
        chosen = _one_of("category", where.categories)
        condition = condition.and_(chosen.sql, *chosen.values)
    return condition


def _one_of(column: str, values: tuple[str, ...]) -> Condition:
    return Condition(f"{column} IN ({', '.join('?' * len(values))})", values)
