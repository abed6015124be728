"""The audit trail: append-only, one hash chain per site, one line per write, never a personal value."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import DDL, ForeignKey, Index, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import iso
from core.db import Fast, Model, Text, UtcInstant, Whole, as_instant, at_least, fast

GENESIS = "0" * 64


class AuditLine(Model):
    """One write: who, when, what, on what. `subject` is a code or id (`piece:7K3M9QX`); `fields` are names only."""

    __tablename__ = "audit_line"
    __table_args__ = (
        UniqueConstraint("site_id", "number"),
        at_least("number", 1),
        Index("ix_audit_line_subject", "subject"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    number: Mapped[int] = mapped_column(Whole)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    verb: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(Whole)
    device_id: Mapped[int | None] = mapped_column(Whole)
    fields: Mapped[str] = mapped_column(Text, default="")
    chain: Mapped[str] = mapped_column(Text)


class AuditHead(Model):
    """The last line of a site's chain, so that appending reads one small row."""

    __tablename__ = "audit_head"
    __table_args__ = (at_least("number", 1),)

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Whole)
    chain: Mapped[str] = mapped_column(Text)


class LookLog(Model):
    """Who looked at a person's names, contacts or needs. A look is no fact and no write, so it is outside the chain."""

    __tablename__ = "look_log"
    __table_args__ = (Index("ix_look_log_subject", "subject", "at"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int] = mapped_column(Whole)
    subject: Mapped[str] = mapped_column(Text)
    page: Mapped[str] = mapped_column(Text)


def append_only(table: str) -> tuple[DDL, DDL]:
    """Triggers (SQLite, PostgreSQL) that refuse UPDATE and DELETE on `table`."""
    sqlite = DDL(
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )
    postgres = DDL(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    return sqlite, postgres


REFUSE_CHANGE = DDL(
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$ "
    "BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME; END $$ LANGUAGE plpgsql"
)


def guard_append_only(model: type[Model]) -> None:
    """Attach the append-only triggers to a model's table."""
    table = model.__table__
    name = model.__tablename__
    sqlite, postgres = append_only(name)
    no_delete = DDL(
        f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} "
        f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
    )
    event.listen(table, "after_create", sqlite.execute_if(dialect="sqlite"))
    event.listen(table, "after_create", no_delete.execute_if(dialect="sqlite"))
    event.listen(table, "after_create", REFUSE_CHANGE.execute_if(dialect="postgresql"))
    event.listen(table, "after_create", postgres.execute_if(dialect="postgresql"))


guard_append_only(AuditLine)


def write_audit_line(
    verb: str,
    subject: str,
    *,
    site_id: int,
    at: datetime,
    by_id: int | None = None,
    device_id: int | None = None,
    fields: Sequence[str] = (),
) -> None:
    """Append one line to the site's chain, inside the caller's transaction.

    `verb` is the service's name; `fields` are the names of what changed, never values.
    """
    connection = fast()
    head = connection.row(
        "SELECT number, chain FROM audit_head WHERE site_id = ?" + _for_update(connection), (site_id,)
    )
    number, chain = (head[0] + 1, head[1]) if head else (1, GENESIS)
    named = ",".join(fields)
    chain = link(chain, site_id, number, iso(at), verb, subject, by_id, device_id, named)
    if head:
        connection.run(
            "UPDATE audit_head SET number = ?, chain = ? WHERE site_id = ?", (number, chain, site_id)
        )
    else:
        connection.run(
            "INSERT INTO audit_head (site_id, number, chain) VALUES (?, ?, ?)", (site_id, number, chain)
        )
    connection.run(
        "INSERT INTO audit_line (site_id, number, at, verb, subject, by_id, device_id, fields, chain) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (site_id, number, at, verb, subject, by_id, device_id, named, chain),
    )


def link(before: str, *parts: object) -> str:
    """The hash of a line: SHA-256 over the hash before it and the line's parts."""
    text_parts = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(f"{before}\x1f{text_parts}".encode()).hexdigest()


def broken_lines() -> Iterator[tuple[int, int]]:
    """(site id, line number) of every place where a chain does not hold: changed, missing, reordered or cut off."""
    sites = fast().rows(
        "SELECT site_id FROM audit_head UNION SELECT site_id FROM audit_line ORDER BY site_id"
    )
    for (site_id,) in sites:
        for number in broken_lines_of(site_id):
            yield site_id, number


def broken_lines_of(site_id: int, *, newest: int | None = None) -> Iterator[int]:
    """Numbers of a site's lines, or of its `newest` ones only, where its chain does not hold.

    A chain that is cut off at its end does not hold at the number that it should have come to.
    """
    connection = fast()
    row = connection.row("SELECT number, chain FROM audit_head WHERE site_id = ?", (site_id,))
    head = (row[0], row[1]) if row else (0, GENESIS)
    first = 1 if newest is None else max(1, head[0] - newest + 1)
    lines = connection.rows(
        "SELECT number, at, verb, subject, by_id, device_id, fields, chain FROM audit_line "
        "WHERE site_id = ? AND number >= ? ORDER BY number",
        (site_id, first - 1),
    )
    last, before = (0, GENESIS)
    if lines and lines[0][0] == first - 1:
        last, before = lines[0][0], lines[0][-1]
        lines = lines[1:]
    for number, at, verb, subject, by_id, device_id, named, chain in lines:
        expected = link(before, site_id, number, iso(as_instant(at)), verb, subject, by_id, device_id, named)
        if number != last + 1 or chain != expected:
            yield number
        last, before = number, chain
    if (last, before) != head:
        yield head[0]


def saw(by_id: int, subject: str, page: str, at: datetime) -> None:
    """Note that a person looked at another's names, contacts or needs; in the caller's transaction."""
    fast().run(
        "INSERT INTO look_log (at, by_id, subject, page) VALUES (?, ?, ?, ?)", (at, by_id, subject, page)
    )


def _for_update(connection: Fast) -> str:
    return "" if connection.is_sqlite else " FOR UPDATE"


def writes_so_far() -> int:
    """How many lines all audit chains hold: a number that grows with each write, whatever it was."""
    row = fast().row("SELECT coalesce(sum(number), 0) FROM audit_head")
    return int(row[0]) if row else 0
