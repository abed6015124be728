"""Photos of evidence that tablets bring after the decision they belong to, each once by the id its tablet gave it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Text, UtcInstant


class TabletPhoto(Model):
    """One photo: `digest` is of what the tablet sealed, `sha256` of the picture that is kept."""

    __tablename__ = "tablet_photo"
    __table_args__ = (
        CheckConstraint("length(id) = 36", name="id_length"),
        CheckConstraint("length(digest) = 64 AND length(sha256) = 64", name="hashes"),
        Index("ix_tablet_photo_sha256", "sha256"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    digest: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    received_at: Mapped[datetime] = mapped_column(UtcInstant)
