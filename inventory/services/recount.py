"""The recount: every piece folded from scratch, set against the ledger and its running sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from core.clock import month_of
from core.db import as_day, as_json, fast
from inventory.fold import fold
from inventory.services.ledger import entries_of
from inventory.services.store import events_of

Key = tuple[str, str, int, str, str]


@dataclass(frozen=True)
class Difference:
    """A figure that does not agree: indicator, month, site id, category, split, and the three amounts."""

    indicator: str
    month: str
    site_id: int
    category: str
    split: str
    recounted: int
    ledger: int
    counters: int


def recount() -> list[Difference]:
    """Every month's figure where recount, ledger and counters differ; empty when all is well."""
    counted, ledger, counters = _from_events(), _from_ledger(), _from_counters()
    keys = sorted(set(counted) | set(ledger) | set(counters))
    return [
        Difference(*key, counted[key], ledger[key], counters[key])
        for key in keys
        if not counted[key] == ledger[key] == counters[key]
    ]


def stale_pieces() -> Iterator[str]:
    """Codes of pieces whose row differs from a fold of their events."""
    for piece_id, code, site, folded in _pieces(with_practice=True):
        state = fold(events_of(piece_id), site, keeps_states=False).state
        if state.as_data() != as_json(folded):
            yield code


def _pieces(*, with_practice: bool) -> list[tuple[int, str, int, object]]:
    where = "" if with_practice else " WHERE NOT is_practice"
    return fast().rows(f"SELECT id, code, claimed_site_id, folded FROM piece{where} ORDER BY id")


def _from_events() -> Counter[Key]:
    total: Counter[Key] = Counter()
    for piece_id, _, site, _ in _pieces(with_practice=False):
        for entry in entries_of(fold(events_of(piece_id), site, keeps_states=False).state):
            total[(entry.indicator, month_of(entry.day), entry.site, entry.category, entry.split)] += (
                entry.amount
            )
    return total


def _from_ledger() -> Counter[Key]:
    total: Counter[Key] = Counter()
    rows = fast().rows("SELECT indicator, day, site_id, category, split, amount FROM count_entry")
    for indicator, day, site, kind, split, amount in rows:
        total[(indicator, month_of(as_day(day)), site, kind, split)] += amount
    return total


def _from_counters() -> Counter[Key]:
    rows = fast().rows("SELECT indicator, month, site_id, category, split, amount FROM count_month")
    return Counter({(row[0], row[1], row[2], row[3], row[4]): row[5] for row in rows})
