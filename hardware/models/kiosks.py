"""Kiosks: which machines each stands beside, what they told (append-only), their clocks, and what was put aside."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import (
    ByteText,
    Flag,
    Json,
    Model,
    Text,
    UtcInstant,
    Whole,
    at_least,
    no_longer,
    one_of,
    partial_index,
    true_or_false,
    within,
)
from hardware.invariants import guard_kiosk_machines
from hardware.vocabulary import StateClass
from hardware.words import EVENT_KINDS, REJECTED_FOR

LARGEST_MS = 10**15


class Kiosk(Model):
    """What a paired kiosk has beside its `device`: the pepper of its cards, and the token before the last one.

    The earlier token holds until the new one is used: an answer that is lost on the way locks nobody out.
    `turn_asked_at`: somebody at the desk wants it turned with the next upload.
    """

    __tablename__ = "kiosk"
    __table_args__ = (
        CheckConstraint("(old_token_hash IS NULL) = (old_token_until IS NULL)", name="old_token_ends"),
        no_longer("agent", 80),
    )

    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), primary_key=True)
    pepper: Mapped[str] = mapped_column(Text)
    old_token_hash: Mapped[str | None] = mapped_column(Text, unique=True)
    old_token_until: Mapped[datetime | None] = mapped_column(UtcInstant)
    turned_at: Mapped[datetime] = mapped_column(UtcInstant)
    turn_asked_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    packed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    agent: Mapped[str] = mapped_column(Text, default="")


class KioskMachine(Model):
    """A machine that a kiosk stands beside, from when until when. A machine has one kiosk at a time."""

    __tablename__ = "kiosk_machine"
    __table_args__ = (
        CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name="ends_later"),
        partial_index("uq_kiosk_machine_live", "machine_id", where="ends_at IS NULL", is_unique=True),
        Index("ix_kiosk_machine_kiosk_id", "kiosk_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("kiosk.device_id"))
    machine_id: Mapped[int] = mapped_column(ForeignKey("machine.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcInstant)
    ends_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class KioskBoot(Model):
    """A boot of a kiosk, and by how much its running clock is off ours.

    `offset_ms` added to a monotonic time of the boot gives our time in milliseconds since 1970, and is what everything
    derived uses. It comes from the uploads (the least of them spent least on its way), made finer by a wall clock that
    was known to be right; a boot that never reached us is put between its neighbours and is estimated.
    """

    __tablename__ = "kiosk_boot"
    __table_args__ = (
        true_or_false("is_estimated"),
        at_least("last_mono_ms", 0),
        *(at_least(column, -LARGEST_MS) for column in ("upload_offset_ms", "wall_offset_ms", "offset_ms")),
        no_longer("boot", 64),
    )

    kiosk_id: Mapped[int] = mapped_column(ForeignKey("kiosk.device_id"), primary_key=True)
    boot: Mapped[str] = mapped_column(ByteText, primary_key=True)
    last_mono_ms: Mapped[int] = mapped_column(Whole, default=0)
    upload_offset_ms: Mapped[int | None] = mapped_column(Whole)
    wall_offset_ms: Mapped[int | None] = mapped_column(Whole)
    offset_ms: Mapped[int | None] = mapped_column(Whole)
    is_estimated: Mapped[bool] = mapped_column(Flag, default=False)


class MachineFold(Model):
    """How far a machine's events of one kiosk are folded into jobs and sittings, and what the machine does now.

    `stale_from` is the place of the first event that is not folded yet; NULL where nothing waits.
    """

    __tablename__ = "machine_fold"
    __table_args__ = (
        one_of("state_class", ("", *(str(one) for one in StateClass))),
        within("rule_version", 0, 10_000),
        no_longer("stale_from", 90),
        partial_index("ix_machine_fold_stale", "machine_id", where="stale_from IS NOT NULL"),
        Index("ix_machine_fold_machine_id", "machine_id"),
    )

    kiosk_id: Mapped[int] = mapped_column(ForeignKey("kiosk.device_id"), primary_key=True)
    machine_id: Mapped[int] = mapped_column(ForeignKey("machine.id"), primary_key=True)
    stale_from: Mapped[str | None] = mapped_column(ByteText)
    folded_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    rule_version: Mapped[int] = mapped_column(Whole, default=0)
    state_class: Mapped[str] = mapped_column(Text, default="")
    word: Mapped[str] = mapped_column(Text, default="")
    state_since: Mapped[datetime | None] = mapped_column(UtcInstant)
    seen_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class KioskEventRow(Model):
    """One thing that a kiosk told, as it told it; append-only. Everything else is derived from these rows."""

    __tablename__ = "kiosk_event"
    __table_args__ = (
        one_of("kind", EVENT_KINDS),
        true_or_false("is_wall_ok"),
        at_least("seq", 0),
        at_least("mono_ms", 0),
        no_longer("boot", 64),
        UniqueConstraint("kiosk_id", "boot", "seq"),
        partial_index(
            "ix_kiosk_event_acts",
            "kiosk_id",
            "received_at",
            where="kind IN ('fault_reported', 'maintenance_done')",
        ),
        partial_index(
            "ix_kiosk_event_refused", "machine_id", "received_at", where="kind = 'material_refused'"
        ),
        Index("ix_kiosk_event_machine_id", "machine_id", "kiosk_id", "boot", "seq"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("kiosk.device_id"))
    boot: Mapped[str] = mapped_column(ByteText)
    seq: Mapped[int] = mapped_column(Whole)
    mono_ms: Mapped[int] = mapped_column(Whole)
    wall_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    is_wall_ok: Mapped[bool] = mapped_column(Flag)
    machine_id: Mapped[int | None] = mapped_column(ForeignKey("machine.id"))
    kind: Mapped[str] = mapped_column(Text)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    body_hash: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UtcInstant)


class KioskRejected(Model):
    """What a kiosk told and we could not take: kept as text for a maintainer, and never in the way of what follows."""

    __tablename__ = "kiosk_rejected"
    __table_args__ = (
        one_of("reason", REJECTED_FOR),
        no_longer("body", 4000),
        no_longer("detail", 200),
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"),
        UniqueConstraint("kiosk_id", "body_hash"),
        partial_index("ix_kiosk_rejected_open", "kiosk_id", where="settled_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("kiosk.device_id"))
    reason: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text)
    body_hash: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UtcInstant)
    settled_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


guard_append_only(KioskEventRow)
guard_kiosk_machines(KioskMachine.__table__)  # type: ignore[arg-type]
