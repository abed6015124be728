"""What strangers write from a piece's public page: kept, settled by the desk, emptied in time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from core.access import Actor, require
from core.audit import write_audit_line
from core.bounds import tidy
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from core.forbidden import refuse_forbidden
from core.ids import read_code
from core.people import LANGUAGES
from inventory.models.messages import DOORS, TROUBLES, DoorContact, DoorMessage

LONGEST_WORDS = 600
LONGEST_REACH = 120
LONGEST_NOTE = 200
CONTACT_AFTER_DONE = timedelta(days=30)
"""How long a contact is kept after its message was settled, in case somebody asks back."""
CONTACT_AT_MOST = timedelta(days=180)
"""How long a contact is kept in any case."""
WORDS_KEPT = timedelta(days=365)
"""How long the words themselves are kept: people write names and addresses into them."""


def leave_message(
    *, code: str, door: str, trouble: str, words: str, reach: str, language: str, at: datetime, token: str
) -> DoorMessage:
    """Keep what a stranger wrote; the same token again gives the same message. Nobody is signed in.

    Raises NotFound for a code that is none of ours, RuleBroken for an empty message, one that is too long, and one
    that holds a number that we must never keep.
    """
    known = db.session.scalar(select(DoorMessage).where(DoorMessage.token == token))
    if known is not None:
        return known
    label = fast().row(
        "SELECT l.code, l.piece_id, COALESCE(p.site_id, l.site_id) FROM label l LEFT JOIN piece p ON p.id = l.piece_id "
        "WHERE l.code = ? AND l.state <> 'void'",
        (read_code(code) or "",),
    )
    if label is None or door not in DOORS:
        raise NotFound()
    said, contact = _checked(door, trouble, words, reach)
    row = DoorMessage(
        token=token,
        site_id=label[2],
        piece_id=label[1],
        label=label[0],
        door=door,
        trouble=trouble if door == "wrong" else "",
        words=said,
        language=language if language in LANGUAGES else "en",
        at=at,
    )
    db.session.add(row)
    db.session.flush()
    if contact:
        db.session.add(DoorContact(message_id=row.id, reach=contact))
        db.session.flush()
    write_audit_line(
        "leave_message", f"message:{row.id}", site_id=row.site_id, at=at, fields=("door", "words", "reach")
    )
    return row


def _checked(door: str, trouble: str, words: str, reach: str) -> tuple[str, str]:
    said, contact = words.strip(), " ".join(reach.split())
    if door == "wrong":
        if trouble not in TROUBLES:
            raise RuleBroken("trouble", N_("Say what is wrong."), N_("Press the picture that fits best."))
    elif not said and not contact:
        raise RuleBroken(
            "words", N_("This message is empty."), N_("Write something, or how we can reach you.")
        )
    for field, value, most in (("words", said, LONGEST_WORDS), ("reach", contact, LONGEST_REACH)):
        refuse_forbidden(field, value)
        if len(value) > most:
            raise RuleBroken(
                field,
                N_("This text is too long: at most %(most)s characters."),
                N_("Make it shorter."),
                most=most,
            )
    return said, contact


def settle_messages(*, by: Actor, ids: list[int], note: str, at: datetime) -> int:
    """Mark messages of the person's site as done, with a note; what is done already stays as it is. How many.

    Raises RuleBroken on "note" for one that is too long, or where none is chosen.
    """
    require(by, "see_messages")
    said = tidy("note", note, LONGEST_NOTE)
    rows = [_own(by, message_id) for message_id in dict.fromkeys(ids)]
    if not rows:
        raise RuleBroken("note", N_("No message is chosen."), N_("Tick the ones that are done."))
    fresh = [row for row in rows if row.done_at is None]
    for row in fresh:
        row.done_at, row.done_by_id, row.note = max(at, row.at), by.person_id, said
        _note("settle_message", row, by, at)
    db.session.flush()
    return len(fresh)


def reopen_message(*, by: Actor, message_id: int, at: datetime) -> DoorMessage:
    """Take "done" back; an open message stays open."""
    require(by, "see_messages")
    row = _own(by, message_id)
    if row.done_at is not None:
        row.done_at, row.done_by_id = None, None
        _note("reopen_message", row, by, at)
        db.session.flush()
    return row


def _own(by: Actor, message_id: int) -> DoorMessage:
    row = db.session.get(DoorMessage, message_id)
    if row is None or row.site_id != by.site_id:
        raise NotFound()
    return row


def _note(verb: str, row: DoorMessage, by: Actor, at: datetime) -> None:
    write_audit_line(
        verb, f"message:{row.id}", site_id=row.site_id, at=at, by_id=by.person_id, fields=("done_at", "note")
    )


def purge_messages(at: datetime) -> int:
    """Delete contacts and empty words whose time is over; how many went. Runs in the caller's transaction."""
    contacts = fast().run(
        "DELETE FROM door_contact WHERE message_id IN (SELECT id FROM door_message WHERE at < ? OR done_at < ?)",
        (at - CONTACT_AT_MOST, at - CONTACT_AFTER_DONE),
    )
    words = fast().run(
        "UPDATE door_message SET words = '', note = '', emptied_at = ? WHERE at < ? AND emptied_at IS NULL",
        (at, at - WORDS_KEPT),
    )
    return contacts + words
