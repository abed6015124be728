"""Reads of imports: every one of a site whatever its room, what each made, and what lines are held against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from core.db import as_day, as_instant, fast

MOST: Final = 200
Stays = list[tuple[datetime, datetime]]
_BY: Final = "LEFT JOIN person_name n ON n.person_id = i.made_by_id"
_KINDS: Final = {
    "pieces": ("piece_import", "'pieces'"),
    "training": ("training_import", "i.kind"),
    "works": ("works_import", "i.kind"),
}


@dataclass(frozen=True)
class BroughtLine:
    """An import of whatever room: what it held, by whom and when, what is there of it, and when it was taken back."""

    source: str
    id: int
    kind: str
    made_at: datetime
    by: str
    state: str
    row_count: int
    taken: int
    there: int
    undone_at: datetime | None
    undone_by: str


@dataclass(frozen=True)
class ThingLine:
    """One thing that an import made: what it is called here, and whether it is there, gone or stays."""

    line: int
    kind: str
    ref: str
    said: str
    gone_at: datetime | None
    stays: str


def brought_at(site_id: int) -> list[BroughtLine]:
    """Every import of the site, the newest first."""
    found = [line for source in _KINDS for line in _brought(source, site_id)]
    return sorted(found, key=lambda line: line.made_at, reverse=True)[:MOST]


def one_brought(source: str, import_id: int, site_id: int) -> BroughtLine | None:
    """An import of the site."""
    return next(iter(_brought(source, site_id, import_id)), None)


def _brought(source: str, site_id: int, import_id: int = 0) -> list[BroughtLine]:
    table, kind = _KINDS[source]
    one = "AND i.id = ?" if import_id else ""
    rows = fast().rows(
        f"SELECT i.id, {kind}, i.made_at, COALESCE(n.called, ''), i.state, i.row_count, i.taken, "
        "(SELECT COUNT(DISTINCT t.line) FROM imported_thing t WHERE t.source = ? AND t.import_id = i.id "
        "AND t.gone_at IS NULL), u.at, COALESCE(w.called, '') "
        f"FROM {table} i {_BY} LEFT JOIN import_undo u ON u.source = ? AND u.import_id = i.id "
        "LEFT JOIN person_name w ON w.person_id = u.by_id "
        f"WHERE i.site_id = ? {one} ORDER BY i.id DESC LIMIT {MOST}",
        (source, source, site_id, *((import_id,) if import_id else ())),
    )
    return [
        BroughtLine(
            source,
            *(row[0], row[1], as_instant(row[2]), row[3], row[4], row[5], row[6], row[7]),
            as_instant(row[8]) if row[8] else None,
            row[9],
        )
        for row in rows
    ]


_SAID: Final = (
    "CASE t.kind WHEN 'piece' THEN t.ref "
    "WHEN 'person' THEN (SELECT p.number FROM person p WHERE CAST(p.id AS TEXT) = t.ref) "
    "WHEN 'role' THEN (SELECT p.number FROM role r JOIN person p ON p.id = r.person_id "
    "WHERE CAST(r.id AS TEXT) = t.ref) "
    "WHEN 'visit' THEN (SELECT p.number || ' ' || CAST(v.day AS TEXT) FROM visit v JOIN person p ON p.id = v.person_id "
    "WHERE CAST(v.id AS TEXT) = t.ref) "
    "WHEN 'organisation' THEN (SELECT o.name FROM organisation o WHERE CAST(o.id AS TEXT) = t.ref) "
    "WHEN 'repair' THEN (SELECT CAST(o.day AS TEXT) || ' ' || CAST(i.number AS TEXT) FROM repair_item i "
    "JOIN occasion o ON o.id = i.occasion_id WHERE CAST(i.id AS TEXT) = t.ref) "
    "WHEN 'unit' THEN (SELECT u.code || ' ' || u.title FROM unit u WHERE CAST(u.id AS TEXT) = t.ref) "
    "WHEN 'makeover' THEN (SELECT m.code FROM makeover m WHERE CAST(m.id AS TEXT) = t.ref) "
    "ELSE (SELECT r.number || ' ' || p.number FROM booking b JOIN run r ON r.id = b.run_id "
    "JOIN person p ON p.id = b.person_id WHERE CAST(b.id AS TEXT) = t.ref) END"
)


def things_of(source: str, import_id: int, size: int = 300) -> list[ThingLine]:
    """What an import made, what stays on top, by line."""
    rows = fast().rows(
        f"SELECT t.line, t.kind, t.ref, COALESCE({_SAID}, ''), t.gone_at, t.stays FROM imported_thing t "
        "WHERE t.source = ? AND t.import_id = ? ORDER BY CASE WHEN t.stays <> '' THEN 0 WHEN t.gone_at IS NULL THEN 1 "
        "ELSE 2 END, t.line, t.id LIMIT ?",
        (source, import_id, size),
    )
    return [
        ThingLine(row[0], row[1], row[2], row[3], as_instant(row[4]) if row[4] else None, row[5])
        for row in rows
    ]


def cafes_at(site_id: int) -> dict[int, date]:
    """The day of each repair café of the site that was not called off."""
    rows = fast().rows(
        "SELECT id, day FROM occasion WHERE site_id = ? AND kind = 'repair_cafe' AND called_off_at IS NULL ORDER BY id",
        (site_id,),
    )
    return {row[0]: as_day(row[1]) for row in rows}


def tickets_known(site_id: int) -> tuple[set[str], set[tuple[int, int]]]:
    """(tokens, numbers with their café) of the tickets of the site's repair cafés."""
    rows = fast().rows(
        "SELECT r.token, r.occasion_id, r.id FROM repair_item r JOIN occasion o ON o.id = r.occasion_id "
        "WHERE o.site_id = ?",
        (site_id,),
    )
    return {row[0] for row in rows}, {(row[1], row[2]) for row in rows}


