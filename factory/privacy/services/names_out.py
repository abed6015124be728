"""A person's names in anybody's words become their number."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Table

from core.db import Json, as_json, as_json_text, fast
from factory.privacy.erased import Erased
from factory.privacy.fates import text_columns
from factory.privacy.naming import Names, found_in
from factory.privacy.register import kind_of
from factory.privacy.walking import people_columns
from training.papers import paper_hash


def json_cast() -> str:
    """What PostgreSQL wants behind a value that goes into a JSON column."""
    return "" if fast().is_sqlite else "::jsonb"


def take_names_out(table: Table, names: Names, person_id: int, done: Erased) -> None:
    """Take a person's names out of every text of a table; one word alone only in rows about or by them."""
    if table.name == "audit_line" or not (names.sure or names.own):
        return
    condition, values = found_in(names.sure | names.own)
    keys = [column.name for column in table.primary_key.columns]
    theirs = people_columns(table)
    for column in text_columns(table):
        as_text = column.name if fast().is_sqlite else f"CAST({column.name} AS TEXT)"
        rows = fast().rows(
            f"SELECT {', '.join([column.name, *keys, *theirs])} FROM {table.name} "
            f"WHERE {condition.format(column=as_text)}",
            values,
        )
        for value, *rest in rows:
            key, people = rest[: len(keys)], rest[len(keys) :]
            _from_one(column, value, dict(zip(keys, key, strict=True)), names, person_id in people, done)


def _from_one(
    column: Column[Any], raw: Any, key: dict[str, Any], names: Names, is_own: bool, done: Erased
) -> None:
    """Take the names out of one field; where only a word of a name stands in another's text, a person must look."""
    table = column.table.name
    value = as_json(raw) if isinstance(column.type, Json) else raw
    new = names.taken_out(value, with_own=is_own)
    if new == value:
        if kind_of(table, column.name) == "free text" and names.taken_out(value, with_own=True) != value:
            done.note(done.left, table, 1)
        return
    where = " AND ".join(f"{name} = ?" for name in key)
    cast, bound = (json_cast(), as_json_text(new)) if isinstance(column.type, Json) else ("", new)
    fast().run(f"UPDATE {table} SET {column.name} = ?{cast} WHERE {where}", (bound, *key.values()))
    done.note(done.taken_out, table, 1)
    if table == "certificate":
        fast().run(f"UPDATE {table} SET sha256 = ? WHERE {where}", (paper_hash(new), *key.values()))
    if table == "piece_event":
        piece = fast().row(f"SELECT piece_id FROM {table} WHERE {where}", tuple(key.values()))
        done.pieces.update(piece or ())
