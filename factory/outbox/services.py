"""Messages on their way: done, put off until later, told by a person; the secret link of one that is done is wiped."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.access import Actor, require
from core.audit import write_audit_line
from core.db import as_json_text, db, fast
from core.errors import NotFound
from core.outbox import OutboxMessage
from training.waiting import end_of_quiet

MOST_ATTEMPTS = 6


def put_off(*, message_id: int, fault: str, at: datetime) -> None:
    """Note a failure (the kind of error, never an address) and try again later; at last a person tells it."""
    row = db.session.get(OutboxMessage, message_id)
    if row is None or row.state != "waiting":
        return
    row.attempts += 1
    row.fault = fault
    row.due_at = end_of_quiet(at + timedelta(minutes=2**row.attempts))
    if row.attempts >= MOST_ATTEMPTS:
        row.channel = "print"
    db.session.flush()


def end_message(*, message_id: int, state: str, at: datetime) -> None:
    """A message is done; its secret link is forgotten."""
    row = db.session.get(OutboxMessage, message_id)
    if row is None or row.state != "waiting":
        return
    row.state, row.ended_at = state, at
    facts = {name: value for name, value in row.facts.items() if name != "link"}
    db.session.flush()
    fast().run("UPDATE outbox_message SET facts = ? WHERE id = ?", (as_json_text(facts), message_id))


def tell(*, by: Actor, message_id: int, at: datetime) -> None:
    """Somebody told the person, on the phone or at the desk. Raises NotFound for a message of another site."""
    require(by, "tell_people")
    row = db.session.get(OutboxMessage, message_id)
    if row is None or row.site_id != by.site_id:
        raise NotFound
    if row.state == "waiting":
        end_message(message_id=message_id, state="sent", at=at)
        write_audit_line(
            "tell", f"message:{message_id}", site_id=by.site_id, by_id=by.person_id, at=at, fields=[row.kind]
        )