def names_of_organisations() -> dict[str, tuple[int, bool]]:
    """(id, whether it is offered) of each organisation by its name in small letters."""
    rows = fast().rows("SELECT id, name, is_active FROM organisation ORDER BY id")
    return {" ".join(row[1].casefold().split()): (row[0], bool(row[2])) for row in rows}


def makeovers_known(tokens: set[str]) -> tuple[set[str], set[str]]:
    """(tokens, codes) of makeovers there are: tokens of those asked for only."""
    rows = fast().rows("SELECT token, code FROM makeover")
    return {row[0] for row in rows if row[0] in tokens}, {row[1].casefold() for row in rows}


def entries_known(tokens: set[str]) -> set[str]:
    """Those of the tokens under which something was said of a visit."""
    rows = fast().rows("SELECT token FROM visit_entry WHERE kind = 'paper'")
    return {row[0] for row in rows if row[0] in tokens}


def people_brought(site_id: int, import_id: int) -> set[int]:
    """People whom this import made, or whose import was taken back: a name alone may name them."""
    rows = fast().rows(
        "SELECT ref FROM imported_thing WHERE site_id = ? AND source = 'works' AND kind = 'person' "
        "AND (import_id = ? OR gone_at IS NOT NULL)",
        (site_id, import_id),
    )
    return {int(row[0]) for row in rows}


def was_changed_by_hand(number: str, *, since: datetime, until: datetime, verb: str = "") -> bool:
    """True if the trail has a line on that person between the two instants that no import wrote, or took back.

    An import notes what it made, and an undo what went, at the very instant of their lines in the trail.
    """
    row = fast().row(
        "SELECT 1 FROM audit_line a WHERE a.subject IN (?, ?) AND a.by_id IS NOT NULL AND a.at > ? AND a.at < ? "
        "AND a.verb <> 'give_everything' AND (? = '' OR a.verb = ?) AND NOT EXISTS (SELECT 1 FROM imported_thing t "
        "WHERE t.site_id = a.site_id AND (t.made_at = a.at OR t.gone_at = a.at)) LIMIT 1",
        (f"person:{number}", f"learner:{number}", since, until, verb, verb),
    )
    return row is not None


def visits_known(person_ids: set[int], since: date, until: date) -> dict[tuple[int, date], Stays]:
    """When people were here already, by person and day."""
    rows = fast().rows(
        "SELECT person_id, day, came_at, COALESCE(left_at, came_at) FROM visit WHERE NOT is_void "
        "AND day BETWEEN ? AND ?",
        (since, until),
    )
    found: dict[tuple[int, date], Stays] = {}
    for row in rows:
        if row[0] in person_ids:
            found.setdefault((row[0], as_day(row[1])), []).append((as_instant(row[2]), as_instant(row[3])))
    return found
