"""Minutes beside a holder that were told of the wrong person: they stay in the record, and count no more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import Model, UtcInstant


class InductionTimeBack(Model):
    """Minutes that were taken back. Append-only, once each."""

    __tablename__ = "induction_time_back"

    id: Mapped[str] = mapped_column(ForeignKey("induction_time.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcInstant)


guard_append_only(InductionTimeBack)
