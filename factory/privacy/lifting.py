"""The guards of some tables lifted for one erasure, inside its transaction: whoever comes after it meets them again.

Append-only tables keep words about people too. Only an erasure and a purge may empty those, and only by this door.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from time import sleep
from typing import Final

from core.db import fast
from core.errors import N_, Conflict

NOTING = "tally_"
"""How the triggers begin that refuse nothing: they note who is to be counted anew, and stay."""


LOOK: Final = "200ms"
"""How long one attempt waits: less than the second after which PostgreSQL breaks a deadlock at anybody's cost."""
ATTEMPTS: Final = 60
LOCK_NOT_AVAILABLE: Final = "55P03"


def be_alone(tables: Iterable[str]) -> None:
    """Be the only writer until the transaction ends, as on SQLite always: others wait to write; nobody waits to read.

    PostgreSQL: an EXCLUSIVE lock on each of `tables`, all of them or none. To lift a guard locks its table anyway, one
    after the other: two writers that each wait for the other's table would be a deadlock, and the one that PostgreSQL
    breaks may be a tablet's batch. So whoever erases lets go of everything and tries again; the batch only ever waits.
    Must be the first of a transaction. Raises Conflict where the house does not come to rest in some twelve seconds.
    """
    if fast().is_sqlite:
        return
    every = ", ".join(sorted(set(tables)))
    before = fast().rows("SHOW lock_timeout")[0][0]
    fast().run(f"SET LOCAL lock_timeout = '{LOOK}'")
    for attempt in range(ATTEMPTS):
        fast().run("SAVEPOINT alone")
        try:
            fast().run(f"LOCK TABLE {every} IN EXCLUSIVE MODE")
        except Exception as problem:
            if getattr(problem, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                raise
            fast().run("ROLLBACK TO SAVEPOINT alone")
            sleep(0.01 * min(attempt, 10))
        else:
            fast().run(f"SET LOCAL lock_timeout = '{before}'")
            return
    raise Conflict(N_("Others are writing without a pause."), N_("Try again in a minute."))


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
