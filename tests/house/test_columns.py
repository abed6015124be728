"""Every column is classed in `docs/columns.csv`: what it is, why it is kept, its class and for how long."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping

import pytest
from flask import Flask
from sqlalchemy import Column, Integer, MetaData, Table

from core.db import Base, Day, Flag, UtcInstant
from tests.house.sources import ROOT
from tools.freeze_schema import import_models

REGISTER = ROOT / "docs" / "columns.csv"
HEADINGS = ("table", "column", "what", "why", "class", "retention")
CLASSES = frozenset(
    {"none", "pseudonym", "identity", "contact", "needs", "secret", "free text", "picture", "voice"}
)
"""none: about no person; pseudonym: points to a person by id; the others hold what their name says of a person."""
FORBIDDEN = re.compile(
    r"immigra|asylum|refugee|visa_|_visa\b|\bvisa\b|\bbrp\b|brp_|\barc_number|passport|home_office|\bni_number|nat_ins"
    r"|national_insurance|religio|faith|\barriv(al|ed)_(on|date|in_uk)|entered_uk|place_of_birth|birth_?place"
    r"|birth_country|country_of|nationalit|citizen|ethnic|diagnos|medical",
    re.I,
)


def forbidden(names: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Columns that must not exist at all."""
    for table, column in names:
        if FORBIDDEN.search(column) or FORBIDDEN.search(table):
            yield f"{table}.{column} must not be kept"


def register_faults(columns: set[tuple[str, str]], text: str) -> Iterator[str]:
    """Columns not classed, lines about columns that are gone, and lines that say too little."""
    rows = list(csv.DictReader(io.StringIO(text)))
    listed = [(row["table"], row["column"]) for row in rows]
    yield from (f"{table}.{column} is not classed" for table, column in sorted(columns - set(listed)))
    yield from (f"{table}.{column} is classed but gone" for table, column in sorted(set(listed) - columns))
    yield from (
        f"{name} is classed twice" for name in sorted({one for one in listed if listed.count(one) > 1})
    )
    for row in rows:
        yield from _row_faults(row)


def _row_faults(row: Mapping[str, str]) -> Iterator[str]:
    name = f"{row['table']}.{row['column']}"
    for heading in ("what", "why", "retention"):
        if len((row[heading] or "").strip()) < 3:
            yield f"{name} says no {heading}"
    if row["class"] not in CLASSES:
        yield f"{name} has the unknown class {row['class']!r}"


SAID = {
    "Flag": re.compile(r"(is|has|can|may|shows|keeps|wants|allows|with)_|counts$"),
    "UtcInstant": re.compile(r"(.*_)?(at|since|until)$"),
    "Day": re.compile(r".*_on$|(.*_)?day$|operational_(from|to)$"),
}
"""How the columns of a type are called (docs/decisions/0023)."""
NO_UNIT = re.compile(r"(^|_)(price|cost|fee|duration|length|kilograms|kg|weight)$")
"""Amounts that do not say of what: pence, seconds, minutes, hours or grams."""


def name_faults(metadata: MetaData) -> Iterator[str]:
    """Columns whose name does not say what kind of thing they hold, or in what it is measured."""
    for table in metadata.tables.values():
        for column in table.columns:
            said = SAID.get(type(column.type).__name__)
            if said is not None and not said.match(column.name):
                yield f"{table.name}.{column.name} is no name of a {type(column.type).__name__}"
            if NO_UNIT.search(column.name):
                yield f"{table.name}.{column.name} says no unit"


def columns_of(metadata: MetaData) -> set[tuple[str, str]]:
    """All (table, column) of the models."""
    return {(table.name, column.name) for table in metadata.tables.values() for column in table.columns}


def test_every_column_is_classed(built_app: Flask) -> None:
    import_models()
    text = REGISTER.read_text(encoding="utf-8") if REGISTER.exists() else ",".join(HEADINGS)
    assert tuple(text.splitlines()[0].split(",")) == HEADINGS
    assert list(register_faults(columns_of(Base.metadata), text)) == []


def test_no_forbidden_column_exists(built_app: Flask) -> None:
    assert list(forbidden(columns_of(Base.metadata))) == []


def test_every_column_is_called_what_it_holds(built_app: Flask) -> None:
    import_models()
    assert list(name_faults(Base.metadata)) == []


@pytest.mark.static
@pytest.mark.parametrize(
    "column",
    [
        Column("active", Flag),
        Column("made", UtcInstant),
        Column("made_on", UtcInstant),
        Column("made_at", Day),
        Column("price", Integer),
        Column("weight_kg", Integer),
        Column("length", Integer),
    ],
    ids=lambda column: column.name,
)
def test_a_column_that_does_not_say_what_it_holds_is_seen(column: Column[object]) -> None:
    metadata = MetaData()
    Table("thing", metadata, Column("is_active", Flag), Column("price_pence", Integer), column)
    assert len(list(name_faults(metadata))) == 1


@pytest.mark.static
def test_an_unclassed_column_is_seen() -> None:
    metadata = MetaData()
    Table("person", metadata, Column("id", Integer), Column("shoe_size", Integer))
    text = ",".join(HEADINGS) + "\nperson,id,its id,to point at it,pseudonym,as long as the person\n"
    assert list(register_faults(columns_of(metadata), text)) == ["person.shoe_size is not classed"]
    text += "person,shoe_size,x,,secret sauce,\nperson,gone,once there,once used,none,for ever\n"
    assert len(list(register_faults(columns_of(metadata), text))) == 5


@pytest.mark.static
@pytest.mark.parametrize(
    "column",
    [
        "immigration_status",
        "brp_number",
        "ni_number",
        "religion",
        "arrival_date",
        "place_of_birth",
        "nationality",
    ],
)
def test_a_forbidden_column_is_seen(column: str) -> None:
    assert list(forbidden([("person", column)]))
