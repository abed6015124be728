"""Tables of what strangers write from a piece's public page: the message, and apart how to reach whoever wrote it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Text, UtcInstant, Whole, no_longer, one_of, partial_index
from core.people import LANGUAGES

DOORS = ("wrong", "back", "like", "join", "found")
"""The doors of a public page: something is wrong, bring it back, I'd like one, join us; before release: I found it."""
TROUBLES = ("wobbles", "broken", "sharp", "hot", "insects", "other")
"""What may be wrong with a piece."""


class DoorMessage(Model):
    """What a stranger wrote at one of a piece's doors. Its words are emptied in time; that it came stays."""

    __tablename__ = "door_message"
    __table_args__ = (
        one_of("door", DOORS),
        one_of("language", LANGUAGES),
        one_of("trouble", ("", *TROUBLES)),
        CheckConstraint("(door = 'wrong') = (trouble <> '')", name="trouble_said"),
        CheckConstraint("(done_at IS NULL) OR (done_at >= at)", name="done_after"),
        no_longer("words", 600),
        no_longer("note", 200),
        Index("ix_door_message_site_id", "site_id", "id"),
        partial_index("ix_door_message_open", "piece_id", "door", where="done_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    piece_id: Mapped[int | None] = mapped_column(ForeignKey("piece.id"))
    label: Mapped[str] = mapped_column(Text)
    door: Mapped[str] = mapped_column(Text)
    trouble: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(Text, default="en")
    at: Mapped[datetime] = mapped_column(UtcInstant)
    emptied_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    done_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(Text, default="")


class DoorContact(Model):
    """How to reach whoever wrote a message, if they said so. Apart, because it goes first."""

    __tablename__ = "door_contact"
    __table_args__ = (no_longer("reach", 120),)

    message_id: Mapped[int] = mapped_column(ForeignKey("door_message.id"), primary_key=True)
    reach: Mapped[str] = mapped_column(Text)
