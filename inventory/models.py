"""Tables of the room: labels, pieces, their events, answers, photos, releases, donors."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import guard_append_only
from core.db import (
    Day,
    Flag,
    Json,
    Model,
    Text,
    UtcInstant,
    Whole,
    no_longer,
    one_of,
    partial_index,
    true_or_false,
)
from inventory.facts import HOW, KINDS, PHOTO_KINDS
from inventory.invariants import guard_releases
from inventory.stages import DESTINATIONS, STAGES

LABEL_STATES = ("printed", "claimed", "void", "replaced")
VERDICTS = ("refused", "already", "undone")


class LabelBatch(Model):
    """A batch of blank labels printed ahead on one stationery; `start` is the first position used on sheet one."""

    __tablename__ = "label_batch"
    __table_args__ = (
        UniqueConstraint("site_id", "number"),
        CheckConstraint("count BETWEEN 1 AND 5000", name="count_bounded"),
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


class Donor(Model):
    """Who gives pieces. The name and contact are apart, so that they can go while the donation stays."""

    __tablename__ = "donor"
    __table_args__ = (one_of("kind", ("person", "organisation", "council")),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    kind: Mapped[str] = mapped_column(Text, default="person")
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class DonorContact(Model):
    """A donor's name and how to reach them, where they gave it."""

    __tablename__ = "donor_contact"
    __table_args__ = (no_longer("name", 120), no_longer("email", 200), no_longer("phone", 40))

    donor_id: Mapped[int] = mapped_column(ForeignKey("donor.id"), primary_key=True)
    name: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(Text, default="")


