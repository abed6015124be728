"""Who receives pieces: an organisation, a household by reference only, a makeover as a destination."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import write_audit_line
from core.clock import local_day
from core.db import Flag, Model, Text, UtcInstant, Whole, db, fast, no_longer, one_of, true_or_false
from core.errors import N_, RuleBroken

ORGANISATION_KINDS = ("charity", "school", "council", "health", "firm", "community", "other")
MAKEOVER_KINDS = ("home", "community")


class Organisation(Model):
    """An organisation that receives pieces or help, or refers people."""

    __tablename__ = "organisation"
    __table_args__ = (one_of("kind", ORGANISATION_KINDS), true_or_false("is_active"), no_longer("name", 120))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(Text, default="charity")
    city: Mapped[str] = mapped_column(Text, default="")
    is_active: Mapped[bool] = mapped_column(Flag, default=True)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class Household(Model):
    """A household, known here only by the reference of whoever sent it. Never a name, never an address."""

    __tablename__ = "household"
    __table_args__ = (UniqueConstraint("site_id", "reference"), no_longer("reference", 40))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    reference: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class Makeover(Model):
    """A home or community place made over, as a destination; the works add its survey, plan and sign-off."""

    __tablename__ = "makeover"
    __table_args__ = (one_of("kind", MAKEOVER_KINDS), true_or_false("is_open"), no_longer("title", 80))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    code: Mapped[str] = mapped_column(Text, unique=True)
    title: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text, default="home")
    city: Mapped[str] = mapped_column(Text, default="")
    is_open: Mapped[bool] = mapped_column(Flag, default=True)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


def add_organisation(
    *, name: str, kind: str, city: str, site_id: int, by_id: int | None, at: datetime, token: str
) -> Organisation:
    """Store an organisation; the same token again returns the same row; a name already there is refused."""
    known = db.session.scalar(select(Organisation).where(Organisation.token == token))
    if known is not None:
        return known
    name = " ".join(name.split())
    if not name:
        raise RuleBroken("name", N_("An organisation needs a name."), N_("Write its name."))
    if kind not in ORGANISATION_KINDS:
        raise RuleBroken("kind", N_("Choose what kind of organisation it is."))
    if db.session.scalar(select(Organisation.id).where(Organisation.name == name)) is not None:
        raise RuleBroken(
            "name", N_("This organisation is on the list already."), N_("Choose it from the list.")
        )
    row = Organisation(token=token, name=name, kind=kind, city=city, made_at=at)
    db.session.add(row)
    db.session.flush()
    write_audit_line(
        "add_organisation",
        f"organisation:{row.id}",
        site_id=site_id,
        by_id=by_id,
        at=at,
        fields=["name", "kind", "city"],
    )
    return row


def cleaned_reference(reference: str) -> str:
    """The reference as it is kept. Raises RuleBroken for what could be a name or an address."""
    cleaned = reference.strip().upper()
    if not cleaned or len(cleaned) > 40 or " " in cleaned or not any(letter.isdigit() for letter in cleaned):
        raise RuleBroken(
            "reference",
            N_("A household is known by its reference only: letters and digits, no name, no address."),
            N_("Write the reference from the referral, such as CV-2041."),
        )
    return cleaned


def household_by_reference(
    *, reference: str, site_id: int, by_id: int | None, at: datetime, token: str
) -> Household:
    """The household with that reference at the site, made if new. The reference is a code, no name and no address."""
    cleaned = cleaned_reference(reference)
    known = db.session.scalar(
        select(Household).where(Household.site_id == site_id, Household.reference == cleaned)
    )
    if known is not None:
        return known
    row = Household(token=token, site_id=site_id, reference=cleaned, made_at=at)
    db.session.add(row)
    db.session.flush()
    write_audit_line(
        "add_household", f"household:{row.id}", site_id=site_id, by_id=by_id, at=at, fields=["reference"]
    )
    return row


def next_makeover_code() -> str:
    """The code of the next makeover: counted on past those that came with an import under a code of their own."""
    number = (db.session.scalar(select(func.max(Makeover.id))) or 0) + 1
    while db.session.scalar(select(Makeover.id).where(Makeover.code == f"MK-{number:04d}")) is not None:
        number += 1
    return f"MK-{number:04d}"


def add_makeover(
    *, site_id: int, code: str, title: str, kind: str, city: str, by_id: int | None, at: datetime, token: str
) -> Makeover:
    """Store a makeover as a destination.

    Raises RuleBroken for an unknown kind, no code or title, and a code that is taken.
    """
    known = db.session.scalar(select(Makeover).where(Makeover.token == token))
    if known is not None:
        return known
    if kind not in MAKEOVER_KINDS:
        raise RuleBroken("kind", N_("A makeover is of a home or of a community place."))
    if not code.strip() or not title.strip():
        raise RuleBroken(
            "title",
            N_("A makeover needs a code and a title."),
            N_("The title names no person and no address."),
        )
    if db.session.scalar(select(Makeover.id).where(Makeover.code == code.strip())) is not None:
        raise RuleBroken("code", N_("This code is taken."), N_("Choose another code."))
    row = Makeover(
        token=token, site_id=site_id, code=code.strip(), title=title.strip(), kind=kind, city=city, made_at=at
    )
    db.session.add(row)
    db.session.flush()
    fast().run(
        "INSERT INTO makeover_case (makeover_id, state, state_at, reference, area, needs, referred_on, permission, "
        "asbestos, asbestos_plan, lead_paint, lead_plan, cancel_reason) VALUES (?, 'referred', ?, '', '', '[]', ?, "
        "'unknown', 'unknown', '', 'unknown', '', '')",
        (row.id, at, local_day(at)),
    )
    write_audit_line(
        "add_makeover",
        f"makeover:{row.code}",
        site_id=site_id,
        by_id=by_id,
        at=at,
        fields=["code", "title", "kind", "city"],
    )
    return row


def organisations() -> list[Organisation]:
    """Active organisations by name."""
    return list(
        db.session.scalars(select(Organisation).where(Organisation.is_active).order_by(Organisation.name))
    )


def open_makeovers(site_id: int) -> list[Makeover]:
    """Open makeovers of a site by code."""
    query = select(Makeover).where(Makeover.site_id == site_id, Makeover.is_open).order_by(Makeover.code)
    return list(db.session.scalars(query))
