"""Donors, what they gave, and places, with how much stands behind each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.db import as_day, fast
from core.searching import held_by
from inventory.queries.pieces import PieceRow, rows_by_ids


@dataclass(frozen=True)
class DonorLine:
    """A donor with contact (where it is kept) and how much was given."""

    number: str
    kind: str
    name: str
    email: str
    phone: str
    donations: int
    pieces: int


@dataclass(frozen=True)
class DonationLine:
    """A donation with the number of its pieces."""

    number: str
    given_on: date
    donor_number: str
    pieces: int


@dataclass(frozen=True)
class PlaceLine:
    """A place with how many pieces stand there."""

    code: str
    name: str
    kind: str
    step: str
    pieces: int


_DONOR = (
    "SELECT d.number, d.kind, COALESCE(c.name, ''), COALESCE(c.email, ''), COALESCE(c.phone, ''), "
    "(SELECT COUNT(*) FROM donation n WHERE n.donor_id = d.id), "
    "(SELECT COUNT(*) FROM piece p JOIN donation n ON n.id = p.donation_id WHERE n.donor_id = d.id) "
    "FROM donor d LEFT JOIN donor_contact c ON c.donor_id = d.id WHERE d.site_id = ?"
)
_DONATION = (
    "SELECT n.number, n.given_on, COALESCE(d.number, ''), (SELECT COUNT(*) FROM piece p WHERE p.donation_id = n.id) "
    "FROM donation n LEFT JOIN donor d ON d.id = n.donor_id WHERE n.site_id = ?"
)


DONORS_A_PAGE = 50
DONOR_SORTS = {
    "number": "d.id",
    "name": "LOWER(COALESCE(c.name, ''))",
    "kind": "d.kind",
    "donations": "6",
    "pieces": "7",
}
"""What the list of donors may be sorted by: an expression of the statement above, or the place of its column."""
DONOR_KINDS = ("person", "organisation", "council")


@dataclass(frozen=True)
class DonorFilter:
    """Which donors of a site: of a kind, holding which words in number, name or contact."""

    site_id: int
    kind: str = ""
    words: str = ""
    sort: str = "-number"


def donors_at(wanted: DonorFilter, *, start: int = 0, size: int = DONORS_A_PAGE) -> list[DonorLine]:
    """The donors that fit in the order asked for, from the `start`-th on, one more than `size` where there are more."""
    parts, values = "", [wanted.site_id]  # type: str, list[object]
    if wanted.kind:
        parts, values = f"{parts} AND d.kind = ?", [*values, wanted.kind]
    held, words = held_by(wanted.words, ("d.number", "c.name", "c.email", "c.phone"))
    parts, values = f"{parts} AND {held}", [*values, *words]
    way = "DESC" if wanted.sort.startswith("-") else "ASC"
    order = f"{DONOR_SORTS[wanted.sort.removeprefix('-')]} {way}, d.id DESC"
    rows = fast().rows(f"{_DONOR}{parts} ORDER BY {order} LIMIT ? OFFSET ?", (*values, size + 1, start))
    return [DonorLine(*row) for row in rows]


def donor_by_number(number: str, site_id: int) -> DonorLine | None:
    """One donor of a site."""
    row = fast().row(f"{_DONOR} AND d.number = ?", (site_id, number.upper()))
    return DonorLine(*row) if row else None


def donations_at(site_id: int, donor_number: str = "", size: int = 200) -> list[DonationLine]:
    """The newest donations of a site, or of one donor."""
    more, values = (" AND d.number = ?", (donor_number.upper(),)) if donor_number else ("", ())
    rows = fast().rows(
        f"{_DONATION}{more} ORDER BY n.given_on DESC, n.id DESC LIMIT ?", (site_id, *values, size)
    )
    return [DonationLine(row[0], as_day(row[1]), row[2], row[3]) for row in rows]


def donation_by_number(number: str, site_id: int) -> DonationLine | None:
    """One donation of a site."""
    row = fast().row(f"{_DONATION} AND n.number = ?", (site_id, number.upper()))
    return DonationLine(row[0], as_day(row[1]), row[2], row[3]) if row else None


def pieces_of_donation(number: str) -> list[PieceRow]:
    """The pieces that came with a donation."""
    rows = fast().rows(
        "SELECT p.id FROM piece p JOIN donation n ON n.id = p.donation_id WHERE n.number = ? ORDER BY p.id LIMIT 200",
        (number.upper(),),
    )
    return rows_by_ids([row[0] for row in rows])


def places_of(site_id: int) -> list[PlaceLine]:
    """The places of a site with what stands there."""
    rows = fast().rows(
        "SELECT l.code, l.name, l.kind, COALESCE(l.step, ''), (SELECT COUNT(*) FROM piece p WHERE p.place_id = l.id) "
        "FROM place l WHERE l.site_id = ? AND l.is_active ORDER BY l.kind, l.name",
        (site_id,),
    )
    return [PlaceLine(*row) for row in rows]
