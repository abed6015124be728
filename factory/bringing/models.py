"""A spreadsheet of organisations, makeovers, days of people or repairs on its way in."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Json, Model, Text, UtcInstant, Whole, at_least, one_of

KINDS: Final = ("organisations", "makeovers", "visits", "repairs")


class WorksImport(Model):
    """Its rows are here only while it is open; the file itself is never kept."""

    __tablename__ = "works_import"
    __table_args__ = (
        one_of("kind", KINDS),
        one_of("state", ("open", "closed")),
        at_least("row_count", 0),
        at_least("taken", 0),
        at_least("refused", 0),
        Index("ix_works_import_site_id", "site_id", "id"),
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
    mapping: Mapped[dict[str, int]] = mapped_column(Json, default=dict)
    settings: Mapped[dict[str, Any] | None] = mapped_column(Json)
    dropped: Mapped[list[str]] = mapped_column(Json, default=list)
    row_count: Mapped[int] = mapped_column(Whole, default=0)
    taken: Mapped[int] = mapped_column(Whole, default=0)
    refused: Mapped[int] = mapped_column(Whole, default=0)
