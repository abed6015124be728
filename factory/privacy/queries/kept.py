"""What the page of a person's privacy says: how much is kept of them, in which tables, and what erasing would do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.db import as_instant, fast
from core.merges import all_of
from factory.privacy.fates import Fate, fate_of
from factory.privacy.walking import every_table, ways

OWN_FATES: dict[str, Fate] = {"person": "number", "certificate": "blank", "register_event": "blank"}


@dataclass(frozen=True)
class KeptLine:
    """Rows of a table about a person, and what erasing does with them: delete, blank or number."""

    table: str
    count: int
    fate: Fate


def kept_of(person_id: int) -> list[KeptLine]:
    """How many rows of each table are about a person and the numbers merged into them."""
    ids = ", ".join(map(str, all_of(person_id)))
    tables, found = every_table().tables, []
    for name, way in ways().items():
        row = fast().row(f"SELECT COUNT(*) FROM {name} WHERE {way.condition.format(ids=ids)}")
        if row and row[0]:
            found.append(KeptLine(name, row[0], OWN_FATES.get(name) or fate_of(tables[name], way)))
    return sorted(found, key=lambda line: ("delete", "blank", "number").index(line.fate))


@dataclass(frozen=True)
class ErasureLine:
    """Somebody was erased: the number, when, by whom, how much went, and when its bytes were written over."""

    number: str
    at: datetime
    by: str
    rows_deleted: int
    fields_blanked: int
    scrubbed_at: datetime | None


def erasures_at(site_id: int) -> list[ErasureLine]:
    """The erasures of a site's people, the newest first."""
    rows = fast().rows(
        "SELECT e.number, e.erased_at, coalesce(n.called, b.number, ''), e.rows_deleted, e.fields_blanked, "
        "e.scrubbed_at FROM erasure e JOIN person p ON p.id = e.person_id LEFT JOIN person b ON b.id = e.by_id "
        "LEFT JOIN person_name n ON n.person_id = e.by_id WHERE p.home_site_id = ? ORDER BY e.id DESC",
        (site_id,),
    )
    return [
        ErasureLine(
            row[0], as_instant(row[1]), row[2], row[3], row[4], as_instant(row[5]) if row[5] else None
        )
        for row in rows
    ]


def erased_at(person_id: int) -> datetime | None:
    """When a person was erased, or None."""
    row = fast().row("SELECT erased_at FROM erasure WHERE person_id = ?", (person_id,))
    return as_instant(row[0]) if row else None
