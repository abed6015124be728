"""What the public impact page shows, and whether it is public: a history of choices, of which the newest counts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import Flag, Json, Model, Text, UtcInstant, Whole, true_or_false


class ImpactChoice(Model):
    """One choice of a coordinator's: which figures, with stories of pieces or without, public or not yet."""

    __tablename__ = "impact_choice"
    __table_args__ = (true_or_false("is_public"), true_or_false("shows_stories"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    is_public: Mapped[bool] = mapped_column(Flag)
    shows_stories: Mapped[bool] = mapped_column(Flag)
    indicators: Mapped[list[str]] = mapped_column(Json)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


guard_append_only(ImpactChoice)
