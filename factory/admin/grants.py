"""Reads: which roles and permits were given at a site lately, by whom, and which permits wait for a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.clock import local_day
from core.db import as_day, as_instant, fast

LATELY = timedelta(days=90)
MOST = 200
_OF_SITE = (
    "(p.home_site_id = ? OR EXISTS (SELECT 1 FROM role o WHERE o.person_id = p.id AND o.site_id = ?)) "
    "AND p.is_active = ?"
)


@dataclass(frozen=True)
class WaitingPermit:
    """A permit that waits for a second person."""

    id: int
    kind: str
    number: str
    called: str
    giver: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Grant:
    """A line of the trail that gave, confirmed or ended a role or permit."""

    at: datetime
    verb: str
    number: str
    called: str
    what: str
    by: str


def waiting_permits(site_id: int, at: datetime) -> list[WaitingPermit]:
    """Permits of the site's people that nobody has confirmed yet, the oldest first."""
    rows = fast().rows(
        "SELECT t.id, t.kind, p.number, coalesce(n.called, p.number), coalesce(g.called, ''), t.starts_on, t.ends_on "
        "FROM permit t JOIN person p ON p.id = t.person_id LEFT JOIN person_name n ON n.person_id = p.id "
        f"LEFT JOIN person_name g ON g.person_id = t.given_by_id WHERE {_OF_SITE} "
        "AND t.confirmed_at IS NULL AND t.ended_at IS NULL AND t.ends_on >= ? ORDER BY t.id LIMIT ?",
        (site_id, site_id, True, local_day(at), MOST),
    )
    return [
        WaitingPermit(row[0], row[1], row[2], row[3], row[4], as_day(row[5]), as_day(row[6])) for row in rows
    ]


def grants_lately(site_id: int, at: datetime) -> list[Grant]:
    """Who gave, confirmed or ended what to whom at the site in the last months, the newest first."""
    rows = fast().rows(
        "SELECT a.at, a.verb, p.number, coalesce(n.called, p.number), a.fields, coalesce(g.called, '') "
        "FROM audit_line a JOIN person p ON a.subject = 'person:' || p.number "
        "LEFT JOIN person_name n ON n.person_id = p.id LEFT JOIN person_name g ON g.person_id = a.by_id "
        "WHERE a.site_id = ? AND a.at > ? "
        "AND a.verb IN ('give_role', 'end_role', 'give_permit', 'confirm_permit', 'end_permit') "
        "ORDER BY a.number DESC LIMIT ?",
        (site_id, at - LATELY, MOST),
    )
    return [Grant(as_instant(row[0]), *row[1:]) for row in rows]


def givers_of(ids: set[int]) -> dict[int, str]:
    """What the people with these ids are called."""
    names = dict.fromkeys(ids, "")
    if names:
        places = ", ".join("?" for _ in names)
        names |= fast().rows(
            f"SELECT person_id, called FROM person_name WHERE person_id IN ({places})", tuple(names)
        )
    return names
