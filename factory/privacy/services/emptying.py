"""The parts of an erasure that go by tables: rows deleted, fields emptied, files noted, a number left."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sqlalchemy import Table

from core.db import as_json, as_json_text, fast
from core.triggers import ERASED
from factory.privacy.erased import Erased
from factory.privacy.fates import GONE, blanked_columns, emptied, fate_of, is_file
from factory.privacy.register import kind_of
from factory.privacy.services.names_out import json_cast
from factory.privacy.walking import Way, every_table
from training.papers import paper_hash

IDENTITY_FIRST = ("person_name", "person_contact", "account", "pin", "card")
TOLD_WORDS = frozenset(
    {"reference", "feedback", "because", "note", "reason", "words", "called", "text", "interpreter"}
)
"""What a tablet tells in free words."""


def note_files(tables: Mapping[str, Table], found: dict[str, Way], person_id: int, done: Erased) -> None:
    """The photos and recordings that rows about the person name."""
    for name, way in found.items():
        for column in tables[name].columns:
            if not is_file(column):
                continue
            rows = fast().rows(
                f"SELECT {column.name} FROM {name} WHERE {way.condition.format(ids=int(person_id))}"
            )
            hashes = [row[0] for row in rows if row[0]]
            (done.photos if kind_of(name, column.name) == "picture" else done.clips).extend(hashes)


def delete_rows(tables: Mapping[str, Table], found: dict[str, Way], person_id: int, done: Erased) -> set[str]:
    """Delete the rows that go whole: what hangs on them first, and the identity before all else."""
    going = {
        name for name, way in found.items() if name != "person" and fate_of(tables[name], way) == "delete"
    }
    hanging = _hanging(tables, found, going)
    first = [name for name in IDENTITY_FIRST if name in going]
    rest = (going | hanging) - set(first)
    in_order = [table.name for table in reversed(every_table().sorted_tables) if table.name in rest]
    for name in (*first, *in_order):
        way = found[name]
        condition = way.condition if way.subjects else _through(tables[name], found, going | hanging)
        count = fast().run(f"DELETE FROM {name} WHERE {condition.format(ids=int(person_id))}")
        done.note(done.deleted, name, count)
    return going | hanging


def _hanging(tables: Mapping[str, Table], found: dict[str, Way], going: set[str]) -> set[str]:
    """Tables without a subject of their own that hang on rows which go."""
    hanging: set[str] = set()
    while True:
        new = {
            name
            for name, way in found.items()
            if not way.subjects and name not in hanging and parents_of(tables[name]) & (going | hanging)
        }
        if not new:
            return hanging
        hanging |= new


def parents_of(table: Table) -> set[str]:
    """The tables that a table points to."""
    return {key.column.table.name for key in table.foreign_keys}


def _through(table: Table, found: dict[str, Way], going: set[str]) -> str:
    """The rows of a table that hang on rows which go; those that hang on rows which stay are left."""
    parts = [
        f"{column.name} IN (SELECT {key.column.name} FROM {key.column.table.name} "
        f"WHERE {found[key.column.table.name].condition})"
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in going
    ]
    return f"({' OR '.join(parts)})"


def blank_rows(
    tables: Mapping[str, Table], found: dict[str, Way], gone: set[str], person_id: int, done: Erased
) -> None:
    """Empty what rows about the person say of them."""
    for name, way in found.items():
        columns = [] if name in gone else blanked_columns(tables[name])
        if columns:
            said = ", ".join(emptied(column) for column in columns)
            count = fast().run(f"UPDATE {name} SET {said} WHERE {way.condition.format(ids=int(person_id))}")
            done.note(done.blanked, name, count)


def empty_by_hand(person_id: int, number: str, done: Erased) -> None:
    """Certificates stay in their register and say a number; what tablets told stays without its words."""
    rows = fast().rows("SELECT id, snapshot FROM certificate WHERE person_id = ?", (person_id,))
    for row_id, snapshot in rows:
        text = {**as_json(snapshot), "name": [number]}
        fast().run(
            f"UPDATE certificate SET snapshot = ?{json_cast()}, sha256 = ?, "
            f"reason = CASE WHEN reason = '' THEN '' ELSE '{GONE}' END WHERE id = ?",
            (as_json_text(text), paper_hash(text), row_id),
        )
        done.note(done.blanked, "certificate", 1)
    told_by_tablets = fast().rows(
        "SELECT id, body, note FROM register_event WHERE person_id = ?", (person_id,)
    )
    for row_id, body, note in told_by_tablets:
        told = {key: GONE if key in TOLD_WORDS and one else one for key, one in as_json(body).items()}
        fast().run(
            f"UPDATE register_event SET body = ?{json_cast()}, note = ?, card = '' WHERE id = ?",
            (as_json_text(told), GONE if note else "", row_id),
        )
        done.note(done.blanked, "register_event", 1)


def forget_files(tables: Mapping[str, Table], done: Erased) -> None:
    """Keep the files in the list that nothing names any more, and take the tablets' names of them away."""
    named = [
        (name, column.name) for name, table in tables.items() for column in table.columns if is_file(column)
    ]

    def is_free(sha256: str) -> bool:
        return not any(
            fast().row(f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1", (sha256,))
            for table, column in named
        )

    done.photos = sorted({one for one in done.photos if is_free(one)})
    done.clips = sorted({one for one in done.clips if is_free(one)})
    for sha256 in done.photos:
        fast().run("DELETE FROM tablet_photo WHERE sha256 = ?", (sha256,))


def leave_a_number(person_id: int) -> None:
    """The person's row keeps the number and the site; the picture and the looks are nobody's."""
    token = hashlib.sha256(f"erased {person_id}".encode()).hexdigest()[:32]
    fast().run(
        "UPDATE person SET avatar = 'pear', theme = '', language = 'en', is_active = ?, token = ? WHERE id = ?",
        (False if not fast().is_sqlite else 0, f"{ERASED}{person_id}-{token}", person_id),
    )
