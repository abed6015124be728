"""Tables of occasions, of heads counted there, of artefacts and of help to organisations, and what was corrected."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import (
    Day,
    Flag,
    Model,
    Text,
    UtcInstant,
    Whole,
    near,
    no_longer,
    one_of,
    partial_index,
    true_or_false,
    within,
)
from core.triggers import refuse_unless, unchanged
from factory.occasions.words import (
    ARTEFACT_KINDS,
    CITIES,
    HELP_KINDS,
    LONGEST_HELP,
    MOST_HEADS,
    MOST_MADE,
    OCCASION_KINDS,
)


class Occasion(Model):
    """Something open to anyone on a day. `adults` and `children` are the sums of its head counts, never names."""

    __tablename__ = "occasion"
    __table_args__ = (
        *near("day"),
        one_of("kind", tuple(OCCASION_KINDS)),
        one_of("city", tuple(CITIES)),
        no_longer("title", 80),
        CheckConstraint("length(title) > 0", name="title_there"),
        within("adults", 0, MOST_HEADS),
        within("children", 0, MOST_HEADS),
        CheckConstraint("called_off_at IS NULL OR adults + children = 0", name="called_off_empty"),
        Index("ix_occasion_site_id", "site_id", "day"),
        Index("ix_occasion_partner_id", "partner_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    day: Mapped[date] = mapped_column(Day)
    title: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    city: Mapped[str] = mapped_column(Text)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    adults: Mapped[int] = mapped_column(Whole, default=0)
    children: Mapped[int] = mapped_column(Whole, default=0)
    called_off_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


refuse_unless(
    Occasion.__table__,  # type: ignore[arg-type]
    "occasion_stays_at_site",
    "UPDATE ON occasion",
    unchanged("site_id", "token", "made_at"),
    "an occasion stays at its site",
)
refuse_unless(
    Occasion.__table__,  # type: ignore[arg-type]
    "occasion_kept",
    "DELETE ON occasion",
    "1 = 0",
    "an occasion is called off, never deleted",
)


class HeadCount(Model):
    """One press of the counter: so many more adults or children, or fewer. Append-only; nobody is named."""

    __tablename__ = "head_count"
    __table_args__ = (
        true_or_false("is_child"),
        within("change", -MOST_HEADS, MOST_HEADS),
        CheckConstraint("change <> 0", name="changes_something"),
        Index("ix_head_count_occasion_id", "occasion_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    occasion_id: Mapped[int] = mapped_column(ForeignKey("occasion.id"))
    is_child: Mapped[bool] = mapped_column(Flag)
    change: Mapped[int] = mapped_column(Whole)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))


guard_append_only(HeadCount)


class Artefact(Model):
    """A batch of things made for one organisation or one occasion. `machine` is a machine's code, or empty."""

    __tablename__ = "artefact"
    __table_args__ = (
        *near("made_on"),
        one_of("kind", tuple(ARTEFACT_KINDS)),
        no_longer("title", 80),
        no_longer("machine", 7),
        CheckConstraint("length(title) > 0", name="title_there"),
        within("quantity", 1, MOST_MADE),
        CheckConstraint("(organisation_id IS NULL) <> (occasion_id IS NULL)", name="for_one"),
        Index("ix_artefact_site_id", "site_id", "made_on"),
        Index("ix_artefact_organisation_id", "organisation_id"),
        Index("ix_artefact_occasion_id", "occasion_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int] = mapped_column(Whole)
    machine: Mapped[str] = mapped_column(Text, default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    occasion_id: Mapped[int | None] = mapped_column(ForeignKey("occasion.id"))
    made_on: Mapped[date] = mapped_column(Day)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class HelpGiven(Model):
    """Help to an organisation on a day. `started_on`: the day on which it began to trade, said once for each."""

    __tablename__ = "help_given"
    __table_args__ = (
        *near("day", "started_on"),
        one_of("kind", tuple(HELP_KINDS)),
        within("minutes", 1, LONGEST_HELP),
        no_longer("about", 120),
        Index("ix_help_given_site_id", "site_id", "day"),
        Index("ix_help_given_organisation_id", "organisation_id", "day"),
        partial_index(
            "uq_help_given_started",
            "organisation_id",
            where="started_on IS NOT NULL AND withdrawn_at IS NULL",
            is_unique=True,
        ),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int] = mapped_column(Whole)
    day: Mapped[date] = mapped_column(Day)
    about: Mapped[str] = mapped_column(Text, default="")
    started_on: Mapped[date | None] = mapped_column(Day)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class RecordEdit(Model):
    """What one field of a record said before it was corrected, and after. Append-only; such fields name no person."""

    __tablename__ = "record_edit"
    __table_args__ = (
        no_longer("subject", 40),
        no_longer("field", 40),
        no_longer("was", 200),
        no_longer("became", 200),
        Index("ix_record_edit_subject", "subject", "id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    subject: Mapped[str] = mapped_column(Text)
    field: Mapped[str] = mapped_column(Text)
    was: Mapped[str] = mapped_column(Text)
    became: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


guard_append_only(RecordEdit)
