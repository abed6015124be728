"""What could still change the figures: drafts, refused scans, pieces without a photo after, silent tablets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.clock import local_day
from core.db import as_instant, fast
from core.devices import unsent_tablets
from factory.programme.queries.scope import Sites

SILENT_AFTER = timedelta(days=2)
MOST_LISTED = 200


@dataclass(frozen=True)
class OpenEnd:
    """One thing that could still change the count: what, how many, since when, and where it is put right."""

    slug: str
    icon: str
    number: int
    endpoint: str
    since: datetime | None = None


@dataclass(frozen=True)
class LoosePiece:
    """A piece that is an open end: its code, kind, site and since when."""

    code: str
    category: str
    site_id: int
    since: datetime


_DRAFTS = "stage = 'draft' AND is_practice = ?"
_NO_AFTER = (
    "stage = 'ready' AND is_practice = ? AND NOT EXISTS (SELECT 1 FROM photo f "
    "WHERE f.piece_id = piece.id AND f.life = piece.life AND f.kind = 'after')"
)
LOOSE = {"drafts": _DRAFTS, "no_after_photo": _NO_AFTER}
"""Open ends that are pieces, and which pieces they are."""


def open_ends(sites: Sites, at: datetime) -> list[OpenEnd]:
    """What could still change the figures at `sites` as of `at`; what is in order is left out."""
    if not sites:
        return []
    found = [
        _unsent(sites, at),
        _silent(sites, at),
        _permits(sites, at),
        _refused(sites),
        _stray(sites),
        *_loose(sites),
    ]
    return [end for end in found if end.number]


def loose_pieces(slug: str, sites: Sites) -> list[LoosePiece]:
    """The pieces of an open end, the longest waiting first."""
    listed, ids = _list(sites)
    rows = fast().rows(
        f"SELECT code, category, site_id, since FROM piece WHERE site_id IN ({listed}) AND {LOOSE[slug]} "
        f"ORDER BY since, id LIMIT {MOST_LISTED}",
        (*ids, False),
    )
    return [LoosePiece(row[0], row[1], row[2], as_instant(row[3])) for row in rows]


def _loose(sites: Sites) -> list[OpenEnd]:
    return [
        OpenEnd(
            "no_after_photo",
            "photo-off",
            _count_pieces("no_after_photo", sites),
            "programme.list_open_ends",
        ),
        OpenEnd(
            "drafts",
            "note",
            _count_pieces("drafts", sites),
            "programme.list_open_ends",
        ),
    ]


def _count_pieces(slug: str, sites: Sites) -> int:
    listed, ids = _list(sites)
    row = fast().row(
        f"SELECT COUNT(*) FROM piece WHERE site_id IN ({listed}) AND {LOOSE[slug]}", (*ids, False)
    )
    return int(row[0]) if row else 0


def _refused(sites: Sites) -> OpenEnd:
    number = _count("event_verdict", "verdict = 'refused' AND settled_at IS NULL", sites)
    return OpenEnd(
        "refused",
        "hand-stop",
        number,
        "inventory.list_refused",
    )


def _stray(sites: Sites) -> OpenEnd:
    number = _count("stray_scan", "settled_at IS NULL", sites)
    return OpenEnd(
        "stray",
        "question-mark",
        number,
        "inventory.list_refused",
    )


def _silent(sites: Sites, at: datetime) -> OpenEnd:
    listed, ids = _list(sites)
    row = fast().row(
        "SELECT COUNT(*), MIN(COALESCE(last_seen_at, paired_at)) FROM device "
        f"WHERE site_id IN ({listed}) AND kind = 'tablet' AND revoked_at IS NULL "
        "AND COALESCE(last_seen_at, paired_at) < ?",
        (*ids, at - SILENT_AFTER),
    )
    number, since = (int(row[0]), row[1]) if row else (0, None)
    return OpenEnd(
        "silent",
        "device-tablet-off",
        number,
        "admin.list_devices",
        since=as_instant(since) if since else None,
    )


def _unsent(sites: Sites, at: datetime) -> OpenEnd:
    number, since = unsent_tablets(sites, at)
    return OpenEnd("unsent", "cloud-off", number, "admin.list_devices", since=since)


def _permits(sites: Sites, at: datetime) -> OpenEnd:
    listed, ids = _list(sites)
    row = fast().row(
        "SELECT COUNT(*) FROM permit t JOIN person p ON p.id = t.person_id "
        f"WHERE p.home_site_id IN ({listed}) AND p.is_active = ? "
        "AND t.confirmed_at IS NULL AND t.ended_at IS NULL AND t.ends_on >= ?",
        (*ids, True, local_day(at)),
    )
    return OpenEnd("permits", "shield-check", int(row[0]) if row else 0, "admin.list_grants")


def _count(table: str, condition: str, sites: Sites) -> int:
    listed, ids = _list(sites)
    row = fast().row(f"SELECT COUNT(*) FROM {table} WHERE site_id IN ({listed}) AND {condition}", ids)
    return int(row[0]) if row else 0


def _list(sites: Sites) -> tuple[str, tuple[int, ...]]:
    ids = tuple(sorted(sites))
    return ", ".join("?" * len(ids)), ids


def waiting_days(since: datetime, at: datetime) -> int:
    """Whole days of the calendar between."""
    return (local_day(at) - local_day(since)).days
