"""Occasions of a site: filtered and paged, one by its number, and those that something can be made for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.db import as_day, fast
from core.searching import held_by

PAGE = 50
MOST_EXPORTED = 10_000
_SELECT = (
    "SELECT o.id, o.day, o.title, o.kind, o.city, o.partner_id, COALESCE(g.name, ''), o.adults, o.children, "
    "o.called_off_at IS NOT NULL, (SELECT COUNT(*) FROM repair_item r WHERE r.occasion_id = o.id) "
    "FROM occasion o LEFT JOIN organisation g ON g.id = o.partner_id "
)


@dataclass(frozen=True)
class OccasionFilter:
    """Which occasions of a site: of a kind, in a city ("" is any), with which words in title or partner."""

    site_id: int
    kind: str = ""
    city: str = ""
    state: str = ""
    words: str = ""


@dataclass(frozen=True)
class OccasionLine:
    """An occasion with its heads and the number of its tickets."""

    id: int
    day: date
    title: str
    kind: str
    city: str
    partner_id: int | None
    partner: str
    adults: int
    children: int
    is_off: bool
    tickets: int

    @property
    def heads(self) -> int:
        """Everybody who was counted."""
        return self.adults + self.children


def occasions_page(
    wanted: OccasionFilter, today: date, *, start: int = 0, size: int = PAGE
) -> list[OccasionLine]:
    """Occasions that fit, the newest first; one more than `size` where there are more."""
    held, words = held_by(wanted.words, ("o.title", "COALESCE(g.name, '')"))
    parts, values = ["o.site_id = ?", held], [wanted.site_id, *words]  # type: list[str], list[object]
    for column, value in (("o.kind", wanted.kind), ("o.city", wanted.city)):
        if value:
            parts.append(f"{column} = ?")
            values.append(value)
    if wanted.state == "off":
        parts.append("o.called_off_at IS NOT NULL")
    elif wanted.state in ("past", "ahead"):
        parts.append(f"o.called_off_at IS NULL AND o.day {'<=' if wanted.state == 'past' else '>'} ?")
        values.append(today)
    rows = fast().rows(
        f"{_SELECT}WHERE {' AND '.join(parts)} ORDER BY o.day DESC, o.id DESC LIMIT ? OFFSET ?",
        (*values, size + 1, start),
    )
    return [_line(row) for row in rows]


def occasion_by_id(occasion_id: int, site_id: int) -> OccasionLine | None:
    """The occasion of the site, or None."""
    row = fast().row(f"{_SELECT}WHERE o.id = ? AND o.site_id = ?", (occasion_id, site_id))
    return None if row is None else _line(row)


def occasions_of_partner(organisation_id: int) -> list[OccasionLine]:
    """What was held with an organisation, the newest first."""
    rows = fast().rows(
        f"{_SELECT}WHERE o.partner_id = ? AND o.called_off_at IS NULL ORDER BY o.day DESC, o.id DESC LIMIT 100",
        (organisation_id,),
    )
    return [_line(row) for row in rows]


def occasions_to_make_for(site_id: int) -> list[OccasionLine]:
    """Occasions of a site that a batch may be for, the newest first."""
    rows = fast().rows(
        f"{_SELECT}WHERE o.site_id = ? AND o.called_off_at IS NULL ORDER BY o.day DESC, o.id DESC LIMIT 200",
        (site_id,),
    )
    return [_line(row) for row in rows]


def _line(row: Any) -> OccasionLine:
    return OccasionLine(
        id=row[0],
        day=as_day(row[1]),
        title=row[2],
        kind=row[3],
        city=row[4],
        partner_id=row[5],
        partner=row[6],
        adults=row[7],
        children=row[8],
        is_off=bool(row[9]),
        tickets=row[10],
    )
