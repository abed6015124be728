"""Visits: a person's time at a site. What doors saw and people said is kept for ever; visits follow from it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, Table
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
from core.errors import N_
from core.people import ROLES
from core.triggers import refuse_unless

DOOR_KINDS: Final = ("came", "went", "worked")
"""What a door sees: somebody came, went home, or said what they had done."""
ENTRY_KINDS: Final = ("corrected", "paper", "dropped")
"""What a person says by hand: another truth of a visit, a visit from a pad, or that there was none."""
HOWS: Final = ("card", "pin", "typed", "paper", "estimated")
WORKS: Final = ("bench", "makeover", "course_help", "repair_cafe", "other")
WORK_NAMES: Final = {
    "bench": N_("Bench"),
    "makeover": N_("Makeover"),
    "course_help": N_("Course help"),
    "repair_cafe": N_("Repair café"),
    "other": N_("Something else"),
}
HOW_NAMES: Final = {
    "card": N_("card"),
    "pin": N_("PIN"),
    "typed": N_("typed"),
    "paper": N_("from paper"),
    "estimated": N_("estimated"),
}
VISIT_ROLES: Final = (*ROLES, "visitor")
VOLUNTEERING: Final = ("volunteer", "driver")
"""Roles whose hours on site are volunteer hours."""
LONGEST_MS: Final = 25 * 3_600_000
"""A visit ends on its day, and a day of the calendar has at most twenty-five hours."""
MOST_HEADS: Final = 500


class Visit(Model):
    """From when until when a person was at a site on a day, in which role, for which work.

    Rebuilt for its person and day from `VisitEvent` and `VisitEntry`; never deleted. `is_void`: they say by now that
    it never was. `work` is "" where nobody said it and nothing of that day tells it; `is_guessed`: the day told it.
    """

    __tablename__ = "visit"
    __table_args__ = (
        *near("came_at", "left_at", "day"),
        one_of("role", VISIT_ROLES),
        one_of("came_how", HOWS),
        one_of("left_how", HOWS),
        one_of("work", ("", *WORKS)),
        within("length_ms", 0, LONGEST_MS),
        true_or_false("is_void"),
        true_or_false("is_guessed"),
        CheckConstraint("left_at >= came_at", name="leaves_later"),
        CheckConstraint(
            "(left_at IS NULL) = (left_how IS NULL) AND (left_at IS NULL) = (length_ms IS NULL)",
            name="left_whole",
        ),
        partial_index("uq_visit_open", "person_id", where="left_at IS NULL AND NOT is_void", is_unique=True),
        partial_index("ix_visit_in", "site_id", where="left_at IS NULL AND NOT is_void"),
        Index("ix_visit_person_id", "person_id", "day"),
        Index("ix_visit_site_id", "site_id", "day", "came_at"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    day: Mapped[date] = mapped_column(Day)
    role: Mapped[str] = mapped_column(Text)
    came_at: Mapped[datetime] = mapped_column(UtcInstant)
    came_how: Mapped[str] = mapped_column(Text)
    left_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    left_how: Mapped[str | None] = mapped_column(Text)
    length_ms: Mapped[int | None] = mapped_column(Whole)
    work: Mapped[str] = mapped_column(Text, default="")
    is_guessed: Mapped[bool] = mapped_column(Flag, default=False)
    is_void: Mapped[bool] = mapped_column(Flag, default=False)


class VisitEvent(Model):
    """What a door saw. `id` is the client's: the same id is the same event, however often and in whatever order."""

    __tablename__ = "visit_event"
    __table_args__ = (
        *near("at", "day"),
        one_of("kind", DOOR_KINDS),
        one_of("how", ("card", "pin", "typed")),
        one_of("work", ("", *WORKS)),
        no_longer("id", 40),
        Index("ix_visit_event_person_id", "person_id", "day"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    day: Mapped[date] = mapped_column(Day)
    kind: Mapped[str] = mapped_column(Text)
    how: Mapped[str] = mapped_column(Text)
    work: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcInstant)
    received_at: Mapped[datetime] = mapped_column(UtcInstant)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))


class VisitEntry(Model):
    """What a person said by hand of a visit, with why. It holds against any door; the latest of a visit counts.

    What the doors saw between `covers_from_at` and `covers_to_at` says nothing any more: this was said instead.
    """

    __tablename__ = "visit_entry"
    __table_args__ = (
        *near("came_at", "left_at", "day", "at"),
        one_of("kind", ENTRY_KINDS),
        one_of("work", ("", *WORKS)),
        no_longer("token", 40),
        no_longer("why", 200),
        CheckConstraint("left_at >= came_at", name="leaves_later"),
        CheckConstraint("covers_to_at >= covers_from_at", name="covers_in_order"),
        CheckConstraint("kind = 'paper' OR why <> ''", name="change_has_reason"),
        Index("ix_visit_entry_visit_id", "visit_id", "id"),
        Index("ix_visit_entry_person_id", "person_id", "day"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    day: Mapped[date] = mapped_column(Day)
    kind: Mapped[str] = mapped_column(Text)
    came_at: Mapped[datetime] = mapped_column(UtcInstant)
    left_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    work: Mapped[str] = mapped_column(Text, default="")
    covers_from_at: Mapped[datetime] = mapped_column(UtcInstant)
    covers_to_at: Mapped[datetime] = mapped_column(UtcInstant)
    why: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)


class VisitorHeads(Model):
    """How many visitors without a name came in or went out at once (below 0): their sum today is who is inside."""

    __tablename__ = "visitor_heads"
    __table_args__ = (
        *near("at", "day"),
        within("heads", -MOST_HEADS, MOST_HEADS),
        no_longer("token", 40),
        Index("ix_visitor_heads_site_id", "site_id", "day"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    day: Mapped[date] = mapped_column(Day)
    heads: Mapped[int] = mapped_column(Whole)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


for _model in (VisitEvent, VisitEntry, VisitorHeads):
    guard_append_only(_model)

_LATER = "'9999-12-31'"
_OVERLAPS = (
    "EXISTS (SELECT 1 FROM visit v WHERE v.person_id = NEW.person_id AND NOT v.is_void "
    f"AND v.came_at < COALESCE(NEW.left_at, {_LATER}) AND NEW.came_at < COALESCE(v.left_at, {_LATER})"
)
_RULES = (
    ("visit_alone", "INSERT ON visit", f"NEW.is_void OR NOT {_OVERLAPS})"),
    ("visit_stays_alone", "UPDATE ON visit", f"NEW.is_void OR NOT {_OVERLAPS} AND v.id <> NEW.id)"),
)


def _guard(table: Table) -> None:
    for name, when, condition in _RULES:
        refuse_unless(
            table,
            name,
            when,
            condition,
            "a person is in one place at a time",
            first="PERFORM 1 FROM person WHERE id = NEW.person_id FOR UPDATE;",
        )
    whose = "NEW.person_id = OLD.person_id"
    refuse_unless(table, "visit_keeps_whose", "UPDATE ON visit", whose, "a visit stays with its person")
    refuse_unless(table, "visit_kept", "DELETE ON visit", "1 = 0", "a visit is never deleted")


_guard(Visit.__table__)  # type: ignore[arg-type]
