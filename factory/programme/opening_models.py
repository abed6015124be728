"""Opening figures: what a month of an indicator came to before its rows were kept here, with where that is written."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, Table
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Day, Model, Text, UtcInstant, Whole, no_longer, partial_index, within
from core.triggers import refuse_unless, unchanged
from factory.programme.period_models import MOST_OF_A_CELL

LONGEST_SOURCE: Final = 200


class OpeningBatch(Model):
    """Figures that came in together: one that was typed in ("" as its name), or those of a spreadsheet."""

    __tablename__ = "opening_batch"
    __table_args__ = (no_longer("called", 120),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    called: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class OpeningFigure(Model):
    """What an indicator came to in a month at a site, of a split ("": not told apart), and the source that says so.

    While it stands, rows of that indicator in that month at that site are not counted. It is never changed: it is
    withdrawn with its batch, until its month closes.
    """

    __tablename__ = "opening_figure"
    __table_args__ = (
        within("amount", 0, MOST_OF_A_CELL),
        no_longer("indicator", 60),
        no_longer("split", 80),
        CheckConstraint("entered_on > ends_on", name="is_over"),
        CheckConstraint(f"length(source) BETWEEN 3 AND {LONGEST_SOURCE}", name="source_given"),
        partial_index(
            "uq_opening_figure_standing",
            "site_id",
            "indicator",
            "split",
            "month",
            where="withdrawn_at IS NULL",
            is_unique=True,
        ),
        Index("ix_opening_figure_batch_id", "batch_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("opening_batch.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    indicator: Mapped[str] = mapped_column(Text)
    split: Mapped[str] = mapped_column(Text, default="")
    month: Mapped[str] = mapped_column(Text)
    ends_on: Mapped[date] = mapped_column(Day)
    amount: Mapped[int] = mapped_column(Whole)
    source: Mapped[str] = mapped_column(Text)
    entered_on: Mapped[date] = mapped_column(Day)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcInstant)


_LOCK: Final = "PERFORM 1 FROM site WHERE id = NEW.site_id FOR UPDATE;"
_OPEN: Final = "NOT EXISTS (SELECT 1 FROM period p WHERE p.site_id = NEW.site_id AND p.month = NEW.month)"
_PLACE: Final = "{0}.site_id = NEW.site_id AND {0}.indicator = NEW.indicator AND {0}.month = NEW.month"


def _guard(figure: Table, batch: Table) -> None:
    """A month of an indicator is opening figure or rows, told apart or not, and stays as it is once it is closed."""
    refuse_unless(
        figure,
        "opening_in_an_open_month",
        "INSERT ON opening_figure",
        f"NEW.withdrawn_at IS NULL AND substr(CAST(NEW.ends_on AS TEXT), 1, 7) = NEW.month AND {_OPEN} "
        "AND EXISTS (SELECT 1 FROM opening_batch b WHERE b.id = NEW.batch_id AND b.undone_at IS NULL)",
        "an opening figure is of a month that is not closed",
        first=_LOCK,
    )
    refuse_unless(
        figure,
        "opening_or_rows",
        "INSERT ON opening_figure",
        f"NOT EXISTS (SELECT 1 FROM count_month c WHERE {_PLACE.format('c')} AND c.amount <> 0)",
        "a month of an indicator is opening figure or rows, never both",
    )
    refuse_unless(
        figure,
        "opening_told_apart_or_not",
        "INSERT ON opening_figure",
        f"NOT EXISTS (SELECT 1 FROM opening_figure o WHERE {_PLACE.format('o')} AND o.withdrawn_at IS NULL "
        "AND (o.split = '') <> (NEW.split = ''))",
        "opening figures of a month are told apart or not, never both",
    )
    refuse_unless(
        figure,
        "opening_never_changes",
        "UPDATE ON opening_figure",
        f"OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL AND {_OPEN} AND "
        + unchanged(
            "id",
            "batch_id",
            "site_id",
            "indicator",
            "split",
            "month",
            "ends_on",
            "amount",
            "source",
            "entered_on",
        ),
        "an opening figure is withdrawn while its month is open, and never changed",
        first=_LOCK,
    )
    refuse_unless(
        figure, "opening_never_goes", "DELETE ON opening_figure", "1 = 0", "an opening figure stays listed"
    )
    refuse_unless(
        batch,
        "opening_batch_undone_whole",
        "UPDATE ON opening_batch",
        "OLD.undone_at IS NULL AND NEW.undone_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM opening_figure o "
        "WHERE o.batch_id = NEW.id AND o.withdrawn_at IS NULL) AND "
        + unchanged("id", "token", "called", "made_at", "made_by_id"),
        "a batch of opening figures is undone whole, and never changed",
    )
    refuse_unless(batch, "opening_batch_stays", "DELETE ON opening_batch", "1 = 0", "a batch stays listed")


_guard(OpeningFigure.__table__, OpeningBatch.__table__)  # type: ignore[arg-type]
