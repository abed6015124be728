"""Pieces as rows: the table of the desk, its pages by keyset, and the rows of an export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from core.bounds import whole
from core.clock import from_iso, iso
from core.db import as_instant, fast
from inventory.queries.filters import PieceFilter, where
from inventory.stages import STAGES

PAGE: Final = 50
MOST_EXPORTED: Final = 100_000
MOST_PARTS: Final = 120
Cursor = tuple[object, int]
SORTS: Final = {
    "since": "p.since",
    "code": "p.code",
    "category": "p.category",
    "weight": "p.grams",
    "life": "p.life",
}
FIRST_SORT: Final = "-since"


@dataclass(frozen=True)
class PieceRow:
    """One piece in a table."""

    id: int
    code: str
    site: str
    site_id: int
    stage: str
    step: str
    place: str
    since: datetime
    life: int
    category: str
    title: str
    grams: int
    weight_source: str
    waits_for: str
    is_sealed: bool
    is_barred: bool
    is_uncleared: bool
    photo_id: str
    donation: str
    made_at: datetime
    is_said_wrong: bool


@dataclass(frozen=True)
class PiecePage:
    """A page of rows and the cursors of its neighbours ("" where there is none)."""

    rows: list[PieceRow]
    newer: str
    older: str


_COLUMNS = (
    "p.id, p.code, s.name, p.site_id, p.stage, p.step, pl.name, p.since, p.life, p.category, p.title, p.grams, "
    "p.weight_source, p.waits_for, p.is_sealed, p.is_barred, p.is_uncleared, f.id, dn.number, p.made_at, "
    "EXISTS (SELECT 1 FROM door_message w WHERE w.piece_id = p.id AND w.door = 'wrong' AND w.done_at IS NULL)"
)
_JOINS = (
    "LEFT JOIN site s ON s.id = p.site_id LEFT JOIN place pl ON pl.id = p.place_id "
    "LEFT JOIN photo f ON f.id = p.photo_id AND f.sha256 <> '' LEFT JOIN donation dn ON dn.id = p.donation_id"
)


def row_of(found: Any) -> PieceRow:
    """A row of the columns above."""
    return PieceRow(
        id=found[0],
        code=found[1],
        site=found[2],
        site_id=found[3],
        stage=found[4],
        step=found[5],
        place=found[6] or "",
        since=as_instant(found[7]),
        life=found[8],
        category=found[9],
        title=found[10],
        grams=found[11],
        weight_source=found[12],
        waits_for=found[13],
        is_sealed=bool(found[14]),
        is_barred=bool(found[15]),
        is_uncleared=bool(found[16]),
        photo_id=found[17] or "",
        donation=found[18] or "",
        made_at=as_instant(found[19]),
        is_said_wrong=bool(found[20]),
    )


def read_sort(sort: str) -> tuple[str, str, bool]:
    """(sort as it is written, column, downwards); the newest first for anything unknown."""
    name = sort.removeprefix("-")
    if name not in SORTS:
        sort, name = FIRST_SORT, FIRST_SORT.removeprefix("-")
    return sort, SORTS[name], sort.startswith("-")


def pieces_page(
    wanted: PieceFilter,
    at: datetime,
    *,
    sort: str = FIRST_SORT,
    after: str = "",
    before: str = "",
    size: int = PAGE,
) -> PiecePage:
    """A page by keyset: the rows after (or before) a cursor; no counting, no skipping."""
    sort, column, is_down = read_sort(sort)
    goes_back = bool(before) and not after
    cursor = _read_cursor(before if goes_back else after, column)
    sign, way = ("<", "DESC") if is_down != goes_back else (">", "ASC")
    rows = _rows(wanted, at, cursor, sign, (column, way), size + 1)
    has_more = len(rows) > size
    rows = rows[:size]
    if goes_back:
        rows.reverse()
    came_on = cursor is not None
    return PiecePage(
        rows=rows,
        newer=_cursor(rows[0], sort) if rows and (has_more if goes_back else came_on) else "",
        older=_cursor(rows[-1], sort) if rows and (came_on if goes_back else has_more) else "",
    )


def _rows(
    wanted: PieceFilter, at: datetime, cursor: Cursor | None, sign: str, order: tuple[str, str], limit: int
) -> list[PieceRow]:
    """The chosen ids first, their names afterwards: the joins meet a page, not the whole table.

    By time in the stage, each stage of each site gives its few from the index; the rest is one sorted look.
    """
    column, way = order
    stages = wanted.stages or STAGES
    parts = (
        [replace(wanted, site_ids=(site,), stage=stage) for site in wanted.site_ids for stage in stages]
        if column == "p.since" and len(wanted.site_ids) * len(stages) <= MOST_PARTS
        else [wanted]
    )
    chosen: list[str] = []
    values: list[object] = []
    for number, part in enumerate(parts):
        condition, given = where(part, at)
        if cursor is not None:
            condition += f" AND ({column}, p.id) {sign} (?, ?)"
            given = [*given, *cursor]
        chosen.append(
            f"SELECT * FROM (SELECT p.id FROM piece p WHERE {condition} ORDER BY {column} {way}, p.id {way} LIMIT ?) "
            f"AS part_{number}"
        )
        values.extend([*given, limit])
    sql = (
        f"SELECT {_COLUMNS} FROM piece p {_JOINS} WHERE p.id IN ({' UNION ALL '.join(chosen)}) "
        f"ORDER BY {column} {way}, p.id {way} LIMIT ?"
    )
    return [row_of(found) for found in fast().rows(sql, (*values, limit))]


def _cursor(row: PieceRow, sort: str) -> str:
    name = sort.removeprefix("-")
    value = {"since": iso(row.since), "code": row.code, "category": row.category}.get(name)
    if value is None:
        value = str(row.grams if name == "weight" else row.life)
    return f"{value}~{row.id}"


def _read_cursor(text: str, column: str) -> Cursor | None:
    """The cursor in an address; None for one that nobody made."""
    value, mark, number = text.rpartition("~")
    row_id = whole(number, 15)
    if not mark or row_id is None:
        return None
    try:
        if column == "p.since":
            return from_iso(value), row_id
        if column in ("p.grams", "p.life"):
            return max(0, min(int(value), 2**31 - 1)), row_id
    except ValueError:
        return None
    return value, row_id


def pieces_for_export(wanted: PieceFilter, at: datetime, *, sort: str = FIRST_SORT) -> Iterator[PieceRow]:
    """Every row of a filter in the order of the table, up to `MOST_EXPORTED`."""
    after, left = "", MOST_EXPORTED
    while left > 0:
        page = pieces_page(wanted, at, sort=sort, after=after, size=min(1_000, left))
        yield from page.rows
        left -= len(page.rows)
        after = page.older
        if not after:
            return


def rows_by_ids(ids: list[int]) -> list[PieceRow]:
    """The rows of some pieces, in the order of the ids."""
    if not ids:
        return []
    found = fast().rows(
        f"SELECT {_COLUMNS} FROM piece p {_JOINS} WHERE p.id IN ({', '.join('?' for _ in ids)})", ids
    )
    known = {row[0]: row_of(row) for row in found}
    return [known[piece_id] for piece_id in ids if piece_id in known]
