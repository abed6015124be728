"""Accidents and near misses as they are kept: where, what happened, and what was done about it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Table
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Text, UtcInstant, Whole, near, no_longer, one_of, partial_index
from core.triggers import refuse_unless, unchanged
from factory.mishaps.kinds import GRAVITIES, KIND_BY_SLUG

LONGEST_PAGE = 20
LONGEST_TOLD = 200


class Mishap(Model):
    """One accident or near miss. It names no person and no injury: those stand in the paper accident book, whose page
    is noted. `machine_code` and `piece_code` are public codes of the site's own things, "" for none.
    """

    __tablename__ = "mishap"
    __table_args__ = (
        one_of("gravity", GRAVITIES),
        one_of("kind", tuple(KIND_BY_SLUG)),
        no_longer("machine_code", 12),
        no_longer("piece_code", 12),
        no_longer("book_page", LONGEST_PAGE),
        no_longer("follow_up", LONGEST_TOLD),
        *near("happened_at"),
        CheckConstraint("gravity <> 'accident' OR book_page <> ''", name="accident_in_book"),
        CheckConstraint("(followed_at IS NULL) = (follow_up = '')", name="followed_with_words"),
        CheckConstraint("(followed_at IS NULL) = (followed_by_id IS NULL)", name="followed_by_somebody"),
        Index("ix_mishap_site_id", "site_id", "happened_at"),
        partial_index("ix_mishap_open", "site_id", where="followed_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    gravity: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    happened_at: Mapped[datetime] = mapped_column(UtcInstant)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    machine_code: Mapped[str] = mapped_column(Text, default="")
    piece_code: Mapped[str] = mapped_column(Text, default="")
    book_page: Mapped[str] = mapped_column(Text, default="")
    told_at: Mapped[datetime] = mapped_column(UtcInstant)
    follow_up: Mapped[str] = mapped_column(Text, default="")
    followed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    followed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


def _guard(mishap: Table) -> None:
    """What was told stays as it was told; the follow-up is written once."""
    told = unchanged(
        "token",
        "site_id",
        "gravity",
        "kind",
        "happened_at",
        "place_id",
        "machine_code",
        "piece_code",
        "told_at",
    )
    refuse_unless(
        mishap,
        "mishap_stays",
        "UPDATE ON mishap",
        f"{told} AND (OLD.followed_at IS NULL OR {unchanged('follow_up', 'followed_at', 'followed_by_id')})",
        "what was told of a mishap stays as it was told",
    )
    refuse_unless(mishap, "mishap_kept", "DELETE ON mishap", "1 = 0", "a mishap is kept")


_guard(Mishap.__table__)  # type: ignore[arg-type]
