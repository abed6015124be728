"""People: who they are (apart from their names), how they sign in, what they may do, and when they were in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Day, Flag, Json, Model, Text, UtcInstant, Whole, no_longer, one_of, true_or_false, within
from core.errors import N_
from core.triggers import refuse_the_erased

LANGUAGES = ("en", "ar", "fa", "ckb", "ti", "uk", "pl", "ro", "fr", "ur", "ps", "am")
ROLES = (
    "volunteer",
    "trainee",
    "trainer",
    "assessor",
    "internal_verifier",
    "external_verifier",
    "driver",
    "coordinator",
    "maintainer",
    "funder",
    "administrator",
)
CHECK_PERMITS = ("check:fire_label", "check:pops", "check:electrical", "check:quality", "check:children")
"""Permits that make a person's answer to a safety question count (design: gates of a piece)."""
MACHINE_PERMITS = (
    "machine:laser_cutter",
    "machine:cnc_router",
    "machine:printer_3d",
    "machine:hand_power_tools",
    "machine:spray_booth",
)
"""Permits to use a kind of machine; a site's own kinds have names of the same form."""
HOME_PERMITS = ("enter:homes",)
"""Permits to work in people's homes: who leads a day there, helps or learns."""
DRIVE_VAN, LEAD_WORK_DAYS = "drive:van", "lead:work_days"
DUTY_PERMITS = (DRIVE_VAN, LEAD_WORK_DAYS)
"""Permits to drive the van, and to lead others at a makeover."""
PERMIT_NAMES = {
    "check:fire_label": N_("Fire labels"),
    "check:pops": N_("Old upholstery (POPs)"),
    "check:electrical": N_("Electrical tests"),
    "check:quality": N_("Quality check"),
    "check:children": N_("Children's furniture"),
    "enter:homes": N_("Entering homes"),
    "drive:van": N_("Driving the van"),
    "lead:work_days": N_("Leading work days"),
    "machine:laser_cutter": N_("Laser cutter"),
    "machine:cnc_router": N_("CNC router"),
    "machine:printer_3d": N_("3D printer"),
    "machine:hand_power_tools": N_("Hand power tools"),
    "machine:spray_booth": N_("Spray booth"),
}
WORD_PERMITS = tuple(f"words:{code}" for code in LANGUAGES)
"""Permits of named reviewers: who may correct, approve and speak the texts of a language."""
CARD_STATES = ("blank", "live", "lost", "void")
SIGN_IN_METHODS = ("password", "card", "pin")
CONSENT_KINDS = ("privacy_notice", "first_name_public", "photo", "voice")
CONSENT_WAYS = ("seen", "heard", "interpreted", "paper")
THEMES = ("", "light", "dark")
"""How the screens look; "" as the machine says."""
ATTEMPT_KINDS = (
    "pin-tablet-person",
    "pin-tablet",
    "pin-person",
    "pin-address",
    "password-login-address",
    "password-login",
    "password-address",
    "card-tablet",
    "pairing-address",
    "paper-address",
    "paper-letters",
    "message-address",
    "message-piece",
    "message-all",
    "code-person",
    "code-person-day",
    "code-address",
)
"""What `core.throttle` counts."""


PERMIT_SOURCES = {"training": N_("from training here"), "document": N_("from a document that was seen")}
"""What a permit stands on, as its holder reads it."""


def permit_name(kind: str) -> str:
    """The English name of a permit, to be translated; a site's own kind of machine is named by its word."""
    return PERMIT_NAMES.get(kind) or kind.rpartition(":")[2].replace("_", " ").capitalize()


