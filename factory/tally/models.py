"""What is counted and kept ready, and the marks by which the database itself says what is to be counted anew.

A row says what one person comes to on a day (`into_id`: whom they are counted as), or one thing: a sitting, a job, a
run. A month says what the rows add up to. Whoever writes one of the facts of a person or thing, in whatever way, leaves
a mark in the same transaction: triggers see to it (`factory.tally.of_people`, `of_learners`, `of_things`).
Until a mark is settled its person or thing is counted from the facts, so that nobody ever reads a stale sum.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Day, Model, Text, Whole, at_least, one_of, within
from factory.tally import of_learners as of_learners
from factory.tally import of_people as of_people
from factory.tally import of_things as of_things
from factory.tally.marking import THINGS

MOST_OF_A_MONTH: Final = 1_000_000_000_000_000
"""Far above what a month comes to, hours in milliseconds too; below nothing only while rows are made anew."""


class TallyRow(Model):
    """What somebody comes to on a day at a site, by indicator and split; made anew from the facts, never edited."""

    __tablename__ = "tally_row"
    __table_args__ = (
        UniqueConstraint("indicator", "person_id", "site_id", "day", "split"),
        at_least("amount", 1),
        Index("ix_tally_row_into_id", "into_id"),
        Index("ix_tally_row_sums", "indicator", "day", "site_id", "split", "amount"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    indicator: Mapped[str] = mapped_column(Text)
    into_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    day: Mapped[date] = mapped_column(Day)
    split: Mapped[str] = mapped_column(Text)
    amount: Mapped[int] = mapped_column(Whole)


class TallyThing(Model):
    """What a sitting, a job or a run comes to, by indicator; made anew from the facts, never edited."""

    __tablename__ = "tally_thing"
    __table_args__ = (
        PrimaryKeyConstraint("indicator", "thing_id"),
        at_least("amount", 1),
        Index("ix_tally_thing_sums", "indicator", "day", "site_id", "split", "amount"),
    )

    indicator: Mapped[str] = mapped_column(Text)
    thing_id: Mapped[int] = mapped_column(Whole)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    day: Mapped[date] = mapped_column(Day)
    split: Mapped[str] = mapped_column(Text)
    amount: Mapped[int] = mapped_column(Whole)


class TallyMonth(Model):
    """What the rows of a month add up to, by site and split; a sum of nothing has no line."""

    __tablename__ = "tally_month"
    __table_args__ = (
        PrimaryKeyConstraint("indicator", "month", "site_id", "split"),
        within("amount", -MOST_OF_A_MONTH, MOST_OF_A_MONTH),
    )

    indicator: Mapped[str] = mapped_column(Text)
    month: Mapped[str] = mapped_column(Text)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    split: Mapped[str] = mapped_column(Text)
    amount: Mapped[int] = mapped_column(Whole)


class TallyMark(Model):
    """Somebody's facts changed: they are to be counted anew. One mark a change, as each says only what it saw."""

    __tablename__ = "tally_mark"

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    person_id: Mapped[int] = mapped_column(Whole)


class TallyThingMark(Model):
    """The facts of a thing changed: it is to be counted anew. One mark a change."""

    __tablename__ = "tally_thing_mark"
    __table_args__ = (one_of("kind", tuple(THINGS)),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    thing_id: Mapped[int] = mapped_column(Whole)
