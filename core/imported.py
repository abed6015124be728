"""What whole spreadsheets brought: each thing by the import it came with, so that an import can be taken back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Text, UtcInstant, Whole, at_least, db, fast, no_longer, one_of

SOURCES: Final = ("pieces", "training", "works")
"""Where an import is kept: the room of pieces, the room of courses, the works."""
THING_KINDS: Final = (
    "piece",
    "person",
    "role",
    "booking",
    "past_course",
    "organisation",
    "makeover",
    "visit",
    "unit",
    "repair",
)
DELETED_KINDS: Final = ("person", "role", "organisation", "makeover", "unit")
"""Kinds that an undo deletes: SQLite may give the number of the last one to the next."""
STAY_REASONS: Final = ("used", "changed")
"""Why something stays when its import is taken back: built upon or changed since."""
ASKED_AT_ONCE: Final = 500


class ImportedThing(Model):
    """One thing that an import made, with the line of the file it came from; never what the line said."""

    __tablename__ = "imported_thing"
    __table_args__ = (
        one_of("source", SOURCES),
        one_of("kind", THING_KINDS),
        one_of("stays", ("", *STAY_REASONS)),
        at_least("line", 1),
        no_longer("token", 40),
        no_longer("ref", 40),
        CheckConstraint("gone_at IS NULL OR stays = ''", name="gone_or_stays"),
        UniqueConstraint("source", "import_id", "kind", "ref"),
        Index("ix_imported_thing_token", "token"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    import_id: Mapped[int] = mapped_column(Whole)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    line: Mapped[int] = mapped_column(Whole)
    kind: Mapped[str] = mapped_column(Text)
    ref: Mapped[str] = mapped_column(Text)
    token: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    gone_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    stays: Mapped[str] = mapped_column(Text, default="")


class ImportUndo(Model):
    """An import was taken back: by whom, when, how much went and how much stayed; a second time changes the counts."""

    __tablename__ = "import_undo"
    __table_args__ = (one_of("source", SOURCES), at_least("gone", 0), at_least("stayed", 0))

    source: Mapped[str] = mapped_column(Text, primary_key=True)
    import_id: Mapped[int] = mapped_column(Whole, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    gone: Mapped[int] = mapped_column(Whole, default=0)
    stayed: Mapped[int] = mapped_column(Whole, default=0)


def note_thing(
    *, source: str, import_id: int, site_id: int, line: int, kind: str, ref: str, token: str, at: datetime
) -> None:
    """Note that a line of an import made a thing; noted before, nothing changes. `token` is the line's own.

    What went with an undo and bears the number of something made anew since is that new thing from now on.
    """
    known = select(ImportedThing).where(
        ImportedThing.source == source,
        ImportedThing.import_id == import_id,
        ImportedThing.kind == kind,
        ImportedThing.ref == ref,
    )
    before = db.session.scalar(known)
    if before is not None:
        if before.gone_at is not None and kind in DELETED_KINDS:
            before.gone_at, before.made_at, before.line, before.token = None, at, line, token
            db.session.flush()
        return
    db.session.add(
        ImportedThing(
            source=source, import_id=import_id, site_id=site_id, line=line, kind=kind, ref=ref, token=token,
            made_at=at,
        )
    )  # fmt: skip
    db.session.flush()


def times_gone(tokens: Iterable[str]) -> dict[str, int]:
    """How often what each of these lines made was taken back."""
    wanted, found = sorted(set(tokens)), dict[str, int]()
    for start in range(0, len(wanted), ASKED_AT_ONCE):
        part = tuple(wanted[start : start + ASKED_AT_ONCE])
        rows = fast().rows(
            f"SELECT token, COUNT(*) FROM imported_thing WHERE token IN ({', '.join('?' * len(part))}) "
            "AND gone_at IS NOT NULL AND kind IN ('piece', 'visit', 'past_course', 'booking', 'repair') GROUP BY token",
            part,
        )
        found.update({row[0]: row[1] for row in rows})
    return found


def people_away(tokens: Iterable[str]) -> set[str]:
    """Those of the tokens whose person an import brought, was put away when it was taken back, and stayed so.

    Whom somebody switched on or off since by hand is not among them: that is no import's to change.
    """
    rows = fast().rows(
        "SELECT p.token FROM person p WHERE NOT p.is_active AND EXISTS (SELECT 1 FROM imported_thing t "
        "WHERE t.kind = 'person' AND t.ref = CAST(p.id AS TEXT) AND t.gone_at IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM audit_line a WHERE a.subject = 'person:' || p.number "
        "AND a.verb = 'switch_person' AND a.at > t.gone_at))"
    )
    return {row[0] for row in rows} & set(tokens)


def token_now(token: str, gone: int) -> str:
    """The client id under which a line is taken: a new one after each time that it was taken back."""
    return str(uuid.uuid5(uuid.UUID(token), f"again {gone}")) if gone else token
