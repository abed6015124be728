"""Reads of holds: which are in force at a site, and whose evidence nobody asks for any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from core.clock import local_day, start_of_day
from core.db import as_day, db, fast
from factory.privacy.models import EvidenceHold


@dataclass(frozen=True)
class Released:
    """A site whose evidence is asked for no more: the last day on which it was held."""

    site_id: int
    last_on: date


def holds_at(site_id: int) -> Sequence[EvidenceHold]:
    """A site's holds that were not taken back, the longest first."""
    return db.session.scalars(
        select(EvidenceHold)
        .where(EvidenceHold.site_id == site_id, EvidenceHold.ended_at.is_(None))
        .order_by(EvidenceHold.until_on.desc(), EvidenceHold.id)
    ).all()


def released_sites(at: datetime) -> list[Released]:
    """Sites for which somebody has said until when, and all of those days are over."""
    rows = fast().rows(
        "SELECT site_id, MAX(until_on) FROM evidence_hold WHERE ended_at IS NULL GROUP BY site_id ORDER BY site_id"
    )
    found = [Released(row[0], as_day(row[1])) for row in rows]
    return [one for one in found if one.last_on < local_day(at)]


def people_released(released: Released) -> list[int]:
    """The site's people who have booked nothing since the last day of its holds."""
    end = start_of_day(released.last_on + timedelta(days=1))
    rows = fast().rows(
        "SELECT p.id FROM person p WHERE p.home_site_id = ? AND p.made_at < ? AND NOT EXISTS "
        "(SELECT 1 FROM booking b WHERE b.person_id = p.id AND b.state_at >= ?) ORDER BY p.id",
        (released.site_id, end, end),
    )
    return [row[0] for row in rows]
