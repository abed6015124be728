"""What is done with people: adding, naming, switching off, language and consents. Names live in `person_name` only."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from sqlalchemy import select

from core.access import Actor
from core.avatars import AVATARS
from core.clock import local_day
from core.db import db, fast
from core.errors import N_, RuleBroken
from core.forbidden import refuse_forbidden
from core.notice import NOTICE_VERSION
from core.people import (
    CONSENT_KINDS,
    CONSENT_WAYS,
    LANGUAGES,
    THEMES,
    Consent,
    Person,
    PersonContact,
    PersonName,
)
from core.people_queries import hold_living, person_by_id, person_here
from core.person_trail import write_person_line
from core.sign_ins import end_sign_ins_of
from core.understandings import ShownWords, note_understanding, require_understanding
from core.visiting import note_came

JOINERS: Final = " \u200c\u200d"
"""Letters that nobody sees and that belong to a name: they part or join the letters beside them."""


def clean_name(field: str, text: str, longest: int = 60) -> str:
    """A name as it is kept: blanks tidied, no control characters but joiners, no forbidden number.

    Raises RuleBroken on `field` where it is longer than `longest` letters or holds such a number.
    """
    kept = "".join(letter for letter in text if letter.isprintable() or letter in JOINERS)
    tidy = " ".join(kept.split()).strip(JOINERS)
    if len(tidy) > longest:
        raise RuleBroken(field, N_("This is longer than %(count)s letters."), count=longest)
    refuse_forbidden(field, "".join(letter for letter in tidy if letter.isprintable()))
    return tidy


def new_number() -> str:
    """A free person number: five random digits, so that it tells nothing about how many there are."""
    while True:
        number = str(10_000 + secrets.randbelow(90_000))
        if db.session.scalar(select(Person.id).where(Person.number == number)) is None:
            return number


def add_person(
    *,
    by: Actor,
    called: str,
    at: datetime,
    token: str,
    full_name: str = "",
    language: str = "en",
    avatar: str = "",
    site_id: int | None = None,
) -> Person:
    """Store a person with the name as wanted; the same token again returns the same person.

    Raises RuleBroken for no name, one that may not be kept, and an unknown language.
    """
    known = db.session.scalar(select(Person).where(Person.token == token))
    if known is not None:
        return known
    name = clean_name("called", called)
    if not name:
        raise RuleBroken("called", N_("What should we call this person? One word is enough."))
    person = Person(
        number=new_number(),
        home_site_id=site_id or by.site_id,
        language=_known_language(language),
        avatar=avatar if avatar in AVATARS else AVATARS[secrets.randbelow(len(AVATARS))],
        made_at=at,
        token=token,
    )
    db.session.add(person)
    db.session.flush()
    db.session.add(
        PersonName(person_id=person.id, called=name, full_name=clean_name("full_name", full_name, 160))
    )
    db.session.flush()
    db.session.refresh(person, ["name"])
    write_person_line(
        "add_person", number=person.number, by=by, at=at, fields=["called", "full_name", "language", "avatar"]
    )
    return person


def name_person(*, by: Actor, person_id: int, called: str, full_name: str, at: datetime) -> None:
    """Change what a person is called. Raises RuleBroken for no name and for one that may not be kept."""
    hold_living(person_id)
    person = person_by_id(person_id)
    name = clean_name("called", called)
    if not name:
        raise RuleBroken("called", N_("What should we call this person? One word is enough."))
    row = db.session.get(PersonName, person_id)
    if row is None:
        row = PersonName(person_id=person_id, called=name)
        db.session.add(row)
    row.called, row.full_name = name, clean_name("full_name", full_name, 160)
    db.session.flush()
    write_person_line("name_person", number=person.number, by=by, at=at, fields=["called", "full_name"])


def set_contact(*, by: Actor, person_id: int, email: str, phone: str, at: datetime) -> None:
    """Change how to reach a person; both may be empty.

    Raises RuleBroken for what is no e-mail address or no phone number.
    """
    hold_living(person_id)
    person = person_by_id(person_id)
    email, phone = email.strip(), phone.strip()
    if email and ("@" not in email or " " in email or len(email) > 160):
        raise RuleBroken("email", N_("This is no e-mail address."), N_("Leave it empty if there is none."))
    if len(phone) > 40 or not all(letter in "0123456789 +-()/" for letter in phone):
        raise RuleBroken(
            "phone", N_("A phone number has digits only."), N_("Leave it empty if there is none.")
        )
    row = db.session.get(PersonContact, person_id)
    if row is None:
        row = PersonContact(person_id=person_id)
        db.session.add(row)
    row.email, row.phone = email, phone
    db.session.flush()
    write_person_line("set_contact", number=person.number, by=by, at=at, fields=["email", "phone"])


def switch_person(*, by: Actor, person_id: int, is_on: bool, at: datetime) -> None:
    """Switch a person off (every sign-in ends at once) or on again.

    Raises NotFound for a person of another site, RuleBroken for oneself.
    """
    if is_on:
        hold_living(person_id)
    person = person_by_id(person_id)
    if not by.is_system:
        person_here(person.number, site_id=by.site_id)
    if by.person_id == person_id and not is_on:
        raise RuleBroken("", N_("Nobody switches themselves off."), N_("Ask another coordinator."))
    person.is_active = is_on
    db.session.flush()
    if not is_on:
        end_sign_ins_of(person_id, at=at)
    write_person_line("switch_person", number=person.number, by=by, at=at, fields=["is_active"])


def set_look(
    *,
    by: Actor,
    person_id: int,
    at: datetime,
    language: str | None = None,
    theme: str | None = None,
    shows_english: bool | None = None,
    avatar: str | None = None,
) -> None:
    """Change a person's language, theme, English-below-it and drawn picture (None: leave it)."""
    person = person_by_id(person_id)
    changed: list[str] = []
    if language is not None:
        person.language = _known_language(language)
        changed.append("language")
    if theme is not None and theme in THEMES:
        person.theme = theme
        changed.append("theme")
    if shows_english is not None:
        person.shows_english = shows_english
        changed.append("shows_english")
    if avatar is not None and avatar in AVATARS:
        person.avatar = avatar
        changed.append("avatar")
    db.session.flush()
    if changed:
        write_person_line("set_look", number=person.number, by=by, at=at, fields=changed)


