"""Makeovers of a site, filtered, searched, sorted and paged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.db import as_day, as_instant, fast
from core.held_pieces import IS_HELD
from core.searching import held_by
from factory.makeovers.words import LIVE, sql_list

SORTS = {
    "code": "m.code",
    "title": "LOWER(m.title)",
    "city": "m.city",
    "state": "c.state",
    "since": "c.state_at",
    "referred": "c.referred_on",
}
PAGE = 50
MOST_EXPORTED = 10_000


@dataclass(frozen=True)
class MakeoverFilter:
    """What a list asks for. `state` is a state, "live" or ""."""

    site_id: int
    state: str = "live"
    kind: str = ""
    city: str = ""
    words: str = ""
    sort: str = "-since"


@dataclass(frozen=True)
class MakeoverLine:
    """A makeover in a list. `kept`, `delivered`: pieces."""

    id: int
    code: str
    title: str
    kind: str
    city: str
    area: str
    reference: str
    state: str
    state_at: datetime
    referred_on: date
    signed_off_on: date | None
    agency: str
    partner: str
    kept: int
    delivered: int
    photo_id: str


_SELECT = (
    "SELECT m.id, m.code, m.title, m.kind, m.city, c.area, c.reference, c.state, c.state_at, c.referred_on, "
    "c.signed_off_on, COALESCE(a.name, ''), COALESCE(q.name, ''), "
    f"(SELECT COUNT(*) FROM makeover_piece k WHERE k.makeover_id = m.id AND {IS_HELD}), "
    "(SELECT COUNT(DISTINCT r.piece_id) FROM release r WHERE r.makeover_id = m.id AND NOT EXISTS "
    "(SELECT 1 FROM event_verdict v WHERE v.event_id = r.event_id AND v.verdict <> 'already')), "
    "COALESCE((SELECT f.id FROM makeover_photo f WHERE f.makeover_id = m.id "
    "ORDER BY CASE f.part WHEN 'after' THEN 0 WHEN 'survey' THEN 1 ELSE 2 END, f.taken_at DESC, f.id LIMIT 1), '') "
    "FROM makeover m JOIN makeover_case c ON c.makeover_id = m.id LEFT JOIN organisation a ON a.id = c.agency_id "
    "LEFT JOIN organisation q ON q.id = c.partner_id WHERE m.site_id = ? "
)


def makeovers_page(wanted: MakeoverFilter, start: int = 0, size: int = PAGE + 1) -> list[MakeoverLine]:
    """The lines from the `start`-th, one more than a page where there are more."""
    parts, values = ["1 = 1"], [wanted.site_id]  # type: list[str], list[object]
    if wanted.state == "live":
        parts.append(f"c.state IN ({sql_list(LIVE)})")
    elif wanted.state:
        parts.append("c.state = ?")
        values.append(wanted.state)
    for column, value in (("m.kind", wanted.kind), ("m.city", wanted.city)):
        if value:
            parts.append(f"{column} = ?")
            values.append(value)
    held, more = held_by(wanted.words, ("m.code", "m.title", "c.reference", "c.area"))
    key = wanted.sort.removeprefix("-")
    way = "DESC" if wanted.sort.startswith("-") else "ASC"
    rows = fast().rows(
        f"{_SELECT} AND {' AND '.join(parts)} AND {held} ORDER BY {SORTS[key]} {way}, m.id {way} LIMIT ? OFFSET ?",
        (*values, *more, size, start),
    )
    return [
        MakeoverLine(
            *(
                *row[:8],
                as_instant(row[8]),
                as_day(row[9]),
                None if row[10] is None else as_day(row[10]),
                *row[11:16],
            )
        )
        for row in rows
    ]


def state_counts(site_id: int) -> dict[str, int]:
    """How many makeovers of a site stand in each state."""
    rows = fast().rows(
        "SELECT c.state, COUNT(*) FROM makeover_case c JOIN makeover m ON m.id = c.makeover_id "
        "WHERE m.site_id = ? GROUP BY c.state",
        (site_id,),
    )
    return {row[0]: int(row[1]) for row in rows}


def makeover_id_by_code(code: str, site_id: int) -> int | None:
    """The id of the makeover of a site that has this code."""
    row = fast().row("SELECT id FROM makeover WHERE code = ? AND site_id = ?", (code, site_id))
    return int(row[0]) if row else None


def photo_sha(photo_id: str, site_id: int) -> str:
    """The hash of a photo of a makeover of the site; "" for none."""
    row = fast().row(
        "SELECT f.sha256 FROM makeover_photo f JOIN makeover m ON m.id = f.makeover_id "
        "WHERE f.id = ? AND m.site_id = ?",
        (photo_id, site_id),
    )
    return str(row[0]) if row else ""


def organisations_on_offer() -> list[tuple[int, str]]:
    """(id, name) of the organisations in use, by name."""
    rows = fast().rows("SELECT id, name FROM organisation WHERE is_active ORDER BY name")
    return [(row[0], row[1]) for row in rows]
