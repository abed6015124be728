"""Whose rows a person may open: by name at the sites where they have the role, by pseudonym where they only count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.access import ALWAYS, RIGHTS, Actor
from core.clock import local_day
from core.db import fast
from core.sites import Site, all_sites

Sites = frozenset[int]
FUNDER = "funder"


@dataclass(frozen=True)
class RowScope:
    """Ids of the sites whose rows open with piece codes (`named`), and of those whose rows open without (`masked`)."""

    named: Sites
    masked: Sites

    @property
    def sites(self) -> Sites:
        """Every site whose rows open at all."""
        return self.named | self.masked


def row_scope(by: Actor, at: datetime) -> RowScope:
    """What `by` may open on the day of `at`. Administrators open every site's rows, funders too but masked."""
    everywhere = frozenset(site.id for site in all_sites())
    if by.is_system:
        return RowScope(everywhere, frozenset())
    roles = _roles(by, at)
    named = _sites_with(roles, RIGHTS["see_count_rows"] | ALWAYS, everywhere)
    counting = _sites_with(roles, RIGHTS["see_count"], everywhere)
    if any(role == FUNDER for role, _ in roles):
        counting = everywhere
    if any(role in ALWAYS for role, _ in roles):
        named = everywhere
    return RowScope(named, counting - named)


def sites_where(by: Actor, right: str, at: datetime) -> Sites:
    """Ids of the counted sites where `by` holds `right`."""
    everywhere = frozenset(site.id for site in all_sites())
    if by.is_system:
        return everywhere
    return _sites_with(_roles(by, at), RIGHTS[right] | ALWAYS, everywhere)


def first_site(by: Actor, at: datetime) -> Site | None:
    """The site that a person sees first: their own where they have a say at just one, else none (all sites)."""
    scope = row_scope(by, at)
    if len(scope.sites) != 1:
        return None
    return next((site for site in all_sites() if site.id in scope.sites), None)


def _roles(by: Actor, at: datetime) -> list[tuple[str, int | None]]:
    """(role, site or None for all) in force; a card alone opens nothing here."""
    if by.person_id is None or by.strength == "card":
        return []
    day = local_day(at)
    return [
        (row[0], row[1])
        for row in fast().rows(
            "SELECT role, site_id FROM role WHERE person_id = ? AND starts_on <= ? "
            "AND (ends_on IS NULL OR ends_on >= ?) ORDER BY id",
            (by.person_id, day, day),
        )
    ]


def _sites_with(roles: list[tuple[str, int | None]], holders: frozenset[str], everywhere: Sites) -> Sites:
    held = {site for role, site in roles if role in holders}
    return everywhere if None in held else everywhere & frozenset(site for site in held if site is not None)
