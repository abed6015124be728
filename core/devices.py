"""Paired tablets and kiosks: each with a token of its own, hashed, scoped to a site, revocable at once."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import write_audit_line
from core.db import (
    Flag,
    Model,
    Text,
    UtcInstant,
    Whole,
    as_instant,
    db,
    fast,
    no_longer,
    one_of,
    true_or_false,
    within,
)
from core.errors import N_, RuleBroken

DEVICE_KINDS = ("tablet", "kiosk")
UNSENT_AFTER = timedelta(days=14)
"""What waits on a tablet for longer is told to the coordinator."""
PAIRING_MINUTES = 10
PAIRING_KEPT = timedelta(days=1)
PAIRING_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


class Device(Model):
    """A tablet or a kiosk that belongs to a site."""

    __tablename__ = "device"
    __table_args__ = (
        one_of("kind", DEVICE_KINDS),
        true_or_false("keeps_storage"),
        within("waiting", 0, 1_000_000),
        no_longer("name", 60),
        Index("ix_device_site_id", "site_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    public_id: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    kind: Mapped[str] = mapped_column(Text, default="tablet")
    name: Mapped[str] = mapped_column(Text)
    token_hash: Mapped[str] = mapped_column(Text, unique=True)
    paired_at: Mapped[datetime] = mapped_column(UtcInstant)
    paired_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    waiting: Mapped[int] = mapped_column(Whole, default=0)
    waiting_since: Mapped[datetime | None] = mapped_column(UtcInstant)
    keeps_storage: Mapped[bool] = mapped_column(Flag, default=False)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcInstant)

    def is_unsent(self, at: datetime) -> bool:
        """True if something has waited on this live device for too long, since the moment that it told of."""
        since = self.waiting_since
        is_waiting = self.revoked_at is None and self.waiting > 0
        return is_waiting and since is not None and at - since >= UNSENT_AFTER


class PairingCode(Model):
    """A short code, good for ten minutes and one device, that a coordinator reads out or shows.

    `about` is what a kiosk stands beside: the codes of its machines.
    """

    __tablename__ = "pairing_code"
    __table_args__ = (one_of("kind", DEVICE_KINDS), no_longer("about", 200))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    code_hash: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text, default="tablet")
    about: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    ends_at: Mapped[datetime] = mapped_column(UtcInstant)
    used_at: Mapped[datetime | None] = mapped_column(UtcInstant)


def hash_token(token: str) -> str:
    """What the database keeps of a device's token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_pairing_code(
    *, site_id: int, name: str, by_id: int | None, at: datetime, kind: str = "tablet", about: str = ""
) -> str:
    """Make and store a pairing code for a tablet or kiosk at `site_id`; returns the code, which is shown once."""
    code = "".join(secrets.choice(PAIRING_LETTERS) for _ in range(8))
    row = PairingCode(
        code_hash=hash_token(code),
        site_id=site_id,
        name=name,
        kind=kind,
        about=about,
        made_by_id=by_id,
        made_at=at,
        ends_at=at + timedelta(minutes=PAIRING_MINUTES),
    )
    db.session.add(row)
    db.session.flush()
    write_audit_line("make_pairing_code", f"pairing:{row.id}", site_id=site_id, by_id=by_id, at=at)
    return code


def pair_device(*, code: str, at: datetime, public_id: str) -> tuple[Device, str]:
    """Turn a pairing code into a tablet; returns it with its token, which is set as a cookie and shown never again.

    Raises RuleBroken for a code that does not work (any more).
    """
    row = use_pairing_code(code=code, kind="tablet", at=at)
    return add_device(site_id=row.site_id, name=row.name, by_id=row.made_by_id, at=at, public_id=public_id)


def use_pairing_code(*, code: str, kind: str, at: datetime) -> PairingCode:
    """Use up a code for a device of that kind. Raises RuleBroken for one that does not work (any more)."""
    cleaned = code.strip().upper().replace(" ", "").replace("-", "")
    row = db.session.scalar(
        select(PairingCode).where(PairingCode.code_hash == hash_token(cleaned)).with_for_update()
    )
    if row is None or row.kind != kind or row.used_at is not None or row.ends_at < at:
        raise RuleBroken(
            "code",
            N_("This pairing code does not work (any more)."),
            N_("Ask a coordinator for a new one: People and tablets, then Pair a tablet."),
        )
    row.used_at = at
    return row


def add_device(
    *, site_id: int, name: str, by_id: int | None, at: datetime, public_id: str, kind: str = "tablet"
) -> tuple[Device, str]:
    """Store a new device; returns it with its token."""
    token = secrets.token_urlsafe(32)
    device = Device(
        public_id=public_id,
        site_id=site_id,
        kind=kind,
        name=name,
        token_hash=hash_token(token),
        paired_at=at,
        paired_by_id=by_id,
        last_seen_at=at,
    )
    db.session.add(device)
    db.session.flush()
    write_audit_line(
        "pair_device", f"device:{public_id}", site_id=site_id, by_id=by_id, device_id=device.id, at=at
    )
    return device, token


def revoke_device(*, public_id: str, site_id: int, by_id: int | None, at: datetime) -> Device:
    """End a device's pairing; its next request is refused. What waits on it is lost to it, so the page says so."""
    device = db.session.scalar(select(Device).where(Device.public_id == public_id, Device.site_id == site_id))
    if device is None:
        raise RuleBroken("", N_("There is no such tablet at this site."))
    if device.revoked_at is None:
        device.revoked_at = at
        write_audit_line("revoke_device", f"device:{public_id}", site_id=site_id, by_id=by_id, at=at)
    db.session.flush()
    return device


def unsent_tablets(site_ids: Collection[int], at: datetime) -> tuple[int, datetime | None]:
    """On how many live devices of the sites something has waited for too long, and since when."""
    ids = sorted(site_ids)
    row = fast().row(
        f"SELECT COUNT(*), MIN(waiting_since) FROM device WHERE site_id IN ({', '.join('?' * len(ids))}) "
        "AND revoked_at IS NULL AND waiting > 0 AND waiting_since <= ?",
        (*ids, at - UNSENT_AFTER),
    )
    return (int(row[0]), as_instant(row[1])) if row and row[0] else (0, None)


def devices_at(site_id: int) -> list[Device]:
    """Devices of a site, live ones first."""
    query = (
        select(Device).where(Device.site_id == site_id).order_by(Device.revoked_at.isnot(None), Device.name)
    )
    return list(db.session.scalars(query))


def forget_pairing_codes(*, at: datetime) -> int:
    """Delete the codes that ended a day ago; returns how many there were."""
    return fast().run("DELETE FROM pairing_code WHERE ends_at < ?", (at - PAIRING_KEPT,))
