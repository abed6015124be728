"""Texts that people of the house corrected or approved, clips of their voices, and in which words somebody agreed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import Flag, Json, Model, Text, UtcInstant, Whole, no_longer, one_of, true_or_false
from core.people import LANGUAGES

CLIP_FORMS = ("webm", "ogg", "mp4", "wav")
INTERPRETED = ("person", "nobody", "unasked")
"""Who interpreted: somebody named, nobody was needed, or nobody asked (a tablet older than the question)."""


class WordLine(Model):
    """One correction or approval of a text in a language. Append-only: the newest line of a text holds.

    `key` is the hash of the English (`core.catalogues.key_of`): where the English changes, no line fits any more and
    the approval has fallen. Without forms the catalogue's own text is shown again.
    """

    __tablename__ = "word_line"
    __table_args__ = (
        one_of("language", LANGUAGES),
        true_or_false("is_approved"),
        no_longer("key", 32),
        Index("ix_word_line_language", "language", "key"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    language: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    english: Mapped[str] = mapped_column(Text)
    forms: Mapped[list[str]] = mapped_column(Json)
    is_approved: Mapped[bool] = mapped_column(Flag)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)


guard_append_only(WordLine)


class WordEdition(Model):
    """A mark that changes with each new line of a language, so that every process knows when to read them again."""

    __tablename__ = "word_edition"
    __table_args__ = (one_of("language", LANGUAGES),)

    language: Mapped[str] = mapped_column(Text, primary_key=True)
    mark: Mapped[str] = mapped_column(Text)


class Clip(Model):
    """A text spoken by somebody of the site. The voice is a person's: row and file go when they take it back."""

    __tablename__ = "clip"
    __table_args__ = (
        one_of("language", LANGUAGES),
        one_of("form", CLIP_FORMS),
        no_longer("key", 32),
        CheckConstraint("byte_count > 0 AND byte_count <= 409600", name="bytes_bounded"),
        CheckConstraint("length_seconds >= 0 AND length_seconds <= 20", name="length_bounded"),
        UniqueConstraint("site_id", "language", "key"),
        Index("ix_clip_speaker_id", "speaker_id"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    language: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    english: Mapped[str] = mapped_column(Text)
    speaker_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sha256: Mapped[str] = mapped_column(Text)
    form: Mapped[str] = mapped_column(Text)
    byte_count: Mapped[int] = mapped_column(Whole)
    length_seconds: Mapped[int] = mapped_column(Whole)
    at: Mapped[datetime] = mapped_column(UtcInstant)


class Understanding(Model):
    """In which words a consent or a permit was given: language, version, the English beside, who interpreted."""

    __tablename__ = "understanding"
    __table_args__ = (
        one_of("language", LANGUAGES),
        one_of("interpreted", INTERPRETED),
        true_or_false("is_checked"),
        true_or_false("with_english"),
        no_longer("version", 32),
        CheckConstraint("(consent_id IS NULL) <> (permit_id IS NULL)", name="of_one_thing"),
        CheckConstraint("(interpreted = 'person') = (interpreter_id IS NOT NULL)", name="names_interpreter"),
        UniqueConstraint("consent_id"),
        UniqueConstraint("permit_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"))
    permit_id: Mapped[int | None] = mapped_column(ForeignKey("permit.id"))
    language: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    is_checked: Mapped[bool] = mapped_column(Flag)
    with_english: Mapped[bool] = mapped_column(Flag)
    interpreted: Mapped[str] = mapped_column(Text)
    interpreter_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
