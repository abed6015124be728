"""Which rows are about a person: read from the model itself, so that a table of tomorrow is walked too.

A foreign key to a person is either whom the row is about (SUBJECTS) or somebody who did something (ACTORS). A table
without a subject belongs to the row that it hangs on (a booking's events to the booking's person).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Final

from sqlalchemy import Column, MetaData, Table

from core.db import Model

SUBJECTS: Final = frozenset(
    {"person_id", "learner_id", "speaker_id", "other_id", "into_id", "guide_id", "newcomer_id"}
)
"""Foreign keys that say whom a row is about."""
ACTORS: Final = frozenset(
    {
        "by_id",
        "assessor_id",
        "giver_id",
        "interpreter_id",
        "supervisor_id",
        "tutor_id",
        "verifier_id",
        "witness_id",
        "given_to_id",
        "repairer_id",
        "mentor_id",
        "driver_id",
        "lead_id",
        "leader_id",
        "host_id",
    }
)
"""Foreign keys that say who did something to what the row is about; so does each that ends in `_by_id`."""
NO_WAY: Final = {
    (
        "visit_finding",
        "visit_id",
    ): "what a verifier found belongs to the learner that it names, not to the guest",
    ("visit_finding", "action_id"): "as above",
    ("visit_work", "visit_id"): "which work a guest may see is the learner's",
    ("verifier_action", "run_id"): "a run is nobody's",
}
"""Foreign keys that do not make a row one of its parent's person, and why."""
LOOSE: Final = {
    ("audit_line", "by_id"): "the chain holds numbers and names of fields only, and is never changed",
    ("label_batch", "made_by_id"): "who printed labels; a number only",
    ("look_log", "by_id"): "who looked; a number only",
    ("permit", "confirmed_by_id"): "a second person; a number only",
}
"""Ids of people that are no foreign keys, and why they may stay."""


MODEL_PLACES: Final = (
    "*/models/*.py",
    "factory/*/models.py",
    "factory/*/models/*.py",
    "factory/*/*_models.py",
)
"""Where modules of models lie, besides those that `factory.house` names."""


@dataclass(frozen=True)
class Way:
    """How a table's rows are found for a person: a condition with one `{ids}`; `depth` is how far from the person."""

    table: str
    condition: str
    subjects: tuple[str, ...]
    parent: str = ""
    depth: int = 0


@lru_cache(maxsize=1)
def every_table() -> MetaData:
    """The tables of the whole house: each module of models is loaded here, those of rooms that wait too."""
    from factory.house import MODELS, ROOT

    found = [path for place in MODEL_PLACES for path in ROOT.glob(place)]
    for path in sorted(found):
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    for name in MODELS:
        import_module(name)
    return Model.metadata


def people_columns(table: Table) -> list[str]:
    """The columns of a table that point to a person."""
    return [
        column.name
        for column in table.columns
        if any(key.column.table.name == "person" for key in column.foreign_keys)
    ]


def is_subject(column: str) -> bool:
    """True if a foreign key of that name says whom the row is about."""
    return column in SUBJECTS


def is_actor(column: str) -> bool:
    """True if a foreign key of that name says who did something."""
    return column in ACTORS or column.endswith("_by_id")


def ways(metadata: MetaData | None = None) -> dict[str, Way]:
    """How the rows about a person are found, by table; parents before what hangs on them."""
    tables = (metadata if metadata is not None else every_table()).tables
    found = {"person": Way("person", "id IN ({ids})", ("id",))}
    for table in tables.values():
        subjects = tuple(name for name in people_columns(table) if is_subject(name))
        if subjects:
            condition = " OR ".join(f"{name} IN ({{ids}})" for name in subjects)
            found[table.name] = Way(table.name, f"({condition})", subjects)
    is_growing = True
    while is_growing:
        new = [
            way for table in tables.values() if table.name not in found and (way := _hanging(table, found))
        ]
        found |= {way.table: way for way in new}
        is_growing = bool(new)
    return found


def _hanging(table: Table, found: dict[str, Way]) -> Way | None:
    """The way to a table that names no person itself but hangs on a row that is about one."""
    parts, parent, depth = [], "", 0
    for column in table.columns:
        for key in column.foreign_keys:
            above = found.get(key.column.table.name)
            if above is None or above.table == "person" or (table.name, column.name) in NO_WAY:
                continue
            parts.append(
                f"{column.name} IN (SELECT {key.column.name} FROM {above.table} WHERE {above.condition})"
            )
            parent, depth = parent or above.table, max(depth, above.depth + 1)
    return Way(table.name, f"({' OR '.join(parts)})", (), parent, depth) if parts else None


def acted_in(table: Table) -> list[str]:
    """The columns of a table by which somebody did something there."""
    return [name for name in people_columns(table) if not is_subject(name)]


def key_of(table: Table) -> list[Column[object]]:
    """The primary key of a table."""
    return list(table.primary_key.columns)
