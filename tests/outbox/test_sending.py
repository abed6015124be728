"""Messages leave by a real mail server and as files, in the person's language, never at night, and never twice."""

from __future__ import annotations

import csv
import smtplib
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_string, policy
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from core.config import Settings
from core.db import db, transaction
from core.ids import new_client_id
from core.outbox import OutboxMessage, put_in_outbox
from core.people import Person, PersonContact
from factory.outbox.channels import send_mail
from factory.outbox.sending import send_due
from factory.outbox.services import MOST_ATTEMPTS
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from tests.training.scene import make_course, make_run, noon
from training.models.delivery import Run


class MailServer:
    """A mail server of a few lines on a real port: keeps what it is sent, or refuses."""

    def __init__(self, at: str = "127.0.0.1") -> None:
        self.socket = socket.create_server((at, 0))
        self.heard: list[bytes] = []
        self.port = self.socket.getsockname()[1]
        self.mails: list[str] = []
        self.refuses = False
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self.socket.accept()
            except OSError:
                return
            with peer, peer.makefile("rwb") as line:
                self._talk(line)

    def _talk(self, line: object) -> None:
        def say(words: str) -> None:
            line.write(words.encode() + b"\r\n")  # type: ignore[attr-defined]
            line.flush()  # type: ignore[attr-defined]

        say("220 here")
        while heard := line.readline():  # type: ignore[attr-defined]
            self.heard.append(heard)
            word = heard[:4].upper()
            if word == b"DATA":
                say("354 go on")
                parts = []
                while (part := line.readline()) not in (b".\r\n", b""):  # type: ignore[attr-defined]
                    parts.append(part.decode("utf-8", "surrogateescape"))
                self.mails.append("".join(parts))
                say("250 kept")
            elif word == b"QUIT":
                say("221 bye")
                return
            elif word == b"RCPT" and self.refuses:
                say("450 not now")
            else:
                say("250 ok")

    def close(self) -> None:
        """Stop."""
        self.socket.close()


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server."""
    made = MailServer()
    yield made
    made.close()


@pytest.fixture
def run(app_context: Flask, cast: Cast) -> Run:
    """A run in Coventry."""
    with transaction():
        return make_run(make_course(), cast.sites["coventry"], number="R-1")


def put(cast: Cast, name: str, *, email: str = "", phone: str = "", kind: str = "booked") -> int:
    """A message to somebody of the cast."""
    with transaction():
        contact = db.session.get(PersonContact, cast.people[name])
        if contact is None:
            contact = PersonContact(person_id=cast.people[name])
            db.session.add(contact)
        contact.email, contact.phone = email, phone
        db.session.flush()
        return put_in_outbox(
            kind=kind,
            person_id=cast.people[name],
            site_id=cast.sites["coventry"],
            facts={"run": "R-1", "link": "secret-of-a-link"},
            at=noon(),
            token=new_client_id(),
        ).id


def mailing(settings: Settings, server: MailServer) -> Settings:
    """Settings that mail."""
    return replace(
        settings,
        mail_server=f"smtp://127.0.0.1:{server.port}",
        mail_from="desk@eco.example",
        public_url="https://e.x",
    )


def test_a_mail_goes_out_once_in_the_persons_language_and_its_link_is_forgotten(
    cast: Cast, run: Run, settings: Settings, server: MailServer
) -> None:
    message_id = put(cast, "amina", email="amina@example.org")
    for _ in range(2):
        send_due(at=noon(), settings=mailing(settings, server))
    assert len(server.mails) == 1
    mail = message_from_string(server.mails[0], policy=policy.default)
    assert mail["To"] == "amina@example.org"
    body = mail.get_body()
    assert body is not None
    words = body.get_content()
    assert "First steps on the laser cutter" in words
    assert any("\u0600" <= letter <= "\u06ff" for letter in words), "Amina reads Arabic"
    row = db.session.get_one(OutboxMessage, message_id)
    assert (row.state, "link" in row.facts) == ("sent", False)


def test_a_server_elsewhere_that_offers_no_encryption_hears_neither_mail_nor_password(
    app_context: Flask, settings: Settings
) -> None:
    """127.0.0.2 stands for another machine: only the names of this one are excused."""
    away, beside = MailServer("127.0.0.2"), MailServer()
    for server, host in ((away, "127.0.0.2"), (beside, "127.0.0.1")):
        named = replace(
            settings, mail_server=f"smtp://desk:top-secret@{host}:{server.port}", mail_from="desk@eco.example"
        )
        with pytest.raises(smtplib.SMTPException):  # `beside` takes no passwords at all
            send_mail(named, "amina@eco.example", "Hello", "Your place is kept.")
        server.close()
    assert [line[:4].upper() for line in away.heard][:1] == [b"EHLO"] and not away.mails
    assert not any(line[:4].upper() in (b"AUTH", b"MAIL", b"RCPT", b"DATA") for line in away.heard)


def test_nothing_goes_in_the_night(cast: Cast, run: Run, settings: Settings, server: MailServer) -> None:
    put(cast, "amina", email="amina@example.org")
    assert send_due(at=noon().replace(hour=23), settings=mailing(settings, server)) == 0
    assert server.mails == []


def test_what_cannot_go_is_tried_later_and_at_last_somebody_tells_it(
    cast: Cast, run: Run, settings: Settings, server: MailServer
) -> None:
    server.refuses = True
    message_id, at = put(cast, "amina", email="amina@example.org"), noon()
    for _ in range(MOST_ATTEMPTS):
        assert send_due(at=at, settings=mailing(settings, server)) == 0
        db.session.expire_all()
        at = db.session.get_one(OutboxMessage, message_id).due_at
    row = db.session.get_one(OutboxMessage, message_id)
    assert (row.channel, row.state, row.attempts) == ("print", "waiting", MOST_ATTEMPTS)
    assert "example.org" not in row.fault


def test_text_messages_are_written_as_one_file_that_is_there_whole(
    cast: Cast, run: Run, settings: Settings, tmp_path: Path
) -> None:
    put(cast, "amina", phone="+44 24 7601 0001")
    put(cast, "tomasz", phone="07700 900123")
    chosen = replace(settings, sms_folder=tmp_path / "sms")
    assert send_due(at=noon(), settings=chosen) == 2
    assert send_due(at=noon() + timedelta(minutes=1), settings=chosen) == 0
    (path,) = (tmp_path / "sms").iterdir()
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    assert [row[0] for row in rows] == ["phone", "+44 24 7601 0001", "07700 900123"]


def test_whoever_cannot_be_reached_stands_on_a_list_with_both_languages(
    cast: Cast, run: Run, page_client: PageClient
) -> None:
    put(cast, "amina", email="amina@example.org")
    db.session.remove()
    sign_in(page_client, "ruth")
    page = page_client.get("/to-tell")
    assert "Amina" in page.text
    assert "you have a place: First steps on the laser cutter" in page.text
    assert 'lang="ar"' in page.response.get_data(as_text=True)
    page_client.submit(page, {}, button="Told")
    assert "Everybody knows." in page_client.get("/to-tell").text


def test_the_list_of_another_site_is_not_shown(cast: Cast, run: Run, page_client: PageClient) -> None:
    message_id = put(cast, "amina")
    db.session.remove()
    sign_in(page_client, "oluwaseun")
    assert "Amina" not in page_client.get("/to-tell").text
    assert db.session.scalar(select(OutboxMessage.state).where(OutboxMessage.id == message_id)) == "waiting"


def test_nobody_is_told_twice_about_the_same_thing(cast: Cast, run: Run) -> None:
    token = new_client_id()
    person = db.session.get_one(Person, cast.people["amina"])
    for _ in range(2):
        with transaction():
            put_in_outbox(
                kind="booked", person_id=person.id, site_id=1, facts={"run": "R-1"}, at=noon(), token=token
            )
    assert db.session.execute(text("SELECT COUNT(*) FROM outbox_message")).scalar_one() == 1
