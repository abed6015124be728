"""Contactless tags: whose each is at a kiosk, by the kiosk's own name for it; and when the next one is taken in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Text, UtcInstant, Whole, no_longer, one_of
from hardware.words import TAG_STATES, TAG_WAYS


class KioskTag(Model):
    """A contactless tag of a person at one kiosk. Its number is never kept: a hash keyed by the kiosk, and two digits.

    A tag that was withdrawn may come back to the same person, and never to another: what it told stays theirs.
    """

    __tablename__ = "kiosk_tag"
    __table_args__ = (
        one_of("state", TAG_STATES),
        one_of("made_by", TAG_WAYS),
        no_longer("card_hash", 128),
        no_longer("tail", 2),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended_whole"),
        UniqueConstraint("kiosk_id", "card_hash"),
        Index("ix_kiosk_tag_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("kiosk.device_id"))
    card_hash: Mapped[str] = mapped_column(Text)
    tail: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(Text, default="live")
    made_by: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class TagWindow(Model):
    """For two minutes the next unknown tag at a kiosk becomes a person's. `tag_id` is the one that came."""

    __tablename__ = "tag_window"
    __table_args__ = (
        CheckConstraint("closes_at >= opens_at", name="closes_later"),
        Index("ix_tag_window_kiosk_id", "kiosk_id", "closes_at"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("kiosk.device_id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opens_at: Mapped[datetime] = mapped_column(UtcInstant)
    closes_at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    tag_id: Mapped[int | None] = mapped_column(ForeignKey("kiosk_tag.id"))
