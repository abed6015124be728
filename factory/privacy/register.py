"""The register of columns, `docs/columns.csv`: what each is, why it is kept, its class and for how long."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from core.errors import N_

FILE: Final = Path(__file__).resolve().parents[2] / "docs" / "columns.csv"
CLASS_NAMES: Final = {
    "identity": N_("Identity"),
    "contact": N_("Contact"),
    "needs": N_("Needs"),
    "picture": N_("Picture"),
    "voice": N_("Voice"),
    "free text": N_("Free text"),
    "secret": N_("Secret"),
    "pseudonym": N_("Number"),
    "none": N_("About no person"),
}
"""Each class of the register, the most personal first."""
TELLING: Final = frozenset({"identity", "contact", "needs", "picture", "voice", "free text"})
"""Classes whose values say something of a person by themselves."""


@dataclass(frozen=True)
class Kept:
    """One column of the database."""

    table: str
    column: str
    what: str
    why: str
    kind: str
    retention: str


@lru_cache(maxsize=1)
def register() -> dict[tuple[str, str], Kept]:
    """Every column of the register by (table, column)."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {
            (row["table"], row["column"]): Kept(
                row["table"], row["column"], row["what"], row["why"], row["class"], row["retention"]
            )
            for row in csv.DictReader(lines)
        }


def kind_of(table: str, column: str) -> str:
    """The class of a column; "free text" for one that nobody has classed, so that it is never treated too lightly."""
    found = register().get((table, column))
    return found.kind if found else "free text"


def columns_like(words: str, kind: str) -> list[Kept]:
    """The lines that hold each of `words` and, if one is given, are of a class."""
    wanted = words.casefold().split()
    return [
        one
        for one in register().values()
        if (not kind or one.kind == kind)
        and all(
            word in f"{one.table} {one.column} {one.what} {one.why} {one.kind} {one.retention}".casefold()
            for word in wanted
        )
    ]
