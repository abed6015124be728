"""The field rules of the Open Repair Data Standard v0.3, written down from its text, apart from the program.

Sources: standard.openrepair.org ("Field reference" and its code lists) and the table schema of the published data,
github.com/openrepair/data, aggregated/202507/tableschema.json, whose order of fields, patterns and words these are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

FIELDS = [
    "id", "data_provider", "country", "partner_product_category", "product_category", "product_category_id", "brand",
    "year_of_manufacture", "product_age", "repair_status", "repair_barrier_if_end_of_life", "group_identifier",
    "event_date", "problem",
]  # fmt: skip
REQUIRED = (
    "id",
    "data_provider",
    "country",
    "partner_product_category",
    "repair_status",
    "event_date",
    "problem",
)
CATEGORIES = [
    "Aircon/dehumidifier", "Battery/charger/adapter", "Decorative or safety lights", "Desktop computer",
    "Digital compact camera", "DSLR/video camera", "Fan", "Flat screen", "Hair & beauty item",
    "Handheld entertainment device", "Headphones", "Hi-Fi integrated", "Hi-Fi separates", "Kettle", "Lamp", "Laptop",
    "Large home electrical", "Misc", "Mobile", "Musical instrument", "Paper shredder", "PC accessory", "Portable radio",
    "Power tool", "Printer/scanner", "Projector", "Sewing machine", "Small home electrical", "Small kitchen item",
    "Tablet", "Toaster", "Toy", "TV and gaming-related accessories", "Vacuum", "Watch/clock", "Coffee maker",
    "Food processor", "Games console", "Hair dryer", "Iron",
]  # fmt: skip
STATUSES = ("Unknown", "Fixed", "Repairable", "End of life")
BARRIERS = (
    "Spare parts not available", "Spare parts too expensive", "No way to open product",
    "Repair information not available", "Lack of equipment", "Item too worn out",
)  # fmt: skip
UNPOWERED = tuple(
    f"Unpowered - {word}" for word in ("Bicycle", "Furniture", "Household", "Jewellery", "Other", "Textile")
)
PATTERNS = {
    "id": r"[a-z]+-[0-9]+",
    "country": r"[A-Z]{3}",
    "product_category_id": r"[0-9]{1,2}",
    "year_of_manufacture": r"([0-9]{4})?",
    "product_age": r"([0-9]+(\.[0-9]+)?)?",
    "event_date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
}
"""What each field looks like; product_age and year_of_manufacture may be missing."""


def ords_faults(lines: list[list[str]]) -> Iterator[str]:
    """What of a file (head line first) the standard does not allow."""
    if lines[0] != FIELDS:
        yield f"the head line is {lines[0]}"
        return
    seen: set[str] = set()
    for place, line in enumerate(lines[1:], 2):
        row = dict(zip(FIELDS, line, strict=True))
        yield from (f"line {place}: {fault}" for fault in _row_faults(row))
        if row["id"] in seen:
            yield f"line {place}: the id {row['id']} stands twice"
        seen.add(row["id"])


def _row_faults(row: dict[str, str]) -> Iterator[str]:
    yield from (f"{name} is missing" for name in REQUIRED if not row[name])
    for name, pattern in PATTERNS.items():
        if not re.fullmatch(pattern, row[name]):
            yield f"{name} is {row[name]!r}"
    if row["product_category"] not in CATEGORIES:
        yield f"product_category is {row['product_category']!r}"
    elif str(CATEGORIES.index(row["product_category"]) + 1) != row["product_category_id"]:
        yield "product_category and its id differ"
    if row["repair_status"] not in STATUSES:
        yield f"repair_status is {row['repair_status']!r}"
    barrier = row["repair_barrier_if_end_of_life"]
    if barrier and (barrier not in BARRIERS or row["repair_status"] != "End of life"):
        yield f"repair_barrier_if_end_of_life is {barrier!r} at {row['repair_status']}"
    yield from _day_faults(row)


def _day_faults(row: dict[str, str]) -> Iterator[str]:
    try:
        held_on = date.fromisoformat(row["event_date"])
    except ValueError:
        yield f"event_date is {row['event_date']!r}"
        return
    year, age = row["year_of_manufacture"], row["product_age"]
    if bool(year) != bool(age):
        yield "product_age is there without its year, or the other way round"
    elif year and float(age) != held_on.year - int(year):
        yield f"product_age is {age} for {year} on {held_on}"
