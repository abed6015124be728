"""The categories of furniture: names, average weights, which checks each asks for, and the carbon factors.

Average weights: "furniture reuse average weights", Alloa Community Enterprises, CC BY 4.0
(`data/furniture_weights.csv`); which categories are wooden, tall, glazed or for children is this project's own reading.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
GROUPS = ("seating", "tables", "storage", "beds", "other")


@dataclass(frozen=True)
class Category:
    """One kind of furniture. `electrical` is "no", "mains" (always) or "ask" (some have a plug or a battery)."""

    slug: str
    name: str
    source_name: str
    group: str
    average_grams: int
    is_upholstered: bool
    is_seating: bool
    electrical: str
    is_wooden: bool
    is_childrens: bool
    is_tall: bool
    may_have_glass: bool
    carbon_row: str

    @property
    def may_hold_pops(self) -> bool:
        """Upholstered seating may hold persistent organic pollutants (Environment Agency guidance, England)."""
        return self.is_upholstered and self.is_seating


@dataclass(frozen=True)
class CarbonFactor:
    """Avoided emissions by reuse, tonnes CO2e per tonne (so also grams per gram), as a range with its source."""

    factor_set: str
    applies_to: str
    low: float
    high: float
    publisher: str
    year: int


@lru_cache(maxsize=1)
def categories() -> dict[str, Category]:
    """Every category by slug, in the order of the file."""
    with (DATA / "categories.csv").open(encoding="utf-8", newline="") as lines:
        return {row["slug"]: _category(row) for row in csv.DictReader(lines)}


def _category(row: dict[str, str]) -> Category:
    return Category(
        slug=row["slug"],
        name=row["name"],
        source_name=row["source_name"],
        group=row["group"],
        average_grams=int(row["average_grams"]),
        is_upholstered=row["is_upholstered"] == "yes",
        is_seating=row["is_seating"] == "yes",
        electrical=row["electrical"],
        is_wooden=row["is_wooden"] == "yes",
        is_childrens=row["is_childrens"] == "yes",
        is_tall=row["is_tall"] == "yes",
        may_have_glass=row["may_have_glass"] == "yes",
        carbon_row=row["carbon_row"],
    )


def category(slug: str) -> Category | None:
    """The category with that slug, or None."""
    return categories().get(slug)


@lru_cache(maxsize=1)
def carbon_factors() -> dict[str, CarbonFactor]:
    """Carbon factors by what they apply to (`Category.carbon_row`)."""
    with (DATA / "carbon_factors.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["applies_to"]: CarbonFactor(
                factor_set=row["set"],
                applies_to=row["applies_to"],
                low=float(row["tco2e_per_tonne_low"]),
                high=float(row["tco2e_per_tonne_high"]),
                publisher=row["publisher"],
                year=int(row["year"]),
            )
            for row in csv.DictReader(lines)
        }


def co2e_range_grams(category_slug: str, grams: int) -> tuple[int, int] | None:
    """(low, high) grams of CO2e avoided by keeping `grams` of a category in use; None where no factor exists."""
    found = category(category_slug)
    factor = carbon_factors().get(found.carbon_row) if found else None
    if factor is None:
        return None
    return round(grams * factor.low), round(grams * factor.high)
