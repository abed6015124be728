"""The edge where messages leave: an e-mail server, or files for a text-message gateway."""

from __future__ import annotations

import csv
import io
import os
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

from core.config import Settings
from core.spreadsheets import inert

PATIENCE_SECONDS = 20


def can_mail(settings: Settings) -> bool:
    """True if e-mail can go out."""
    return bool(settings.mail_server and settings.mail_from)


def can_text(settings: Settings) -> bool:
    """True if text messages can be put where a gateway fetches them."""
    return settings.sms_folder is not None


def send_mail(settings: Settings, to: str, subject: str, text: str) -> None:
    """Send one e-mail, encrypted unless the server is this machine.

    Raises OSError or smtplib.SMTPException where it could not go.
    """
    mail = EmailMessage()
    mail["From"], mail["To"] = settings.mail_from, to
    mail["Subject"] = " ".join(subject.split())
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text)
    address = urlsplit(settings.mail_server)
    host = address.hostname or "localhost"
    context = ssl.create_default_context()
    if address.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, address.port or 465, timeout=PATIENCE_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(host, address.port or 587, timeout=PATIENCE_SECONDS)
    with server:
        if address.scheme != "smtps" and not _is_this_machine(host):
            server.starttls(context=context)  # raises where it is not offered: nothing goes in clear
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
        server.send_message(mail)


def _is_this_machine(host: str) -> bool:
    """True for a mail server beside us, to which nothing travels over a line."""
    return host in ("localhost", "127.0.0.1", "::1")


def write_texts(folder: Path, name: str, texts: list[tuple[str, str]]) -> Path:
    """Write text messages as one CSV file that is there whole or not at all. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    page = io.StringIO()
    rows = csv.writer(page)
    rows.writerow(["phone", "text"])
    rows.writerows([phone, inert(text)] for phone, text in texts)
    path = folder / f"{name}.csv"
    half = path.with_suffix(".part")
    half.write_text(page.getvalue(), encoding="utf-8")
    os.replace(half, path)
    return path
