"""Reads of the administration: devices with what waits on them, looks at a person's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from core.db import as_instant, db, fast
from core.devices import Device, devices_at
from core.errors import NotFound
from core.sites import Site, all_sites, site_by_slug

SILENT_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Look:
    """Somebody looked at a person's page."""

    at: datetime
    who: str
    page: str


def tablets_at(site_id: int) -> list[Device]:
    """The tablets and kiosks of a site, live ones first."""
    return devices_at(site_id)


def is_silent(device: Device, at: datetime) -> bool:
    """True for a live device that was not seen for a day."""
    return device.revoked_at is None and (
        device.last_seen_at is None or at - device.last_seen_at > SILENT_AFTER
    )


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
