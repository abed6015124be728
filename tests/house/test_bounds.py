"""Whatever the database can refuse, it refuses: flags, words of fixed sets and whole numbers each have a CHECK."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import CheckConstraint, Column, MetaData, Table

from core.db import Base, Flag, Text, Whole, at_least, one_of, true_or_false, within
from tests.house.sources import ROOT
from tools.freeze_schema import import_models

SET_OF_WORDS = re.compile(r"\(*(\w+) IN \('")
ALWAYS_A_SET = {"how", "kind", "language", "method", "source", "stage", "state", "step", "terms", "theme"}
"""Names of columns that hold a word of a fixed set, wherever they are; so does each name that has a set somewhere."""
FREE_NAMES = {
    "answer": "answers on pieces are lines of a file, which grows; yes or no elsewhere",
    "category": "the kinds of pieces are lines of a file, which grows",
    "city": "any town, except where somebody chooses among those of the programme",
    "evidence": "free text in most tables",
    "gender": "a word of an awarding body's own set, except where monitoring asks",
    "mark": "a random mark in the table of editions",
    "question": "the questions on pieces are lines of a file, which grows",
    "reason": "free text, or a code that the fold may come to add to",
    "subject": "what a line is about, by kind and number, except where it is one of a fixed set",
}
OPEN_WORDS = {
    "form_line.indicator": "a line that cannot be filled has none, and each room counts more; the service asks",
    "adjustment.indicator": "a late truth is about whatever was counted when its month closed",
    "frozen_cell.indicator": "a closed month keeps figures that are counted no more",
    "opening_figure.indicator": "each room counts more, and what stands outlives an indicator; the service asks",
    "opening_figure.source": "the name of a spreadsheet and its page",
    "tally_month.indicator": "each room brings works of people whose sums are kept",
    "tally_thing.indicator": "each room brings works of things whose rows are kept",
    "tally_row.indicator": "each room brings works of people whose rows are kept",
    "outbox_message.kind": "each room has kinds of messages of its own",
    "permit.kind": "a site names its own kinds of machines",
    "place.step": "the steps are inventory's, which core does not know; `add_place` asks",
}
UNBOUNDED = {
    "attendance_mark.sequence": "a tablet may tell any number",
    "register_event.sequence": "a tablet may tell any number",
    "sample_plan.seed": "any number is a seed",
}


def rules_of(table: Table) -> list[str]:
    """What the CHECKs of a table say."""
    return [str(rule.sqltext) for rule in table.constraints if isinstance(rule, CheckConstraint)]


def set_names(metadata: MetaData) -> set[str]:
    """Names of columns that hold a word of a fixed set, in one table at least."""
    found = {
        match[1]
        for table in metadata.tables.values()
        for rule in rules_of(table)
        if (match := SET_OF_WORDS.match(rule))
    }
    return (found | ALWAYS_A_SET) - FREE_NAMES.keys()


def bound_faults(metadata: MetaData) -> Iterator[str]:
    """Columns that would take what they never hold."""
    sets = set_names(metadata)
    for table in metadata.tables.values():
        for column in table.columns:
            rules = [rule for rule in rules_of(table) if re.search(rf"\b{column.name}\b", rule)]
            fault = _fault(column, f"{table.name}.{column.name}", rules, sets)
            if fault:
                yield f"{table.name}.{column.name} {fault}"


def _fault(column: Column[object], name: str, rules: list[str], sets: set[str]) -> str:
    if isinstance(column.type, Flag):
        is_bound = any(f"{column.name} IN (FALSE, TRUE)" in rule for rule in rules)
        return "" if is_bound else "would take any number for true"
    if _counts(column):
        return "" if rules or name in UNBOUNDED else "would take any number"
    if isinstance(column.type, Text) and column.name in sets and name not in OPEN_WORDS:
        is_bound = any(re.search(rf"\b{column.name} IN \('", rule) for rule in rules)
        return "" if is_bound else "would take any word"
    return ""


def _counts(column: Column[object]) -> bool:
    """True for a whole number that is no number of a row."""
    is_whole = type(column.type) is type(Whole)
    return is_whole and not column.foreign_keys and not re.fullmatch(r"(.*_)?id", column.name)


def test_every_column_refuses_what_it_never_holds(built_app: Flask) -> None:
    import_models()
    assert list(bound_faults(Base.metadata)) == []


def test_the_lists_of_the_open_name_columns_that_are_there(built_app: Flask) -> None:
    import_models()
    there = {
        f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns
    }
    assert (OPEN_WORDS.keys() | UNBOUNDED.keys()) - there == set()


def test_the_throttle_counts_what_the_table_of_attempts_knows() -> None:
    from core.people import ATTEMPT_KINDS

    text = (ROOT / "core/throttle.py").read_text(encoding="utf-8")
    assert sorted(re.findall(r'Limit\("([a-z-]+)"', text)) == sorted(ATTEMPT_KINDS)


@pytest.mark.static
@pytest.mark.parametrize(
    ("column", "fault"),
    [
        (Column("is_planted", Flag), "would take any number for true"),
        (Column("grams", Whole), "would take any number"),
        (Column("terms", Text), "would take any word"),
        (Column("colour", Text), "would take any word"),
    ],
    ids=["flag", "whole number", "word", "word of a set that another table has"],
)
def test_a_column_that_would_take_anything_is_seen(column: Column[object], fault: str) -> None:
    metadata = MetaData()
    Table("piece", metadata, Column("is_mains", Flag), true_or_false("is_mains"), column)
    Table("paint", metadata, Column("colour", Text), one_of("colour", ("red", "blue")))
    assert list(bound_faults(metadata)) == [f"piece.{column.name} {fault}"]


@pytest.mark.static
def test_a_bounded_column_is_no_fault() -> None:
    metadata = MetaData()
    Table(
        "piece", metadata,
        Column("id", Whole), Column("place_id", Whole), Column("grams", Whole), Column("life", Whole),
        Column("terms", Text), Column("title", Text),
        within("grams", 0, 9), at_least("life", 1), one_of("terms", ("gift", "sale")),
    )  # fmt: skip
    assert list(bound_faults(metadata)) == []
