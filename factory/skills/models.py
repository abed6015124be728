"""Skills of people, a site's own skills, pairs with their typed meetings, and the time that counts, by day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Table
from sqlalchemy.orm import Mapped, mapped_column

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
from factory.skills.catalogue import KINDS, LONGEST_NAME, WAYS

LONGEST_MEETING = 480
"""Minutes: eight hours."""
DAY_MS = 86_400_000


class SiteSkill(Model):
    """A skill that a site added to the list of the house."""

    __tablename__ = "site_skill"
    __table_args__ = (
        no_longer("name", LONGEST_NAME),
        CheckConstraint("name <> ''", name="named"),
        true_or_false("is_active"),
        Index("ix_site_skill_site_id", "site_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    name: Mapped[str] = mapped_column(Text)
    is_active: Mapped[bool] = mapped_column(Flag, default=True)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class PersonSkill(Model):
    """A skill that a person offers to share, or wants to learn, until they say otherwise."""

    __tablename__ = "person_skill"
    __table_args__ = (
        one_of("way", WAYS),
        no_longer("skill", LONGEST_NAME),
        partial_index(
            "uq_person_skill_live", "person_id", "skill", "way", where="ended_at IS NULL", is_unique=True
        ),
        partial_index("ix_person_skill_offered", "skill", "way", where="ended_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    skill: Mapped[str] = mapped_column(Text)
    way: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime] = mapped_column(UtcInstant)
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class Pair(Model):
    """Two people: a guide, who shares, and a newcomer, who learns, from a day until a day.

    `topic` is a skill, or for mentoring a subject. Mentoring and pairs for a skill are counted apart.
    """

    __tablename__ = "pair"
    __table_args__ = (
        one_of("kind", KINDS),
        no_longer("topic", LONGEST_NAME),
        CheckConstraint("guide_id <> newcomer_id", name="two_people"),
        CheckConstraint("ended_on IS NULL OR ended_on >= begun_on", name="days_in_order"),
        *near("begun_on", "ended_on"),
        partial_index(
            "uq_pair_live",
            "guide_id",
            "newcomer_id",
            "kind",
            "topic",
            where="ended_on IS NULL",
            is_unique=True,
        ),
        Index("ix_pair_site_id", "site_id", "begun_on"),
        Index("ix_pair_newcomer_id", "newcomer_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    kind: Mapped[str] = mapped_column(Text)
    topic: Mapped[str] = mapped_column(Text)
    guide_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    newcomer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    begun_on: Mapped[date] = mapped_column(Day)
    ended_on: Mapped[date | None] = mapped_column(Day)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class PairMeeting(Model):
    """Time together that somebody typed: a day and minutes, once a day. A wrong one is struck out and stays."""

    __tablename__ = "pair_meeting"
    __table_args__ = (
        within("minutes", 5, LONGEST_MEETING),
        *near("day"),
        CheckConstraint("(struck_at IS NULL) = (struck_by_id IS NULL)", name="struck_by_somebody"),
        partial_index("uq_pair_meeting_live", "pair_id", "day", where="struck_at IS NULL", is_unique=True),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"))
    day: Mapped[date] = mapped_column(Day)
    minutes: Mapped[int] = mapped_column(Whole)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    struck_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    struck_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class PairDay(Model):
    """What counts of a pair on a day, in milliseconds: reckoned anew from meetings and work, and never typed."""

    __tablename__ = "pair_day"
    __table_args__ = (within("amount_ms", 1, DAY_MS),)

    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Day, primary_key=True)
    amount_ms: Mapped[int] = mapped_column(Whole)


def _guard(pair: Table, meeting: Table) -> None:
    """Who is paired for what is said once; a meeting lies within its pair's days, and is only ever struck out."""
    refuse_unless(
        pair,
        "pair_stays",
        "UPDATE ON pair",
        f"{unchanged('token', 'site_id', 'kind', 'topic', 'guide_id', 'newcomer_id', 'begun_on')} "
        "AND (OLD.ended_on IS NULL OR NEW.ended_on IS NOT NULL)",
        "a pair is only ever ended",
    )
    refuse_unless(
        meeting,
        "pair_meeting_within",
        "INSERT ON pair_meeting",
        "EXISTS (SELECT 1 FROM pair p WHERE p.id = NEW.pair_id AND NEW.day >= p.begun_on "
        "AND (p.ended_on IS NULL OR NEW.day <= p.ended_on))",
        "a meeting lies within the days of its pair",
        first="PERFORM 1 FROM pair WHERE id = NEW.pair_id FOR UPDATE;",
    )
    refuse_unless(
        meeting,
        "pair_meeting_stays",
        "UPDATE ON pair_meeting",
        f"{unchanged('token', 'pair_id', 'day', 'minutes', 'made_at')} "
        "AND OLD.struck_at IS NULL AND NEW.struck_at IS NOT NULL",
        "a meeting is only ever struck out",
    )


_guard(Pair.__table__, PairMeeting.__table__)  # type: ignore[arg-type]
