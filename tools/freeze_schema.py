"""Writes the schema of the models as frozen SQL for a migration, one file for SQLite and one for PostgreSQL.

`python tools/freeze_schema.py 0001_house` writes `migrations/versions/0001_house.{sqlite,postgresql}.sql`;
`--check` writes nothing and fails where they differ from the models. Once a release is out its files stay as they
are, and a change of the models is a migration of its own. `--room training` freezes the tables of one room only,
`--triggers one,another` nothing but those triggers.
"""

from __future__ import annotations

import csv
import importlib
import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.mock import MockConnection

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from core.db import Model, db  # noqa: E402
from factory.frozen_sql import MARKER, VERSIONS, trigger_of  # noqa: E402

PACKAGES = ("core", "inventory", "training", "hardware", "factory")
SHAPES_TABLES = re.compile(r"\((db\.)?Model\)|\"after_create\"")
DIALECTS = {
    "sqlite": sqlite.dialect(),
    "postgresql": postgresql.dialect(paramstyle="named"),
}
"""PostgreSQL with named places, so that a percent sign in a trigger is written once and not doubled."""


def import_models() -> None:
    """Import every module that defines a table or something made together with one."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if SHAPES_TABLES.search(path.read_text(encoding="utf-8")):
                importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def tables_of(room: str) -> list[Table] | None:
    """The tables whose models live in a room, or in one module of it; None for all."""
    if not room:
        return None
    models = [model for model in Model.__subclasses__() if f"{model.__module__}.".startswith(f"{room}.")]
    return [model.__table__ for model in models if isinstance(model.__table__, Table)]


def ddl(dialect: str, room: str = "") -> list[str]:
    """Every CREATE statement of the models on a database, in an order in which they can be run.

    A function that the first migration made belongs to it: going down a room must not take it along.
    """
    spoken = DIALECTS[dialect]
    found: list[str] = []

    def note(element: Any, *_: object, **__: object) -> None:
        found.append(str(element.compile(dialect=spoken)).strip())

    db.metadata.create_all(MockConnection(spoken, note), tables=tables_of(room), checkfirst=False)
    if room:
        found = [text for text in found if "FUNCTION refuse_change()" not in text or "TRIGGER" in text[:20]]
    plain = [re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE) for text in dict.fromkeys(found)]
    in_order: list[str] = []
    for are_indexes, group in groupby(
        plain, key=lambda text: text.startswith(("CREATE INDEX", "CREATE UNIQUE INDEX"))
    ):
        part = list(group)  # a table keeps its indexes in a set, which comes out in another order each time
        in_order += sorted(part) if are_indexes else part
    return in_order


def seed_rows() -> Iterator[str]:
    """The rows that triggers read: what the database must know of each category."""
    flags = ("is_upholstered", "is_seating", "is_wooden", "is_childrens", "is_tall", "may_have_glass")
    with (ROOT / "inventory/data/categories.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            truths = [row[name] == "yes" for name in flags] + [row["electrical"] == "mains"]
            values = ", ".join("TRUE" if truth else "FALSE" for truth in truths)
            yield (
                f"INSERT INTO category (slug, {', '.join(flags)}, is_mains) VALUES ('{row['slug']}', {values})"
            )


def frozen(dialect: str, room: str = "") -> str:
    """The whole text of a frozen file."""
    return MARKER.join([*ddl(dialect, room), *([] if room else seed_rows())]) + "\n"


def frozen_triggers(dialect: str, names: list[str]) -> str:
    """The text of a frozen file that puts up some triggers anew. Raises LookupError for one that no model has."""
    every = ddl(dialect)
    found = [text for text in every if (made := trigger_of(text)) and made in names]
    missing = set(names) - {trigger_of(text) for text in found}
    if missing:
        raise LookupError(f"no such trigger: {sorted(missing)}")
    return MARKER.join(found) + "\n"


def main(arguments: list[str]) -> int:
    """Write the files, or compare them with --check."""
    is_check = "--check" in arguments
    words = [word for word in arguments if not word.startswith("-")]
    triggers = words.pop().split(",") if "--triggers" in arguments else []
    room = words.pop() if "--room" in arguments else ""
    name = words[0] if words else "0001_house"
    import_models()
    is_stale = False
    for dialect in DIALECTS:
        path = VERSIONS / f"{name}.{dialect}.sql"
        text = frozen_triggers(dialect, triggers) if triggers else frozen(dialect, room)
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        is_stale = True
        if is_check:
            print(f"{path.relative_to(ROOT)} differs from the models: python tools/freeze_schema.py {name}")
        else:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return 1 if is_check and is_stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
