"""What counts of pairs, reckoned from scratch: typed meetings, and work at the same pieces and machines."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from core.clock import start_of_day
from core.db import as_day, as_instant, as_json, fast
from factory.skills.shared_time import (
    PairDays,
    Stretch,
    Two,
    reckon,
    stretches_of,
    together_by_day,
)

_PAIRS = "SELECT id, guide_id, newcomer_id, begun_on, ended_on FROM pair"
_OF_TWO = "WHERE (guide_id = ? AND newcomer_id = ?) OR (newcomer_id = ? AND guide_id = ?)"


def reckoned(two: tuple[int, int] | None = None) -> dict[tuple[int, date], int]:
    """(pair, day) → milliseconds, by the rule of `shared_time`, for every pair or those of two people."""
    rows = fast().rows(f"{_PAIRS} {_OF_TWO}", (*two, *two)) if two else fast().rows(_PAIRS)
    pairs = [
        PairDays(row[0], frozenset(row[1:3]), as_day(row[3]), as_day(row[4]) if row[4] else None)
        for row in rows
    ]
    if not pairs:
        return {}
    twos, since = {pair.two for pair in pairs}, start_of_day(min(pair.begun_on for pair in pairs))
    return reckon(pairs, _worked(twos, since), _typed({pair.id for pair in pairs}))


def counted_days(two: tuple[int, int] | None = None) -> dict[tuple[int, date], int]:
    """(pair, day) → milliseconds, as they were counted last."""
    sql = "SELECT d.pair_id, d.day, d.amount_ms FROM pair_day d JOIN pair p ON p.id = d.pair_id"
    rows = fast().rows(f"{sql} {_OF_TWO}", (*two, *two)) if two else fast().rows(sql)
    return {(row[0], as_day(row[1])): row[2] for row in rows}


def _typed(pair_ids: set[int]) -> dict[int, dict[date, int]]:
    found: dict[int, dict[date, int]] = defaultdict(dict)
    for pair_id, day, minutes in fast().rows(
        "SELECT pair_id, day, minutes FROM pair_meeting WHERE struck_at IS NULL"
    ):
        if pair_id in pair_ids:
            found[pair_id][as_day(day)] = minutes
    return found


def _worked(twos: set[Two], since: datetime) -> dict[Two, dict[date, int]]:
    """Two people → day → milliseconds of work at the same pieces and machines."""
    stretches = _at_machines(twos, since)
    for two, moments in _at_pieces(twos, since).items():
        stretches[two].extend(stretches_of(moments))
    return {two: together_by_day(found) for two, found in stretches.items()}


_ALONG = (
    "SELECT e.by_id, e.with_ids, e.at FROM piece_event e LEFT JOIN event_verdict v ON v.event_id = e.id "
    "AND v.verdict IN ('refused', 'undone') WHERE e.with_ids <> '[]' AND e.at >= ? AND e.by_id IS NOT NULL "
    "AND v.event_id IS NULL"
)


def _at_pieces(twos: set[Two], since: datetime) -> dict[Two, list[datetime]]:
    """The moments of work that two people recorded together, alone or beside a third."""
    found: dict[Two, list[datetime]] = defaultdict(list)
    for by_id, with_ids, at in fast().rows(_ALONG, (since,)):
        there = {by_id, *as_json(with_ids)}
        for two in _twos_among(there, twos):
            found[two].append(as_instant(at))
    return found


def _twos_among(people: set[int], twos: set[Two]) -> list[Two]:
    """Those of the wanted twos who are both among a few people (six at most stand at one tablet)."""
    ordered = sorted(people)
    every = (frozenset((one, other)) for number, one in enumerate(ordered) for other in ordered[number + 1 :])
    return [two for two in every if two in twos]


_SITTINGS = (
    "SELECT COALESCE(c.person_id, s.person_id), h.person_id, h.came_at, COALESCE(c.began_at, s.began_at), "
    "COALESCE(c.ended_at, s.ended_at) FROM session_helper h JOIN machine_session s ON s.id = h.session_id "
    "LEFT JOIN session_correction c ON c.session_id = s.id AND c.verdict = 'accepted' AND NOT EXISTS "
    "(SELECT 1 FROM session_correction l WHERE l.session_id = s.id AND l.verdict = 'accepted' AND l.id > c.id) "
    "WHERE s.ended_at IS NOT NULL AND COALESCE(c.began_at, s.began_at) >= ? AND NOT s.is_void "
    "AND COALESCE(c.person_id, s.person_id) IS NOT NULL"
)
"""A sitting as it was last corrected, as its hours count too."""


def _at_machines(twos: set[Two], since: datetime) -> dict[Two, list[Stretch]]:
    """The stretches in which two people were at one machine."""
    found: dict[Two, list[Stretch]] = defaultdict(list)
    for person_id, helper_id, came_at, began_at, ended_at in fast().rows(_SITTINGS, (since,)):
        two = frozenset((person_id, helper_id))
        begins, ends = max(as_instant(came_at), as_instant(began_at)), as_instant(ended_at)
        if two in twos and ends > begins:
            found[two].append((begins, ends))
    return found
