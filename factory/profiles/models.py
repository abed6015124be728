"""Form profiles: a funder's workbook, and the lines that say which figure goes into which of its cells."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Day, Model, Text, UtcInstant, Whole, no_longer, one_of, within
from factory.programme.through import CITIES as THROUGH_CITIES

SPANS = ("period", "to_date", "in_all", "own")
"""Days that a line counts: those asked for, the programme year up to their end, all up to it, or days of its own."""
CITIES = ("", *THROUGH_CITIES)
MOST_LINES = 300


class FormProfile(Model):
    """A funder's form as one site keeps it. `template_sha256` names its workbook in the file store ("": none yet)."""

    __tablename__ = "form_profile"
    __table_args__ = (
        no_longer("name", 80),
        no_longer("funder", 80),
        no_longer("template_name", 120),
        CheckConstraint("length(template_sha256) IN (0, 64)", name="template_sha256_whole"),
        CheckConstraint("(template_sha256 = '') = (template_name = '')", name="template_named"),
        Index("ix_form_profile_site_id", "site_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    name: Mapped[str] = mapped_column(Text)
    funder: Mapped[str] = mapped_column(Text, default="")
    template_sha256: Mapped[str] = mapped_column(Text, default="")
    template_name: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class FormLine(Model):
    """One line of a form: the funder's own label, what of ours it asks for, and where in the workbook it goes.

    `partner` is the id of an organisation, "not_said", or NULL for all. A line without an indicator is one that we
    cannot fill: it stands on the list and is named.
    """

    __tablename__ = "form_line"
    __table_args__ = (
        one_of("span", SPANS),
        no_longer("city", 40),
        within("position", 1, 1_000_000),
        no_longer("label", 200),
        no_longer("sheet", 31),
        no_longer("cell", 10),
        no_longer("split", 80),
        no_longer("indicator", 60),
        CheckConstraint(
            "(span = 'own') = (starts_on IS NOT NULL AND ends_on IS NOT NULL)", name="own_days_given"
        ),
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        CheckConstraint("site_id IS NULL OR city = ''", name="site_or_city"),
        Index("ix_form_line_profile_id", "profile_id", "position"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("form_profile.id"))
    position: Mapped[int] = mapped_column(Whole)
    label: Mapped[str] = mapped_column(Text)
    indicator: Mapped[str] = mapped_column(Text, default="")
    span: Mapped[str] = mapped_column(Text, default="period")
    starts_on: Mapped[date | None] = mapped_column(Day)
    ends_on: Mapped[date | None] = mapped_column(Day)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    city: Mapped[str] = mapped_column(Text, default="")
    partner: Mapped[str | None] = mapped_column(Text)
    split: Mapped[str] = mapped_column(Text, default="")
    sheet: Mapped[str] = mapped_column(Text, default="")
    cell: Mapped[str] = mapped_column(Text, default="")
