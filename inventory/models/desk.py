"""Tables of the desk: spreadsheets on their way in, and how a coordinator settled what was refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Json, Model, Text, UtcInstant, Whole, at_least, no_longer, one_of

IMPORT_STATES = ("open", "closed")


class PieceImport(Model):
    """A spreadsheet on its way in. Its rows are here only while it is open; the file itself is never kept."""

    __tablename__ = "piece_import"
    __table_args__ = (
        one_of("state", IMPORT_STATES),
        at_least("row_count", 0),
        at_least("taken", 0),
        at_least("repeated", 0),
        at_least("refused", 0),
        Index("ix_piece_import_site_id", "site_id", "id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    state: Mapped[str] = mapped_column(Text, default="open")
    closed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    header: Mapped[list[str]] = mapped_column(Json, default=list)
    rows: Mapped[list[list[str]]] = mapped_column(Json, default=list)
    mapping: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    settings: Mapped[dict[str, Any] | None] = mapped_column(Json)
    dropped: Mapped[list[str]] = mapped_column(Json, default=list)
    row_count: Mapped[int] = mapped_column(Whole, default=0)
    taken: Mapped[int] = mapped_column(Whole, default=0)
    repeated: Mapped[int] = mapped_column(Whole, default=0)
    refused: Mapped[int] = mapped_column(Whole, default=0)


class Settlement(Model):
    """How a coordinator settled a refused or stray scan: kept apart, so that folding again cannot lose it."""

    __tablename__ = "settlement"
    __table_args__ = (no_longer("note", 200),)

    event_id: Mapped[str] = mapped_column(Text, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    note: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
