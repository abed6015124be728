"""The easy words of criteria in more languages than English; the body's own words stay as they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Text, UtcInstant, no_longer, one_of
from core.people import LANGUAGES


class CriterionWords(Model):
    """The easy words of one criterion in one language."""

    __tablename__ = "criterion_words"
    __table_args__ = (
        one_of("language", LANGUAGES),
        no_longer("easy_text", 300),
        CheckConstraint("language <> 'en' AND easy_text <> ''", name="another_language"),
    )

    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), primary_key=True)
    language: Mapped[str] = mapped_column(Text, primary_key=True)
    easy_text: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(UtcInstant)
