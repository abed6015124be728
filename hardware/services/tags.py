"""Writes of contactless cards: shown at a kiosk while the desk waits for it, or typed; withdrawn, and good again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from core.access import Actor, require, system_actor
from core.db import db, fast
from core.devices import Device
from core.errors import N_, Conflict, NotFound, RuleBroken
from core.people import Person
from core.people_queries import person_here
from hardware.models.kiosks import Kiosk
from hardware.models.tags import KioskTag, TagWindow
from hardware.queries.cards import Cardholders, tag_hash
from hardware.queries.kiosks import KnownKiosk
from hardware.services.kiosks import own_kiosk
from hardware.services.noting import note
from hardware.vocabulary import EventKind, KioskEvent, ShownAs

WAITS = timedelta(minutes=2)
"""So long the next unknown tag at a kiosk is somebody's."""
NUMBER = re.compile(r"(?:[0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{20})")
TAIL = re.compile(r"[0-9A-F]{2}")
HASH = re.compile(r"[0-9a-f]{64}")


def open_tag_window(*, by: Actor, public_id: str, person_number: str, at: datetime, token: str) -> TagWindow:
    """From now on for two minutes the next unknown tag at this kiosk is this person's. Raises NotFound, RuleBroken."""
    require(by, "edit_people")
    known = db.session.scalar(select(TagWindow).where(TagWindow.token == token))
    if known is not None:
        return known
    device, person = _live_kiosk(by, public_id), person_here(person_number, site_id=by.site_id)
    fast().run(
        "UPDATE tag_window SET closes_at = ? WHERE kiosk_id = ? AND closes_at > ? AND opens_at <= ?",
        (at, device.id, at, at),
    )
    row = TagWindow(
        token=token,
        kiosk_id=device.id,
        person_id=person.id,
        opens_at=at,
        closes_at=at + WAITS,
        by_id=by.person_id,
    )
    db.session.add(row)
    db.session.flush()
    note("open_tag_window", f"person:{person.number}", by, at, [f"device:{public_id}"])
    return row


def _live_kiosk(by: Actor, public_id: str) -> Device:
    device = own_kiosk(by, public_id)
    if device.revoked_at is not None:
        raise RuleBroken("kiosk", N_("This kiosk has ended."), N_("Choose another."))
    return device


def take_shown_tags(
    *, kiosk: KnownKiosk, boot: str, mono_ms: int, events: Sequence[KioskEvent], at: datetime
) -> int:
    """Give the unknown tag that was shown in an open window to the window's person; how many (one at most each).

    What lay in a spool since an earlier start of the kiosk is too old for any window.
    """
    taken = 0
    for event in events:
        tail = str(event.body.get("tail") or "")
        is_shown = event.kind is EventKind.CARD_SHOWN and event.body.get("as") == ShownAs.UNKNOWN
        if not is_shown or event.boot != boot or not TAIL.fullmatch(tail):
            continue
        shown_at = at - timedelta(milliseconds=max(0, mono_ms - event.mono_ms))
        window = db.session.scalar(
            select(TagWindow)
            .where(
                TagWindow.kiosk_id == kiosk.id,
                TagWindow.tag_id.is_(None),
                TagWindow.opens_at <= shown_at,
                TagWindow.closes_at >= shown_at,
            )
            .order_by(TagWindow.id.desc())
            .limit(1)
        )
        if window is not None and _give(kiosk, window, str(event.body.get("card", "")), tail, at):
            taken += 1
    return taken


def _give(kiosk: KnownKiosk, window: TagWindow, hashed: str, tail: str, at: datetime) -> bool:
    there = select(KioskTag.id).where(KioskTag.kiosk_id == kiosk.id, KioskTag.card_hash == hashed)
    if not HASH.fullmatch(hashed) or db.session.scalar(there) is not None:
        return False
    if Cardholders(kiosk.id, kiosk.pepper)(hashed) is not None:
        return False  # a printed card is its holder's, whatever a kiosk says of it
    tag = _keep(kiosk.id, hashed, tail, window.person_id, "shown", window.by_id, at)
    window.tag_id = tag.id
    db.session.flush()
    by = replace(system_actor(kiosk.site_id), person_id=window.by_id, device_id=kiosk.id)
    note("take_in_tag", f"person:{db.session.get_one(Person, window.person_id).number}", by, at, ["shown"])
    return True


