"""Lists that filters and forms choose from: sites, places, donations, recipients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.db import as_day, fast


@dataclass(frozen=True)
class SiteChoice:
    """A site as filters name it."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True)
class PlaceChoice:
    """A place as filters name it."""

    id: int
    code: str
    name: str
    kind: str
    step: str


@dataclass(frozen=True)
class DonationChoice:
    """A donation as a form names it: no donor's name in a list."""

    id: int
    number: str
    given_on: date
    donor_number: str


def site_choices(own_id: int) -> list[SiteChoice]:
    """The sites that hold pieces. A practice site stands alone: its pieces mix with no others."""
    rows = fast().rows(
        "SELECT id, slug, name FROM site WHERE is_active AND is_practice = (SELECT is_practice FROM site WHERE id = ?) "
        "ORDER BY name",
        (own_id,),
    )
    return [SiteChoice(*row) for row in rows]


def place_choices(site_id: int) -> list[PlaceChoice]:
    """The places of a site."""
    rows = fast().rows(
        "SELECT id, code, name, kind, COALESCE(step, '') FROM place "
        "WHERE site_id = ? AND is_active ORDER BY kind, name",
        (site_id,),
    )
    return [PlaceChoice(*row) for row in rows]


def place_by_code(code: str, site_id: int) -> PlaceChoice | None:
    """The active place of a site with that code on its wall card, or None."""
    row = fast().row(
        "SELECT id, code, name, kind, COALESCE(step, '') FROM place WHERE code = ? AND site_id = ? AND is_active",
        (code, site_id),
    )
    return PlaceChoice(*row) if row else None


def donation_choices(site_id: int, size: int = 40) -> list[DonationChoice]:
    """The newest donations of a site."""
    rows = fast().rows(
        "SELECT n.id, n.number, n.given_on, COALESCE(d.number, '') FROM donation n "
        "LEFT JOIN donor d ON d.id = n.donor_id WHERE n.site_id = ? ORDER BY n.given_on DESC, n.id DESC LIMIT ?",
        (site_id, size),
    )
    return [DonationChoice(row[0], row[1], as_day(row[2]), row[3]) for row in rows]


def donor_id_of(number: str, site_ids: tuple[int, ...]) -> int:
    """The id of a donor by number at some sites; 0 for none."""
    row = fast().row("SELECT id, site_id FROM donor WHERE number = ?", (number,))
    return row[0] if row and row[1] in site_ids else 0
