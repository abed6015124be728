"""Reads of who stands above whom, and so whose card, PIN or password they may replace."""

from __future__ import annotations

from datetime import date, datetime

from core.access import CARD_ROLES, RIGHTS, Actor
from core.clock import local_day
from core.db import fast

RANKS = {"administrator": 3, "coordinator": 2}
"""Who may set another's PIN, password or card: nobody those of somebody above them."""


def rank_of(roles: frozenset[str]) -> int:
    """3 administrator, 2 coordinator, 1 other staff, 0 volunteers and trainees."""
    above = max((RANKS.get(role, 0) for role in roles), default=0)
    return above or int(bool(roles - CARD_ROLES))


def all_roles(person_id: int, *, day: date) -> frozenset[str]:
    """The roles that a person holds today, at whatever site."""
    rows = fast().rows(
        "SELECT DISTINCT role FROM role WHERE person_id = ? AND starts_on <= ? AND (ends_on IS NULL OR ends_on >= ?)",
        (person_id, day, day),
    )
    return frozenset(row[0] for row in rows)


def may_help(by: Actor, person_id: int, *, at: datetime) -> bool:
    """True if `by` may give the person a new card, PIN or password.

    A coordinator may for all but administrators; another member of staff for volunteers and trainees only, else a
    trainer could make themselves a coordinator's PIN. Staff show their card alone for it, so their roles count as held.
    """
    if by.is_system:
        return True
    theirs = rank_of(all_roles(person_id, day=local_day(at)))
    mine = rank_of(by.live_roles)
    if mine >= 2:
        return mine >= theirs and (
            mine > theirs or mine == 3 or not _coordinates_elsewhere(by, person_id, at)
        )
    return is_staff(by) and theirs == 0


def _coordinates_elsewhere(by: Actor, person_id: int, at: datetime) -> bool:
    """True if the person coordinates another site: whoever could set their PIN here would act there in their name."""
    day = local_day(at)
    row = fast().row(
        "SELECT 1 FROM role WHERE person_id = ? AND role = 'coordinator' AND (site_id IS NULL OR site_id <> ?) "
        "AND starts_on <= ? AND (ends_on IS NULL OR ends_on >= ?)",
        (person_id, by.site_id, day, day),
    )
    return row is not None


def has_live_permit(person_id: int, *, day: date) -> bool:
    """True if the person may sign some check on that day."""
    row = fast().row(
        "SELECT 1 FROM permit WHERE person_id = ? AND ended_at IS NULL AND ends_on >= ?", (person_id, day)
    )
    return row is not None


def is_staff(actor: Actor) -> bool:
    """True for those whose card, shown at a tablet, lets them help with a lost card or PIN."""
    return bool(actor.roles & RIGHTS["help_people"]) or "administrator" in actor.roles
