"""What was referred and surveyed. The address, apart and sealed, with the paper sheets on which alone it goes out."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Day, Json, Model, Text, UtcInstant, Whole, at_least, near, no_longer, one_of
from factory.makeovers.invariants import guard_addresses, guard_cases
from factory.makeovers.words import (
    BUILDING_RISKS,
    CANCEL_REASONS,
    PERMISSIONS,
    RISK_ANSWERS,
    ROOM_KINDS,
    SHEET_STATES,
    STATES,
    SUBSTANCE_ANSWERS,
)


class MakeoverCase(Model):
    """A makeover's way from referral to sign-off, beside the destination that core knows. Never an address."""

    __tablename__ = "makeover_case"
    __table_args__ = (
        *near("referred_on", "begins_on", "ends_on", "signed_off_on"),
        one_of("state", STATES),
        one_of("permission", PERMISSIONS),
        one_of("asbestos", SUBSTANCE_ANSWERS),
        one_of("lead_paint", SUBSTANCE_ANSWERS),
        one_of("cancel_reason", ("", *CANCEL_REASONS)),
        no_longer("reference", 40),
        no_longer("area", 40),
        no_longer("asbestos_plan", 200),
        no_longer("lead_plan", 200),
        CheckConstraint("(state = 'signed_off') = (signed_off_on IS NOT NULL)", name="signed_off_on_a_day"),
        CheckConstraint("(state = 'cancelled') = (cancel_reason <> '')", name="cancelled_with_reason"),
        CheckConstraint("begins_on <= ends_on", name="planned_in_order"),
        Index("ix_makeover_case_state", "state", "state_at"),
        Index("ix_makeover_case_signed_off_on", "signed_off_on"),
    )

    makeover_id: Mapped[int] = mapped_column(ForeignKey("makeover.id"), primary_key=True)
    state: Mapped[str] = mapped_column(Text, default="referred")
    state_at: Mapped[datetime] = mapped_column(UtcInstant)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    reference: Mapped[str] = mapped_column(Text, default="")
    area: Mapped[str] = mapped_column(Text, default="")
    needs: Mapped[list[str]] = mapped_column(Json, default=list)
    referred_on: Mapped[date] = mapped_column(Day)
    permission: Mapped[str] = mapped_column(Text, default="unknown")
    asbestos: Mapped[str] = mapped_column(Text, default="unknown")
    asbestos_plan: Mapped[str] = mapped_column(Text, default="")
    lead_paint: Mapped[str] = mapped_column(Text, default="unknown")
    lead_plan: Mapped[str] = mapped_column(Text, default="")
    begins_on: Mapped[date | None] = mapped_column(Day)
    ends_on: Mapped[date | None] = mapped_column(Day)
    signed_off_on: Mapped[date | None] = mapped_column(Day)
    cancel_reason: Mapped[str] = mapped_column(Text, default="")


class MakeoverAddress(Model):
    """Address, way in and risks, as one sealed text that only a run sheet opens; gone when the makeover is over."""

    __tablename__ = "makeover_address"
    __table_args__ = (no_longer("sealed", 8000),)

    makeover_id: Mapped[int] = mapped_column(ForeignKey("makeover.id"), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    kept_at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class MakeoverRunSheet(Model):
    """One paper with the address that was printed: numbered at its site, out until it was returned and destroyed."""

    __tablename__ = "makeover_run_sheet"
    __table_args__ = (
        UniqueConstraint("site_id", "number"),
        one_of("state", SHEET_STATES),
        at_least("number", 1),
        CheckConstraint("(state = 'destroyed') = (ended_at IS NOT NULL)", name="ended_when_destroyed"),
        Index("ix_makeover_run_sheet_makeover_id", "makeover_id", "state"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    number: Mapped[int] = mapped_column(Whole)
    makeover_id: Mapped[int] = mapped_column(ForeignKey("makeover.id"))
    state: Mapped[str] = mapped_column(Text, default="out")
    printed_at: Mapped[datetime] = mapped_column(UtcInstant)
    printed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class MakeoverRoom(Model):
    """A room that is made over, with a few words on what is wanted there."""

    __tablename__ = "makeover_room"
    __table_args__ = (
        one_of("kind", ROOM_KINDS),
        no_longer("words", 120),
        Index("ix_makeover_room_makeover_id", "makeover_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    makeover_id: Mapped[int] = mapped_column(ForeignKey("makeover.id"))
    kind: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class MakeoverRisk(Model):
    """Whether something about the building is a risk for the work."""

    __tablename__ = "makeover_risk"
    __table_args__ = (one_of("risk", BUILDING_RISKS), one_of("answer", RISK_ANSWERS))

    makeover_id: Mapped[int] = mapped_column(ForeignKey("makeover.id"), primary_key=True)
    risk: Mapped[str] = mapped_column(Text, primary_key=True)
    answer: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


guard_cases(MakeoverCase.metadata.tables["makeover_case"])
guard_addresses(MakeoverCase.metadata.tables["makeover_address"])
