"""The rows behind a number: piece, kind, site, day and amount, paged by key, masked where a person only counts."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core.db import as_day, fast
from core.errors import N_, RuleBroken
from factory.programme.queries.openings import rows_that_count
from factory.programme.queries.scope import RowScope
from factory.programme.queries.sums import Condition, Where, ledger_condition
from factory.programme.through import PIECE_CITY, PIECE_PARTNER, city_of, partner_of

PAGE = 50
BATCH = 2000
ORDERS = {
    "day": "e.day",
    "code": "p.code",
    "kind": "e.category",
    "site": "e.site_id",
    "amount": "e.amount",
}
"""What rows may be sorted by, and the column of each."""
MASKED_ORDERS = ("day", "kind", "site", "amount")
"""The orders that tell nothing of a code."""


@dataclass(frozen=True)
class Wanted:
    """Which rows: of one indicator in `where`, of one split if named, in an order ("-day": newest first).

    `after` is the key of the last row seen; `before` that of the first, to go back.
    """

    where: Where
    indicator: str
    split: str | None = None
    order: str = "-day"
    after: str = ""
    before: str = ""

    @property
    def column(self) -> str:
        """The column that it is sorted by."""
        return ORDERS[self.order.lstrip("-")]


@dataclass(frozen=True)
class CountRow:
    """One row: `code` is a piece's code, or a pseudonym where `is_masked`."""

    id: int
    code: str
    title: str
    category: str
    site_id: int
    day: date
    split: str
    amount: int
    life: int
    is_adjustment: bool
    is_masked: bool
    key: str
    city: str = ""
    partner: int = 0


@dataclass(frozen=True)
class RowPage:
    """A page of rows, and the keys that lead on and back (empty where there is nothing)."""

    rows: list[CountRow]
    after: str = ""
    before: str = ""


@dataclass(frozen=True)
class RowSums:
    """How many rows a person may open and what they sum to; and what the number sums to at sites closed to them."""

    count: int
    amount: int
    elsewhere: int


def checked_order(order: str, scope: RowScope) -> str:
    """`order` if rows may be sorted so; raises RuleBroken for any other."""
    name = order.removeprefix("-") or "day"
    if name not in ORDERS or (name not in MASKED_ORDERS and not scope.named):
        raise RuleBroken("sort", N_("Rows cannot be sorted by that."), N_("Press a column's heading."))
    return order or "-day"


def page_of_rows(wanted: Wanted, scope: RowScope, mask: bytes) -> RowPage:
    """One page of rows that the scope opens."""
    backwards = bool(wanted.before)
    found = _read(wanted, scope, mask, PAGE + 1, backwards)
    more = len(found) > PAGE
    rows = found[:PAGE]
    if backwards:
        rows.reverse()
    if not rows:
        return RowPage([])
    after = rows[-1].key if more or backwards else ""
    before = rows[0].key if wanted.after or (backwards and more) else ""
    return RowPage(rows, after, before)


def each_row(wanted: Wanted, scope: RowScope, mask: bytes) -> Iterator[CountRow]:
    """Every row that the scope opens, read in batches, for exports."""
    wanted = replace(wanted, after="", before="")
    while True:
        batch = _read(wanted, scope, mask, BATCH, False)
        yield from batch
        if len(batch) < BATCH:
            return
        wanted = replace(wanted, after=batch[-1].key)


def sums_of_rows(wanted: Wanted, scope: RowScope) -> RowSums:
    """Count and sum of the rows that the scope opens, and the sum of those it does not."""
    condition = _counted(wanted)
    opened, values = _site_list(scope)
    row = fast().row(
        f"SELECT COALESCE(SUM(CASE WHEN site_id IN ({opened}) THEN 1 ELSE 0 END), 0), "
        f"COALESCE(SUM(CASE WHEN site_id IN ({opened}) THEN amount ELSE 0 END), 0), COALESCE(SUM(amount), 0) "
        f"FROM count_entry f WHERE {condition.sql}",
        (*values, *values, *condition.values),
    )
    count, amount, total = (int(value) for value in row) if row else (0, 0, 0)
    return RowSums(count, amount, total - amount)


