"""What could still change the figures, each with its number, since when, and where it is put right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from core.clock import local_day
from core.db import as_instant, fast
from core.devices import unsent_tablets
from core.errors import N_
from factory.privacy.queries.doubles import likely_doubles
from factory.programme.queries.fresh import months_left_out
from factory.programme.queries.open_rooms import ROOMS, SILENT_AFTER, count_of, unclaimed_jobs
from factory.programme.queries.scope import Sites
from inventory.queries.filters import IS_BLANK

MOST_LISTED = 200


@dataclass(frozen=True)
class OpenEnd:
    """One thing that could still change the count: what, how many, since when, and where it is put right."""

    slug: str
    icon: str
    number: int
    endpoint: str
    since: datetime | None = None

    @property
    def name(self) -> str:
        """What they are (English msgid), for lists that say a number beside it."""
        return NAMES[self.slug]


NAMES = {
    "unsent": N_("Tablets that have not sent what waits on them"),
    "silent": N_("Tablets silent for two days"),
    "permits": N_("Permits that wait for a second person"),
    "refused": N_("Refused scans to look at"),
    "stray": N_("Scans of labels or cards that nobody knows"),
    "no_after_photo": N_("Ready pieces without an after photo"),
    "drafts": N_("Drafts not taken in yet"),
    "beside_openings": N_("Months with an opening figure in which rows were found: not counted"),
    "unclaimed_jobs": N_("Jobs of machines that nobody showed a card for"),
    "doubles": N_("People who are likely one person twice"),
    **{room.slug: room.name for room in ROOMS},
}
"""Every open end by slug; those of the rooms are counted in `open_rooms`."""


@dataclass(frozen=True)
class LoosePiece:
    """A piece that is an open end: its code, kind, site and since when."""

    code: str
    category: str
    site_id: int
    since: datetime


_DRAFTS = (
    "stage = 'draft' AND is_practice = ? "
    f"AND NOT EXISTS (SELECT 1 FROM piece p WHERE p.id = piece.id AND {IS_BLANK})"
)
_NO_AFTER = (
    "stage = 'ready' AND is_practice = ? AND NOT EXISTS (SELECT 1 FROM photo f "
    "WHERE f.piece_id = piece.id AND f.life = piece.life AND f.kind = 'after')"
)
LOOSE = {"drafts": _DRAFTS, "no_after_photo": _NO_AFTER}
"""Open ends that are pieces, and which pieces they are."""


def open_ends(sites: Sites, at: datetime, *, is_quick: bool = False) -> list[OpenEnd]:
    """What could still change the figures at `sites` as of `at`; what is in order is left out.

    Quickly, likely doubles are left out too: every name of the house is compared for them.
    """
    if not sites:
        return []
    found = [
        _unsent(sites, at),
        _silent(sites, at),
        _permits(sites, at),
        _refused(sites),
        _stray(sites),
        *_loose(sites),
        *_of_rooms(sites, at),
        OpenEnd("beside_openings", "copy", len(months_left_out(sites, at)), "programme.list_openings"),
        *([] if is_quick else [_doubles(sites)]),
    ]
    return [end for end in found if end.number]


def _of_rooms(sites: Sites, at: datetime) -> Iterator[OpenEnd]:
    ids = tuple(sorted(sites))
    for room in ROOMS:
        number, since = count_of(room, ids, at)
        yield OpenEnd(room.slug, room.icon, number, room.endpoint, as_instant(since) if since else None)
    number, since = unclaimed_jobs(ids, at)
    yield OpenEnd(
        "unclaimed_jobs", "cpu", number, "hardware.list_claims", as_instant(since) if since else None
    )


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
        _loose_end("no_after_photo", "photo-off", sites),
        _loose_end("drafts", "note", sites),
    ]


def _loose_end(slug: str, icon: str, sites: Sites) -> OpenEnd:
    number, since = _count("piece", "since", LOOSE[slug], sites, False)
    return OpenEnd(slug, icon, number, "programme.list_open_ends", since)


def _refused(sites: Sites) -> OpenEnd:
    held = "verdict = 'refused' AND settled_at IS NULL"
    number, since = _count("event_verdict", "at", held, sites)
    return OpenEnd("refused", "hand-stop", number, "inventory.list_refused", since)


def _stray(sites: Sites) -> OpenEnd:
    number, since = _count("stray_scan", "received_at", "settled_at IS NULL", sites)
    return OpenEnd("stray", "question-mark", number, "inventory.list_refused", since)


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


def _doubles(sites: Sites) -> OpenEnd:
    number = sum(len(likely_doubles(site_id)) for site_id in sites)
    return OpenEnd("doubles", "users", number, "privacy.list_doubles")


def _permits(sites: Sites, at: datetime) -> OpenEnd:
    listed, ids = _list(sites)
    row = fast().row(
        "SELECT COUNT(*) FROM permit t JOIN person p ON p.id = t.person_id "
        f"WHERE p.home_site_id IN ({listed}) AND p.is_active = ? "
        "AND t.confirmed_at IS NULL AND t.ended_at IS NULL AND t.ends_on >= ?",
        (*ids, True, local_day(at)),
    )
    return OpenEnd("permits", "shield-check", int(row[0]) if row else 0, "admin.list_grants")


def _count(
    table: str, since: str, condition: str, sites: Sites, *values: object
) -> tuple[int, datetime | None]:
    """How many rows of a table, and the oldest's instant."""
    listed, ids = _list(sites)
    row = fast().row(
        f"SELECT COUNT(*), MIN({since}) FROM {table} WHERE site_id IN ({listed}) AND {condition}",
        (*ids, *values),
    )
    return (int(row[0]), as_instant(row[1]) if row[1] else None) if row else (0, None)


def _list(sites: Sites) -> tuple[str, tuple[int, ...]]:
    ids = tuple(sorted(sites))
    return ", ".join("?" * len(ids)), ids


def waiting_days(since: datetime, at: datetime) -> int:
    """Whole days of the calendar between."""
    return (local_day(at) - local_day(since)).days
