"""Who may assess or verify what, until when, and what of theirs was seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.db import as_day, fast
from core.errors import NotFound
from core.sorting import in_order

SOON_DAYS = 60
"""So long before its last day an entitlement is shown as ending soon."""
_HERE = (
    "(p.home_site_id = ? OR EXISTS (SELECT 1 FROM role h WHERE h.person_id = p.id AND "
    "(h.site_id = ? OR h.site_id IS NULL)))"
)


@dataclass(frozen=True)
class Entitlement:
    """Somebody's right to assess or verify a unit."""

    id: int
    person_number: str
    called: str
    avatar: str
    part: str
    unit_code: str
    unit_version: int
    unit_title: str
    body: str
    held: str
    starts_on: date
    ends_on: date | None
    given_by: str
    cpd_on: date | None
    has_competence: bool

    def state(self, day: date) -> str:
        """live, soon (ends within two months), coming or ended."""
        if self.ends_on is not None and self.ends_on < day:
            return "ended"
        if self.starts_on > day:
            return "coming"
        return (
            "soon" if self.ends_on is not None and self.ends_on <= day + timedelta(days=SOON_DAYS) else "live"
        )


ORDERS: dict[str, Callable[[Entitlement], Any]] = {
    "name": lambda one: (one.called.lower(), one.unit_code, one.part),
    "unit": lambda one: (one.unit_code, one.called.lower()),
    "body": lambda one: (one.body.lower(), one.unit_code),
    "from": lambda one: one.starts_on,
    "until": lambda one: one.ends_on or date.max,
}


def entitlements(site_id: int, *, text: str = "", person: str = "", sort: str = "name") -> list[Entitlement]:
    """The entitlements of a site's people, sought by name, unit or body."""
    rows = fast().rows(
        "SELECT e.id, p.number, COALESCE(n.called, p.number), p.avatar, e.part, u.code, u.version, u.title, b.name, "
        "e.held, e.starts_on, e.ends_on, COALESCE(gn.called, g.number, ''), "
        "(SELECT MAX(a.seen_on) FROM assessor_proof a WHERE a.person_id = p.id AND a.kind = 'cpd'), "
        "EXISTS (SELECT 1 FROM assessor_proof c WHERE c.person_id = p.id AND c.kind = 'competence') "
        "FROM assessor_unit e JOIN person p ON p.id = e.person_id LEFT JOIN person_name n ON n.person_id = p.id "
        "JOIN unit u ON u.id = e.unit_id JOIN awarding_body b ON b.id = u.body_id "
        "LEFT JOIN person g ON g.id = e.given_by_id LEFT JOIN person_name gn ON gn.person_id = g.id "
        f"WHERE {_HERE} ORDER BY e.id",
        (site_id, site_id),
    )
    lines = [
        Entitlement(
            *[
                *row[:10],
                as_day(row[10]),
                None if row[11] is None else as_day(row[11]),
                row[12],
                None if row[13] is None else as_day(row[13]),
                bool(row[14]),
            ]
        )
        for row in rows
    ]
    asked = text.strip().casefold()
    kept = [
        one
        for one in lines
        if (not person or one.person_number == person)
        and asked in f"{one.called} {one.unit_code} {one.unit_title} {one.body}".casefold()
    ]
    return in_order(kept, sort, ORDERS)


@dataclass(frozen=True)
class Proof:
    """A paper of somebody that was seen."""

    kind: str
    what: str
    seen_on: date
    seen_by: str


def proofs_of(person_id: int) -> list[Proof]:
    """What was seen of somebody, the newest first."""
    rows = fast().rows(
        "SELECT a.kind, a.what, a.seen_on, COALESCE(n.called, p.number, '') FROM assessor_proof a "
        "LEFT JOIN person p ON p.id = a.seen_by_id LEFT JOIN person_name n ON n.person_id = p.id "
        "WHERE a.person_id = ? ORDER BY a.seen_on DESC, a.id DESC",
        (person_id,),
    )
    return [Proof(row[0], row[1], as_day(row[2]), row[3]) for row in rows]


@dataclass(frozen=True)
class StaffLine:
    """Somebody whose role lets them assess or verify."""

    id: int
    number: str
    called: str
    avatar: str


def staff_who_assess(site_id: int, day: date) -> list[StaffLine]:
    """Who holds the role of assessor or internal verifier at a site today."""
    rows = fast().rows(
        "SELECT DISTINCT p.id, p.number, COALESCE(n.called, p.number), p.avatar FROM role r "
        "JOIN person p ON p.id = r.person_id LEFT JOIN person_name n ON n.person_id = p.id "
        "WHERE r.role IN ('assessor', 'internal_verifier') AND (r.site_id = ? OR r.site_id IS NULL) "
        "AND r.starts_on <= ? AND (r.ends_on IS NULL OR r.ends_on >= ?) ORDER BY 3, 1",
        (site_id, day, day),
    )
    return [StaffLine(*row) for row in rows]


def staff_line(number: str, site_id: int) -> StaffLine:
    """Somebody of the site. Raises NotFound."""
    row = fast().row(
        "SELECT p.id, p.number, COALESCE(n.called, p.number), p.avatar FROM person p "
        f"LEFT JOIN person_name n ON n.person_id = p.id WHERE p.number = ? AND {_HERE}",
        (number.upper(), site_id, site_id),
    )
    if row is None:
        raise NotFound
    return StaffLine(*row)


@dataclass(frozen=True)
class UnitChoice:
    """A unit that somebody may be entitled for."""

    id: int
    code: str
    version: int
    title: str
    body: str


def units_to_entitle() -> Sequence[UnitChoice]:
    """The units that are not retired, of each body, the newest version first."""
    rows = fast().rows(
        "SELECT u.id, u.code, u.version, u.title, b.name FROM unit u JOIN awarding_body b ON b.id = u.body_id "
        "WHERE u.retired_at IS NULL ORDER BY b.name, u.code, u.version DESC"
    )
    return [UnitChoice(*row) for row in rows]