def pseudonym(piece_id: int, mask: bytes) -> str:
    """A name for a piece that is the same in every export of this house and leads nobody to its code."""
    return "R-" + hmac.new(mask, f"piece:{piece_id}".encode(), hashlib.sha256).hexdigest()[:10].upper()


def _one(wanted: Wanted) -> Where:
    return replace(wanted.where, indicators=(wanted.indicator,))


def _counted(wanted: Wanted) -> Condition:
    """The rows of the ledger that count: none where an opening figure stands in their month."""
    counts = rows_that_count(wanted.indicator, wanted.where.span, "f")
    return _of_split(ledger_condition(_one(wanted)), wanted).and_(counts.sql, *counts.values)


def _of_split(condition: Condition, wanted: Wanted) -> Condition:
    return condition if wanted.split is None else condition.and_("split = ?", wanted.split)


def _site_list(scope: RowScope) -> tuple[str, tuple[int, ...]]:
    """Placeholders and ids of the sites that the scope opens (an id that no site has where it opens none)."""
    sites = tuple(sorted(scope.sites)) or (-1,)
    return ", ".join("?" * len(sites)), sites


def _read(wanted: Wanted, scope: RowScope, mask: bytes, most: int, backwards: bool) -> list[CountRow]:
    opened, sites = _site_list(scope)
    condition = _counted(wanted).and_(f"site_id IN ({opened})", *sites)
    descending = wanted.order.startswith("-") != backwards
    way, sign = ("DESC", "<") if descending else ("ASC", ">")
    page = _beyond(wanted, wanted.before if backwards else wanted.after, sign)
    rows = fast().rows(
        "SELECT e.id, e.piece_id, p.code, p.title, e.category, e.site_id, e.day, e.split, e.amount, e.life, "
        f"e.is_adjustment, {wanted.column} FROM (SELECT * FROM count_entry f WHERE {condition.sql}) e "
        f"JOIN piece p ON p.id = e.piece_id{page.sql} ORDER BY {wanted.column} {way}, e.id {way} LIMIT {most}",
        (*condition.values, *page.values),
    )
    places = _places([int(row[0]) for row in rows])
    return [replace(_row(row, scope, mask), **places.get(int(row[0]), {})) for row in rows]


def _places(ids: list[int]) -> dict[int, dict[str, Any]]:
    """The city and the partner of each of these lines of the ledger."""
    rows = fast().rows(
        f"SELECT f.id, {city_of(PIECE_CITY)}, {partner_of(PIECE_PARTNER)} FROM count_entry f "
        f"WHERE f.id IN ({', '.join('?' * len(ids)) or 'NULL'})",
        ids,
    )
    return {row[0]: {"city": row[1], "partner": row[2] or 0} for row in rows}


def _beyond(wanted: Wanted, key: str, sign: str) -> Condition:
    """The clause that begins after the row with that key."""
    if not key:
        return Condition("")
    value, _, last_id = key.rpartition("~")
    whole = wanted.column in ("e.site_id", "e.amount")
    try:
        start: object = _whole(value) if whole else value
        if wanted.column == "e.day":
            start = date.fromisoformat(value)
        return Condition(f" WHERE ({wanted.column}, e.id) {sign} (?, ?)", (start, _whole(last_id)))
    except ValueError:
        raise RuleBroken(
            "after", N_("This address is not complete."), N_("Begin again at the first row.")
        ) from None


def _whole(text: str) -> int:
    number = int(text)
    if abs(number) >= 2**63:
        raise ValueError("larger than any row's number")
    return number


def _row(row: tuple[object, ...], scope: RowScope, mask: bytes) -> CountRow:
    row_id, piece_id, code, title, category, site_id, day, split, amount, life, adjusts, key = row
    masked = site_id not in scope.named
    return CountRow(
        id=int(str(row_id)),
        code=pseudonym(int(str(piece_id)), mask) if masked else str(code),
        title="" if masked else str(title),
        category=str(category),
        site_id=int(str(site_id)),
        day=as_day(day if isinstance(day, date) else str(day)),
        split=str(split),
        amount=int(str(amount)),
        life=int(str(life)),
        is_adjustment=bool(adjusts),
        is_masked=masked,
        key=f"{key}~{row_id}",
    )
