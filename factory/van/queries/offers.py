"""Reads of offers: lists by outcode only, an offer with what it holds, refusals counted; who offers is asked apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.db import as_instant, fast
from factory.van.contacts import Contact
from factory.van.words import OFFER_STATES

PAGE = 50


@dataclass(frozen=True)
class OfferLine:
    """An offer as lists show it: no name, no address."""

    id: int
    number: str
    came_by: str
    outcode: str
    language: str
    state: str
    reason: str
    slot_at: datetime | None
    made_at: datetime
    decided_at: datetime | None
    round_number: str
    donation_number: str
    is_forgotten: bool
    items: tuple[tuple[str, int], ...]

    @property
    def pieces(self) -> int:
        """How many pieces are offered."""
        return sum(many for _, many in self.items)


_OFFER = (
    "SELECT o.id, o.number, o.came_by, o.outcode, o.language, o.state, o.reason, o.slot_at, o.made_at, o.decided_at, "
    "COALESCE((SELECT r.number FROM round_stop s JOIN collection_round r ON r.id = s.round_id "
    "WHERE s.offer_id = o.id AND s.outcome IN ('', 'collected')), ''), COALESCE(n.number, ''), "
    "o.forgotten_at IS NOT NULL FROM donation_offer o LEFT JOIN donation n ON n.id = o.donation_id WHERE o.site_id = ?"
)


def offers_at(site_id: int, state: str = "", *, start: int = 0, size: int = PAGE) -> list[OfferLine]:
    """The newest offers of a site, one more than `size` where there are more."""
    more, values = (" AND o.state = ?", (state,)) if state in OFFER_STATES else ("", ())
    rows = fast().rows(
        f"{_OFFER}{more} ORDER BY o.id DESC LIMIT ? OFFSET ?", (site_id, *values, size + 1, start)
    )
    return _lines(rows)


def offers_to_fetch(site_id: int) -> list[OfferLine]:
    """Accepted offers without a slot that wait for a round, the oldest first."""
    rows = fast().rows(
        f"{_OFFER} AND o.state = 'accepted' AND o.slot_at IS NULL AND NOT EXISTS (SELECT 1 FROM round_stop s "
        "WHERE s.offer_id = o.id AND s.outcome IN ('', 'collected')) ORDER BY o.outcode, o.id LIMIT 100",
        (site_id,),
    )
    return _lines(rows)


def offer_by_number(number: str, site_id: int) -> OfferLine | None:
    """One offer of a site."""
    found = _lines(fast().rows(f"{_OFFER} AND o.number = ?", (site_id, number.upper())))
    return found[0] if found else None


def _lines(rows: list[Any]) -> list[OfferLine]:
    items = items_of([row[0] for row in rows])
    told: list[list[Any]] = [
        [
            *row[:7],
            *(as_instant(one) if one is not None else None for one in row[7:10]),
            *row[10:12],
            bool(row[12]),
            items[row[0]],
        ]
        for row in rows
    ]
    return [OfferLine(*one) for one in told]


def items_of(offer_ids: Iterable[int]) -> defaultdict[int, tuple[tuple[str, int], ...]]:
    """Offer → what it holds: (category, how many)."""
    ids = ", ".join(str(one) for one in offer_ids) or "0"
    found: defaultdict[int, tuple[tuple[str, int], ...]] = defaultdict(tuple)
    for offer_id, category, many in fast().rows(
        f"SELECT offer_id, category, how_many FROM offer_item WHERE offer_id IN ({ids}) ORDER BY offer_id, category"
    ):
        found[offer_id] = (*found[offer_id], (category, many))
    return found


def contacts_of(offer_ids: Iterable[int]) -> dict[int, Contact]:
    """Offer → who offers and where, as long as it is kept. Whoever asks notes the look."""
    ids = ", ".join(str(one) for one in offer_ids) or "0"
    rows = fast().rows(
        f"SELECT offer_id, name, phone, email, collect_from FROM offer_contact WHERE offer_id IN ({ids})"
    )
    return {row[0]: Contact(*row[1:]) for row in rows}


def photos_of(offer_id: int) -> list[int]:
    """The places of an offer's photos, in order, as long as they are kept."""
    rows = fast().rows("SELECT position FROM offer_photo WHERE offer_id = ? ORDER BY position", (offer_id,))
    return [row[0] for row in rows]


def offer_photo(number: str, site_id: int, position: int) -> str:
    """The hash of a photo of an offer of a site; "" where there is none."""
    row = fast().row(
        "SELECT p.sha256 FROM offer_photo p JOIN donation_offer o ON o.id = p.offer_id "
        "WHERE o.number = ? AND o.site_id = ? AND p.position = ?",
        (number.upper(), site_id, position),
    )
    return str(row[0]) if row else ""


def offer_counts(site_id: int) -> dict[str, int]:
    """State → how many offers of a site stand in it."""
    rows = fast().rows(
        "SELECT state, COUNT(*) FROM donation_offer WHERE site_id = ? GROUP BY state", (site_id,)
    )
    return {row[0]: row[1] for row in rows}


def refusals(site_id: int) -> list[tuple[str, int]]:
    """(reason, how many offers were declined for it), the most frequent first."""
    rows = fast().rows(
        "SELECT reason, COUNT(*) FROM donation_offer WHERE site_id = ? AND state = 'declined' "
        "GROUP BY reason ORDER BY 2 DESC, 1",
        (site_id,),
    )
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True)
class GivingSite:
    """A site that takes offers from the public."""

    id: int
    slug: str
    name: str
    phone: str


def giving_sites() -> list[GivingSite]:
    """The active sites that take furniture in."""
    rows = fast().rows(
        "SELECT id, slug, name, phone FROM site WHERE is_active AND NOT is_practice AND kind = 'factory' ORDER BY name"
    )
    return [GivingSite(*row) for row in rows]
