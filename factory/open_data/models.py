"""Keys of the open API: kept as hashes, shown once, ended by a press."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Json, Model, Text, UtcInstant, Whole, no_longer


class OpenKey(Model):
    """A key that somebody who builds on us was given: its name, what it opens, when it was last used."""

    __tablename__ = "open_key"
    __table_args__ = (
        no_longer("name", 80),
        no_longer("shown", 12),
        Index("ix_open_key_site_id", "site_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    name: Mapped[str] = mapped_column(Text)
    scopes: Mapped[list[str]] = mapped_column(Json)
    key_hash: Mapped[str] = mapped_column(Text, unique=True)
    shown: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    last_used_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
