"""What becomes of a column or row about a person who is erased: by the register's words, with exceptions told here."""

from __future__ import annotations

from typing import Any, Final, Literal

from sqlalchemy import Column, Table

from core.db import Json, Text
from factory.privacy.register import TELLING, kind_of, register
from factory.privacy.walking import Way

Fate = Literal["delete", "blank", "number"]
GONE: Final = "—"
"""What stands where a text was."""
OWN_WAY: Final = frozenset({"person", "certificate", "register_event"})
"""Tables that erasing treats by itself: each has a form that is read again."""
AS_NUMBER: Final = ("as long as", "for good")
"""How a retention begins that keeps the row, and the person in it as a number."""
WORD_OF_THE_HOUSE: Final = {
    ("sample_item", "reason"): "a word of a fixed set",
    ("verifier_visit", "purpose"): "why the guest came; about the visit, emptied of names",
    ("assessor_unit", "held"): "what a body may ask of an assessor, emptied of names",
    ("assessor_proof", "what"): "as above",
}
"""Free texts in rows about a person that stay, and why; names are taken out of them as everywhere."""


def fate_of(table: Table, way: Way) -> Fate:
    """Whether rows of a table about a person go, are emptied, or stay with the number alone."""
    if way.subjects:
        said = [register().get((table.name, name)) for name in way.subjects]
        stays = [
            one is None or one.retention.startswith(AS_NUMBER) or "as a number" in one.retention
            for one in said
        ]
        if not any(stays):
            return "delete"
    return "blank" if blanked_columns(table) else "number"


def blanked_columns(table: Table) -> list[Column[Any]]:
    """The columns that are emptied in rows about an erased person."""
    if table.name in OWN_WAY:
        return []
    return [
        column
        for column in table.columns
        if kind_of(table.name, column.name) in TELLING
        and (table.name, column.name) not in WORD_OF_THE_HOUSE
        and not column.foreign_keys
        and not column.primary_key
    ]


def is_file(column: Column[Any]) -> bool:
    """True for a column that names a file of the store by its hash: a photo or a recording."""
    return isinstance(column.type, Text) and kind_of(column.table.name, column.name) in ("picture", "voice")


def emptied(column: Column[Any]) -> str:
    """The SQL of an emptied column: a text that said something leaves a dash, so that one sees that it did."""
    name = column.name
    if column.nullable and not isinstance(column.type, Text):
        return f"{name} = NULL"
    if kind_of(column.table.name, name) in ("picture", "voice"):
        return f"{name} = ''"
    if isinstance(column.type, Json):
        return f"{name} = '{{}}'"
    return f"{name} = CASE WHEN {name} IS NULL OR {name} = '' THEN {name} ELSE '{GONE}' END"


def text_columns(table: Table) -> list[Column[Any]]:
    """Every column of a table in which words may stand: texts and JSON that are no key and no word of a set."""
    return [
        column
        for column in table.columns
        if isinstance(column.type, (Text, Json))
        and not column.foreign_keys
        and not column.primary_key
        and kind_of(table.name, column.name) not in ("secret",)
        and not (kind_of(table.name, column.name) == "none" and isinstance(column.type, Text))
    ]