def note_consent(
    *,
    by: Actor,
    person_id: int,
    kind: str,
    at: datetime,
    how: str = "seen",
    version: str = NOTICE_VERSION,
    shown: ShownWords | None = None,
    is_late: bool = False,
) -> Consent:
    """Keep a dated consent, or that a notice was seen or heard; one that is live in this version is kept as it is.

    `shown`: the words before the person; unchecked ones do not carry it alone, so who interpreted must be said. From
    a tablet's queue (`is_late`) a consent that lacks this is kept, and shown to the desk as one to ask again.
    Raises RuleBroken for an unknown kind or way, and where nobody says who interpreted unchecked words.
    """
    hold_living(person_id)
    person = person_by_id(person_id)
    if kind not in CONSENT_KINDS:
        raise RuleBroken("kind", N_("There is no such consent."))
    if how not in CONSENT_WAYS:
        raise RuleBroken("how", N_("Say how it was given."))
    live = select(Consent).where(
        Consent.person_id == person_id,
        Consent.kind == kind,
        Consent.version == version[:40],
        Consent.withdrawn_at.is_(None),
    )
    known = db.session.scalars(live.limit(1)).first()
    if known is not None:
        return known
    if shown is not None and not is_late:
        require_understanding(shown)
    row = Consent(person_id=person_id, kind=kind, version=version[:40], how=how, given_at=at)
    db.session.add(row)
    db.session.flush()
    if shown is not None:
        note_understanding(shown, site_id=by.site_id, of=row)
    write_person_line("note_consent", number=person.number, by=by, at=at, fields=[kind])
    return row


def withdraw_consent(*, by: Actor, person_id: int, kind: str, at: datetime) -> None:
    """Note that a person takes a consent back; the row stays, with its date."""
    person = person_by_id(person_id)
    rows = db.session.scalars(
        select(Consent).where(
            Consent.person_id == person_id, Consent.kind == kind, Consent.withdrawn_at.is_(None)
        )
    )
    for row in rows:
        row.withdrawn_at = at
    db.session.flush()
    write_person_line("withdraw_consent", number=person.number, by=by, at=at, fields=[kind])


def has_consented(person_id: int, kind: str) -> bool:
    """True if a consent of that kind is live."""
    found = select(Consent.id).where(
        Consent.person_id == person_id, Consent.kind == kind, Consent.withdrawn_at.is_(None)
    )
    return db.session.scalar(found.limit(1)) is not None


def note_day_in(*, person_id: int, site_id: int, at: datetime, how: str = "card") -> None:
    """The person is in today; the first time of the day is kept, and their visit opens."""
    fast().run(
        "INSERT INTO day_in (person_id, site_id, day, first_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (person_id, site_id, day) DO NOTHING",
        (person_id, site_id, local_day(at), at),
    )
    note_came(person_id=person_id, site_id=site_id, at=at, how=how)


def _known_language(code: str) -> str:
    if code not in LANGUAGES:
        raise RuleBroken("language", N_("We do not have this language yet."), N_("Choose one of the list."))
    return code
