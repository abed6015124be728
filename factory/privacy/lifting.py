"""The guards of some tables lifted for one erasure, inside its transaction: whoever comes after it meets them again.

Append-only tables keep words about people too. Only an erasure and a purge may empty those, and only by this door.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from core.db import fast

NOTING = "tally_"
"""How the triggers begin that refuse nothing: they note who is to be counted anew, and stay."""


@contextmanager
def unguarded(tables: Iterable[str]) -> Iterator[None]:
    """Take the guards of `tables` off, and put the very same ones up again at the end.

    A failure in between is the caller's to roll back: the triggers come back with the transaction's rows.
    """
    names = sorted(set(tables))
    marks = ", ".join("?" * len(names))
    if not fast().is_sqlite:
        lifted = fast().rows(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            f"WHERE NOT t.tgisinternal AND substr(t.tgname, 1, 6) <> ? AND c.relname IN ({marks})",
            (NOTING, *names),
        )
        for table, trigger in lifted:
            fast().run(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        yield
        for table, trigger in lifted:
            fast().run(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
        return
    guards = fast().rows(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, 6) <> ? "
        f"AND tbl_name IN ({marks}) ORDER BY name",
        (NOTING, *names),
    )
    for name, _ in guards:
        fast().run(f"DROP TRIGGER {name}")
    yield
    for _, statement in guards:
        fast().run(statement)
