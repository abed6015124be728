"""Repairs read from a table: our own file of records, another group's, or one keyed in from paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.bounds import whole
from core.errors import N_, RuleBroken
from core.spreadsheets import Table
from factory.repair_cafes.words import BARRIERS, CATEGORIES, OUTCOMES, POWERED, PROBLEMS, UNPOWERED

COLUMNS: Final[tuple[str, ...]] = (
    "id",
    "product_category",
    "partner_product_category",
    "product_category_id",
    "brand",
    "year_of_manufacture",
    "repair_status",
    "repair_barrier_if_end_of_life",
    "event_date",
    "problem",
    "minutes",
)
"""What is read, by the standard's names (and minutes); other columns are passed over."""
NEEDED: Final[tuple[str, ...]] = ("product_category", "repair_status")
_UNPOWERED: Final = "unpowered - "
_CATEGORIES: Final = {name.casefold(): number for number, name in POWERED.items()} | {
    f"{_UNPOWERED}{name}".casefold(): number for number, name in UNPOWERED.items()
}
_STATUSES: Final = {name.casefold(): slug for slug, name in OUTCOMES.items()} | {
    "0": "unknown",
    "1": "fixed",
    "2": "repairable",
    "3": "end_of_life",
    "": "unknown",
}
_BARRIERS: Final = {name.casefold(): number for number, name in BARRIERS.items()} | {
    str(number): number for number in BARRIERS
}


@dataclass(frozen=True)
class ReadRepair:
    """A repair as it stands in a line of the file; `key` tells it from every other line, also the next time."""

    line: int
    key: str
    category: int
    what: str
    brand: str
    made_in: int | None
    problem: str
    problem_words: str
    outcome: str
    barrier: int | None
    minutes: int | None
    held_on: date | None


def read_repairs(table: Table) -> list[ReadRepair]:
    """Every line of the table. Raises RuleBroken on "sheet" for a column that is missing or the first bad line."""
    heads = [head.strip().casefold() for head in table.header]
    for name in NEEDED:
        if name not in heads:
            raise RuleBroken(
                "sheet",
                N_("The column %(name)s is missing."),
                N_("The first line holds the names of the Open Repair Data Standard."),
                name=name,
            )
    places = {name: heads.index(name) for name in COLUMNS if name in heads}
    seen: dict[str, int] = {}
    found: list[ReadRepair] = []
    for line, cells in enumerate(table.rows, 2):
        row = {name: _plain(cells[place]) for name, place in places.items()}
        said = row.get("id") or "|".join(row.values())
        seen[said] = seen.get(said, 0) + 1
        found.append(_read(row, line, said if row.get("id") else f"{said}#{seen[said]}"))
    return found


def _plain(cell: str) -> str:
    """The cell without the apostrophe that keeps a spreadsheet from counting."""
    text = " ".join(cell.split())
    return text[1:] if text.startswith("'") else text


def _read(row: Mapping[str, str], line: int, key: str) -> ReadRepair:
    outcome = _STATUSES.get(row["repair_status"].casefold())
    if outcome is None:
        raise _bad(line, "repair_status")
    barrier = _BARRIERS.get(row.get("repair_barrier_if_end_of_life", "").casefold())
    if (outcome == "end_of_life") != (barrier is not None):
        raise _bad(line, "repair_barrier_if_end_of_life")
    problem, words = _problem(row.get("problem", ""))
    return ReadRepair(
        line=line,
        key=key,
        category=_category(row, line),
        what=row.get("partner_product_category", "").rpartition(" ~ ")[2][:60]
        if " ~ " in row.get("partner_product_category", "")
        else "",
        brand="" if row.get("brand", "") == "Unknown" else row.get("brand", ""),
        made_in=_whole(row, "year_of_manufacture", line),
        problem=problem,
        problem_words=words[:200],
        outcome=outcome,
        barrier=barrier,
        minutes=_whole(row, "minutes", line),
        held_on=_day(row.get("event_date", ""), line),
    )


def _category(row: Mapping[str, str], line: int) -> int:
    number = _whole(row, "product_category_id", line)
    found = number if number in CATEGORIES else _CATEGORIES.get(row["product_category"].casefold())
    if found is None:
        raise _bad(line, "product_category")
    return found


def _problem(text: str) -> tuple[str, str]:
    """The picture that the words begin with, as our own file has it, and the rest; else the words as they are."""
    for slug, name in PROBLEMS.items():
        if text == name or text.startswith(f"{name}. "):
            return slug, text[len(name) + 2 :]
    return "other", text


def _whole(row: Mapping[str, str], name: str, line: int) -> int | None:
    text = row.get(name, "")
    if not text:
        return None
    number = whole(text, 5)
    if number is None:
        raise _bad(line, name)
    return number


def _day(text: str, line: int) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _bad(line, "event_date") from None


def _bad(line: int, name: str) -> RuleBroken:
    return RuleBroken(
        "sheet",
        N_("Line %(line)s: what stands under %(name)s is not known."),
        N_("Mend that line; nothing of the file was taken."),
        line=line,
        name=name,
    )
