"""Sending what is due: each message is written and sent outside any transaction, and noted in one of its own."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import datetime

from core.config import Settings
from core.db import transaction
from factory.outbox.channels import can_mail, can_text, send_mail, write_texts
from factory.outbox.queries import Waiting, due_messages
from factory.outbox.services import end_message, put_off
from factory.outbox.wording import written
from training.waiting import is_quiet


def send_due(*, at: datetime, settings: Settings) -> int:
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
        end_message(message_id=message_id, state="sent", at=at)


def _failed(message: Waiting, at: datetime, fault: str) -> None:
    with transaction():
        put_off(message_id=message.id, fault=fault, at=at)
