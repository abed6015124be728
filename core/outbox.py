"""What we have to tell people: put into an outbox with the facts, written in their language when it goes out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Json, Model, Text, UtcInstant, Whole, db, one_of, partial_index, within

CHANNELS = ("print", "email", "sms")
MESSAGE_STATES = ("waiting", "sent", "failed", "dropped")


class OutboxMessage(Model):
    """One message to one person. `facts` are codes, ids and times, never a name: words are made when it goes out."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        one_of("channel", CHANNELS),
        one_of("state", MESSAGE_STATES),
        within("attempts", 0, 100),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended_when_done"),
        partial_index("ix_outbox_message_due", "due_at", where="state = 'waiting'"),
        Index("ix_outbox_message_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    channel: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="waiting")
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    due_at: Mapped[datetime] = mapped_column(UtcInstant)
    attempts: Mapped[int] = mapped_column(Whole, default=0)
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    fault: Mapped[str] = mapped_column(Text, default="")


def put_in_outbox(
    *,
    kind: str,
    person_id: int,
    site_id: int,
    facts: Mapping[str, Any],
    at: datetime,
    token: str,
    due_at: datetime | None = None,
    channel: str = "",
) -> OutboxMessage:
    """Put one message in; the same `token` again changes nothing.

    Without a channel: e-mail where the person gave one, else a text message where they gave a phone, else the list
    that somebody prints and calls or shows.
    """
    known = db.session.scalar(select(OutboxMessage).where(OutboxMessage.token == token))
    if known is not None:
        return known
    row = OutboxMessage(
        token=token,
        site_id=site_id,
        person_id=person_id,
        kind=kind,
        facts=dict(facts),
        channel=channel or usual_channel(person_id),
        made_at=at,
        due_at=due_at or at,
    )
    db.session.add(row)
    db.session.flush()
    return row


def usual_channel(person_id: int) -> str:
    """How a person is told things: the first of e-mail, phone and paper that we have."""
    from core.people import PersonContact

    contact = db.session.get(PersonContact, person_id)
    if contact is None:
        return "print"
    if contact.email:
        return "email"
    return "sms" if contact.phone else "print"


def drop_messages(*, person_id: int, kind: str, fact: str, value: object, at: datetime) -> int:
    """Drop what waits to be told and is no longer true: the messages of a kind whose `fact` is `value`."""
    waiting = select(OutboxMessage).where(
        OutboxMessage.person_id == person_id, OutboxMessage.kind == kind, OutboxMessage.state == "waiting"
    )
    gone = [row for row in db.session.scalars(waiting) if row.facts.get(fact) == value]
    for row in gone:
        row.state, row.ended_at = "dropped", at
    db.session.flush()
    return len(gone)
