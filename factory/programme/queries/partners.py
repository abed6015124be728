"""Partners: the organisations through which people came, and the sites of a city."""

from __future__ import annotations

from core.db import fast
from factory.programme.indicators import INDICATORS
from factory.programme.learning import LEARNING
from factory.programme.through import NOT_GIVEN, NOT_SAID, Through, city_of
from factory.programme.works import WORKS

_PARTNERS = (
    "SELECT g.id, g.name FROM organisation g WHERE g.id IN (SELECT partner_id FROM makeover_case) "
    "OR g.id IN (SELECT partner_id FROM occasion) "
    "OR LOWER(g.name) IN (SELECT LOWER(TRIM(b.partner)) FROM booking b WHERE b.partner <> '') ORDER BY g.name, g.id"
)


def partners() -> dict[int, str]:
    """The organisations that people came through, or that an occasion was held with: names by id."""
    return {row[0]: row[1] for row in fast().rows(_PARTNERS)}


def has_partners(slug: str) -> bool:
    """True if rows of the indicator can be of a partner: of others a count of one partner would always be nothing."""
    if slug in WORKS:
        return bool(WORKS[slug].partner)
    return slug in LEARNING or slug in INDICATORS and slug not in NOT_GIVEN


def city_by_site() -> dict[int, str]:
    """The word of the city of each site."""
    rows = fast().rows(f"SELECT f.site_id, {city_of()} FROM (SELECT id AS site_id FROM site) f")
    return {row[0]: row[1] for row in rows}


def sites_of(through: Through) -> frozenset[int] | None:
    """The sites whose things of no city and partner of their own are counted; None for all of them."""
    if not through:
        return None
    if through.partner not in ("", NOT_SAID):
        return frozenset()
    return frozenset(site for site, city in city_by_site().items() if through.city in ("", city))
