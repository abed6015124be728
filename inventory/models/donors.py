"""Tables of donors, their names and contacts apart, and of what they gave."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Day, Model, Text, UtcInstant, Whole, no_longer, one_of


class Donor(Model):
    """Who gives pieces. The name and contact are apart, so that they can go while the donation stays."""

    __tablename__ = "donor"
    __table_args__ = (one_of("kind", ("person", "organisation", "council")),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    kind: Mapped[str] = mapped_column(Text, default="person")
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class DonorContact(Model):
    """A donor's name and how to reach them, where they gave it."""

    __tablename__ = "donor_contact"
    __table_args__ = (no_longer("name", 120), no_longer("email", 200), no_longer("phone", 40))

    donor_id: Mapped[int] = mapped_column(ForeignKey("donor.id"), primary_key=True)
    name: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(Text, default="")


class Donation(Model):
    """What one donor gave on one day; the pieces point to it."""

    __tablename__ = "donation"

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    donor_id: Mapped[int | None] = mapped_column(ForeignKey("donor.id"), index=True)
    given_on: Mapped[date] = mapped_column(Day)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
