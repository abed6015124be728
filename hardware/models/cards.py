"""Whose card it was when a kiosk told of it: what was counted stays as it was when the card has gone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import Model, Text, UtcInstant, no_longer


class KioskCard(Model):
    """A card that a kiosk told of, by the kiosk's own name for it, and the person whose it was. Append-only."""

    __tablename__ = "kiosk_card"
    __table_args__ = (no_longer("card_hash", 128), Index("ix_kiosk_card_person_id", "person_id"))

    kiosk_id: Mapped[int] = mapped_column(ForeignKey("kiosk.device_id"), primary_key=True)
    card_hash: Mapped[str] = mapped_column(Text, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)


guard_append_only(KioskCard)
