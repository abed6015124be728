"""Spreadsheets on their way into the room: units, learners, bookings, past courses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Json, Model, Text, UtcInstant, Whole, at_least, one_of

TRAINING_KINDS = ("units", "learners", "bookings", "past_courses")


class TrainingImport(Model):
    """A spreadsheet on its way in. Its rows are here only while it is open; the file itself is never kept."""

    __tablename__ = "training_import"
    __table_args__ = (
        at_least("row_count", 0),
        at_least("taken", 0),
        at_least("repeated", 0),
        at_least("refused", 0),
        one_of("kind", TRAINING_KINDS),
        one_of("state", ("open", "closed")),
        Index("ix_training_import_site_id", "site_id", "kind", "id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(Text)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    state: Mapped[str] = mapped_column(Text, default="open")
    closed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    header: Mapped[list[str]] = mapped_column(Json, default=list)
    rows: Mapped[list[list[str]]] = mapped_column(Json, default=list)
    settings: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    dropped: Mapped[list[str]] = mapped_column(Json, default=list)
    row_count: Mapped[int] = mapped_column(Whole, default=0)
    taken: Mapped[int] = mapped_column(Whole, default=0)
    repeated: Mapped[int] = mapped_column(Whole, default=0)
    refused: Mapped[int] = mapped_column(Whole, default=0)


class UnitBefore(Model):
    """What an import did to a unit: how it was before (nothing: it was not there) and how the import left it.

    Words of a catalogue, of nobody; gone once the import was taken back.
    """

    __tablename__ = "unit_before"

    import_id: Mapped[int] = mapped_column(ForeignKey("training_import.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)
    was: Mapped[dict[str, Any] | None] = mapped_column(Json)
    became: Mapped[dict[str, Any]] = mapped_column(Json)
