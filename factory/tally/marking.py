"""How the database marks what is to be counted anew: people, and things such as sittings, as facts change."""

from __future__ import annotations

from typing import Final

from core.db import Model
from core.triggers import then_do, unchanged

PERSON, SITTING, JOB, RUN = "person", "sitting", "job", "run"
THINGS: Final = {SITTING: "machine_session", JOB: "machine_job", RUN: "run"}
"""What has rows besides people, and in which table it is."""
MARK: Final = "INSERT INTO tally_mark (person_id)"
"""The beginning of a statement that marks people."""
NEW_PERSON: Final = f"{MARK} VALUES (NEW.person_id)"
_OLD: Final = f"{MARK} VALUES (OLD.person_id)"
_BOTH: Final = (
    f"{MARK} SELECT w.id FROM (SELECT OLD.person_id AS id UNION SELECT NEW.person_id) w "
    "WHERE w.id IS NOT NULL"
)
ALWAYS: Final = "1 = 1"


def then(name: str, when: str, condition: str, statement: str) -> None:
    """A trigger on the table that `when` ends with; its room need not be loaded."""
    then_do(Model.metadata, when.rpartition(" ")[2], name, when, condition, statement)


def follow(name: str, *columns: str) -> None:
    """Mark the person of a row that comes, goes, or changes in these columns."""
    changed = f"NOT {unchanged('person_id', *columns)}"
    then(f"tally_{name}_new", f"INSERT ON {name}", "NEW.person_id IS NOT NULL", NEW_PERSON)
    then(f"tally_{name}_changed", f"UPDATE ON {name}", changed, _BOTH)
    then(f"tally_{name}_gone", f"DELETE ON {name}", "OLD.person_id IS NOT NULL", _OLD)


def marked_things(kind: str, ids: str) -> str:
    """A statement that marks the things of an SQL list of ids; NULL is none."""
    return (
        "INSERT INTO tally_thing_mark (kind, thing_id) "
        f"SELECT '{kind}', w.id FROM ({ids}) w WHERE w.id IS NOT NULL"
    )


def follow_thing(name: str, kind: str, thing: str, *columns: str) -> None:
    """Mark the thing that a row is, or is of, when the row comes, goes, or changes in these columns."""
    new, old = f"SELECT NEW.{thing} AS id", f"SELECT OLD.{thing} AS id"
    trigger, changed = f"tally_thing_{name}", f"NOT {unchanged(thing, *columns)}"
    then(f"{trigger}_new", f"INSERT ON {name}", ALWAYS, marked_things(kind, new))
    then(f"{trigger}_changed", f"UPDATE ON {name}", changed, marked_things(kind, f"{new} UNION {old}"))
    then(f"{trigger}_gone", f"DELETE ON {name}", ALWAYS, marked_things(kind, old))
