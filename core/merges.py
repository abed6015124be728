"""Two numbers that turned out to be one person: an alias that can be taken back; no row of history is rewritten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Table
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Text, UtcInstant, Whole, fast, partial_index
from core.triggers import refuse_unless, unchanged

_LIVE = "undone_at IS NULL"


class PersonMerge(Model):
    """From `at` on, until it is undone, what counts distinct people reads `person_id` as `into_id`."""

    __tablename__ = "person_merge"
    __table_args__ = (
        CheckConstraint("person_id <> into_id", name="of_two_people"),
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_whole"),
        partial_index("uq_person_merge_live", "person_id", where=_LIVE, is_unique=True),
        Index("ix_person_merge_into_id", "into_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    into_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


def guard_merges(table: Table) -> None:
    """One step only: who was merged is merged into nobody further, and nobody is merged into them; rows stay."""
    refuse_unless(
        table,
        "person_merge_one_step",
        "INSERT ON person_merge",
        "NOT EXISTS (SELECT 1 FROM person_merge m WHERE m.undone_at IS NULL "
        "AND (m.person_id = NEW.into_id OR m.into_id = NEW.person_id))",
        "people are merged in one step",
    )
    refuse_unless(
        table,
        "person_merge_kept",
        "UPDATE ON person_merge",
        "OLD.undone_at IS NULL AND " + unchanged("id", "token", "person_id", "into_id", "at", "by_id"),
        "a merge is only undone, once",
    )
    refuse_unless(table, "person_merge_stays", "DELETE ON person_merge", "1 = 0", "merges stay")


guard_merges(PersonMerge.__table__)  # type: ignore[arg-type]


def one_person(column: str) -> str:
    """An SQL expression: whom the person in `column` is counted as today."""
    return (
        f"coalesce((SELECT m.into_id FROM person_merge m WHERE m.person_id = {column} "
        f"AND m.undone_at IS NULL), {column})"
    )


def all_numbers(column: str) -> str:
    """An SQL select of ids: the person in `column` and everybody who is read as them today."""
    return (
        f"SELECT {column} UNION ALL SELECT m.person_id FROM person_merge m "
        f"WHERE m.into_id = {column} AND m.undone_at IS NULL"
    )


def read_as() -> dict[int, int]:
    """Everybody who is read as another today: id → id of whom they are counted as."""
    return {
        int(row[0]): int(row[1])
        for row in fast().rows("SELECT person_id, into_id FROM person_merge WHERE undone_at IS NULL")
    }


def merged_into(person_id: int) -> int | None:
    """Whom a person was merged into, or None."""
    row = fast().row(
        "SELECT into_id FROM person_merge WHERE person_id = ? AND undone_at IS NULL", (person_id,)
    )
    return int(row[0]) if row else None


def all_of(person_id: int) -> tuple[int, ...]:
    """A person and everybody who was merged into them, the person first."""
    rows = fast().rows(
        "SELECT person_id FROM person_merge WHERE into_id = ? AND undone_at IS NULL ORDER BY person_id",
        (person_id,),
    )
    return (person_id, *(row[0] for row in rows))


def numbers_of(person_id: int) -> tuple[int, ...]:
    """Every number that is read as the same person as this one today, the one they are counted as first."""
    return all_of(merged_into(person_id) or person_id)
