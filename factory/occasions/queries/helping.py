"""Help given: by a site, to an organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.db import as_day, fast
from core.searching import held_by

PAGE = 50
MOST_EXPORTED = 10_000
_SELECT = (
    "SELECT h.id, h.day, h.kind, h.minutes, h.about, h.organisation_id, g.name, g.city, h.started_on, "
    "h.withdrawn_at IS NOT NULL FROM help_given h JOIN organisation g ON g.id = h.organisation_id "
)


@dataclass(frozen=True)
class HelpFilter:
    """Which help of a site: of a kind ("" is any), with which words."""

    site_id: int
    kind: str = ""
    words: str = ""


@dataclass(frozen=True)
class HelpLine:
    """Help on a day, to whom, and whether an enterprise started by it."""

    id: int
    day: date
    kind: str
    minutes: int
    about: str
    organisation_id: int
    organisation: str
    city: str
    started_on: date | None
    is_out: bool


def help_page(wanted: HelpFilter, *, start: int = 0, size: int = PAGE) -> list[HelpLine]:
    """Help that fits, the newest first; one more than `size` where there is more."""
    held, words = held_by(wanted.words, ("g.name", "h.about"))
    values: list[object] = [wanted.site_id, *words, wanted.kind, wanted.kind, size + 1, start]
    rows = fast().rows(
        f"{_SELECT}WHERE h.site_id = ? AND {held} AND (? = '' OR h.kind = ?) "
        "ORDER BY h.day DESC, h.id DESC LIMIT ? OFFSET ?",
        values,
    )
    return [_line(row) for row in rows]


def help_by_id(help_id: int, site_id: int) -> HelpLine | None:
    """The entry of the site, or None."""
    row = fast().row(f"{_SELECT}WHERE h.id = ? AND h.site_id = ?", (help_id, site_id))
    return None if row is None else _line(row)


def help_to_organisation(organisation_id: int) -> list[HelpLine]:
    """Help that an organisation got, from whatever site, the newest first."""
    rows = fast().rows(
        f"{_SELECT}WHERE h.organisation_id = ? AND h.withdrawn_at IS NULL ORDER BY h.day DESC, h.id DESC LIMIT 200",
        (organisation_id,),
    )
    return [_line(row) for row in rows]


def _line(row: Any) -> HelpLine:
    return HelpLine(
        id=row[0],
        day=as_day(row[1]),
        kind=row[2],
        minutes=row[3],
        about=row[4],
        organisation_id=row[5],
        organisation=row[6],
        city=row[7],
        started_on=None if row[8] is None else as_day(row[8]),
        is_out=bool(row[9]),
    )
