"""Who receives pieces: organisations, makeovers and households, searched, sorted and paged, and what each received."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.db import as_day, fast
from core.searching import held_by

PAGE = 50
MOST_EXPORTED = 10_000
GROUPS = ("organisations", "makeovers", "households")
SORTS = {"name": "1", "kind": "2", "city": "3", "pieces": "4", "last": "5"}
"""What a list may be sorted by: places in the statement's columns below."""
_LISTS = {
    "organisations": (
        "SELECT o.name, o.kind, o.city, COUNT(r.event_id), MAX(r.released_on), o.id, o.is_active, '' "
        "FROM organisation o LEFT JOIN release r ON r.organisation_id = o.id{gone} WHERE {where} "
        "GROUP BY o.id, o.name, o.kind, o.city, o.is_active",
        "o.is_active",
        ("o.name", "o.city"),
    ),
    "makeovers": (
        "SELECT m.title, m.kind, m.city, COUNT(r.event_id), MAX(r.released_on), m.id, m.is_open, m.code "
        "FROM makeover m LEFT JOIN release r ON r.makeover_id = m.id{gone} WHERE m.site_id = ? AND {where} "
        "GROUP BY m.id, m.title, m.kind, m.city, m.is_open, m.code",
        "m.is_open",
        ("m.title", "m.code", "m.city"),
    ),
    "households": (
        "SELECT h.reference, 'household', '', COUNT(r.event_id), MAX(r.released_on), h.id, TRUE, h.reference "
        "FROM household h LEFT JOIN release r ON r.household_id = h.id{gone} WHERE h.site_id = ? AND {where} "
        "GROUP BY h.id, h.reference",
        "",
        ("h.reference",),
    ),
}
_STANDS = (
    " AND NOT EXISTS (SELECT 1 FROM event_verdict v WHERE v.event_id = r.event_id AND v.verdict <> 'already')"
)
"""A release that was undone, or refused afterwards, gave nobody anything."""
_COLUMNS = {"organisations": "organisation_id", "makeovers": "makeover_id", "households": "household_id"}


@dataclass(frozen=True)
class RecipientFilter:
    """Which recipients: of a group, active or archived ("" is both), holding which words, in which order."""

    group: str
    site_id: int
    state: str = "active"
    words: str = ""
    sort: str = "name"


@dataclass(frozen=True)
class RecipientLine:
    """A recipient with the number of pieces that it got, and the day of the last."""

    id: int
    name: str
    code: str
    kind: str
    city: str
    pieces: int
    last_on: date | None
    is_active: bool


@dataclass(frozen=True)
class ReceivedLine:
    """One piece that a recipient got."""

    code: str
    category: str
    title: str
    life: int
    grams: int
    weight_source: str
    site: str
    released_on: date
    terms: str
    photo_id: str


def recipients_page(wanted: RecipientFilter, *, start: int = 0, size: int = PAGE) -> list[RecipientLine]:
    """The recipients of a filter from the `start`-th on, one more than `size` where there are more."""
    sql, values = _statement(wanted)
    name = wanted.sort.removeprefix("-")
    way = "DESC" if wanted.sort.startswith("-") else "ASC"
    order = f"{SORTS.get(name, '1')} {way} NULLS LAST, 1, 6"
    rows = fast().rows(f"{sql} ORDER BY {order} LIMIT ? OFFSET ?", (*values, size + 1, start))
    return [_line(row) for row in rows]


def recipient_by_id(group: str, recipient_id: int, site_id: int) -> RecipientLine | None:
    """One recipient: an organisation of any site, a makeover or household of this one."""
    if group not in GROUPS:
        return None
    letter = {"organisations": "o", "makeovers": "m", "households": "h"}[group]
    sql = _LISTS[group][0].format(gone=_STANDS, where=f"{letter}.id = ?")
    site = () if group == "organisations" else (site_id,)
    row = fast().row(sql, (*site, recipient_id))
    return _line(row) if row else None


def received_by(group: str, recipient_id: int, *, start: int = 0, size: int = PAGE) -> list[ReceivedLine]:
    """The pieces that a recipient got, the newest first, one more than `size` where there are more."""
    kept = (
        "(SELECT {} FROM count_entry g WHERE g.piece_id = r.piece_id AND g.life = r.life "
        "AND g.indicator = 'grams_kept' AND g.amount > 0 ORDER BY g.id DESC LIMIT 1)"
    )
    rows = fast().rows(
        f"SELECT p.code, p.category, p.title, r.life, COALESCE({kept.format('g.amount')}, 0), "
        f"COALESCE({kept.format('g.split')}, ''), s.name, r.released_on, r.terms, COALESCE(f.id, '') "
        "FROM release r JOIN piece p ON p.id = r.piece_id JOIN site s ON s.id = p.site_id "
        "LEFT JOIN photo f ON f.id = p.photo_id AND f.sha256 <> '' "
        f"WHERE r.{_COLUMNS[group]} = ?{_STANDS} ORDER BY r.released_on DESC, p.id LIMIT ? OFFSET ?",
        (recipient_id, size + 1, start),
    )
    return [_received(row) for row in rows]


def _received(row: Any) -> ReceivedLine:
    return ReceivedLine(
        code=row[0],
        category=row[1],
        title=row[2],
        life=row[3],
        grams=int(row[4]),
        weight_source=row[5],
        site=row[6],
        released_on=as_day(row[7]),
        terms=row[8],
        photo_id=row[9],
    )


def group_counts(site_id: int) -> dict[str, int]:
    """How many there are of each group, archived ones included."""
    row = fast().row(
        "SELECT (SELECT COUNT(*) FROM organisation), (SELECT COUNT(*) FROM makeover WHERE site_id = ?), "
        "(SELECT COUNT(*) FROM household WHERE site_id = ?)",
        (site_id, site_id),
    )
    return dict(zip(GROUPS, row or (0, 0, 0), strict=True))


def _statement(wanted: RecipientFilter) -> tuple[str, tuple[object, ...]]:
    sql, active, searched = _LISTS[wanted.group]
    parts: list[str] = ["1 = 1"]
    values: list[object] = [] if wanted.group == "organisations" else [wanted.site_id]
    if active and wanted.state:
        parts.append(f"{active} = ?")
        values.append(wanted.state == "active")
    held, words = held_by(wanted.words, searched)
    parts.append(held)
    values.extend(words)
    return sql.format(gone=_STANDS, where=" AND ".join(parts)), tuple(values)


def _line(row: tuple[object, ...]) -> RecipientLine:
    name, kind, city, pieces, last, number, is_active, code = row
    return RecipientLine(
        id=int(str(number)),
        name=str(name),
        code=str(code),
        kind=str(kind),
        city=str(city),
        pieces=int(str(pieces)),
        last_on=None if last is None else as_day(last),  # type: ignore[arg-type]
        is_active=bool(is_active),
    )
