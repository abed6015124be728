"""Two pairs of eyes on a permit: who gives it and who confirms it, neither of them in the hand of the other."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.clock import local_day
from core.db import fast

SECRETS_COUNT_FOR = timedelta(days=30)
"""For so long whoever set another's PIN or password is taken to know it."""
_SECRETS = "'set_pin', 'make_account', 'set_password'"


def hands_behind(person_id: int, *, at: datetime) -> frozenset[int]:
    """The people without whom this person could not act: who gave their roles, and who gave those people theirs, and
    who set their PIN or password in the last days. Whoever is among them could have made the person up.

    Administrators are left out: they may give a permit alone.
    """
    behind: set[int] = set()
    to_ask = {person_id}
    while to_ask:
        found: set[int] = set()
        for asked in to_ask:
            found |= _role_givers(asked, at) | _secret_setters(asked, at)
        to_ask = {one for one in found - behind - {person_id} if not _administers(one, at)}
        behind |= to_ask
    return frozenset(behind)


def _administers(person_id: int, at: datetime) -> bool:
    day = local_day(at)
    row = fast().row(
        "SELECT 1 FROM role WHERE person_id = ? AND role = 'administrator' AND starts_on <= ? "
        "AND (ends_on IS NULL OR ends_on >= ?)",
        (person_id, day, day),
    )
    return row is not None


def _role_givers(person_id: int, at: datetime) -> set[int]:
    day = local_day(at)
    rows = fast().rows(
        "SELECT DISTINCT given_by_id FROM role WHERE person_id = ? AND given_by_id IS NOT NULL "
        "AND starts_on <= ? AND (ends_on IS NULL OR ends_on >= ?)",
        (person_id, day, day),
    )
    return {row[0] for row in rows}


def _secret_setters(person_id: int, at: datetime) -> set[int]:
    rows = fast().rows(
        "SELECT DISTINCT l.by_id FROM audit_line l JOIN person p ON l.subject = 'person:' || p.number "
        f"WHERE p.id = ? AND l.verb IN ({_SECRETS}) AND l.by_id IS NOT NULL AND l.by_id <> p.id AND l.at > ?",
        (person_id, at - SECRETS_COUNT_FOR),
    )
    return {row[0] for row in rows}


def are_apart(giver: int | None, confirmer: int, holder: int, *, at: datetime) -> bool:
    """True if `confirmer` is a second person: not holder nor giver, and no hand is behind both sides."""
    mine = {confirmer} | hands_behind(confirmer, at=at)
    theirs = {holder} if giver is None else {holder, giver} | hands_behind(giver, at=at)
    return not mine & theirs
