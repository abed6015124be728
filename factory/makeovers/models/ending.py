"""How a makeover ends: photos with a consent that can be taken back, the household's sign-off, its faces."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import Day, Model, Text, UtcInstant, Whole, near, no_longer, one_of, partial_index, within
from factory.makeovers.invariants import guard_photos, guard_sign_offs
from factory.makeovers.words import MARKS, PHOTO_PARTS, QUESTIONS, REFUSAL_REASONS, SIGN_OUTCOMES


class MakeoverConsent(Model):
    """The household agreed that photos before and after may be shown; until it took that back."""

    __tablename__ = "makeover_consent"
    __table_args__ = (
        CheckConstraint("withdrawn_at >= given_at", name="withdrawn_later"),
        no_longer("notice", 40),
        partial_index(
            "ix_makeover_consent_live", "makeover_id", where="withdrawn_at IS NULL", is_unique=True
        ),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    makeover_id: Mapped[int] = mapped_column(ForeignKey("makeover.id"))
    notice: Mapped[str] = mapped_column(Text, default="")
    given_at: Mapped[datetime] = mapped_column(UtcInstant)
    given_to_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class MakeoverPhoto(Model):
    """A photo of a room: at the survey, before or after the work. Its file goes when the photo is removed."""

    __tablename__ = "makeover_photo"
    __table_args__ = (
        one_of("part", PHOTO_PARTS),
        no_longer("sha256", 64),
        within("width", 1, 10_000),
        within("height", 1, 10_000),
        Index("ix_makeover_photo_makeover_id", "makeover_id", "part"),
        Index("ix_makeover_photo_sha256", "sha256"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    makeover_id: Mapped[int] = mapped_column(ForeignKey("makeover.id"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("makeover_room.id"))
    part: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    width: Mapped[int] = mapped_column(Whole)
    height: Mapped[int] = mapped_column(Whole)
    taken_at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class MakeoverSignOff(Model):
    """The household's word on the screen: a drawn signature, a picture as its mark, or a refusal. Append-only."""

    __tablename__ = "makeover_sign_off"
    __table_args__ = (
        *near("signed_on"),
        one_of("outcome", SIGN_OUTCOMES),
        one_of("mark", ("", *MARKS)),
        one_of("reason", ("", *REFUSAL_REASONS)),
        no_longer("drawing", 20_000),
        CheckConstraint("(outcome = 'signed') = (drawing <> '')", name="signed_by_drawing"),
        CheckConstraint("(outcome = 'marked') = (mark <> '')", name="marked_by_picture"),
        CheckConstraint("(outcome = 'refused') = (reason <> '')", name="refused_with_reason"),
        partial_index(
            "ix_makeover_sign_off_once", "makeover_id", where="outcome <> 'refused'", is_unique=True
        ),
        Index("ix_makeover_sign_off_makeover_id", "makeover_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    makeover_id: Mapped[int] = mapped_column(ForeignKey("makeover.id"))
    outcome: Mapped[str] = mapped_column(Text)
    drawing: Mapped[str] = mapped_column(Text, default="")
    mark: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    signed_on: Mapped[date] = mapped_column(Day)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))


class MakeoverFeedback(Model):
    """One face of five for one of three questions."""

    __tablename__ = "makeover_feedback"
    __table_args__ = (one_of("question", QUESTIONS), within("face", 1, 5))

    makeover_id: Mapped[int] = mapped_column(ForeignKey("makeover.id"), primary_key=True)
    question: Mapped[str] = mapped_column(Text, primary_key=True)
    face: Mapped[int] = mapped_column(Whole)
    at: Mapped[datetime] = mapped_column(UtcInstant)


guard_append_only(MakeoverSignOff)
guard_sign_offs(MakeoverSignOff.metadata.tables["makeover_sign_off"])
guard_photos(MakeoverSignOff.metadata.tables["makeover_photo"])
