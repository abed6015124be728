"""The next version of a checklist while somebody writes it; it becomes a version by being published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Json, Model, Text, UtcInstant


class ChecklistDraft(Model):
    """At most one of a kind of induction. Nobody learns from it; the form of its lists is that of a version."""

    __tablename__ = "checklist_draft"

    induction_id: Mapped[int] = mapped_column(ForeignKey("induction.id"), primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    practice: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    words: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcInstant)