def _keep(
    kiosk_id: int, hashed: str, tail: str, person_id: int, how: str, by_id: int | None, at: datetime
) -> KioskTag:
    row = KioskTag(
        kiosk_id=kiosk_id,
        card_hash=hashed,
        tail=tail,
        person_id=person_id,
        made_by=how,
        made_at=at,
        made_by_id=by_id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def type_tag(*, by: Actor, person_number: str, number: str, at: datetime) -> int:
    """Take a tag in by the number that is printed on it, at every kiosk of the site; at how many.

    The number itself is kept nowhere. Raises NotFound, RuleBroken, and Conflict where it is another's.
    """
    require(by, "edit_people")
    uid = re.sub(r"[\s:.-]", "", number).upper()
    if not NUMBER.fullmatch(uid):
        raise RuleBroken(
            "number",
            N_("This is no number of a card."),
            N_("Write its 8, 14 or 20 digits, 0 to 9 and A to F."),
        )
    person = person_here(person_number, site_id=by.site_id)
    query = (
        select(Kiosk)
        .join(Device, Device.id == Kiosk.device_id)
        .where(Device.site_id == by.site_id, Device.revoked_at.is_(None))
    )
    kiosks = db.session.scalars(query.order_by(Kiosk.device_id)).all()
    if not kiosks:
        raise RuleBroken("number", N_("No kiosk stands here yet."), N_("Pair one first."))
    for kiosk in kiosks:
        _type_at(kiosk, uid, person.id, by, at)
    note("take_in_tag", f"person:{person.number}", by, at, ["typed"])
    return len(kiosks)


def _type_at(kiosk: Kiosk, uid: str, person_id: int, by: Actor, at: datetime) -> None:
    hashed = tag_hash(kiosk.pepper, uid)
    there = db.session.scalar(
        select(KioskTag).where(KioskTag.kiosk_id == kiosk.device_id, KioskTag.card_hash == hashed)
    )
    if there is None:
        _keep(kiosk.device_id, hashed, uid[-2:], person_id, "typed", by.person_id, at)
    elif there.person_id != person_id:
        raise Conflict(
            N_("This card is somebody's already, or was."),
            N_("What it told at machines stays theirs. Take another card."),
        )
    else:
        there.state, there.ended_at, there.ended_by_id = "live", None, None
        db.session.flush()


def end_tag(*, by: Actor, tag_id: int, at: datetime) -> None:
    """A tag is good for nothing from now on; what it told stays its person's. Raises NotFound."""
    require(by, "edit_people")
    row = _own_tag(by, tag_id)
    if row.state == "live":
        row.state, row.ended_at, row.ended_by_id = "ended", at, by.person_id
        db.session.flush()
        note("end_tag", f"person:{db.session.get_one(Person, row.person_id).number}", by, at, [row.tail])


def use_tag_again(*, by: Actor, tag_id: int, at: datetime) -> None:
    """A tag that was withdrawn is found again: it is the same person's as before. Raises NotFound."""
    require(by, "edit_people")
    row = _own_tag(by, tag_id)
    if row.state == "ended":
        row.state, row.ended_at, row.ended_by_id = "live", None, None
        db.session.flush()
        note(
            "use_tag_again", f"person:{db.session.get_one(Person, row.person_id).number}", by, at, [row.tail]
        )


def _own_tag(by: Actor, tag_id: int) -> KioskTag:
    query = select(KioskTag).join(Device, Device.id == KioskTag.kiosk_id)
    row = db.session.scalar(query.where(KioskTag.id == tag_id, Device.site_id == by.site_id))
    if row is None:
        raise NotFound
    return row
