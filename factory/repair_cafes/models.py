"""The table of things that visitors brought to repair cafés. Nobody's name stands in it but a repairer's own row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Text, UtcInstant, Whole, no_longer, one_of, within
from core.triggers import refuse_unless, unchanged
from factory.repair_cafes.words import (
    FIRST_UNPOWERED,
    LONGEST_REPAIR,
    MOST_TICKETS,
    OLDEST_YEAR,
    OUTCOMES,
    PROBLEMS,
)


class RepairItem(Model):
    """A visitor's thing with its ticket. Waiting, then being mended from `begun_at` on, then done with an outcome.

    `category` is a number of the Open Repair Data Standard, or one of ours from 101 on for things without power.
    """

    __tablename__ = "repair_item"
    __table_args__ = (
        UniqueConstraint("occasion_id", "number"),
        within("number", 1, MOST_TICKETS),
        CheckConstraint("category BETWEEN 1 AND 40 OR category BETWEEN 101 AND 106", name="category_known"),
        one_of("problem", tuple(PROBLEMS)),
        one_of("outcome", tuple(OUTCOMES)),
        within("barrier", 1, 6),
        within("made_in", OLDEST_YEAR, 2100),
        within("minutes", 0, LONGEST_REPAIR),
        no_longer("what", 60),
        no_longer("brand", 60),
        no_longer("problem_words", 200),
        CheckConstraint(
            "(COALESCE(outcome, '') = 'end_of_life') = (barrier IS NOT NULL)", name="end_of_life_has_barrier"
        ),
        CheckConstraint("(outcome IS NULL) = (done_at IS NULL)", name="done_has_outcome"),
        CheckConstraint("outcome IS NULL OR withdrawn_at IS NULL", name="withdrawn_has_none"),
        Index("ix_repair_item_repairer_id", "repairer_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    occasion_id: Mapped[int] = mapped_column(ForeignKey("occasion.id"))
    number: Mapped[int] = mapped_column(Whole)
    category: Mapped[int] = mapped_column(Whole)
    what: Mapped[str] = mapped_column(Text, default="")
    brand: Mapped[str] = mapped_column(Text, default="")
    made_in: Mapped[int | None] = mapped_column(Whole)
    problem: Mapped[str] = mapped_column(Text)
    problem_words: Mapped[str] = mapped_column(Text, default="")
    repairer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str | None] = mapped_column(Text)
    barrier: Mapped[int | None] = mapped_column(Whole)
    minutes: Mapped[int | None] = mapped_column(Whole)
    came_at: Mapped[datetime] = mapped_column(UtcInstant)
    begun_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    done_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    changed_at: Mapped[datetime] = mapped_column(UtcInstant)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    @property
    def is_powered(self) -> bool:
        """True for what is published thing by thing; False for what is published as sums."""
        return self.category < FIRST_UNPOWERED


refuse_unless(
    RepairItem.__table__,  # type: ignore[arg-type]
    "repair_item_in_order",
    "INSERT ON repair_item",
    "NEW.number = 1 + (SELECT COALESCE(MAX(r.number), 0) FROM repair_item r WHERE r.occasion_id = NEW.occasion_id) "
    "AND EXISTS (SELECT 1 FROM occasion o WHERE o.id = NEW.occasion_id AND o.kind = 'repair_cafe' "
    "AND o.called_off_at IS NULL)",
    "tickets of a repair café are numbered one after the other",
    first="PERFORM 1 FROM occasion o WHERE o.id = NEW.occasion_id FOR UPDATE;",
)
refuse_unless(
    RepairItem.__table__,  # type: ignore[arg-type]
    "repair_item_keeps_number",
    "UPDATE ON repair_item",
    unchanged("occasion_id", "number", "token", "came_at"),
    "a ticket keeps its number",
)
refuse_unless(
    RepairItem.__table__,  # type: ignore[arg-type]
    "repair_item_kept",
    "DELETE ON repair_item",
    "1 = 0",
    "a ticket is withdrawn, never deleted",
)
refuse_unless(
    RepairItem.__table__,  # type: ignore[arg-type]
    "occasion_of_tickets",
    "UPDATE ON occasion",
    "(NEW.kind = 'repair_cafe' AND NEW.called_off_at IS NULL) "
    "OR NOT EXISTS (SELECT 1 FROM repair_item r WHERE r.occasion_id = NEW.id)",
    "an occasion with tickets stays a repair café",
)
