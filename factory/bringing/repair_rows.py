"""Words of a line of a file of repairs: the Open Repair Data Standard's, or numbers of its lists. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from core.bounds import whole
from core.errors import N_, RuleBroken
from factory.repair_cafes.words import BARRIERS, CATEGORIES, OUTCOMES, POWERED, PROBLEMS, UNPOWERED
from training.import_rows import LearnerRow

_UNPOWERED: Final = "unpowered - "
_CATEGORIES: Final = (
    {name.casefold(): number for number, name in POWERED.items()}
    | {name.casefold(): number for number, name in UNPOWERED.items()}
    | {f"{_UNPOWERED}{name}".casefold(): number for number, name in UNPOWERED.items()}
)
KINDS_OF_THINGS: Final = (*POWERED.values(), *UNPOWERED.values())
"""The names of kinds of things that a file may use, as they are published."""
_STATUSES: Final = {name.casefold(): slug for slug, name in OUTCOMES.items()} | {
    "0": "unknown",
    "1": "fixed",
    "2": "repairable",
    "3": "end_of_life",
}
_BARRIERS: Final = (
    {name.casefold(): number for number, name in BARRIERS.items()}
    | {str(number): number for number in BARRIERS}
    | {"no way to open the product": 3, "product too worn out": 6, "too worn out": 6}
)
"""The standard's list of codes, its text and its table schema word two of them differently: all three are read."""


def bare(text: str) -> str:
    """The cell without the apostrophe that keeps a spreadsheet from counting."""
    return text[1:] if text.startswith("'") else text


def _category(text: str) -> int:
    number = _CATEGORIES.get(bare(text).casefold())
    if number is None:
        raise RuleBroken(
            "", N_("«%(text)s» is not known here."), N_("Use a name from the template."), text=text[:30]
        )
    return number


def _one_of(known: Mapping[str, Any], words: str) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        found = known.get(bare(text).casefold())
        if found is None:
            raise RuleBroken(
                "",
                N_("«%(text)s» is not known here."),
                N_("Write one of: %(words)s."),
                text=text[:30],
                words=words,
            )
        return found

    return read


def _category_id(text: str) -> int:
    number = whole(text, 3)
    if number not in CATEGORIES:
        raise RuleBroken(
            "",
            N_("«%(text)s» is not known here."),
            N_("Write the kind of thing in words, or leave it empty."),
            text=text[:30],
        )
    return number or 0


def _number(text: str) -> int:
    number = whole(text, 5)
    if number is None:
        raise RuleBroken(
            "", N_("«%(text)s» is no number that can be."), N_("Write a whole number."), text=text[:20]
        )
    return number


CHECKS: Final[dict[str, Callable[[str], Any]]] = {
    "id": bare,
    "product_category": _category,
    "partner_product_category": bare,
    "product_category_id": _category_id,
    "brand": bare,
    "year_of_manufacture": _number,
    "repair_status": _one_of(_STATUSES, ", ".join(OUTCOMES.values())),
    "repair_barrier_if_end_of_life": _one_of(_BARRIERS, ", ".join(BARRIERS.values())),
    "problem": bare,
    "minutes": _number,
}
"""How the cell of each column is read; the day is read as in every other file."""


def read_repair(row: LearnerRow) -> None:
    """What the line says of a thing and what became of it; an end of life has its reason, nothing else has one."""
    facts = row.facts
    category = facts.get("product_category_id") or facts.get("product_category")
    facts["category"] = category
    facts["outcome"] = facts.get("repair_status") or "unknown"
    facts["barrier"] = facts.get("repair_barrier_if_end_of_life") or None
    facts["minutes"] = facts["minutes"] if facts.get("minutes") not in ("", None) else None
    facts["made_in"] = facts.get("year_of_manufacture") or None
    brand = str(facts.get("brand") or "")
    facts["brand"] = "" if brand == "Unknown" else brand
    _, parted, what = str(facts.get("partner_product_category") or "").rpartition(" ~ ")
    facts["what"] = what[:60] if parted else ""
    facts["problem"], words = _problem(str(facts.get("problem") or ""))
    facts["problem_words"] = words[:200]
    named = CATEGORIES.get(category or 0, "")
    row.says = " · ".join(text for text in (named, facts["what"], facts["brand"]) if text)
    if row.problems:
        return
    if not category:
        row.refuse(
            RuleBroken(
                "product_category",
                N_("The kind of thing is missing."),
                N_("Write it as the Open Repair Data Standard does."),
            )
        )
    elif (facts["outcome"] == "end_of_life") != (facts["barrier"] is not None):
        row.refuse(
            RuleBroken(
                "repair_barrier_if_end_of_life",
                N_("Only an end of life has a reason, and it needs one."),
                N_("Write why nothing could be done, or leave the reason empty."),
            )
        )


def _problem(text: str) -> tuple[str, str]:
    """The picture that the words begin with, as our own file has it, and the rest; else the words as they are."""
    for slug, name in PROBLEMS.items():
        if text == name or text.startswith(f"{name}. "):
            return slug, text[len(name) + 2 :]
    return "other", text
