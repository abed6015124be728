"""Whether the counters say what the ledger says: the quick half of a recount, for the dashboard's own conscience."""

from __future__ import annotations

from dataclasses import dataclass

from core.db import fast, is_sqlite


@dataclass(frozen=True)
class CounterGap:
    """One counter that is not the sum of its ledger lines."""

    indicator: str
    month: str
    site_id: int
    category: str
    split: str
    counter: int
    ledger: int


def counter_gaps(most: int = 100) -> list[CounterGap]:
    """Counters that differ from the ledger; empty when all is well. A recount from the events goes further."""
    month = "substr(day, 1, 7)" if is_sqlite() else "to_char(day, 'YYYY-MM')"
    rows = fast().rows(
        "SELECT indicator, month, site_id, category, split, SUM(counter), SUM(ledger) FROM ("
        "SELECT indicator, month, site_id, category, split, amount AS counter, 0 AS ledger FROM count_month "
        f"UNION ALL SELECT indicator, {month}, site_id, category, split, 0, amount FROM count_entry) both_sides "
        "GROUP BY indicator, month, site_id, category, split HAVING SUM(counter) <> SUM(ledger) "
        f"ORDER BY indicator, month, site_id, category, split LIMIT {int(most)}"
    )
    return [CounterGap(row[0], row[1], row[2], row[3], row[4], int(row[5]), int(row[6])) for row in rows]
