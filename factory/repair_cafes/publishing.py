"""What is published of repairs: records in the Open Repair Data Standard v0.3, and the summary of things without power.

Field names, their order, codes and forms are those of the standard's text (standard.openrepair.org, "Field reference")
and of its published table schema (github.com/openrepair/data, aggregated/202507/tableschema.json). Things without
power are published as sums only, by data provider, category and status, as in the same folder's unpowered summary.
Values are the standard's own English words, whatever language the page has. The data are licensed CC BY-SA 4.0.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from core.db import as_day, fast
from core.spreadsheets import Cell
from factory.repair_cafes.words import (
    BARRIERS,
    CATEGORIES,
    FIRST_UNPOWERED,
    OUTCOMES,
    POWERED,
    PROBLEMS,
    UNPOWERED,
)

FIELDS: Final = (
    "id",
    "data_provider",
    "country",
    "partner_product_category",
    "product_category",
    "product_category_id",
    "brand",
    "year_of_manufacture",
    "product_age",
    "repair_status",
    "repair_barrier_if_end_of_life",
    "group_identifier",
    "event_date",
    "problem",
)
SUMMARY_FIELDS: Final = ("data_provider", "product_category", "repair_status", "total")
PROVIDER: Final = "EcoWorks"
COUNTRY: Final = "GBR"
"""ISO 3166-1 alpha-3: where all sites are."""
UNKNOWN_BRAND: Final = "Unknown"
_WHERE: Final = (
    "FROM repair_item r JOIN occasion o ON o.id = r.occasion_id JOIN site s ON s.id = o.site_id "
    "WHERE o.site_id = ? AND NOT s.is_practice AND o.day BETWEEN ? AND ? AND r.outcome IS NOT NULL AND r.category "
)


def open_repair_rows(site_id: int, first: date, last: date) -> list[tuple[Cell, ...]]:
    """A record for each repair of a powered thing at a site between two days, in the standard's order of fields."""
    rows = fast().rows(
        "SELECT r.id, r.category, r.what, r.brand, r.made_in, r.outcome, r.barrier, s.name, o.day, r.problem, "
        f"r.problem_words {_WHERE}< {FIRST_UNPOWERED} ORDER BY o.day, r.occasion_id, r.number",
        (site_id, first, last),
    )
    return [_record(*row) for row in rows]


def _record(
    number: int,
    category: int,
    what: str,
    brand: str,
    made_in: int | None,
    outcome: str,
    barrier: int | None,
    group: str,
    day: date | str,
    problem: str,
    words: str,
) -> tuple[Cell, ...]:
    held_on = as_day(day)
    name = POWERED[category]
    told = PROBLEMS[problem]
    return (
        f"{PROVIDER.lower()}-{number}",
        PROVIDER,
        COUNTRY,
        f"{name} ~ {what}" if what else name,
        name,
        category,
        brand or UNKNOWN_BRAND,
        str(made_in) if made_in else "",
        max(0, held_on.year - made_in) if made_in else None,
        OUTCOMES[outcome],
        BARRIERS[barrier] if barrier else "",
        group,
        held_on.isoformat(),
        f"{told}. {words}" if words else told,
    )


def unpowered_rows(site_id: int, first: date, last: date) -> list[tuple[Cell, ...]]:
    """Sums of things without power at a site between two days, by category and status; no line where the sum is 0."""
    rows = fast().rows(
        f"SELECT r.category, r.outcome, COUNT(*) {_WHERE}>= {FIRST_UNPOWERED} GROUP BY r.category, r.outcome",
        (site_id, first, last),
    )
    told = [
        (PROVIDER, f"Unpowered - {UNPOWERED[row[0]]}", OUTCOMES[row[1]], int(row[2]))
        for row in rows
        if row[0] in CATEGORIES
    ]
    return sorted(told)
