"""Deleting what has had its time and that the minute's work does not delete: evidence past its hold, old consents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, Table

from core.access import system_actor
from core.audit import write_audit_line
from core.db import fast
from factory.privacy.clocks import SIX_YEARS
from factory.privacy.fates import GONE, blanked_columns, emptied, fate_of, is_file
from factory.privacy.lifting import unguarded
from factory.privacy.queries.holds import people_released, released_sites
from factory.privacy.register import register
from factory.privacy.walking import every_table, ways

EVIDENCE: Final = ("as long as the programme's evidence", "as long as the body's records are asked for")
"""How the retention of evidence begins in the register."""
AT_ONCE: Final = 400
"""People in one statement."""


@dataclass
class Purged:
    """What went, or would go, by table; the photos that nothing names any more."""

    rows: Counter[str] = field(default_factory=Counter)
    photos: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Plain lines for the shell."""
        return [f"{count} of {table}" for table, count in sorted(self.rows.items()) if count]


def purge(*, at: datetime) -> Purged:
    """Empty and delete what is due at `at`, in the caller's transaction; again at once it finds nothing.

    The photos that it names are deleted by the caller once the transaction holds.
    """
    done = Purged()
    with unguarded(every_table().tables):
        for released in released_sites(at):
            before = sum(done.rows.values())
            people = people_released(released)
            for start in range(0, len(people), AT_ONCE):
                _evidence_of(people[start : start + AT_ONCE], done)
            if sum(done.rows.values()) > before:
                by = system_actor(released.site_id)
                write_audit_line(
                    "purge_evidence",
                    f"site:{released.site_id}",
                    site_id=by.site_id,
                    at=at,
                    fields=sorted(done.rows),
                )
        _old_consents(at, done)
    done.photos = [one for one in sorted(set(done.photos)) if not _is_named(one)]
    return done


def evidence_tables() -> list[tuple[Table, str, list[Column[Any]]]]:
    """Tables of evidence about people, how their rows are found, and what is emptied in them."""
    tables, found = every_table().tables, []
    for name, way in ways().items():
        columns = blanked_columns(tables[name])
        said = {
            register()[name, column.name].retention for column in columns if (name, column.name) in register()
        }
        if (
            columns
            and fate_of(tables[name], way) == "blank"
            and all(one.startswith(EVIDENCE) for one in said)
        ):
            found.append((tables[name], way.condition, columns))
    return found


def _evidence_of(people: Sequence[int], done: Purged) -> None:
    ids = ", ".join(map(str, people))
    for table, condition, columns in evidence_tables():
        where = f"{condition.format(ids=ids)} AND ({' OR '.join(map(_says, columns))})"
        for column in columns:
            if is_file(column):
                rows = fast().rows(f"SELECT {column.name} FROM {table.name} WHERE {where}")
                done.photos += [row[0] for row in rows if row[0]]
        count = fast().run(f"UPDATE {table.name} SET {', '.join(map(emptied, columns))} WHERE {where}")
        done.rows[table.name] += count


def _says(column: Column[Any]) -> str:
    return f"({column.name} IS NOT NULL AND {column.name} NOT IN ('', '{GONE}'))"


def _old_consents(at: datetime, done: Purged) -> None:
    old = "SELECT c.id FROM consent c JOIN erasure e ON e.person_id = c.person_id WHERE e.erased_at < ?"
    fast().run(f"DELETE FROM understanding WHERE consent_id IN ({old})", (at - SIX_YEARS,))
    done.rows["consent"] += fast().run(f"DELETE FROM consent WHERE id IN ({old})", (at - SIX_YEARS,))


def _is_named(sha256: str) -> bool:
    return any(
        fast().row(f"SELECT 1 FROM {table.name} WHERE {column.name} = ? LIMIT 1", (sha256,))
        for table in every_table().tables.values()
        for column in table.columns
        if is_file(column)
    )
