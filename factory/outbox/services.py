"""Messages on their way: sent when due, tried again later, told by a person, wiped of their link when done."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta

from core.access import Actor, require
from core.audit import write_audit_line
from core.config import Settings
from core.db import as_json_text, db, fast, transaction
from core.errors import NotFound
from core.outbox import OutboxMessage
from factory.outbox.channels import can_mail, can_text, send_mail, write_texts
from factory.outbox.queries import Waiting, due_messages
from factory.outbox.wording import written
from training.waiting import end_of_quiet, is_quiet

MOST_ATTEMPTS = 6


def send_due(at: datetime, settings: Settings) -> int:
    """Send what is due by e-mail and text message, outside any transaction; returns how many went.

    Nothing goes in the quiet hours. What could not go is tried again, later each time; after six tries it stands on
    the list that somebody reads.
    """
    if is_quiet(at):
        return 0
    sent = 0
    if can_mail(settings):
        for message in due_messages("email", at):
            sent += _try(message, at, lambda one: _mail(settings, one))
    if can_text(settings):
        sent += _text_all(due_messages("sms", at), at, settings)
    return sent


def _mail(settings: Settings, message: Waiting) -> None:
    words = written(message)
    send_mail(settings, message.email, words.subject, words.text)


def _text_all(messages: list[Waiting], at: datetime, settings: Settings) -> int:
    ready = [message for message in messages if message.phone]
    if not ready or settings.sms_folder is None:
        return 0
    folder, name = settings.sms_folder, f"{at:%Y%m%dT%H%M%S}-{ready[0].id}"
    texts = [(message.phone, written(message).text) for message in ready]
    try:
        write_texts(folder, name, texts)
    except OSError as problem:
        for message in ready:
            _failed(message, at, type(problem).__name__)
        return 0
    for message in ready:
        _done(message.id, at)
    return len(ready)


def _try(message: Waiting, at: datetime, act: Callable[[Waiting], None]) -> bool:
    try:
        act(message)
    except (OSError, smtplib.SMTPException) as problem:
        _failed(message, at, type(problem).__name__)
        return False
    _done(message.id, at)
    return True


def _done(message_id: int, at: datetime) -> None:
    with transaction():
        end_message(message_id, "sent", at)


def _failed(message: Waiting, at: datetime, fault: str) -> None:
    """Note the failure (the kind of error, never an address) and try again later; at last a person tells it."""
    with transaction():
        row = db.session.get(OutboxMessage, message.id)
        if row is None or row.state != "waiting":
            return
        row.attempts += 1
        row.fault = fault
        row.due_at = end_of_quiet(at + timedelta(minutes=2**row.attempts))
        if row.attempts >= MOST_ATTEMPTS:
            row.channel = "print"


def end_message(message_id: int, state: str, at: datetime) -> None:
    """A message is done; its secret link is forgotten."""
    row = db.session.get(OutboxMessage, message_id)
    if row is None or row.state != "waiting":
        return
    row.state, row.ended_at = state, at
    facts = {name: value for name, value in row.facts.items() if name != "link"}
    db.session.flush()
    fast().run("UPDATE outbox_message SET facts = ? WHERE id = ?", (as_json_text(facts), message_id))


def tell(*, by: Actor, message_id: int, at: datetime) -> None:
    """Somebody told the person, on the phone or at the desk."""
    require(by, "tell_people")
    row = db.session.get(OutboxMessage, message_id)
    if row is None or row.site_id != by.site_id:
        raise NotFound
    if row.state == "waiting":
        end_message(message_id, "sent", at)
        write_audit_line(
            "tell", f"message:{message_id}", site_id=by.site_id, by_id=by.person_id, at=at, fields=[row.kind]
        )
