"""Reads of the administration: devices with what waits on them, the audit trail, looks at a person's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from core.audit import broken_lines
from core.clock import start_of_day
from core.db import as_instant, db, fast
from core.devices import Device, devices_at
from core.errors import NotFound
from core.sites import Site, all_sites, site_by_slug

PAGE = 100
SILENT_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class AuditRow:
    """A line of the trail as it is shown."""

    number: int
    at: datetime
    verb: str
    subject: str
    who: str
    device: str
    fields: str


@dataclass(frozen=True)
class Look:
    """Somebody looked at a person's page."""

    at: datetime
    who: str
    page: str


@dataclass(frozen=True)
class AuditFilter:
    """What the trail is narrowed to; empty values narrow nothing. `before` is the line number to go on from."""

    verb: str = ""
    subject: str = ""
    who: str = ""
    day: date | None = None
    before: int = 0


def tablets_at(site_id: int) -> list[Device]:
    """The tablets and kiosks of a site, live ones first."""
    return devices_at(site_id)


def is_silent(device: Device, at: datetime) -> bool:
    """True for a live device that was not seen for a day."""
    return device.revoked_at is None and (
        device.last_seen_at is None or at - device.last_seen_at > SILENT_AFTER
    )


def audit_rows(site_id: int, asked: AuditFilter) -> list[AuditRow]:
    """Lines of a site's trail, the newest first."""
    clauses, bound = _narrowed(asked)
    rows = fast().rows(
        "SELECT a.number, a.at, a.verb, a.subject, coalesce(n.called, p.number, ''), coalesce(d.name, ''), a.fields "
        "FROM audit_line a LEFT JOIN person p ON p.id = a.by_id LEFT JOIN person_name n ON n.person_id = a.by_id "
        "LEFT JOIN device d ON d.id = a.device_id WHERE a.site_id = ?"
        + "".join(f" AND {clause}" for clause in clauses)
        + " ORDER BY a.number DESC LIMIT ?",
        (site_id, *bound, PAGE),
    )
    return [AuditRow(row[0], as_instant(row[1]), *row[2:]) for row in rows]


def _narrowed(asked: AuditFilter) -> tuple[list[str], list[object]]:
    clauses: list[str] = []
    bound: list[object] = []
    if asked.verb:
        clauses.append("a.verb = ?")
        bound.append(asked.verb)
    if asked.subject:
        clauses.append("a.subject = ?")
        bound.append(asked.subject)
    if asked.who:
        clauses.append("p.number = ?")
        bound.append(asked.who)
    if asked.day:
        clauses.append("a.at >= ? AND a.at < ?")
        bound += [start_of_day(asked.day), start_of_day(asked.day + timedelta(days=1))]
    if asked.before:
        clauses.append("a.number < ?")
        bound.append(asked.before)
    return clauses, bound


def audit_verbs(site_id: int) -> list[str]:
    """The verbs that occur in a site's trail."""
    rows = fast().rows("SELECT DISTINCT verb FROM audit_line WHERE site_id = ? ORDER BY verb", (site_id,))
    return [row[0] for row in rows]


def broken_at(site_id: int) -> list[int]:
    """Numbers of the lines where the site's chain does not hold; reads the whole trail."""
    return [number for broken_site, number in broken_lines() if broken_site == site_id]


def looks_at(subject: str, limit: int = 50) -> list[Look]:
    """Who looked at a person's page, the newest first."""
    rows = fast().rows(
        "SELECT l.at, coalesce(n.called, p.number, ''), l.page FROM look_log l LEFT JOIN person p ON p.id = l.by_id "
        "LEFT JOIN person_name n ON n.person_id = l.by_id WHERE l.subject = ? ORDER BY l.at DESC, l.id DESC LIMIT ?",
        (subject, limit),
    )
    return [Look(as_instant(row[0]), row[1], row[2]) for row in rows]


def sites_listed() -> Sequence[Site]:
    """Every site, the practice site too, those switched off last."""
    return db.session.scalars(select(Site).order_by(Site.is_active.desc(), Site.name)).all()


def site_here(slug: str, site_id: int | None) -> Site:
    """The site with that slug, which must be `site_id` unless that is None. Raises NotFound."""
    site = site_by_slug(slug)
    if site is None or (site_id is not None and site.id != site_id):
        raise NotFound
    return site


def open_sites() -> list[Site]:
    """Active sites that count."""
    return all_sites()
