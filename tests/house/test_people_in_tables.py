"""Every table that points to a person says as what, so that erasing and subject access walk it by themselves."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

from core.db import Base, Text
from factory.privacy.fates import OWN_WAY, WORD_OF_THE_HOUSE, fate_of
from factory.privacy.register import TELLING, kind_of, register
from factory.privacy.walking import LOOSE, NO_WAY, is_actor, is_subject, people_columns, ways
from tests.house.sources import ROOT
from tools.freeze_schema import import_models

NOBODYS = {
    "donor_contact": "donors are no people of ours; the desk deletes them when they ask (inventory.services.donors)",
    "delivery_signature": "whoever took a delivery in, by the delivery only; goes by its own clock",
    "offer_contact": "somebody who offers a donation; deleted by its own clock, or when they ask",
    "offer_photo": "what somebody offers, and maybe their home; goes with the contact, by its clock or when they ask",
    "door_contact": "strangers; deleted by their own clock (inventory.services.messages)",
    "fault_photo": "a machine, not a person; deleted a year after the fault ended",
    "makeover_address": "a household, by reference only; deleted when the makeover is over",
    "makeover_photo": "a household's room; deleted when the consent is taken back",
    "makeover_sign_off": "a household's drawn signature, by the makeover's code only",
    "paper_scan": "signed paper of a class, makeover, occasion or day; goes by its own clock (docs/privacy.md says how "
    "a name on one is found)",
    "photo": "a piece; the person in it is a number after erasing, the picture is the piece's",
    "training_import": "rows on their way in, 14 days at most; names are taken out of them by erasing",
    "works_import": "rows on their way in, 14 days at most",
    "piece_import": "rows on their way in; names are taken out of them by erasing",
}
"""Tables that tell of a person and are nobody's by a foreign key, and why that is well."""


def untold(metadata: MetaData) -> Iterator[str]:
    """Foreign keys to a person of which nobody can tell whether the row is about them or done by them."""
    for table in metadata.tables.values():
        for name in people_columns(table):
            if not is_subject(name) and not is_actor(name):
                yield (
                    f"{table.name}.{name}: say in factory/privacy/walking.py whether such a row is about the person "
                    "(SUBJECTS) or done by them (ACTORS)"
                )


def unreached(metadata: MetaData) -> Iterator[str]:
    """Tables that hold identity, contacts, needs, pictures or voices and that no way leads to from a person."""
    found = ways(metadata)
    for table in metadata.tables.values():
        kinds = {kind_of(table.name, column.name) for column in table.columns} & (TELLING - {"free text"})
        if kinds and table.name not in found and table.name not in NOBODYS:
            yield f"{table.name} tells of a person ({', '.join(sorted(kinds))}), and no foreign key says of whom"


def stranded(metadata: MetaData) -> Iterator[str]:
    """Tables whose rows stay, with a foreign key into a table whose rows an erasure deletes."""
    found = ways(metadata)
    going = {
        name
        for name, way in found.items()
        if name not in OWN_WAY and fate_of(metadata.tables[name], way) == "delete"
    }
    for table in metadata.tables.values():
        way = found.get(table.name)
        goes = table.name in going or (way is not None and not way.subjects)
        for key in table.foreign_keys:
            if key.column.table.name in going and not goes:
                yield f"{table.name} stays and points to {key.column.table.name}, which goes when somebody is erased"


def excuses_gone(metadata: MetaData) -> Iterator[str]:
    """Excuses for columns that are no more."""
    every = {(table.name, column.name) for table in metadata.tables.values() for column in table.columns}
    yield from (
        f"{table}.{column} is excused but gone"
        for table, column in {*NO_WAY, *LOOSE, *WORD_OF_THE_HOUSE} - every
    )


def test_every_table_says_as_what_it_points_to_a_person(built_app: Flask) -> None:
    import_models()
    assert list(untold(Base.metadata)) == []


def test_everything_told_of_a_person_is_reached_from_them(built_app: Flask) -> None:
    import_models()
    assert list(unreached(Base.metadata)) == []


def test_nothing_that_stays_points_to_what_goes(built_app: Flask) -> None:
    import_models()
    assert list(stranded(Base.metadata)) == []


def test_no_excuse_outlives_its_column(built_app: Flask) -> None:
    import_models()
    assert list(excuses_gone(Base.metadata)) == []


def test_ids_of_people_without_a_foreign_key_are_excused(built_app: Flask) -> None:
    import_models()
    for table in Base.metadata.tables.values():
        for column in table.columns:
            is_id = column.name.endswith("_id") and kind_of(table.name, column.name) == "pseudonym"
            if is_id and not column.foreign_keys and is_actor(column.name):
                assert (table.name, column.name) in LOOSE


@pytest.mark.static
def test_a_table_that_does_not_say_is_seen() -> None:
    metadata = MetaData()
    Table("person", metadata, Column("id", Integer, primary_key=True))
    Table(
        "shoe",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("owner_id", ForeignKey("person.id")),
        Column("person_id", ForeignKey("person.id")),
    )
    Table("lace", metadata, Column("shoe_id", ForeignKey("shoe.id")), Column("words", Text))
    assert [line.split(":")[0] for line in untold(metadata)] == ["shoe.owner_id"]
    assert ways(metadata)["lace"].parent == "shoe"
    assert ("lace", "words") not in register()
    assert kind_of("lace", "words") == "free text"


def test_every_table_of_the_house_is_walked() -> None:
    code = (
        "from factory.privacy.walking import every_table; walked = set(every_table().tables); "
        "from tools.freeze_schema import import_models; import_models(); "
        "print(*sorted(set(every_table().tables) - walked))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert answer.stdout.split() == [], (
        "list their module in factory.house.MODELS, or load it in walking.every_table"
    )