class Donation(Model):
    """What one donor gave on one day; the pieces point to it."""

    __tablename__ = "donation"

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    donor_id: Mapped[int | None] = mapped_column(ForeignKey("donor.id"), index=True)
    given_on: Mapped[date] = mapped_column(Day)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class Piece(Model):
    """One physical item, with a code for ever. All but code and id is folded from its events."""

    __tablename__ = "piece"
    __table_args__ = (
        one_of("stage", STAGES),
        true_or_false("is_practice"),
        true_or_false("is_sealed"),
        true_or_false("is_barred"),
        true_or_false("is_uncleared"),
        CheckConstraint("NOT (is_barred AND stage IN ('released', 'dismantled'))", name="barred_stays"),
        CheckConstraint("life >= 1", name="life_counts"),
        Index("ix_piece_board", "site_id", "stage", "since"),
        Index("ix_piece_category", "category", "id"),
        partial_index("ix_piece_donation_id", "donation_id", where="donation_id IS NOT NULL"),
        partial_index("ix_piece_place_id", "place_id", where="place_id IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    code: Mapped[str] = mapped_column(Text, unique=True)
    claimed_site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    is_practice: Mapped[bool] = mapped_column(Flag, default=False)
    stage: Mapped[str] = mapped_column(Text, default="draft")
    step: Mapped[str] = mapped_column(Text, default="")
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    since: Mapped[datetime] = mapped_column(UtcInstant)
    life: Mapped[int] = mapped_column(Whole, default=1)
    category: Mapped[str] = mapped_column(Text, default="")
    title: Mapped[str] = mapped_column(Text, default="")
    grams: Mapped[int] = mapped_column(Whole, default=0)
    weight_source: Mapped[str] = mapped_column(Text, default="")
    donation_id: Mapped[int | None] = mapped_column(ForeignKey("donation.id"))
    photo_id: Mapped[str | None] = mapped_column(Text)
    waits_for: Mapped[str] = mapped_column(Text, default="")
    is_sealed: Mapped[bool] = mapped_column(Flag, default=False)
    is_barred: Mapped[bool] = mapped_column(Flag, default=False)
    is_uncleared: Mapped[bool] = mapped_column(Flag, default=False)
    folded: Mapped[dict[str, Any]] = mapped_column(Json)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class PieceEventRow(Model):
    """One recorded fact of a piece, append-only. `id` is the client's; `body_hash` tells a repeat from a forgery."""

    __tablename__ = "piece_event"
    __table_args__ = (
        one_of("kind", KINDS),
        one_of("how", HOW),
        CheckConstraint("length(id) = 36", name="id_length"),
        Index("ix_piece_event_piece_id", "piece_id", "at"),
        Index("ix_piece_event_by_id", "by_id", "at"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("piece.id"))
    label: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    device_at: Mapped[datetime] = mapped_column(UtcInstant)
    received_at: Mapped[datetime] = mapped_column(UtcInstant)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    device: Mapped[str] = mapped_column(Text, default="")
    sequence: Mapped[int] = mapped_column(Whole, default=0)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    with_ids: Mapped[list[int]] = mapped_column(Json, default=list)
    powers: Mapped[list[str]] = mapped_column(Json, default=list)
    how: Mapped[str] = mapped_column(Text, default="scan")
    data: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    body_hash: Mapped[str] = mapped_column(Text)


class EventVerdict(Model):
    """What became of an event without effect: refused (a coordinator looks at it), already so, or undone. Refolded."""

    __tablename__ = "event_verdict"
    __table_args__ = (
        one_of("verdict", VERDICTS),
        partial_index(
            "ix_event_verdict_open", "site_id", "at", where="verdict = 'refused' AND settled_at IS NULL"
        ),
        Index("ix_event_verdict_piece_id", "piece_id"),
    )

    event_id: Mapped[str] = mapped_column(ForeignKey("piece_event.id"), primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("piece.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)
    verdict: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    message: Mapped[str] = mapped_column(Text, default="")
    remedy: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class StrayScan(Model):
    """An offline event that names no piece or no person that we know: kept whole for a coordinator, never lost."""

    __tablename__ = "stray_scan"
    __table_args__ = (Index("ix_stray_scan_site_id", "site_id", "received_at"),)

    event_id: Mapped[str] = mapped_column(Text, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    reason: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UtcInstant)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    body_hash: Mapped[str] = mapped_column(Text)
    settled_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class CheckAnswer(Model):
    """One answer to a question about a piece, append-only, with the version of the question it was given under."""

    __tablename__ = "check_answer"
    __table_args__ = (
        UniqueConstraint("event_id", "question", "life"),
        true_or_false("counts"),
        Index("ix_check_answer_piece_id", "piece_id", "life", "question"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("piece_event.id"))
    piece_id: Mapped[int] = mapped_column(ForeignKey("piece.id"))
    life: Mapped[int] = mapped_column(Whole)
    question: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    counts: Mapped[bool] = mapped_column(Flag)
    photo_id: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)


class Photo(Model):
    """A photo of a piece, by the id its tablet gave it; the bytes are in the photo store under their hash."""

    __tablename__ = "photo"
    __table_args__ = (one_of("kind", PHOTO_KINDS), Index("ix_photo_piece_id", "piece_id"))

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("piece.id"))
    life: Mapped[int] = mapped_column(Whole, default=1)
    kind: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    width: Mapped[int] = mapped_column(Whole)
    height: Mapped[int] = mapped_column(Whole)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)
    approved_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Release(Model):
    """A piece left: where to, and the very answers that allowed it. Append-only.

    Triggers check that each answer is this piece's, of this life, of the right question, counted and allowing.
    """

    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("piece_id", "life", "event_id"),
        one_of("destination", DESTINATIONS),
        CheckConstraint(
            "(stable_answer_id IS NOT NULL) OR (stability_override_id IS NOT NULL)", name="stability_known"
        ),
        CheckConstraint(
            "(after_photo_id IS NOT NULL) OR (photo_override_id IS NOT NULL)", name="after_photo_known"
        ),
        CheckConstraint(
            "destination != 'organisation' OR organisation_id IS NOT NULL", name="organisation_named"
        ),
        CheckConstraint("destination != 'household' OR household_id IS NOT NULL", name="household_named"),
        CheckConstraint("destination != 'makeover' OR makeover_id IS NOT NULL", name="makeover_named"),
        CheckConstraint("price_pence >= 0", name="price_bounded"),
        Index("ix_release_organisation_id", "organisation_id"),
        Index("ix_release_released_on", "released_on"),
    )

    event_id: Mapped[str] = mapped_column(ForeignKey("piece_event.id"), primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("piece.id"))
    life: Mapped[int] = mapped_column(Whole)
    released_on: Mapped[date] = mapped_column(Day)
    destination: Mapped[str] = mapped_column(Text)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    makeover_id: Mapped[int | None] = mapped_column(ForeignKey("makeover.id"))
    terms: Mapped[str] = mapped_column(Text, default="gift")
    price_pence: Mapped[int] = mapped_column(Whole, default=0)
    quality_answer_id: Mapped[int] = mapped_column(ForeignKey("check_answer.id"))
    intent_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))
    stable_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))
    stability_override_id: Mapped[str | None] = mapped_column(ForeignKey("piece_event.id"))
    after_photo_id: Mapped[str | None] = mapped_column(ForeignKey("photo.id"))
    photo_override_id: Mapped[str | None] = mapped_column(ForeignKey("piece_event.id"))
    infestation_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))
    fire_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))
    minor_repair_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))
    kept_apart_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))
    filling_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))
    electrical_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))
    children_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))
    wall_fixing_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))
    glass_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))


class CategoryRow(Model):
    """What the database itself must know of a category, so that no write past the services can release unchecked."""

    __tablename__ = "category"

    slug: Mapped[str] = mapped_column(Text, primary_key=True)
    is_upholstered: Mapped[bool] = mapped_column(Flag)
    is_seating: Mapped[bool] = mapped_column(Flag)
    is_wooden: Mapped[bool] = mapped_column(Flag)
    is_mains: Mapped[bool] = mapped_column(Flag)
    is_childrens: Mapped[bool] = mapped_column(Flag)
    is_tall: Mapped[bool] = mapped_column(Flag)
    may_have_glass: Mapped[bool] = mapped_column(Flag)


for model in (PieceEventRow, CheckAnswer, Release):
    guard_append_only(model)
guard_releases(Piece.metadata.tables["piece"], Piece.metadata.tables["release"])