class Person(Model):
    """Anyone. No name here: names, contacts and needs live in tables of their own that can be deleted first."""

    __tablename__ = "person"
    __table_args__ = (
        one_of("language", LANGUAGES),
        one_of("theme", THEMES),
        true_or_false("shows_english"),
        true_or_false("is_active"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    home_site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    language: Mapped[str] = mapped_column(Text, default="en")
    avatar: Mapped[str] = mapped_column(Text, default="pear")
    theme: Mapped[str] = mapped_column(Text, default="")
    shows_english: Mapped[bool] = mapped_column(Flag, default=True)
    is_active: Mapped[bool] = mapped_column(Flag, default=True)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    token: Mapped[str] = mapped_column(Text, unique=True)

    name: Mapped[PersonName | None] = relationship(lazy="joined", viewonly=True)

    @property
    def alias(self) -> str:
        """The name as wanted, or the person's number where no name is kept."""
        return self.name.called if self.name else self.number


class PersonName(Model):
    """What a person wants to be called; one word is enough. Deleted first when a person is erased."""

    __tablename__ = "person_name"
    __table_args__ = (no_longer("called", 60), no_longer("full_name", 160))

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    called: Mapped[str] = mapped_column(Text)
    full_name: Mapped[str] = mapped_column(Text, default="")


class PersonContact(Model):
    """How to reach a person, where they gave it."""

    __tablename__ = "person_contact"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    email: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(Text, default="")


class Account(Model):
    """A person who may sign in with a password."""

    __tablename__ = "account"
    __table_args__ = (
        within("code_step", 0, 10**9),
        CheckConstraint("code_since IS NULL OR code_sealed <> ''", name="code_of_a_secret"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    login: Mapped[str] = mapped_column(Text, unique=True)
    password_hash: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    password_given_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    code_sealed: Mapped[str] = mapped_column(Text, default="", server_default="")
    code_since: Mapped[datetime | None] = mapped_column(UtcInstant)
    code_step: Mapped[int] = mapped_column(Whole, default=0, server_default="0")


class Pin(Model):
    """A person's six digits, for paired tablets only; Argon2id like a password."""

    __tablename__ = "pin"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    pin_hash: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime] = mapped_column(UtcInstant)


class Card(Model):
    """A printed card. Tablets' packs hold `lookup_key`; only the server holds `proof_key`; nobody holds the token."""

    __tablename__ = "card"
    __table_args__ = (
        one_of("state", CARD_STATES),
        CheckConstraint(
            "(state = 'blank') = (person_id IS NULL) OR state = 'void'", name="claimed_has_person"
        ),
        Index("ix_card_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    number: Mapped[str] = mapped_column(Text, unique=True)
    lookup_key: Mapped[str] = mapped_column(Text, unique=True)
    proof_key: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(Text, default="blank")
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    ends_on: Mapped[date | None] = mapped_column(Day)


class Role(Model):
    """What a person may do, at a site (NULL: all sites), from a day until a day (NULL: no end)."""

    __tablename__ = "role"
    __table_args__ = (
        one_of("role", ROLES),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="days_in_order"),
        Index("ix_role_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    role: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date] = mapped_column(Day)
    ends_on: Mapped[date | None] = mapped_column(Day)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Permit(Model):
    """What a person may operate, check, lead or enter: from training, or from a document seen (never kept).

    It counts from `confirmed_at` on: at once where an administrator gives it, else when a second person confirms it.
    """

    __tablename__ = "permit"
    __table_args__ = (
        one_of("source", ("training", "document")),
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        UniqueConstraint("id", "person_id"),
        Index("ix_permit_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date] = mapped_column(Day)
    ends_on: Mapped[date] = mapped_column(Day)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    confirmed_by_id: Mapped[int | None] = mapped_column(Whole)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class Consent(Model):
    """A dated consent, or a notice seen or heard, with the version of its text; withdrawn by a date, never deleted."""

    __tablename__ = "consent"
    __table_args__ = (
        one_of("kind", CONSENT_KINDS),
        one_of("how", CONSENT_WAYS),
        Index("ix_consent_person_id", "person_id", "kind"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    how: Mapped[str] = mapped_column(Text, default="seen")
    given_at: Mapped[datetime] = mapped_column(UtcInstant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class DayIn(Model):
    """A person showed a card or a PIN at a site on a day: who the tablet's picture grid may show."""

    __tablename__ = "day_in"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Day, primary_key=True)
    first_at: Mapped[datetime] = mapped_column(UtcInstant)


class SignIn(Model):
    """One signed-in browser. Flask-Login's id is the row's opaque id, so ending the row ends the sign-in at once."""

    __tablename__ = "sign_in"
    __table_args__ = (one_of("method", SIGN_IN_METHODS), Index("ix_sign_in_person_id", "person_id"))

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    public_id: Mapped[str] = mapped_column(Text, unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    method: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(UtcInstant)
    last_seen_at: Mapped[datetime] = mapped_column(UtcInstant)
    pin_until: Mapped[datetime | None] = mapped_column(UtcInstant)
    with_ids: Mapped[list[int]] = mapped_column(Json, default=list)
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class Attempt(Model):
    """A failed sign-in, kept for the throttle only; purged after a day."""

    __tablename__ = "attempt"
    __table_args__ = (one_of("kind", ATTEMPT_KINDS), Index("ix_attempt_kind", "kind", "key", "at"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcInstant)


for _model in (PersonName, PersonContact, Account, Pin):
    refuse_the_erased(_model.__table__)  # type: ignore[arg-type]
refuse_the_erased(Card.__table__, is_given_later=True)  # type: ignore[arg-type]
