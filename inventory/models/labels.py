"""Tables of labels: batches printed ahead, each printed code, how far a printer prints beside the mark."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Flag, Model, Text, UtcInstant, Whole, at_least, one_of, true_or_false, within

LABEL_STATES = ("printed", "claimed", "void", "replaced")
MOST_ON_SHEET = 1_000
"""No stationery holds as many labels on one sheet."""


class LabelBatch(Model):
    """A batch of blank labels printed ahead on one stationery; `start` is the first position used on sheet one."""

    __tablename__ = "label_batch"
    __table_args__ = (
        UniqueConstraint("site_id", "number"),
        CheckConstraint("count BETWEEN 1 AND 5000", name="count_bounded"),
        at_least("number", 1),
        within("start", 1, MOST_ON_SHEET),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    number: Mapped[int] = mapped_column(Whole)
    stationery: Mapped[str] = mapped_column(Text)
    printer: Mapped[str] = mapped_column(Text, default="")
    count: Mapped[int] = mapped_column(Whole)
    start: Mapped[int] = mapped_column(Whole, default=1)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    made_by_id: Mapped[int | None] = mapped_column(Whole)


class Label(Model):
    """One printed code. A replaced label still resolves to its piece; a code is never used twice."""

    __tablename__ = "label"
    __table_args__ = (
        one_of("state", LABEL_STATES),
        CheckConstraint("state IN ('printed', 'void') OR piece_id IS NOT NULL", name="claimed_has_piece"),
        CheckConstraint("length(code) = 7", name="code_length"),
        within("position", 1, 5000),
        true_or_false("is_missing"),
        Index("ix_label_batch_id", "batch_id", "position"),
        Index("ix_label_piece_id", "piece_id"),
    )

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("label_batch.id"))
    position: Mapped[int] = mapped_column(Whole)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    state: Mapped[str] = mapped_column(Text, default="printed")
    piece_id: Mapped[int | None] = mapped_column(ForeignKey("piece.id"))
    claimed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    is_missing: Mapped[bool] = mapped_column(Flag, default=False)


class PrinterOffset(Model):
    """How far a printer prints beside the mark, in tenths of a millimetre, per stationery."""

    __tablename__ = "printer_offset"
    __table_args__ = (
        UniqueConstraint("site_id", "printer", "stationery"),
        within("next_start", 1, MOST_ON_SHEET),
        CheckConstraint(
            "x_tenths BETWEEN -100 AND 100 AND y_tenths BETWEEN -100 AND 100", name="offset_bounded"
        ),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    printer: Mapped[str] = mapped_column(Text)
    stationery: Mapped[str] = mapped_column(Text)
    x_tenths: Mapped[int] = mapped_column(Whole, default=0)
    y_tenths: Mapped[int] = mapped_column(Whole, default=0)
    next_start: Mapped[int] = mapped_column(Whole, default=1)
