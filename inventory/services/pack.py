"""The pack of a site: all that its tablets need to work for days without a network, as plain data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.access import RIGHTS, Actor
from core.avatars import AVATARS
from core.clock import local_day
from core.db import as_day, fast
from core.notice import NOTICE_VERSION
from core.people import CHECK_PERMITS
from core.sites import site_by_id
from inventory.catalogue import GROUPS
from inventory.desk_words import GROUP_NAMES
from inventory.queries.pack import (
    GONE,
    blank_cards,
    blank_labels,
    gone_for_tablet,
    most_used_categories,
    other_labels,
    people_rows,
    pieces_for_tablet,
    places_for_tablet,
    recipients_for_tablet,
)
from inventory.questions import questions
from inventory.shown import category_data, gate_data, question_data
from inventory.stages import as_data

TABLET_RIGHTS = ("move_pieces", "take_in", "answer_checks", "release", "undo_others", "override")
Held = dict[int, dict[str, str]]


def make_pack(*, site_id: int, at: datetime, sealing_key: str, drawings: Sequence[str]) -> dict[str, Any]:
    """The pack of a site on the day of `at`. Holds no name beyond what people want to be called, and no secret."""
    site = site_by_id(site_id)
    day = local_day(at)
    people = _people(site.id, at)
    return {
        "day": day.isoformat(),
        "site": {"id": site.id, "slug": site.slug, "name": site.name, "practice": site.is_practice},
        "sealing_key": sealing_key,
        "drawings": list(drawings),
        "stages": {
            **as_data(),
            "steps": [step for step in as_data()["steps"] if step not in site.hidden_steps],
        },
        "questions": [question_data(item) for item in questions().values()],
        "gates": gate_data(),
        "groups": [{"slug": slug, "name": GROUP_NAMES[slug]} for slug in GROUPS],
        "categories": category_data(),
        "most_used": most_used_categories(site.id),
        "places": places_for_tablet(site.id),
        "pieces": pieces_for_tablet(site.id, day),
        "gone": gone_for_tablet(site.id),
        "gone_stages": GONE,
        "labels": other_labels(site.id),
        "blanks": blank_labels(site.id),
        "people": people,
        "blank_cards": blank_cards(site.id),
        "checkers": _checkers(people),
        "avatars": list(AVATARS),
        "notice": NOTICE_VERSION,
        **recipients_for_tablet(site.id),
    }


def _people(site_id: int, at: datetime) -> list[dict[str, Any]]:
    roles, permits = _roles(site_id, at), _permits(at)
    found = []
    for row in people_rows(site_id, at):
        person_id = row.pop("id")
        held = permits.get(person_id, {})
        actor = Actor(person_id, site_id, roles=frozenset(roles[person_id]), permits=frozenset(held))
        strong = Actor(person_id, site_id, roles=actor.roles, permits=actor.permits, strength="pin")
        found.append(
            {
                **row,
                "rights": [right for right in TABLET_RIGHTS if actor.may(right)],
                "pin_rights": [right for right in TABLET_RIGHTS if strong.may(right)],
                "permits": held,
            }
        )
    return found


def _roles(site_id: int, at: datetime) -> defaultdict[int, set[str]]:
    day = local_day(at)
    found: defaultdict[int, set[str]] = defaultdict(set)
    for person_id, role in fast().rows(
        "SELECT person_id, role FROM role WHERE (site_id IS NULL OR site_id = ?) AND starts_on <= ? "
        "AND (ends_on IS NULL OR ends_on >= ?)",
        (site_id, day, day),
    ):
        if role in _KNOWN_ROLES:
            found[person_id].add(role)
    return found


_KNOWN_ROLES = frozenset().union(*RIGHTS.values()) | {"administrator"}


def _permits(at: datetime) -> Held:
    day = local_day(at)
    found: Held = {}
    for person_id, kind, ends_on in fast().rows(
        "SELECT person_id, kind, ends_on FROM permit WHERE ended_at IS NULL AND confirmed_at IS NOT NULL "
        "AND starts_on <= ? AND ends_on >= ? "
        "ORDER BY ends_on",
        (day, day),
    ):
        if kind in CHECK_PERMITS:
            found.setdefault(person_id, {})[kind] = as_day(ends_on).isoformat()
    return found


def _checkers(people: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Whom a refusal may name, by permit."""
    return {
        permit: sorted({row["alias"] for row in people if permit in row["permits"]})[:5]
        for permit in CHECK_PERMITS
    }


def note_tablet(
    device_id: int, *, waiting: int, since: datetime | None, keeps_storage: bool, at: datetime
) -> None:
    """Note what a tablet says of itself; like its last sign of life this is no fact about anybody's work.

    `since` is when the oldest thing that waits on it was made.
    """
    fast().run(
        "UPDATE device SET waiting = ?, waiting_since = ?, keeps_storage = ?, last_seen_at = ? WHERE id = ?",
        (waiting, since if waiting else None, keeps_storage, at, device_id),
    )
